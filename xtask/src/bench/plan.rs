//! A plan of any size, in the shape that real Terraform wrote.
//!
//! The recorded plan creates one module of eleven resources. A larger one has that module counted:
//! each instance with its own index, addresses and names, the configuration unchanged but for
//! `count`, as Terraform itself writes it.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

const RECORDED: &str = include_str!("../demo/seeded/plan.json");

/// A plan with at least `resources` resources; also answers how many they are.
pub(crate) fn with_resources(resources: usize) -> Result<(String, usize)> {
    let mut plan: Value = serde_json::from_str(RECORDED).context("reading the recorded plan")?;
    let per_module = list(&plan, "/resource_changes")?.len();
    let modules = resources.div_ceil(per_module);
    for pointer in [
        "/resource_changes",
        "/planned_values/root_module/child_modules",
    ] {
        let one = list(&plan, pointer)?.clone();
        let many = (0..modules)
            .map(|index| instance(&one, index))
            .collect::<Result<Vec<_>>>()?;
        let place = plan
            .pointer_mut(pointer)
            .context("the recorded plan lost a part")?;
        *place = many.into_iter().flatten().collect();
    }
    let call = plan.pointer_mut("/configuration/root_module/module_calls/web");
    let call = call
        .and_then(Value::as_object_mut)
        .context("the recorded plan has no module")?;
    call.insert(
        "count_expression".to_owned(),
        json!({ "constant_value": modules }),
    );
    Ok((plan.to_string(), modules * per_module))
}

fn list<'a>(plan: &'a Value, pointer: &str) -> Result<&'a Vec<Value>> {
    let found = plan.pointer(pointer).and_then(Value::as_array);
    found.with_context(|| format!("the recorded plan has no {pointer}"))
}

/// The same values as instance `index` of the module.
fn instance(one: &[Value], index: usize) -> Result<Vec<Value>> {
    let text = serde_json::to_string(one)?
        .replace("module.web", &format!("module.web[{index}]"))
        .replace("driftlock-demo", &format!("demo-{index}"));
    Ok(serde_json::from_str(&text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_resource_has_an_address_of_its_own() {
        let (plan, resources) = with_resources(1000).unwrap();
        assert_eq!(resources, 1001);
        let plan: Value = serde_json::from_str(&plan).unwrap();
        let changes = list(&plan, "/resource_changes").unwrap();
        let addresses: std::collections::BTreeSet<_> = changes
            .iter()
            .map(|change| change["address"].as_str().unwrap())
            .collect();
        assert_eq!(addresses.len(), resources);
        assert!(addresses.contains("module.web[90].aws_s3_bucket.data"));
        let planned = list(&plan, "/planned_values/root_module/child_modules").unwrap();
        assert_eq!(planned.len(), 91);
        assert_eq!(planned[7]["address"], "module.web[7]");
    }
}

//! What a Terraform state manages.

use std::path::Path;

use driftlock_engine::Declared;

use serde_json::Value;

use crate::outcome::Failure;

/// Reads the managed resources out of a state file (`terraform.tfstate`, format 4) or out of what
/// `terraform show -json` prints for a state.
pub(crate) fn managed(path: &Path) -> Result<Vec<Declared>, Failure> {
    let shown = path.display();
    let help = "give a `terraform.tfstate`, or the output of `terraform show -json`";
    let text = std::fs::read(path)
        .map_err(|error| Failure::new(format!("reading state `{shown}`: {error}"), help))?;
    let state: Value = serde_json::from_slice(&text).map_err(|error| {
        Failure::new(format!("reading state `{shown}`: not JSON: {error}"), help)
    })?;
    let mut found = Vec::new();
    if let Some(root) = state.pointer("/values/root_module") {
        shown_module(root, &mut found);
    } else if state.get("version").and_then(Value::as_u64) == Some(4) {
        for resource in list(&state, "resources") {
            stored_resource(resource, &mut found);
        }
    } else {
        let message = format!("reading state `{shown}`: not a Terraform state of format 4");
        return Err(Failure::new(message, help));
    }
    Ok(found)
}

fn shown_module(module: &Value, found: &mut Vec<Declared>) {
    for resource in list(module, "resources").filter(|r| text(r, "mode") == Some("managed")) {
        let values = resource.get("values").and_then(Value::as_object);
        if let (Some(kind), Some(values), Some(address)) =
            (text(resource, "type"), values, text(resource, "address"))
        {
            found.push(Declared {
                address: address.to_owned(),
                kind: kind.to_owned(),
                values: values.clone(),
            });
        }
    }
    for child in list(module, "child_modules") {
        shown_module(child, found);
    }
}

fn stored_resource(resource: &Value, found: &mut Vec<Declared>) {
    if text(resource, "mode") != Some("managed") {
        return;
    }
    let (Some(kind), Some(name)) = (text(resource, "type"), text(resource, "name")) else {
        return;
    };
    let module = text(resource, "module")
        .map(|module| format!("{module}."))
        .unwrap_or_default();
    for instance in list(resource, "instances") {
        let index = match instance.get("index_key") {
            None | Some(Value::Null) => String::new(),
            Some(key) => format!("[{key}]"),
        };
        if let Some(values) = instance.get("attributes").and_then(Value::as_object) {
            found.push(Declared {
                address: format!("{module}{kind}.{name}{index}"),
                kind: kind.to_owned(),
                values: values.clone(),
            });
        }
    }
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(state: &Value, expected: &[(&str, &str, &str)]) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), state.to_string()).unwrap();
        let found = managed(file.path()).unwrap();
        let id = |d: &Declared| d.values["id"].as_str().unwrap().to_owned();
        let found: Vec<_> = found
            .iter()
            .map(|d| (d.kind.clone(), id(d), d.address.clone()))
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|&(kind, id, address)| (kind.to_owned(), id.to_owned(), address.to_owned()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_state_file_gives_addresses_with_modules_and_keys() {
        let instance = |key: Value, id: &str| json!({"index_key": key, "attributes": {"id": id}});
        check(
            &json!({"version": 4, "resources": [
                {"mode": "managed", "module": "module.a[\"x\"]", "type": "aws_s3_bucket", "name": "b",
                 "instances": [instance(json!("k.1"), "one"), instance(json!(0), "two")]},
                {"mode": "managed", "type": "aws_vpc", "name": "v", "instances": [{"attributes": {"id": "vpc-1"}}]},
                {"mode": "data", "type": "aws_vpc", "name": "d", "instances": [instance(Value::Null, "no")]},
            ]}),
            &[
                (
                    "aws_s3_bucket",
                    "one",
                    "module.a[\"x\"].aws_s3_bucket.b[\"k.1\"]",
                ),
                ("aws_s3_bucket", "two", "module.a[\"x\"].aws_s3_bucket.b[0]"),
                ("aws_vpc", "vpc-1", "aws_vpc.v"),
            ],
        );
    }

    #[test]
    fn shown_state_gives_addresses_of_child_modules() {
        let resource = json!({"mode": "managed", "type": "t", "address": "module.m.t.x", "values": {"id": "i"}});
        check(
            &json!({"format_version": "1.0", "values": {"root_module": {"child_modules": [{"resources": [resource]}]}}}),
            &[("t", "i", "module.m.t.x")],
        );
    }

    #[test]
    fn anything_else_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for text in ["", "{", "[]", "{\"version\": 3}"] {
            std::fs::write(file.path(), text).unwrap();
            assert!(managed(file.path()).is_err(), "{text}");
        }
    }
}

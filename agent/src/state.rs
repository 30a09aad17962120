//! Terraform addresses out of a state.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::outcome::Failure;

/// Addresses by type and id.
pub(crate) type Addresses = BTreeMap<(String, String), String>;

/// Reads the addresses out of a state file (`terraform.tfstate`, format 4) or out of what
/// `terraform show -json` prints for a state.
pub(crate) fn addresses(path: &Path) -> Result<Addresses, Failure> {
    let shown = path.display();
    let help = "give a `terraform.tfstate`, or the output of `terraform show -json`";
    let text = std::fs::read(path)
        .map_err(|error| Failure::new(format!("reading state `{shown}`: {error}"), help))?;
    let state: Value = serde_json::from_slice(&text).map_err(|error| {
        Failure::new(format!("reading state `{shown}`: not JSON: {error}"), help)
    })?;
    let mut found = Addresses::new();
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

fn shown_module(module: &Value, found: &mut Addresses) {
    for resource in list(module, "resources").filter(|r| text(r, "mode") == Some("managed")) {
        let id = resource.get("values").and_then(|values| text(values, "id"));
        if let (Some(kind), Some(id), Some(address)) =
            (text(resource, "type"), id, text(resource, "address"))
        {
            found.insert((kind.to_owned(), id.to_owned()), address.to_owned());
        }
    }
    for child in list(module, "child_modules") {
        shown_module(child, found);
    }
}

fn stored_resource(resource: &Value, found: &mut Addresses) {
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
        if let Some(id) = instance
            .get("attributes")
            .and_then(|attributes| text(attributes, "id"))
        {
            let address = format!("{module}{kind}.{name}{index}");
            found.insert((kind.to_owned(), id.to_owned()), address);
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
        let found = addresses(file.path()).unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|((t, i), a)| (t.as_str(), i.as_str(), a.as_str()))
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
            assert!(addresses(file.path()).is_err(), "{text}");
        }
    }
}

//! Types as Terraform's documentation names them.

use serde_json::{Map, Value};

/// A type of the schema's JSON, such as `["list", "string"]`, in words: `List of String`.
pub(super) fn words(ty: &Value) -> String {
    if let Some(name) = ty.as_str() {
        return simple(name).to_owned();
    }
    let (kind, element) = compound(ty);
    match (kind, element) {
        ("list", Some(element)) => format!("List of {}", words(element)),
        ("set", Some(element)) => format!("Set of {}", words(element)),
        ("map", Some(element)) => format!("Map of {}", words(element)),
        ("object", _) => "Object".to_owned(),
        (other, _) => other.to_owned(),
    }
}

/// The same as the signature of a function has it: `list of string`.
pub(super) fn signature(ty: &Value) -> String {
    match ty.as_str() {
        Some(name) => name.to_owned(),
        None => words(ty).to_lowercase(),
    }
}

/// The attributes of an object, or of the objects that a collection holds.
pub(super) fn object(ty: &Value) -> Option<&Map<String, Value>> {
    match compound(ty) {
        ("object", attributes) => attributes?.as_object(),
        ("list" | "set" | "map", Some(element)) => match compound(element) {
            ("object", attributes) => attributes?.as_object(),
            _ => None,
        },
        _ => None,
    }
}

fn simple(name: &str) -> &str {
    match name {
        "string" => "String",
        "number" => "Number",
        "bool" => "Boolean",
        "dynamic" => "Dynamic",
        other => other,
    }
}

fn compound(ty: &Value) -> (&str, Option<&Value>) {
    let kind = ty.get(0).and_then(Value::as_str).unwrap_or_default();
    (kind, ty.get(1))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn types_have_the_names_that_the_registry_uses() {
        for (ty, expected) in [
            (json!("bool"), "Boolean"),
            (json!("dynamic"), "Dynamic"),
            (json!(["set", "string"]), "Set of String"),
            (json!(["map", ["list", "number"]]), "Map of List of Number"),
            (
                json!(["list", ["object", { "id": "string" }]]),
                "List of Object",
            ),
        ] {
            assert_eq!(words(&ty), expected);
        }
    }

    #[test]
    fn objects_are_found_in_collections() {
        let ty = json!(["list", ["object", { "id": "string" }]]);
        assert!(object(&ty).is_some_and(|attributes| attributes.contains_key("id")));
        assert!(object(&json!(["list", "string"])).is_none());
    }
}

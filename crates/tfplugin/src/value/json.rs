//! The JSON encoding of values: how state files hold them.
//!
//! Numbers are read as text, so that none loses digits on the way through a float.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Number, Value};
use crate::path::AttributePath;
use crate::types::Type;

/// JSON that is not a value of the type due.
#[derive(Debug, thiserror::Error)]
#[error("`{path}`: {problem}")]
pub struct InvalidJson {
    /// Where in the value.
    pub path: AttributePath,
    problem: String,
}

impl Value {
    /// Reads a value of type `ty`. Attributes that are missing are null; attributes that the
    /// type does not have are left out, as when an older schema had them.
    ///
    /// # Errors
    /// When the text is not JSON or does not fit the type; the error names the place.
    pub fn from_json(text: &[u8], ty: &Type) -> Result<Value, InvalidJson> {
        let mut path = AttributePath::root();
        match read::<&RawValue>(text, &path) {
            Ok(raw) => value(raw, ty, &mut path),
            Err(error) => Err(error),
        }
    }
}

fn value(raw: &RawValue, ty: &Type, path: &mut AttributePath) -> Result<Value, InvalidJson> {
    if raw.get() == "null" {
        return Ok(Value::Null);
    }
    let text = raw.get().as_bytes();
    Ok(match ty {
        Type::Bool => Value::Bool(read(text, path)?),
        Type::String => Value::String(read(text, path)?),
        Type::Number => Value::Number(number(raw, path)?),
        Type::List(of) => Value::List(sequence(read(text, path)?, of, path)?),
        Type::Set(of) => Value::Set(sequence(read(text, path)?, of, path)?),
        Type::Tuple(types) => tuple(&read::<Vec<&RawValue>>(text, path)?, types, path)?,
        Type::Map(of) => {
            let mut items = BTreeMap::new();
            for (key, raw) in read::<BTreeMap<String, &RawValue>>(text, path)? {
                path.push_key(&key);
                let item = value(raw, of, path)?;
                path.pop();
                items.insert(key, item);
            }
            Value::Map(items)
        }
        Type::Object(types) => object(&read(text, path)?, types, path)?,
        Type::Dynamic => dynamic(text, path)?,
    })
}

fn number(raw: &RawValue, path: &AttributePath) -> Result<Number, InvalidJson> {
    // A number may be quoted: older states did so.
    let text = raw.get().trim_matches('"');
    Number::parse(text).map_err(|error| invalid(path, error.to_string()))
}

fn sequence(
    raw: Vec<&RawValue>,
    ty: &Type,
    path: &mut AttributePath,
) -> Result<Vec<Value>, InvalidJson> {
    let mut items = Vec::with_capacity(raw.len());
    for (index, raw) in raw.into_iter().enumerate() {
        path.push_index(index);
        items.push(value(raw, ty, path)?);
        path.pop();
    }
    Ok(items)
}

fn tuple(
    raw: &[&RawValue],
    types: &[Type],
    path: &mut AttributePath,
) -> Result<Value, InvalidJson> {
    if raw.len() != types.len() {
        let problem = format!("{} elements where {} are due", raw.len(), types.len());
        return Err(invalid(path, problem));
    }
    let mut items = Vec::with_capacity(raw.len());
    for (index, (raw, ty)) in raw.iter().zip(types).enumerate() {
        path.push_index(index);
        items.push(value(raw, ty, path)?);
        path.pop();
    }
    Ok(Value::List(items))
}

fn object(
    raw: &BTreeMap<String, &RawValue>,
    types: &BTreeMap<String, Type>,
    path: &mut AttributePath,
) -> Result<Value, InvalidJson> {
    let mut items = BTreeMap::new();
    for (name, ty) in types {
        path.push_attribute(name);
        let item = match raw.get(name) {
            Some(raw) => value(raw, ty, path)?,
            None => Value::Null,
        };
        path.pop();
        items.insert(name.clone(), item);
    }
    Ok(Value::Object(items))
}

#[derive(Deserialize)]
struct Typed<'a> {
    r#type: serde_json::Value,
    #[serde(borrow)]
    value: &'a RawValue,
}

fn dynamic(text: &[u8], path: &mut AttributePath) -> Result<Value, InvalidJson> {
    let typed: Typed<'_> = read(text, path)?;
    let ty = Type::from_json(&typed.r#type).map_err(|error| invalid(path, error.to_string()))?;
    let inner = value(typed.value, &ty, path)?;
    Ok(Value::Dynamic(Box::new((ty, inner))))
}

fn read<'a, T: Deserialize<'a>>(text: &'a [u8], path: &AttributePath) -> Result<T, InvalidJson> {
    serde_json::from_slice(text).map_err(|error| invalid(path, error.to_string()))
}

fn invalid(path: &AttributePath, problem: String) -> InvalidJson {
    InvalidJson {
        path: path.clone(),
        problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_of_an_older_schema_is_read() {
        let ty = Type::object([
            ("name", Type::String),
            ("ratio", Type::Number),
            ("tags", Type::map(Type::String)),
            ("added", Type::list(Type::Bool)),
            ("any", Type::Dynamic),
        ]);
        let text = br#"{ "name": "web", "ratio": 3.14159265358979323846264338, "gone": 1,
            "tags": {"app": "web"}, "any": {"type": ["set", "number"], "value": [1]} }"#;
        let value = Value::from_json(text, &ty).unwrap();
        assert_eq!(value.string("name"), Some("web"));
        assert_eq!(
            value.get("ratio"),
            &Number::parse("3.14159265358979323846264338")
                .unwrap()
                .into()
        );
        assert!(value.get("added").is_null());
        assert!(value.get("gone").is_null());
        assert_eq!(value.to_msgpack(&ty).map(|_| ()).ok(), Some(()));
    }

    #[test]
    fn the_error_names_the_attribute() {
        let ty = Type::object([("tags", Type::map(Type::String))]);
        let error = Value::from_json(br#"{"tags": {"app": 3}}"#, &ty).unwrap_err();
        assert_eq!(error.path.to_string(), r#"tags["app"]"#);
    }
}

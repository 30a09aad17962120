//! Rego values built from JSON text, with keys shared.
//!
//! Members of objects that are null are left out: to Terraform an attribute that is null is one
//! that is not set, and in Rego an absent member is the one form of "not set" that no rule and no
//! builtin trips over.
//!
//! A plan repeats the same attribute names once per resource, and the same few short strings
//! (`"tcp"`, `"Enabled"`, regions) thousands of times. Sharing them is what keeps a plan of 5,000
//! resources small in memory.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::sync::Arc;

use regorus::Value;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Strings longer than this are rarely repeated, so they are not looked up.
const SHARED_LENGTH: usize = 40;

/// Turns JSON text into Rego values, sharing equal keys and short strings.
#[derive(Debug, Default)]
pub(crate) struct Values {
    shared: HashSet<Arc<str>>,
}

impl Values {
    /// The value of one JSON document.
    pub(crate) fn read(&mut self, json: &str) -> Result<Value, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let value = Seed(self).deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(value)
    }

    /// The value of JSON that was parsed already.
    pub(crate) fn take(&mut self, json: serde_json::Value) -> Result<Value, serde_json::Error> {
        Seed(self).deserialize(json)
    }

    /// A string value that shares its text with equal ones.
    pub(crate) fn string(&mut self, text: &str) -> Value {
        if text.len() > SHARED_LENGTH {
            return Value::String(text.into());
        }
        if let Some(known) = self.shared.get(text) {
            return Value::String(Arc::clone(known));
        }
        let fresh: Arc<str> = text.into();
        self.shared.insert(Arc::clone(&fresh));
        Value::String(fresh)
    }
}

/// An object from pairs of key and value.
pub(crate) fn object<'k>(entries: impl IntoIterator<Item = (&'k str, Value)>) -> Value {
    Value::from(
        entries
            .into_iter()
            .map(|(key, value)| (Value::from(key), value))
            .collect::<BTreeMap<_, _>>(),
    )
}

/// The member `key` of an object, or nothing when it is absent or the value is no object.
pub(crate) fn member<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Object(entries) => entries.get(&Value::from(key)),
        _ => None,
    }
}

/// The text of a string value.
pub(crate) fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

struct Seed<'v>(&'v mut Values);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(self.0.string(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(Seed(self.0))? {
            array.push(item);
        }
        array.shrink_to_fit();
        Ok(Value::from(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = BTreeMap::new();
        while let Some(key) = entries.next_key_seed(Seed(self.0))? {
            let value = entries.next_value_seed(Seed(self.0))?;
            if !matches!(value, Value::Null) {
                object.insert(key, value);
            }
        }
        Ok(Value::from(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_and_short_strings_share_one_allocation() {
        let mut values = Values::default();
        let first = values.read(r#"{"protocol":"tcp"}"#).unwrap();
        let second = values.read(r#"{"protocol":"tcp"}"#).unwrap();
        let (Some(Value::String(a)), Some(Value::String(b))) =
            (member(&first, "protocol"), member(&second, "protocol"))
        else {
            panic!("both are strings");
        };
        assert!(Arc::ptr_eq(a, b));
    }

    #[test]
    fn every_kind_of_json_survives() {
        let text = r#"{"a":[1,-2,1.5,true,false,null,"x"],"b":{}}"#;
        let value = Values::default().read(text).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), text);
    }

    #[test]
    fn attributes_that_are_null_are_not_set() {
        let value = Values::default()
            .read(r#"{"a":null,"b":[null,{"c":null}]}"#)
            .unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), r#"{"b":[null,{}]}"#);
    }

    #[test]
    fn trailing_text_is_an_error() {
        assert!(Values::default().read("{} {}").is_err());
    }
}

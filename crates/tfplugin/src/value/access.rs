//! Getting at attributes and blocks by name, and replacing them.

use std::collections::BTreeMap;

use super::Value;

static NULL: Value = Value::Null;

impl Value {
    /// The attribute or block `name`; null where there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &Value {
        match self {
            Value::Object(items) | Value::Map(items) => items.get(name).unwrap_or(&NULL),
            Value::Dynamic(typed) => typed.1.get(name),
            _ => &NULL,
        }
    }

    /// Replaces the attribute or block `name`. Does nothing to what is not an object.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        if let Value::Object(items) | Value::Map(items) = self {
            items.insert(name.to_owned(), value.into());
        }
    }

    /// The same object with `name` replaced.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Value {
        self.set(name, value);
        self
    }

    /// The text of this value, if it is known text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            Value::Dynamic(typed) => typed.1.as_str(),
            _ => None,
        }
    }

    /// This value as a truth value, if it is a known one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// This value as a whole number that is not negative, if it is a known one.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Value::Number(number) => number.as_u64(),
            _ => None,
        }
    }

    /// This value as a whole number, if it is a known one.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// The elements of a list, set or tuple, or the items of a repeated block.
    ///
    /// A single object counts as one block, and null as none.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        match self {
            Value::List(items) | Value::Set(items) => items,
            Value::Object(_) => std::slice::from_ref(self),
            _ => &[],
        }
    }

    /// The entries of a map or object.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Value)> {
        let items = match self {
            Value::Map(items) | Value::Object(items) => Some(items),
            _ => None,
        };
        items
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.as_str(), value))
    }

    /// The text of attribute `name`; `None` when null, unknown or absent.
    #[must_use]
    pub fn string(&self, name: &str) -> Option<&str> {
        self.get(name).as_str()
    }

    /// The truth value of attribute `name`; `None` when null, unknown or absent.
    #[must_use]
    pub fn boolean(&self, name: &str) -> Option<bool> {
        self.get(name).as_bool()
    }

    /// The whole number in attribute `name`; `None` when null, unknown or absent.
    #[must_use]
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).as_i64()
    }

    /// The known texts in the list or set `name`.
    #[must_use]
    pub fn strings(&self, name: &str) -> Vec<String> {
        self.get(name)
            .items()
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    /// The known texts in the map `name`.
    #[must_use]
    pub fn string_map(&self, name: &str) -> BTreeMap<String, String> {
        self.get(name)
            .entries()
            .filter_map(|(key, value)| Some((key.to_owned(), value.as_str()?.to_owned())))
            .collect()
    }

    /// The blocks called `name`, in order; a single block counts as one.
    #[must_use]
    pub fn blocks(&self, name: &str) -> &[Value] {
        self.get(name).items()
    }

    /// The first block called `name`.
    #[must_use]
    pub fn block(&self, name: &str) -> Option<&Value> {
        self.blocks(name).first()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_and_blocks_are_found_by_name() {
        let value = Value::object([
            ("name", "web".into()),
            ("size", 3_i64.into()),
            ("tags", BTreeMap::from([("app".to_owned(), "web")]).into()),
            (
                "scope",
                Value::List(vec![Value::object([("ids", vec!["a", "b"].into())])]),
            ),
            ("guardrails", Value::object([("max", 2_i64.into())])),
        ]);
        assert_eq!(value.string("name"), Some("web"));
        assert_eq!(value.integer("size"), Some(3));
        assert_eq!(
            value.string_map("tags").get("app").map(String::as_str),
            Some("web")
        );
        assert_eq!(value.block("scope").unwrap().strings("ids"), ["a", "b"]);
        assert_eq!(value.block("guardrails").unwrap().integer("max"), Some(2));
        assert!(value.get("nothing").get("at all").is_null());
    }
}

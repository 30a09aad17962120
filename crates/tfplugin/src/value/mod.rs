//! Values as Terraform sends them: known, null, or not known until apply.

mod access;
mod compare;
mod json;
mod msgpack;
mod number;

use std::collections::BTreeMap;

pub use json::InvalidJson;
pub use msgpack::{DecodeError, EncodeError};
pub use number::{InvalidNumber, Number};

use crate::types::Type;

/// A Terraform value.
///
/// Which of the collections a value is follows from its schema. A list is accepted wherever
/// a set or a tuple is due, and a map wherever an object is, so that providers need not care.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// A value that becomes known during apply.
    Unknown(Unknown),
    /// `true` or `false`
    Bool(bool),
    /// A number of any size.
    Number(Number),
    /// Text.
    String(String),
    /// `list(T)` or a tuple.
    List(Vec<Value>),
    /// `set(T)`: order means nothing, and equality ignores it.
    Set(Vec<Value>),
    /// `map(T)`
    Map(BTreeMap<String, Value>),
    /// An object, or the contents of a block.
    Object(BTreeMap<String, Value>),
    /// A value where the schema leaves the type open, with the type it has.
    Dynamic(Box<(Type, Value)>),
}

/// What is known about an unknown value.
///
/// Terraform may say that it will not be null, or how it begins. That is kept byte for byte,
/// so that a plan hands the configuration's unknowns back as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown {
    pub(crate) refinements: Vec<u8>,
}

impl Unknown {
    /// Whether anything more than "unknown" is said.
    #[must_use]
    pub fn is_refined(&self) -> bool {
        !self.refinements.is_empty()
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        use Value::{Bool, Dynamic, List, Map, Null, Number, Object, Set, String, Unknown};
        match (self, other) {
            (Null, Null) => true,
            (Unknown(a), Unknown(b)) => a == b,
            (Bool(a), Bool(b)) => a == b,
            (Number(a), Number(b)) => a == b,
            (String(a), String(b)) => a == b,
            (List(a), List(b)) => a == b,
            (Set(a), Set(b)) | (Set(a), List(b)) | (List(a), Set(b)) => same_elements(a, b),
            (Map(a) | Object(a), Map(b) | Object(b)) => a == b,
            (Dynamic(a), Dynamic(b)) => a == b,
            _ => false,
        }
    }
}

fn same_elements(a: &[Value], b: &[Value]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut rest: Vec<&Value> = b.iter().collect();
    a.iter()
        .all(|item| match rest.iter().position(|other| *other == item) {
            Some(found) => {
                rest.swap_remove(found);
                true
            }
            None => false,
        })
}

impl Value {
    /// A value that becomes known during apply.
    #[must_use]
    pub fn unknown() -> Value {
        Value::Unknown(Unknown::default())
    }

    /// An object of these attributes.
    #[must_use]
    pub fn object<const N: usize>(attributes: [(&str, Value); N]) -> Value {
        Value::Object(
            attributes
                .into_iter()
                .map(|(name, v)| (name.to_owned(), v))
                .collect(),
        )
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Whether the value, at its top level, becomes known during apply only.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Value::Unknown(_))
    }

    /// Whether nothing inside the value is unknown.
    #[must_use]
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Value::Unknown(_) => false,
            Value::List(items) | Value::Set(items) => items.iter().all(Value::is_wholly_known),
            Value::Map(items) | Value::Object(items) => items.values().all(Value::is_wholly_known),
            Value::Dynamic(typed) => typed.1.is_wholly_known(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::String(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(int: i64) -> Self {
        Value::Number(int.into())
    }
}

impl From<u64> for Value {
    fn from(int: u64) -> Self {
        Value::Number(int.into())
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Value::Number(number)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Value::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> From<BTreeMap<String, T>> for Value {
    fn from(items: BTreeMap<String, T>) -> Self {
        Value::Map(
            items
                .into_iter()
                .map(|(key, item)| (key, item.into()))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_compare_without_order_but_with_count() {
        let set = |items: &[&str]| Value::Set(items.iter().map(|item| (*item).into()).collect());
        assert_eq!(set(&["a", "b"]), set(&["b", "a"]));
        assert_ne!(set(&["a", "a", "b"]), set(&["a", "b", "b"]));
        assert_ne!(Value::from(vec!["a", "b"]), Value::from(vec!["b", "a"]));
    }

    #[test]
    fn unknown_is_found_at_any_depth() {
        let value = Value::object([("tags", vec![Value::unknown()].into())]);
        assert!(!value.is_wholly_known());
        assert!(!value.is_unknown());
    }
}

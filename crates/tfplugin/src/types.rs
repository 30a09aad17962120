//! Terraform's type constraints, and their JSON spelling in schemas and dynamic values.

use std::collections::BTreeMap;

use serde_json::Value as Json;

/// A Terraform type constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `string`
    String,
    /// A type known only at run time; each value carries its own.
    Dynamic,
    /// `list(T)`
    List(Box<Type>),
    /// `set(T)`
    Set(Box<Type>),
    /// `map(T)`
    Map(Box<Type>),
    /// `object({...})`
    Object(BTreeMap<String, Type>),
    /// `tuple([...])`
    Tuple(Vec<Type>),
}

/// A type constraint that is not spelt as Terraform spells it.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` is not a type constraint")]
pub struct InvalidType {
    text: String,
}

impl Type {
    /// `list(element)`
    #[must_use]
    pub fn list(element: Type) -> Type {
        Type::List(Box::new(element))
    }

    /// `set(element)`
    #[must_use]
    pub fn set(element: Type) -> Type {
        Type::Set(Box::new(element))
    }

    /// `map(element)`
    #[must_use]
    pub fn map(element: Type) -> Type {
        Type::Map(Box::new(element))
    }

    /// `object({...})`
    #[must_use]
    pub fn object<const N: usize>(attributes: [(&str, Type); N]) -> Type {
        Type::Object(
            attributes
                .into_iter()
                .map(|(name, ty)| (name.to_owned(), ty))
                .collect(),
        )
    }

    /// Whether any part of it is known only at run time.
    pub(crate) fn has_dynamic(&self) -> bool {
        match self {
            Type::Dynamic => true,
            Type::List(of) | Type::Set(of) | Type::Map(of) => of.has_dynamic(),
            Type::Object(attributes) => attributes.values().any(Type::has_dynamic),
            Type::Tuple(elements) => elements.iter().any(Type::has_dynamic),
            Type::Bool | Type::Number | Type::String => false,
        }
    }

    /// The type as the protocol spells it: `"string"`, `["list","string"]`, and so on.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match self {
            Type::Bool => "bool".into(),
            Type::Number => "number".into(),
            Type::String => "string".into(),
            Type::Dynamic => "dynamic".into(),
            Type::List(element) => Json::Array(vec!["list".into(), element.to_json()]),
            Type::Set(element) => Json::Array(vec!["set".into(), element.to_json()]),
            Type::Map(element) => Json::Array(vec!["map".into(), element.to_json()]),
            Type::Object(attributes) => Json::Array(vec![
                "object".into(),
                attributes
                    .iter()
                    .map(|(name, ty)| (name.clone(), ty.to_json()))
                    .collect(),
            ]),
            Type::Tuple(elements) => Json::Array(vec![
                "tuple".into(),
                elements.iter().map(Type::to_json).collect(),
            ]),
        }
    }

    /// Reads the protocol's spelling of a type.
    ///
    /// # Errors
    /// When `json` is not a type constraint.
    pub fn from_json(json: &Json) -> Result<Type, InvalidType> {
        let invalid = || InvalidType {
            text: json.to_string(),
        };
        match json {
            Json::String(name) => primitive(name).ok_or_else(invalid),
            Json::Array(parts) => match parts.as_slice() {
                // The third part of an object lists optional attributes; it matters to
                // conversions only, which a provider never makes.
                [Json::String(kind), argument] | [Json::String(kind), argument, Json::Array(_)] => {
                    composite(kind, argument)?.ok_or_else(invalid)
                }
                _ => Err(invalid()),
            },
            _ => Err(invalid()),
        }
    }
}

fn primitive(name: &str) -> Option<Type> {
    match name {
        "bool" => Some(Type::Bool),
        "number" => Some(Type::Number),
        "string" => Some(Type::String),
        "dynamic" => Some(Type::Dynamic),
        _ => None,
    }
}

fn composite(kind: &str, argument: &Json) -> Result<Option<Type>, InvalidType> {
    Ok(match (kind, argument) {
        ("list", element) => Some(Type::list(Type::from_json(element)?)),
        ("set", element) => Some(Type::set(Type::from_json(element)?)),
        ("map", element) => Some(Type::map(Type::from_json(element)?)),
        ("object", Json::Object(attributes)) => {
            let attributes = attributes
                .iter()
                .map(|(name, ty)| Ok((name.clone(), Type::from_json(ty)?)))
                .collect::<Result<_, InvalidType>>()?;
            Some(Type::Object(attributes))
        }
        ("tuple", Json::Array(elements)) => {
            let elements = elements
                .iter()
                .map(Type::from_json)
                .collect::<Result<_, _>>()?;
            Some(Type::Tuple(elements))
        }
        _ => None,
    })
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Type::Bool => f.write_str("bool"),
            Type::Number => f.write_str("number"),
            Type::String => f.write_str("string"),
            Type::Dynamic => f.write_str("any"),
            Type::List(element) => write!(f, "list({element})"),
            Type::Set(element) => write!(f, "set({element})"),
            Type::Map(element) => write!(f, "map({element})"),
            Type::Object(_) => f.write_str("object"),
            Type::Tuple(_) => f.write_str("tuple"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_round_trips() {
        let ty = Type::object([
            ("names", Type::set(Type::String)),
            ("sizes", Type::map(Type::Number)),
            ("pair", Type::Tuple(vec![Type::Bool, Type::Dynamic])),
        ]);
        assert_eq!(Type::from_json(&ty.to_json()).unwrap(), ty);
        assert_eq!(
            Type::list(Type::String).to_json().to_string(),
            r#"["list","string"]"#
        );
    }

    #[test]
    fn misspelt_types_are_named() {
        let error = Type::from_json(&serde_json::json!(["array", "string"])).unwrap_err();
        assert_eq!(
            error.to_string(),
            r#"`["array","string"]` is not a type constraint"#
        );
    }
}

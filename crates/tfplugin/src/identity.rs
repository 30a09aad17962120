//! What tells one object from every other, apart from its state.

use std::collections::BTreeMap;

use crate::path::AttributePath;
use crate::proto::tfplugin6 as wire;
use crate::types::Type;
use crate::value::Value;

/// The schema of a resource's identity: the few attributes, such as an account, a region and a
/// name, that find the object again and never change while it lives.
///
/// Terraform 1.12 and newer keep the identity beside the state and import by it; older clients
/// do not ask for it. Attributes are texts, numbers, truth values, or lists of those.
#[derive(Clone, Debug, Default)]
pub struct IdentitySchema {
    /// Counts up whenever identities saved under the old schema need an upgrade.
    pub version: i64,
    /// The attributes by name.
    pub attributes: BTreeMap<String, IdentityAttribute>,
    /// Whether the identity of an object may change while it lives. If not, a change is taken
    /// for what it is: a mix-up of two objects.
    pub may_change: bool,
}

/// One attribute of an identity.
#[derive(Clone, Debug)]
pub struct IdentityAttribute {
    /// Its type.
    pub ty: Type,
    /// Whether an `import` block must set it.
    pub for_import: ForImport,
    /// Plain text, shown in generated documentation.
    pub description: String,
}

/// Whether an `import` block must set an attribute of the identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForImport {
    /// It must.
    Required,
    /// It may; the provider knows what it stands for otherwise.
    Optional,
}

impl IdentitySchema {
    /// An identity of version 0 without attributes.
    #[must_use]
    pub fn new() -> IdentitySchema {
        IdentitySchema::default()
    }

    /// Sets the version.
    #[must_use]
    pub fn version(mut self, version: i64) -> IdentitySchema {
        self.version = version;
        self
    }

    /// Adds an attribute that an import must give.
    #[must_use]
    pub fn required(self, name: &str, ty: Type, description: &str) -> IdentitySchema {
        self.attribute(name, ty, ForImport::Required, description)
    }

    /// Adds an attribute that an import may leave out.
    #[must_use]
    pub fn optional(self, name: &str, ty: Type, description: &str) -> IdentitySchema {
        self.attribute(name, ty, ForImport::Optional, description)
    }

    /// Lets the identity change while the object lives.
    #[must_use]
    pub fn may_change(mut self) -> IdentitySchema {
        self.may_change = true;
        self
    }

    fn attribute(
        mut self,
        name: &str,
        ty: Type,
        for_import: ForImport,
        description: &str,
    ) -> IdentitySchema {
        let attribute = IdentityAttribute {
            ty,
            for_import,
            description: description.to_owned(),
        };
        self.attributes.insert(name.to_owned(), attribute);
        self
    }

    /// The type of its values.
    #[must_use]
    pub fn ty(&self) -> Type {
        let attributes = self.attributes.iter();
        Type::Object(
            attributes
                .map(|(name, at)| (name.clone(), at.ty.clone()))
                .collect(),
        )
    }

    /// The attributes of `state` that have the same names.
    #[must_use]
    pub fn pick(&self, state: &Value) -> Value {
        let names = self.attributes.keys();
        Value::Object(
            names
                .map(|name| (name.clone(), state.get(name).clone()))
                .collect(),
        )
    }

    /// Whether `identity` says all that an import must give, and nothing unknown.
    pub(crate) fn is_complete(&self, identity: &Value) -> bool {
        let known = self.attributes.iter().all(|(name, at)| {
            at.for_import == ForImport::Optional || !identity.get(name).is_null()
        });
        known && !identity.is_null() && identity.is_wholly_known()
    }

    /// Where `found` is not the object that was known before, unless it may become another.
    pub(crate) fn mix_up(&self, before: &Value, found: &Value) -> Option<AttributePath> {
        let changed = before.first_difference(found);
        changed.filter(|_| !self.may_change)
    }

    /// What no client would take in it.
    pub(crate) fn defects(&self) -> impl Iterator<Item = String> {
        let wrong =
            |ty: &Type| !is_primitive(ty) && !matches!(ty, Type::List(of) if is_primitive(of));
        let empty = self.attributes.is_empty();
        let empty = empty.then(|| "its identity has no attributes".to_owned());
        let attributes = self.attributes.iter();
        empty.into_iter().chain(
            attributes
                .filter(move |(_, at)| wrong(&at.ty))
                .map(|(name, at)| {
                    format!("`{name}` of its identity is of type `{}`, not a text, a number, a truth value or a list of one of those", at.ty)
                }),
        )
    }

    pub(crate) fn to_wire(&self) -> wire::ResourceIdentitySchema {
        use wire::resource_identity_schema::IdentityAttribute as Wire;
        let attributes = self.attributes.iter().map(|(name, at)| Wire {
            name: name.clone(),
            r#type: at.ty.to_json().to_string().into_bytes(),
            required_for_import: at.for_import == ForImport::Required,
            optional_for_import: at.for_import == ForImport::Optional,
            description: at.description.clone(),
        });
        wire::ResourceIdentitySchema {
            version: self.version,
            identity_attributes: attributes.collect(),
        }
    }
}

fn is_primitive(ty: &Type) -> bool {
    matches!(ty, Type::Bool | Type::Number | Type::String)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_complete_when_an_import_could_give_it() {
        let schema = IdentitySchema::new()
            .required("name", Type::String, "")
            .optional("region", Type::String, "");
        let state = Value::object([("name", "web".into()), ("size", 3_i64.into())]);
        let identity = schema.pick(&state);
        assert_eq!(
            identity,
            Value::object([("name", "web".into()), ("region", Value::Null)])
        );
        assert!(schema.is_complete(&identity));
        assert!(!schema.is_complete(&identity.clone().with("region", Value::unknown())));
        assert!(!schema.is_complete(&identity.with("name", Value::Null)));
        assert!(!schema.is_complete(&Value::Null));
    }

    #[test]
    fn an_identity_is_of_plain_values() {
        let schema = IdentitySchema::new()
            .required("names", Type::list(Type::String), "")
            .required("tags", Type::map(Type::String), "");
        let found: Vec<_> = schema.defects().collect();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found
                .iter()
                .all(|text| text.starts_with("`tags` of its identity"))
        );
        assert_eq!(IdentitySchema::new().defects().count(), 1);
    }

    #[test]
    fn an_identity_changes_only_where_it_may() {
        let schema = IdentitySchema::new().required("name", Type::String, "");
        let named = |name: &str| Value::object([("name", name.into())]);
        let changed = Some(AttributePath::new("name"));
        assert_eq!(schema.mix_up(&named("a"), &named("b")), changed);
        assert_eq!(schema.mix_up(&named("a"), &named("a")), None);
        assert_eq!(schema.mix_up(&Value::Null, &named("b")), None);
        let schema = schema.may_change();
        assert_eq!(schema.mix_up(&named("a"), &named("b")), None);
    }
}

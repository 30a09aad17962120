//! Tags, which every service spells in its own way.

use std::collections::BTreeMap;

use driftlock_core::Attributes;
use serde_json::Value;

/// Tags by name, without those that AWS sets itself (`aws:` is a reserved prefix; AWS General
/// Reference, "Tag naming limits").
pub(crate) fn own<'a>(all: impl Iterator<Item = (Option<&'a str>, Option<&'a str>)>) -> Attributes {
    all.filter_map(|(name, value)| Some((name?, value.unwrap_or_default())))
        .filter(|(name, _)| !name.starts_with("aws:"))
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .collect()
}

/// The `tags` attribute as a map.
pub(crate) fn of(attributes: Option<&Attributes>) -> BTreeMap<String, String> {
    attributes
        .and_then(|attributes| attributes.get("tags"))
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
        .collect()
}

/// Brings Terraform's `tags` and `tags_all` into the one attribute `tags`, which holds all tags of
/// the resource: `tags_all` also has the provider's `default_tags`, which AWS cannot tell apart.
pub(crate) fn normalise(attributes: &mut Attributes) {
    let all = attributes.remove("tags_all").filter(|tags| !tags.is_null());
    let tags = all
        .or_else(|| attributes.remove("tags"))
        .and_then(|tags| match tags {
            Value::Object(map) => Some(map),
            _ => None,
        });
    let own: Attributes = tags
        .unwrap_or_default()
        .into_iter()
        .filter(|(name, _)| !name.starts_with("aws:"))
        .collect();
    attributes.insert("tags".to_owned(), Value::Object(own));
}

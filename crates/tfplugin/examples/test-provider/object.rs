//! A resource with an identity, which takes over the states of another type.

use driftlock_tfplugin::{
    Attribute, Change, Context, Diagnostic, Diagnostics, Failure, IdentitySchema, MoveSource,
    Resource, Schema, Type, Value, async_trait,
};

pub(crate) struct Object;

const HOME: &str = "eu-west-1";

#[async_trait]
impl Resource for Object {
    fn schema(&self) -> Schema {
        Schema::new("An object in a region.")
            .attribute("name", Attribute::required(Type::String).requires_replace())
            .attribute("region", Attribute::optional(Type::String).default(HOME))
            .attribute("size", Attribute::optional(Type::Number))
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        let schema = IdentitySchema::new()
            .version(1)
            .required("name", Type::String, "Its name.")
            .optional("region", Type::String, "Its region, if not at home.");
        Some(schema)
    }

    async fn create(&self, _: &Context, change: Change) -> Result<Value, Failure> {
        match change.planned.integer("size") {
            // What else is an object of size zero but another one?
            Some(0) => Ok(change.planned.with("name", "another")),
            _ => Ok(change.planned),
        }
    }

    async fn read(&self, _: &Context, state: Value) -> Result<Option<Value>, Diagnostics> {
        let region = state.string("region").unwrap_or(HOME).to_owned();
        Ok(match state.string("name") {
            Some("swapped") => Some(state.with("name", "another").with("region", region)),
            Some("gone") => None,
            _ => Some(state.with("region", region)),
        })
    }

    async fn update(&self, _: &Context, change: Change) -> Result<Value, Failure> {
        Ok(change.planned)
    }

    async fn delete(&self, _: &Context, _: Value) -> Result<(), Failure> {
        Ok(())
    }

    async fn import(&self, _: &Context, id: &str) -> Result<Value, Diagnostics> {
        Ok(Value::object([("name", id.into())]))
    }

    /// Version 0 called `name` `title`.
    async fn upgrade_identity(
        &self,
        _: &Context,
        _: i64,
        identity: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostics> {
        match identity.get("title").and_then(|title| title.as_str()) {
            Some(title) => Ok(serde_json::json!({ "name": title, "region": HOME })),
            None => Err(Diagnostic::error("an identity without a title").into()),
        }
    }

    async fn move_from(
        &self,
        cx: &Context,
        source: &MoveSource,
    ) -> Result<Option<Value>, Diagnostics> {
        let ours = source.provider_address.ends_with("/driftlock/test");
        if !ours || source.type_name != "test_secret" {
            return Ok(None);
        }
        cx.set_private(b"moved".to_vec());
        let name = source.state.get("name").and_then(|name| name.as_str());
        let name = name.ok_or_else(|| Diagnostic::error("a secret without a name"))?;
        Ok(Some(Value::object([
            ("name", name.into()),
            ("region", HOME.into()),
        ])))
    }
}

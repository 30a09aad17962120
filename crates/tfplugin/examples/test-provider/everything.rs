//! A resource with an attribute of every type and a block of every nesting.

use driftlock_tfplugin::{
    Attribute, Block, Change, Context, Diagnostic, Diagnostics, Failure, NestedBlock, Nesting,
    Plan, Presence, Resource, Schema, Type, Value, async_trait,
};

pub(crate) struct Everything;

fn rule() -> Block {
    Block::new("A rule.")
        .attribute("name", Attribute::required(Type::String))
        .attribute("mode", Attribute::optional(Type::String).default("observe"))
}

fn nested() -> [(&'static str, Attribute); 2] {
    [
        ("host", Attribute::required(Type::String)),
        ("port", Attribute::optional(Type::Number).default(443_i64)),
    ]
}

#[async_trait]
impl Resource for Everything {
    fn schema(&self) -> Schema {
        let ends = Type::object([("from", Type::Number), ("to", Type::Number)]);
        Schema::new("Everything.")
            .version(2)
            .attribute("name", Attribute::required(Type::String).requires_replace())
            .attribute("flag", Attribute::optional(Type::Bool))
            .attribute("number", Attribute::optional(Type::Number))
            .attribute("list", Attribute::optional(Type::list(Type::String)))
            .attribute("set", Attribute::optional(Type::set(Type::Number)))
            .attribute("map", Attribute::optional(Type::map(Type::String)))
            .attribute("object", Attribute::optional(ends))
            .attribute("any", Attribute::optional(Type::Dynamic))
            .attribute("secret", Attribute::optional(Type::String).sensitive())
            .attribute(
                "one",
                Attribute::nested(Nesting::Single, Presence::Optional, nested()),
            )
            .attribute(
                "many",
                Attribute::nested(Nesting::List, Presence::Optional, nested()),
            )
            .attribute(
                "some",
                Attribute::nested(Nesting::Set, Presence::Optional, nested()),
            )
            .attribute(
                "named",
                Attribute::nested(Nesting::Map, Presence::Optional, nested()),
            )
            .attribute("reads", Attribute::computed(Type::Number))
            .attribute("id", Attribute::computed(Type::String))
            .block("single", NestedBlock::single(rule()))
            .block("rule", NestedBlock::list(rule()).max(3))
            .block("unordered", NestedBlock::set(rule()))
            .block("labelled", NestedBlock::map(rule()))
    }

    async fn plan_update(&self, _: &Context, plan: &mut Plan) -> Result<(), Diagnostics> {
        if !plan.requires_replace.is_empty() {
            plan.set_unknown("id");
        }
        Ok(())
    }

    async fn create(&self, cx: &Context, change: Change) -> Result<Value, Failure> {
        cx.set_private(b"created".to_vec());
        let id = format!("id-{}", change.planned.string("name").unwrap_or_default());
        Ok(change.planned.with("id", id).with("reads", 0_i64))
    }

    async fn read(&self, cx: &Context, state: Value) -> Result<Option<Value>, Diagnostics> {
        if !matches!(cx.private().as_slice(), b"created" | b"imported") {
            return Err(Diagnostic::error("the private bytes are lost").into());
        }
        Ok(Some(state))
    }

    async fn update(&self, _: &Context, change: Change) -> Result<Value, Failure> {
        Ok(change.planned)
    }

    async fn delete(&self, _: &Context, _: Value) -> Result<(), Failure> {
        Ok(())
    }

    async fn import(&self, cx: &Context, id: &str) -> Result<Value, Diagnostics> {
        cx.set_private(b"imported".to_vec());
        let state = [
            ("id", format!("id-{id}").into()),
            ("name", id.into()),
            ("reads", 0_i64.into()),
        ];
        Ok(Value::object(state))
    }

    /// Version 1 called `name` `title`; version 0 is not known any more.
    async fn upgrade(
        &self,
        _: &Context,
        version: i64,
        mut state: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostics> {
        if version != 1 {
            return Err(Diagnostic::error(format!("version {version} is too old")).into());
        }
        if let Some(state) = state.as_object_mut() {
            let title = state.remove("title").unwrap_or_default();
            state.insert("name".to_owned(), title);
        }
        Ok(state)
    }
}

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

    /// Version 0 had a `count` in quotes, and `tags` for `list`; version 1 still called `name`
    /// `title`.
    async fn upgrade(
        &self,
        _: &Context,
        version: i64,
        mut state: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostics> {
        let Some(attributes) = state.as_object_mut() else {
            return Err(Diagnostic::error("the state is not an object").into());
        };
        if version == 0 {
            let count = attributes.remove("count").unwrap_or_default();
            let count = count.as_str().unwrap_or_default();
            let number: f64 = count
                .parse()
                .map_err(|_| Diagnostic::error(format!("`{count}` is not a count")))?;
            attributes.insert("number".to_owned(), number.into());
            let tags = attributes.remove("tags").unwrap_or_default();
            attributes.insert("list".to_owned(), tags);
        }
        let title = attributes.remove("title").unwrap_or_default();
        attributes.insert("name".to_owned(), title);
        Ok(state)
    }
}

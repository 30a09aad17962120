//! A resource with write-only attributes, which it does its worst to leak.

use driftlock_tfplugin::{
    Attribute, Block, Change, Context, Diagnostics, Failure, NestedBlock, Nesting, Plan, Presence,
    Resource, Schema, Type, Value, async_trait,
};

pub(crate) struct Secret;

fn password() -> Attribute {
    Attribute::optional(Type::String).write_only()
}

/// Everything that the configuration says, and what the provider thinks of it.
fn leak(config: &Value, state: &Value) -> Value {
    let length = config.string("password_wo").map(|text| text.len() as u64);
    let keys = config.blocks("user").iter();
    let keys = keys.filter_map(|user| user.string("key_wo")).map(str::len);
    let leaked = config.clone().with("length", length);
    leaked
        .with("keys", keys.sum::<usize>() as u64)
        .with("id", state.string("name").unwrap_or_default())
}

#[async_trait]
impl Resource for Secret {
    fn schema(&self) -> Schema {
        let user = Block::new("A user.")
            .attribute("name", Attribute::required(Type::String))
            .attribute("key_wo", password());
        let nested = [("password_wo", password())];
        Schema::new("A secret.")
            .version(1)
            .attribute("name", Attribute::required(Type::String))
            .attribute("password_wo", password())
            .attribute("password_wo_version", Attribute::optional(Type::Number))
            .attribute(
                "nested",
                Attribute::nested(Nesting::List, Presence::Optional, nested),
            )
            .attribute("length", Attribute::computed(Type::Number))
            .attribute("keys", Attribute::computed(Type::Number))
            .attribute("id", Attribute::computed(Type::String))
            .block("user", NestedBlock::list(user))
    }

    async fn plan_create(&self, _: &Context, plan: &mut Plan) -> Result<(), Diagnostics> {
        let secret = plan.config.get("password_wo").clone();
        plan.planned.set("password_wo", secret);
        Ok(())
    }

    async fn plan_update(&self, cx: &Context, plan: &mut Plan) -> Result<(), Diagnostics> {
        if plan.changes("password_wo_version") {
            plan.set_unknown("length");
        }
        self.plan_create(cx, plan).await
    }

    async fn create(&self, _: &Context, change: Change) -> Result<Value, Failure> {
        Ok(leak(&change.config, &change.planned))
    }

    async fn read(&self, _: &Context, state: Value) -> Result<Option<Value>, Diagnostics> {
        Ok(Some(state.with("password_wo", "read back")))
    }

    async fn update(&self, _: &Context, change: Change) -> Result<Value, Failure> {
        Ok(leak(&change.config, &change.planned))
    }

    async fn delete(&self, _: &Context, _: Value) -> Result<(), Failure> {
        Ok(())
    }

    async fn import(&self, _: &Context, id: &str) -> Result<Value, Diagnostics> {
        let state = [
            ("name", id.into()),
            ("id", id.into()),
            ("password_wo", "from the service".into()),
        ];
        Ok(Value::object(state))
    }
}

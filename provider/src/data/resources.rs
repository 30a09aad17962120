//! `driftlock_resources`: what is live in a scope, whether a baseline holds it or not. Reads AWS, and
//! the store for what its baselines hold.

use driftlock_core::Resource;
use driftlock_engine::{EngineError, Found, Live, supported_types};
use driftlock_tfplugin::{
    Attribute, Context, DataSource, Diagnostic, Diagnostics, Schema, Type, Value, async_trait,
};

use crate::provider::Shared;
use crate::scope;
use crate::session::{Session, failed, log};

const ABOUT: &str = "What is live in a scope, whether a baseline holds it or not: resources made by \
hand, settings that no configuration declares, and what is to be held next. Read when the plan is made.";

const RESOURCES: &str = "What exists, by type, region and id: `type`, `id`, `region`, `account`, the \
Terraform `address` that a baseline of the store knows, the `name` that it goes by where that is not the \
id, its `tags`, the `parent` that a setting configures (the id of that object; null for an object), the \
`baselines` of the store that hold it, and its attributes as `json`, in the schema of hashicorp/aws; \
secret values are keyed hashes.";

/// See the module.
pub(crate) struct ResourcesData(pub(crate) Shared);

#[async_trait]
impl DataSource for ResourcesData {
    fn schema(&self) -> Schema {
        let ids = || Attribute::computed(Type::list(Type::String));
        scope::blocks(Schema::new(ABOUT), "the data source reads")
            .attribute("resources", resources().describe(RESOURCES))
            .attribute("ids", ids().describe(
                "Ids of the objects among them, without their settings: for `for_each`."))
            .attribute("unheld_ids", ids().describe(
                "Ids of the objects that no baseline of the store holds."))
            .attribute("resource_count", Attribute::computed(Type::Number).describe(
                "How many resources there are, settings included."))
            .attribute("unreadable", ids().describe(
                "What in scope could not be read, with the reason: it is neither there nor not there."))
    }

    async fn validate(&self, _: &Context, config: &Value) -> Result<(), Diagnostics> {
        scope::check(config, &supported_types()).into_result()
    }

    async fn read(&self, cx: &Context, config: Value) -> Result<Value, Diagnostics> {
        let session = Session::of(&self.0)?;
        let scope = scope::from_value(&config);
        let engine = session.engine().await?;
        let live = tokio::select! {
            live = engine.resources(&scope, &log) => live.map_err(|error| not_read(&error))?,
            () = cx.stop().cancelled() => {
                return Err(Diagnostic::error("reading what is live: stopped as asked").into());
            }
        };
        Ok(told(config, &live))
    }
}

fn not_read(error: &EngineError) -> Diagnostic {
    match error {
        EngineError::Scope(_) => failed(error).at("scope"),
        _ => failed(error),
    }
}

fn told(config: Value, live: &Live) -> Value {
    let objects = || {
        let all = live.resources.iter();
        all.filter(|found| found.resource.parent.is_none())
    };
    let ids = objects().map(id);
    let unheld = objects().filter(|found| found.baselines.is_empty()).map(id);
    let unread = live.unreadable.iter();
    let unread = unread.map(|one| format!("{}: {}", one.key, one.reason).into());
    let count = u64::try_from(live.resources.len()).unwrap_or(u64::MAX);
    config
        .with(
            "resources",
            Value::List(live.resources.iter().map(resource).collect()),
        )
        .with("ids", Value::List(ids.collect()))
        .with("unheld_ids", Value::List(unheld.collect()))
        .with("resource_count", count)
        .with("unreadable", Value::List(unread.collect()))
}

fn id(found: &Found) -> Value {
    found.resource.key.id.as_str().into()
}

fn resources() -> Attribute {
    Attribute::computed(Type::list(Type::object([
        ("type", Type::String),
        ("id", Type::String),
        ("region", Type::String),
        ("account", Type::String),
        ("address", Type::String),
        ("name", Type::String),
        ("tags", Type::map(Type::String)),
        ("parent", Type::String),
        ("baselines", Type::list(Type::String)),
        ("json", Type::String),
    ])))
}

fn resource(found: &Found) -> Value {
    let Found {
        resource,
        baselines,
    } = found;
    let Resource {
        key,
        account,
        address,
        parent,
        attributes,
        ..
    } = resource;
    let tags = resource.tags();
    let tags = tags.map(|(name, value)| (name.to_owned(), value.into()));
    let baselines = baselines.iter().map(|name| name.as_str().into());
    let attributes = attributes.clone().unwrap_or_default();
    Value::object([
        ("type", key.kind.as_str().into()),
        ("id", key.id.as_str().into()),
        ("region", key.region.as_str().into()),
        ("account", account.as_str().into()),
        ("address", address.clone().into()),
        ("name", resource.name().into()),
        ("tags", Value::Map(tags.collect())),
        (
            "parent",
            parent.as_ref().map(|parent| parent.id.as_str()).into(),
        ),
        ("baselines", Value::List(baselines.collect())),
        (
            "json",
            serde_json::Value::Object(attributes).to_string().into(),
        ),
    ])
}

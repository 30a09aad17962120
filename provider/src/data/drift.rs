//! `driftlock_drift`: what is not as approved, right now. Reads AWS; changes nothing.

use driftlock_tfplugin::{
    Attribute, Context, DataSource, Diagnostic, Diagnostics, Schema, Type, Value, async_trait,
};

use crate::drift;
use crate::provider::Shared;
use crate::session::{Session, baseline_name, check_name, detect};

/// See the module.
pub(crate) struct DriftData(pub(crate) Shared);

#[async_trait]
impl DataSource for DriftData {
    fn schema(&self) -> Schema {
        Schema::new("The difference between a baseline's approved revision and what is live now.")
            .attribute(
                "baseline",
                Attribute::required(Type::String)
                    .check(check_name)
                    .describe("Name of the baseline."),
            )
            .attribute(
                "in_sync",
                Attribute::computed(Type::Bool)
                    .describe("Whether everything was read and nothing had drifted."),
            )
            .attribute(
                "revision",
                Attribute::computed(Type::Number).describe("The revision that was compared with."),
            )
            .attribute("resources", drift::attribute())
            .attribute(
                "ignored",
                drift::list().describe(
                    "Changes that are no drift, for the baseline ignores them, in the form of \
                     `resources`; `reason` says why.",
                ),
            )
            .attribute(
                "json",
                Attribute::computed(Type::String)
                    .describe("The same as JSON, as `driftlock drift --format json` prints it."),
            )
    }

    async fn read(&self, cx: &Context, config: Value) -> Result<Value, Diagnostics> {
        let name = baseline_name(&config, "baseline")?;
        let found = detect(Session::of(&self.0)?, &name, cx).await?;
        let json = serde_json::to_string(&found)
            .map_err(|error| Diagnostic::error(format!("writing the drift as JSON: {error}")))?;
        let ignored = found.ignored.iter().map(|one| &one.drift);
        Ok(config
            .with("in_sync", found.in_sync)
            .with("revision", found.revision)
            .with("resources", drift::to_value(&found.resources))
            .with("ignored", drift::to_value(ignored))
            .with("json", json))
    }
}

//! `driftlock_deployment`: whether this apply deploys what a baseline covers.
//!
//! With `depends_on`, Terraform reads a data source during plan where nothing that it depends on is
//! about to change, and during apply where something is. Read during plan, it tells what is so
//! already, and no trigger changes; read during apply, it tells the deployment under way.

use driftlock_engine::EngineError;
use driftlock_tfplugin::{
    Attribute, Context, DataSource, Diagnostic, Diagnostics, Schema, Type, Value, async_trait,
};

use crate::provider::Shared;
use crate::session::{Session, baseline_name, check_name, failed};

/// Before anything was deployed under a pause.
const NONE: &str = "none";

const ABOUT: &str = "Whether this apply deploys what a baseline covers: a trigger that nobody has to \
remember. With `depends_on` on what is deployed, its `id` becomes known during apply where any of that is \
about to change, and is what it was where none is. As one of the `triggers` of the `driftlock_baseline` it \
has each deployment captured, and nothing else.\n\n\
It needs the ephemeral `driftlock_pause` of the same baseline, with `enabled = terraform.applying`. It \
reads the store only.";

/// See the module.
pub(crate) struct DeploymentData(pub(crate) Shared);

#[async_trait]
impl DataSource for DeploymentData {
    fn schema(&self) -> Schema {
        Schema::new(ABOUT)
            .attribute("baseline", Attribute::required(Type::String).check(check_name)
                .describe("Name of the baseline; one that does not exist yet is no error."))
            .attribute("id", Attribute::computed(Type::String).describe(
                "Id of the pause under which this apply deploys; else of one whose deployment failed and is \
                 not captured yet; else of the one under which the approved revision was deployed, `none` \
                 where there was none."))
            .attribute("under_way", Attribute::computed(Type::Bool)
                .describe("Whether this apply deploys."))
    }

    async fn read(&self, _: &Context, config: Value) -> Result<Value, Diagnostics> {
        let session = Session::of(&self.0)?;
        let name = baseline_name(&config, "baseline")?;
        let own = session.deployments().under_way(&name);
        if own.as_ref().is_some_and(|own| !own.applying) {
            return Err(always_open(&config).into());
        }
        let last = match session.ledger().deployment(&name).await {
            Ok(deployment) => deployment,
            Err(EngineError::NoBaseline { .. }) => None,
            Err(error) => return Err(failed(&error).into()),
        };
        let id = last.unwrap_or_else(|| NONE.to_owned());
        Ok(config.with("id", id).with("under_way", own.is_some()))
    }
}

fn always_open(config: &Value) -> Diagnostic {
    let name = config.string("baseline").unwrap_or_default();
    Diagnostic::error(format!(
        "whether baseline `{name}` is being deployed cannot be told: its pause is open during plan too"
    ))
    .detail("Set `enabled = terraform.applying` in the ephemeral `driftlock_pause`.")
}

//! `driftlock_pause`: a lease on non-enforcement around a deployment. It ends by itself after
//! `ttl`, when an enforcement moves to a new revision, or when destroyed. A change of `triggers`,
//! `ttl` or `reason` opens a new one.

use driftlock_core::{BaselineName, Pause as Lease};
use driftlock_engine::EngineError;
use driftlock_tfplugin::{
    Attribute, Change, Context, Diagnostic, Diagnostics, Failure, Plan, Resource, Schema, Type,
    Value, async_trait,
};

use crate::duration;
use crate::provider::Shared;
use crate::session::{Session, baseline_name, check_name, failed};

/// The id where there was nothing to pause.
const NOTHING: &str = "none";

/// See the module.
pub(crate) struct Pause(pub(crate) Shared);

#[async_trait]
impl Resource for Pause {
    fn schema(&self) -> Schema {
        Schema::new("A pause of enforcement around a deployment. It ends by itself.")
            .attribute(
                "baseline",
                Attribute::required(Type::String)
                    .requires_replace()
                    .check(check_name)
                    .describe("Name of the baseline. One that does not exist yet needs no pause."),
            )
            .attribute(
                "ttl",
                Attribute::required(Type::String)
                    .check(|value| duration::read("ttl", value).map(drop))
                    .describe("How long at the most, such as `30m` or `1h 30m`."),
            )
            .attribute(
                "reason",
                Attribute::required(Type::String).describe("Why; kept in the history."),
            )
            .attribute(
                "triggers",
                Attribute::optional(Type::map(Type::String))
                    .describe("Any texts, such as a release. A change opens a new pause."),
            )
            .attribute(
                "id",
                Attribute::computed(Type::String)
                    .describe("Id of the pause; `none` where there was no baseline to pause."),
            )
            .attribute(
                "expires_at",
                Attribute::computed(Type::String).describe(
                    "When it ends at the latest, as RFC 3339. Stays as it is afterwards.",
                ),
            )
    }

    async fn plan_update(&self, _: &Context, plan: &mut Plan) -> Result<(), Diagnostics> {
        if plan.is_change() {
            plan.set_unknown("id");
            plan.set_unknown("expires_at");
        }
        Ok(())
    }

    async fn create(&self, cx: &Context, change: Change) -> Result<Value, Failure> {
        Ok(self.open(cx, change.planned).await?)
    }

    /// A pause that is over, or was ended elsewhere, is no reason to open another.
    async fn read(&self, _: &Context, state: Value) -> Result<Option<Value>, Diagnostics> {
        Ok(Some(state))
    }

    /// The new pause opens before the old one ends: nothing is restored in between.
    async fn update(&self, cx: &Context, change: Change) -> Result<Value, Failure> {
        let opened = self.open(cx, change.planned).await?;
        match self.end(&change.prior).await {
            Ok(()) => Ok(opened),
            Err(diagnostic) => Err(Failure::from(diagnostic).with_state(opened)),
        }
    }

    async fn delete(&self, _: &Context, prior: Value) -> Result<(), Failure> {
        Ok(self.end(&prior).await?)
    }
}

impl Pause {
    async fn open(&self, cx: &Context, planned: Value) -> Result<Value, Diagnostic> {
        let session = Session::of(&self.0)?;
        let name = baseline_name(&planned, "baseline")?;
        let ttl = duration::read("ttl", planned.get("ttl")).map_err(|error| error.at("ttl"))?;
        let reason = planned.string("reason").unwrap_or_default();
        match session.ledger().pause(&name, ttl, reason).await {
            Ok(Lease { id, until, .. }) => {
                Ok(planned.with("id", id).with("expires_at", until.to_string()))
            }
            Err(EngineError::NoBaseline { .. }) => {
                cx.warn(nothing_to_pause(&name));
                Ok(planned.with("id", NOTHING).with("expires_at", Value::Null))
            }
            Err(error) => Err(failed(&error)),
        }
    }

    async fn end(&self, state: &Value) -> Result<(), Diagnostic> {
        let Some(id) = state.string("id").filter(|id| *id != NOTHING) else {
            return Ok(());
        };
        let name = baseline_name(state, "baseline")?;
        match Session::of(&self.0)?.ledger().resume(&name, Some(id)).await {
            Ok(_) | Err(EngineError::NoBaseline { .. }) => Ok(()),
            Err(error) => Err(failed(&error)),
        }
    }
}

fn nothing_to_pause(name: &BaselineName) -> Diagnostic {
    Diagnostic::warning(format!("baseline `{name}` does not exist yet, and nothing was paused"))
        .detail("This is as it should be where the same apply creates it. From then on a change of `triggers` pauses it.")
}

//! `driftlock_pause`: a lease on non-enforcement around a deployment. It ends by itself after
//! `ttl`, when an enforcement moves to a new revision, or when destroyed. A longer `ttl` extends it;
//! any other change opens a new one before the old one ends.

use driftlock_core::{BaselineName, Event, EventKind, Pause as Lease};
use driftlock_engine::{EngineError, Ledger, Range};
use driftlock_tfplugin::{
    Attribute, Change, Context, Diagnostic, Diagnostics, Failure, Plan, Resource, Schema, Type,
    Value, async_trait,
};

use jiff::{SignedDuration, Timestamp};

use crate::duration;
use crate::provider::Shared;
use crate::session::{Session, baseline_name, check_name, failed};

/// The id where there was nothing to pause.
const NOTHING: &str = "none";

/// What an apply finds out.
const OPENED: [&str; 3] = ["id", "expires_at", "active"];

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
                    .describe("How long at the most, such as `30m` or `1h 30m`. A longer one extends a pause that still holds, counted from then on."),
            )
            .attribute(
                "reason",
                Attribute::required(Type::String)
                    .check(check_reason)
                    .describe("Why; kept in the history."),
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
            .attribute(
                "active",
                Attribute::computed(Type::Bool).describe(
                    "Whether it holds. One that expired by itself is warned of.",
                ),
            )
    }

    async fn plan_update(&self, _: &Context, plan: &mut Plan) -> Result<(), Diagnostics> {
        if plan.is_change() {
            OPENED.iter().for_each(|name| plan.set_unknown(name));
        }
        Ok(())
    }

    async fn create(&self, cx: &Context, change: Change) -> Result<Value, Failure> {
        Ok(self.open(cx, change.planned).await?)
    }

    /// A pause that is over, or was ended elsewhere, is no reason to open another.
    async fn read(&self, cx: &Context, state: Value) -> Result<Option<Value>, Diagnostics> {
        let Some(id) = opened_id(&state) else {
            return Ok(Some(state.with("active", false)));
        };
        let ledger = Session::of(&self.0)?.ledger();
        let name = baseline_name(&state, "baseline")?;
        if let Some(lease) = holding(ledger, &name, id).await? {
            return Ok(Some(told(state, &lease)));
        }
        let over = ends(&state).filter(|until| *until <= ledger.now());
        if let Some(until) = over.filter(|_| state.boolean("active") == Some(true))
            && has_expired(ledger, &name, id, until).await
        {
            let reason = state.string("reason").unwrap_or_default();
            cx.warn(expired(&name, until, reason));
        }
        Ok(Some(state.with("active", false)))
    }

    /// The new pause opens before the old one ends: nothing is restored in between.
    async fn update(&self, cx: &Context, change: Change) -> Result<Value, Failure> {
        if let Some(extended) = self.extend(&change).await? {
            return Ok(extended);
        }
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
        let ttl = length(&planned)?;
        let reason = planned.string("reason").unwrap_or_default();
        match session.ledger().pause(&name, ttl, reason).await {
            Ok(lease) => Ok(told(planned, &lease)),
            Err(EngineError::NoBaseline { .. }) => {
                cx.warn(nothing_to_pause(&name));
                let nothing = planned.with("id", NOTHING).with("active", false);
                Ok(nothing.with("expires_at", Value::Null))
            }
            Err(error) => Err(failed(&error)),
        }
    }

    /// Lets the pause last longer, where that is all that is asked for and it still holds.
    async fn extend(&self, change: &Change) -> Result<Option<Value>, Diagnostic> {
        let Change { prior, planned, .. } = change;
        let same = ["baseline", "reason", "triggers"]
            .iter()
            .all(|name| prior.get(name) == planned.get(name));
        let Some(id) = opened_id(prior).filter(|_| same) else {
            return Ok(None);
        };
        let ledger = Session::of(&self.0)?.ledger();
        let (name, ttl) = (baseline_name(planned, "baseline")?, length(planned)?);
        let holding = holding(ledger, &name, id).await?;
        let later = |lease: &Lease| {
            ledger
                .now()
                .saturating_add(ttl)
                .is_ok_and(|end| end > lease.until)
        };
        if !holding.as_ref().is_some_and(later) {
            return Ok(None);
        }
        match ledger.extend_pause(&name, Some(id), ttl).await {
            Ok(leases) => Ok(leases.first().map(|lease| told(planned.clone(), lease))),
            // It has ended in this very moment.
            Err(EngineError::NoPause { .. }) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    async fn end(&self, state: &Value) -> Result<(), Diagnostic> {
        let Some(id) = opened_id(state) else {
            return Ok(());
        };
        let name = baseline_name(state, "baseline")?;
        match Session::of(&self.0)?.ledger().resume(&name, Some(id)).await {
            Ok(_) | Err(EngineError::NoBaseline { .. }) => Ok(()),
            Err(error) => Err(failed(&error)),
        }
    }
}

pub(crate) fn check_reason(value: &Value) -> Result<(), Diagnostic> {
    if value
        .as_str()
        .is_some_and(|reason| reason.trim().is_empty())
    {
        return Err(Diagnostic::error("`reason` is empty")
            .detail("Say why enforcement pauses; it stands in the history for ever."));
    }
    Ok(())
}

/// The id of the pause that a state tells of, where there is one.
fn opened_id(state: &Value) -> Option<&str> {
    state.string("id").filter(|id| *id != NOTHING)
}

fn ends(state: &Value) -> Option<Timestamp> {
    state.string("expires_at")?.parse().ok()
}

fn length(planned: &Value) -> Result<SignedDuration, Diagnostic> {
    duration::read("ttl", planned.get("ttl")).map_err(|error| error.at("ttl"))
}

fn told(state: Value, lease: &Lease) -> Value {
    state
        .with("id", lease.id.as_str())
        .with("expires_at", lease.until.to_string())
        .with("active", true)
}

async fn holding(
    ledger: &Ledger,
    name: &BaselineName,
    id: &str,
) -> Result<Option<Lease>, Diagnostic> {
    let pauses = ledger.pauses(name).await.map_err(|error| failed(&error))?;
    Ok(pauses.into_iter().find(|lease| lease.id == id))
}

/// Whether a pause that holds no longer ended by itself. What cannot be told is not worth failing
/// a refresh for.
async fn has_expired(ledger: &Ledger, name: &BaselineName, id: &str, until: Timestamp) -> bool {
    if let Err(error) = ledger.expire_pauses(name).await {
        tracing::warn!(%error, "the end of the pause could not be recorded");
    }
    let since = Range {
        since: Some(until),
        ..Range::default()
    };
    let it = |event: &Event| matches!(&event.body.what, EventKind::PauseExpired { pause } if pause.id == id);
    let found = ledger.history(name, &since, &it).await;
    found.is_ok_and(|events| !events.is_empty())
}

fn expired(name: &BaselineName, until: Timestamp, reason: &str) -> Diagnostic {
    let until = until.strftime("%Y-%m-%d %H:%M:%SZ");
    Diagnostic::warning(format!("the pause of baseline `{name}` expired at {until}")).detail(format!(
        "Nobody ended it ({reason}), and enforcement has gone on since. Another `ttl`, `reason` or \
         `triggers` opens a new one."
    ))
}

fn nothing_to_pause(name: &BaselineName) -> Diagnostic {
    Diagnostic::warning(format!("baseline `{name}` does not exist yet, and nothing was paused"))
        .detail("This is as it should be where the same apply creates it. From then on a change of `triggers` pauses it.")
}

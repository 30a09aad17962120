//! `driftlock_enforcement`: what happens when reality leaves a baseline.
//!
//! A refresh looks for drift, so that `terraform plan` shows it. In mode `enforce` that drift is
//! planned away: an update in place whose apply restores it. In mode `approve` the apply proposes
//! that, and what waits for a person is part of the state. What the plan may not promise (drift of a
//! revision that is captured in the same apply) becomes known during apply.
//!
//! The drift seen last is kept whole in the private state, for the plan to decide on.

use driftlock_core::{BaselineName, Drift, Pause};
use driftlock_engine::{BaselineSummary, EngineError};
use driftlock_tfplugin::{
    Attribute, Change, Context, Diagnostic, Diagnostics, Failure, IdentitySchema, Plan, Resource,
    Schema, Type, Value, async_trait,
};
use jiff::Timestamp;

use crate::handover::What;
use crate::provider::Shared;
use crate::resource::baseline::stop_enforcing;
use crate::restore::{Restored, restore};
use crate::session::{Session, baseline_name, check_name, detect, failed};
use crate::settings::optional_computed;
use crate::waiting::{self, WAITING};
use crate::{drift, promise, revision, settings};

const ABOUT: &str = "What happens when reality leaves a baseline. A refresh looks for drift, so that \
`terraform plan` shows it; in mode `enforce` the plan takes it back, and in mode `approve` it proposes \
to.\n\n\
Let it refer to its `driftlock_baseline`, and that one depend on the resources that it covers. \
The providers of these then take back first what they know of, and the enforcement the rest.";

/// What only a look at what is live can tell.
const SEEN: [&str; 2] = ["drift", "in_sync"];
const PAUSED: [&str; 2] = ["paused", "paused_until"];
/// All that changes without anybody changing the configuration.
const VOLATILE: [[&str; 2]; 3] = [SEEN, PAUSED, WAITING];

/// See the module.
pub(crate) struct Enforcement(pub(crate) Shared);

#[async_trait]
impl Resource for Enforcement {
    fn schema(&self) -> Schema {
        let computed = Attribute::computed;
        waiting::attributes(settings::attributes(Schema::new(ABOUT)))
            .attribute("baseline", Attribute::required(Type::String).requires_replace()
                .check(check_name).describe("Name of the baseline."))
            .attribute("revision", optional_computed(Type::Number)
                .check(revision::check).describe(
                "The revision to keep, which must be the approved one: refer to the baseline's \
                 `revision`, so that enforcement follows it. A new one ends all pauses."))
            .attribute("detect_on_refresh", Attribute::optional(Type::Bool).default(true).describe(
                "Whether each refresh looks for drift. Default true."))
            .attribute("id", computed(Type::String).describe("The baseline's name."))
            .attribute("paused", computed(Type::Bool).describe("Whether enforcement is paused."))
            .attribute("paused_until", computed(Type::String)
                .describe("When the pause ends at the latest, as RFC 3339."))
            .attribute("drift", drift::attribute())
            .attribute("in_sync", computed(Type::Bool).describe(
                "Whether everything was read and nothing had drifted; null where nobody looked."))
    }

    async fn plan_update(&self, cx: &Context, plan: &mut Plan) -> Result<(), Diagnostics> {
        if plan.changes("baseline") {
            VOLATILE
                .concat()
                .iter()
                .chain(&["id", "revision"])
                .for_each(|name| {
                    if plan.config.get(name).is_null() {
                        plan.set_unknown(name);
                    }
                });
        } else if plan.changes("revision") {
            VOLATILE
                .concat()
                .iter()
                .for_each(|name| plan.set_unknown(name));
            if let Some(seen) = seen(cx).filter(|seen| !seen.resources.is_empty()) {
                cx.warn(promise::approves(&seen));
            }
        } else if plan.changes("detect_on_refresh") || !settings_known(&plan.planned) {
            SEEN.iter().for_each(|name| plan.set_unknown(name));
        } else if let Some(seen) = seen(cx) {
            let name = baseline_name(&plan.planned, "baseline")?;
            let ledger = Session::of(&self.0)?.ledger();
            promise::make(cx, ledger, &name, plan, &seen).await?;
        }
        Ok(())
    }

    async fn create(&self, cx: &Context, change: Change) -> Result<Value, Failure> {
        let name = baseline_name(&change.planned, "baseline")?;
        let handover = Session::of(&self.0)?.handover();
        handover.makes(What::Enforcement, &name);
        self.set(&change).await?;
        self.look(cx, change.planned).await
    }

    async fn read(&self, cx: &Context, state: Value) -> Result<Option<Value>, Diagnostics> {
        let session = Session::of(&self.0)?;
        let name = baseline_name(&state, "baseline")?;
        let summary = match session.ledger().summary(&name).await {
            Ok(summary) => summary,
            Err(EngineError::NoBaseline { .. }) => return Ok(None),
            Err(error) => return Err(failed(&error).into()),
        };
        let state = settings::write(state, &summary.enforcement)
            .with("id", name.as_str())
            .with("revision", summary.revision.revision);
        let seen = self.seen_now(cx, session, &name, &state).await?;
        if let Some(seen) = seen.as_ref().filter(|seen| !seen.in_sync) {
            cx.warn(drift::warning(seen));
        }
        waiting::warn(cx, session, &name, &summary);
        if let Some(silent) = &summary.silent {
            cx.warn(fell_silent(&name, silent, session.ledger().now()));
        }
        Ok(Some(tell(stored(state, &summary), seen.as_ref())))
    }

    async fn update(&self, cx: &Context, change: Change) -> Result<Value, Failure> {
        self.set(&change).await?;
        if restores(&change) {
            return self.restore(cx, change).await;
        }
        self.look(cx, change.planned).await
    }

    async fn delete(&self, _: &Context, prior: Value) -> Result<(), Failure> {
        let session = Session::of(&self.0)?;
        let name = baseline_name(&prior, "baseline")?;
        if !session.handover().has_made(What::Enforcement, &name) {
            stop_enforcing(session, &name).await?;
        }
        Ok(())
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        let identity = IdentitySchema::new();
        Some(identity.required("baseline", Type::String, "Name of the baseline."))
    }

    async fn import_identity(&self, cx: &Context, identity: &Value) -> Result<Value, Diagnostics> {
        self.import(cx, identity.string("baseline").unwrap_or_default())
            .await
    }

    async fn import(&self, _: &Context, id: &str) -> Result<Value, Diagnostics> {
        let state = [("baseline", id.into()), ("detect_on_refresh", true.into())];
        let state = Value::object(state);
        let name = baseline_name(&state, "baseline")?;
        let found = Session::of(&self.0)?.ledger().revision(&name, None).await;
        found.map_err(|error| failed(&error))?;
        Ok(state)
    }
}

impl Enforcement {
    /// Makes the settings those of the baseline, and ends its pauses when it moves on.
    async fn set(&self, change: &Change) -> Result<(), Diagnostic> {
        let ledger = Session::of(&self.0)?.ledger();
        let name = baseline_name(&change.planned, "baseline")?;
        let approved = ledger
            .revision(&name, None)
            .await
            .map_err(|error| failed(&error))?
            .revision;
        if let Some(wanted) = change
            .planned
            .get("revision")
            .as_u64()
            .filter(|n| *n != approved)
        {
            let before = change.prior.get("revision").as_u64();
            return Err(revision::not_approved(&name, wanted, approved, before).at("revision"));
        }
        let settings = settings::from_value(&change.planned);
        ledger
            .set_enforcement(&name, &settings)
            .await
            .map_err(|error| failed(&error))?;
        let before = change.prior.get("revision").as_u64();
        if before.is_some_and(|before| before != approved) {
            ledger
                .resume(&name, None)
                .await
                .map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    /// Fills in what the plan left open, with a look at what is live if drift is part of it.
    async fn look(&self, cx: &Context, planned: Value) -> Result<Value, Failure> {
        let session = Session::of(&self.0)?;
        let name = baseline_name(&planned, "baseline")?;
        let summary = session
            .ledger()
            .summary(&name)
            .await
            .map_err(|error| failed(&error))?;
        let mut seen = None;
        if SEEN.iter().any(|name| planned.get(name).is_unknown()) {
            seen = self.seen_now(cx, session, &name, &planned).await?;
        }
        let found = stored(Value::object([]), &summary)
            .with("id", name.as_str())
            .with("revision", summary.revision.revision);
        Ok(settle(planned, &tell(found, seen.as_ref())))
    }

    async fn seen_now(
        &self,
        cx: &Context,
        session: &Session,
        name: &BaselineName,
        state: &Value,
    ) -> Result<Option<Drift>, Diagnostic> {
        let mut seen = None;
        if state.boolean("detect_on_refresh").unwrap_or(true) {
            seen = Some(detect(session, name, cx).await?);
        }
        remember(cx, seen.as_ref());
        Ok(seen)
    }

    /// Restores or proposes what the plan promised, and answers for what could not be restored.
    async fn restore(&self, cx: &Context, change: Change) -> Result<Value, Failure> {
        let Change { prior, planned, .. } = change;
        let session = Session::of(&self.0)?;
        let name = baseline_name(&planned, "baseline")?;
        end_own_pause(session, &name).await?;
        let Restored {
            back,
            left,
            problems,
        } = restore(session, &name, cx).await?;
        remember(cx, Some(&left));
        let summary = session.ledger().summary(&name).await;
        let summary = summary.map_err(|error| failed(&error))?;
        waiting::warn(cx, session, &name, &summary);
        let planned = settle(planned, &stored(Value::object([]), &summary));
        if !problems.is_empty() {
            let state = planned
                .with("drift", drift::to_value(&left.resources))
                .with("in_sync", left.in_sync);
            return Err(Failure::from(problems).with_state(state));
        }
        promise::tell_more(cx, &name, prior.get("drift"), &back);
        if drift::to_value(&left.resources) != *planned.get("drift") {
            cx.warn(
                drift::warning(&left)
                    .detail("This was not there when the plan was made; the next plan shows it."),
            );
        }
        Ok(planned)
    }
}

/// What was to be deployed is deployed by now, and the pause that this apply opened for it would only
/// be in the way of what the plan promised.
async fn end_own_pause(session: &Session, name: &BaselineName) -> Result<(), Diagnostic> {
    if let Some(own) = session.deployments().under_way(name) {
        let ended = session.ledger().resume(name, Some(&own.id)).await;
        ended.map_err(|error| failed(&error))?;
    }
    Ok(())
}

fn settings_known(planned: &Value) -> bool {
    ["mode", "rule", "guardrails"]
        .iter()
        .all(|name| planned.get(name).is_wholly_known())
}

/// Whether the plan promised that drift goes away, or that its reversal is proposed.
fn restores(change: &Change) -> bool {
    let planned = change.planned.get("drift");
    let proposes = change.planned.get("proposals").is_unknown();
    planned.is_wholly_known() && (proposes || planned != change.prior.get("drift"))
}

fn remember(cx: &Context, seen: Option<&Drift>) {
    let bytes = seen.and_then(|seen| serde_json::to_vec(seen).ok());
    cx.set_private(bytes.unwrap_or_default());
}

fn seen(cx: &Context) -> Option<Drift> {
    serde_json::from_slice(&cx.private()).ok()
}

fn tell(state: Value, seen: Option<&Drift>) -> Value {
    let resources = seen.map(|seen| drift::to_value(&seen.resources));
    state
        .with("drift", resources)
        .with("in_sync", seen.map(|seen| seen.in_sync))
}

/// What the store knows beside the settings.
fn stored(state: Value, summary: &BaselineSummary) -> Value {
    waiting::tell(paused(state, &summary.pauses), summary)
}

fn paused(state: Value, pauses: &[Pause]) -> Value {
    let whole = || pauses.iter().filter(|pause| pause.resource.is_none());
    let until = whole().map(|pause| pause.until).max();
    state
        .with("paused", until.is_some())
        .with("paused_until", until.map(|until| until.to_string()))
}

/// Tells that the last deployment did not end as it should.
fn fell_silent(name: &BaselineName, silent: &Pause, now: Timestamp) -> Diagnostic {
    let time = |at: Timestamp| at.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
    let since = time(silent.lease.unwrap_or(silent.until));
    let becomes = match silent.holds_at(now) {
        true => format!(
            "Enforcement stays paused until {}; `driftlock resume {name}` ends that.",
            time(silent.until)
        ),
        false => format!(
            "Its pause ended at {}, and the revision in force is enforced since.",
            time(silent.until)
        ),
    };
    Diagnostic::warning(format!(
        "baseline `{name}`: the last deployment fell silent at {since}"
    ))
    .detail(format!(
        "It failed or was killed ({}, by {}). {becomes}",
        silent.reason, silent.owner
    ))
    .detail("Once a deployment ends as it should, this is said no more.")
}

/// Fills the unknown attributes of `planned` from `found`; the others stand as promised.
fn settle(mut planned: Value, found: &Value) -> Value {
    for (name, value) in found.entries() {
        if planned.get(name).is_unknown() {
            planned.set(name, value.clone());
        }
    }
    planned
}

//! `driftlock_baseline`: a named series of approved snapshots. Creating one captures; so does a
//! change of `scope`, `exclude`, `ignore`, `require` or `triggers`. A refresh reads the store only.
//!
//! Destroying one leaves everything in the store, where nothing is ever deleted, and ends its
//! enforcement.

use driftlock_core::{BaselineName, Enforcement, Mode, Revision};
use driftlock_engine::{Captured, EngineError, supported_types};
use driftlock_tfplugin::{
    Attribute, Change, Context, Diagnostic, Diagnostics, Failure, IdentitySchema, Plan, Resource,
    Schema, Type, Value, async_trait,
};

use crate::capture::capture;
use crate::handover::What;
use crate::provider::Shared;
use crate::session::{Session, baseline_name, check_name, failed};
use crate::{drift, ignore, recapture, require, scope};

/// What a new revision changes.
const CAPTURED: [&str; 6] = [
    "revision",
    "digest",
    "captured_at",
    "resource_count",
    "compliance",
    "accepted",
];

/// See the module.
pub(crate) struct Baseline(pub(crate) Shared);

#[async_trait]
impl Resource for Baseline {
    fn schema(&self) -> Schema {
        let computed = Attribute::computed;
        require::attributes(ignore::blocks(scope::blocks(Schema::new(
            "A complete snapshot of deployed resources that is known to be good, and what is to be kept.",
        ), "the baseline covers")))
        .attribute("name", Attribute::required(Type::String).requires_replace().check(check_name)
            .describe("Name: 1 to 64 letters, digits, `.`, `_` or `-`."))
        .attribute("reason", Attribute::optional(Type::String)
            .describe("Why the next revision is approved; kept in the history."))
        .attribute("triggers", Attribute::optional(Type::map(Type::String)).describe(
            "Any texts, such as a release. A change captures a new revision, after the resources \
             that they refer to are applied."))
        .attribute("accept_drift", Attribute::optional(Type::Bool).describe(
            "Whether a new revision approves drift that no pause explains. Default false: the capture \
             is refused, and says what drifted. For one apply; leave it out again."))
        .attribute("accepted", drift::list().describe(
            "The drift from the revision before that this revision approved, in the form of `drift` of \
             `driftlock_enforcement`; null where that is not known."))
        .attribute("id", computed(Type::String).describe("The name."))
        .attribute("revision", computed(Type::Number).describe("Number of the approved revision."))
        .attribute("digest", computed(Type::String).describe("SHA-256 of its snapshot."))
        .attribute("captured_at", computed(Type::String).describe("When it was captured, as RFC 3339."))
        .attribute("resource_count", computed(Type::Number).describe("How many resources it holds."))
    }

    async fn validate(&self, _: &Context, config: &Value) -> Result<(), Diagnostics> {
        let supported = supported_types();
        let mut faults = scope::check(config, &supported);
        faults.extend(ignore::check(config, &supported));
        faults.into_result()
    }

    async fn plan_create(&self, cx: &Context, plan: &mut Plan) -> Result<(), Diagnostics> {
        let session = Session::of(&self.0)?;
        completed(cx, session, plan);
        // A name that is not known yet is judged by the apply.
        let Ok(name) = baseline_name(&plan.planned, "name") else {
            return Ok(());
        };
        if session.handover().is_known(&name) {
            return Ok(());
        }
        match session.ledger().revision(&name, None).await {
            Ok(found) => cx.warn(recapture::exists(&name, &found)),
            Err(EngineError::NoBaseline { .. }) => {}
            Err(error) => tracing::warn!(%error, "whether the baseline exists could not be told"),
        }
        Ok(())
    }

    async fn plan_update(&self, cx: &Context, plan: &mut Plan) -> Result<(), Diagnostics> {
        let session = Session::of(&self.0)?;
        completed(cx, session, plan);
        let name = baseline_name(&plan.prior, "name")?;
        session.handover().knows(&name);
        let reasons = recapture::reasons(plan, session.default_region());
        if !reasons.is_empty() {
            CAPTURED.iter().for_each(|name| plan.set_unknown(name));
        }
        if plan.changes("name") {
            plan.set_unknown("id");
        } else if !reasons.is_empty() {
            cx.warn(recapture::announced(name.as_str(), plan, &reasons));
        }
        Ok(())
    }

    async fn plan_destroy(&self, cx: &Context, prior: &Value) -> Result<(), Diagnostics> {
        let name = prior.string("name").unwrap_or_default();
        let warning = Diagnostic::warning(format!("baseline `{name}` stays in the store"));
        cx.warn(warning.detail(
            "Terraform forgets it and its enforcement ends, but its revisions and history are kept: \
             nothing is ever deleted.",
        ));
        Ok(())
    }

    async fn create(&self, cx: &Context, change: Change) -> Result<Value, Failure> {
        let session = Session::of(&self.0)?;
        let name = baseline_name(&change.planned, "name")?;
        session.handover().makes(What::Baseline, &name);
        let made = capture(cx, session, &change.planned).await?;
        let state = captured(change.planned, &made);
        if let Some(settings) = session.handover().take_stopped(&name) {
            let again = session.ledger().set_enforcement(&name, &settings).await;
            again.map_err(|error| Failure::from(failed(&error)).with_state(state.clone()))?;
        }
        Ok(state)
    }

    async fn read(&self, _: &Context, state: Value) -> Result<Option<Value>, Diagnostics> {
        let session = Session::of(&self.0)?;
        let name = baseline_name(&state, "name")?;
        let revision = match session.ledger().revision(&name, None).await {
            Ok(revision) => revision,
            Err(EngineError::NoBaseline { .. }) => return Ok(None),
            Err(error) => return Err(failed(&error).into()),
        };
        let state = match scope::agrees(&state, &revision.scope) {
            true => state,
            false => scope::write(state, &revision.scope, session.default_region()),
        };
        let state = match state.get("revision").as_u64() == Some(revision.revision) {
            true => state,
            false => state.with("accepted", Value::Null),
        };
        let state = ignore::write(state, &revision.ignore);
        let state = require::write(state, revision.compliance.as_ref());
        Ok(Some(filled(state, &revision)))
    }

    async fn update(&self, cx: &Context, change: Change) -> Result<Value, Failure> {
        if !change.planned.get("revision").is_unknown() {
            return Ok(change.planned);
        }
        let made = capture(cx, Session::of(&self.0)?, &change.planned).await?;
        Ok(captured(change.planned, &made))
    }

    async fn delete(&self, _: &Context, prior: Value) -> Result<(), Failure> {
        let session = Session::of(&self.0)?;
        let name = baseline_name(&prior, "name")?;
        let handover = session.handover();
        handover.knows(&name);
        if !handover.has_made(What::Baseline, &name)
            && let Some(settings) = stop_enforcing(session, &name).await?
        {
            handover.stopped(&name, settings);
        }
        Ok(())
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        let identity = IdentitySchema::new();
        Some(identity.required("name", Type::String, "Name of the baseline."))
    }

    async fn import_identity(&self, cx: &Context, identity: &Value) -> Result<Value, Diagnostics> {
        self.import(cx, identity.string("name").unwrap_or_default())
            .await
    }

    async fn import(&self, _: &Context, id: &str) -> Result<Value, Diagnostics> {
        let state = Value::object([("name", id.into())]);
        let name = baseline_name(&state, "name")?;
        // Asked here too, for an error that says what there is.
        let found = Session::of(&self.0)?.ledger().revision(&name, None).await;
        found.map_err(|error| failed(&error))?;
        Ok(state)
    }
}

/// Fills in what the configuration leaves open, and tells of what has expired in it.
fn completed(cx: &Context, session: &Session, plan: &mut Plan) {
    require::complete(plan);
    let expired = ignore::expired(&plan.planned, session.ledger().now());
    expired.into_iter().for_each(|warning| cx.warn(warning));
}

/// Makes sure that nothing is restored any more, and answers the settings until now. A baseline that
/// is not there has none.
pub(crate) async fn stop_enforcing(
    session: &Session,
    name: &BaselineName,
) -> Result<Option<Enforcement>, Diagnostic> {
    let ledger = session.ledger();
    let settings = match ledger.enforcement(name).await {
        Ok(settings) => settings,
        Err(EngineError::NoBaseline { .. }) => return Ok(None),
        Err(error) => return Err(failed(&error)),
    };
    let stopped = Enforcement {
        mode: Mode::Observe,
        rules: Vec::new(),
        ..settings.clone()
    };
    let set = ledger.set_enforcement(name, &stopped).await;
    set.map_err(|error| failed(&error))?;
    Ok(Some(settings))
}

/// What a capture came to, in a state.
fn captured(state: Value, captured: &Captured) -> Value {
    filled(state, &captured.revision).with("accepted", drift::to_value(&captured.accepted))
}

fn filled(state: Value, revision: &Revision) -> Value {
    let count = u64::try_from(revision.resources).unwrap_or(u64::MAX);
    require::tell(state, revision.compliance.as_ref())
        .with("id", revision.baseline.as_str())
        .with("revision", revision.revision)
        .with("digest", revision.digest.to_string())
        .with("captured_at", revision.at.to_string())
        .with("resource_count", count)
}

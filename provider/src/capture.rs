//! Capturing a revision for an apply, and telling why it was refused.

use driftlock_core::{BaselineName, Drift, Revision};
use driftlock_engine::{Capture, Captured, EngineError, OnDrift};
use driftlock_tfplugin::{Context, Diagnostic, Value};

use crate::session::{Session, WAIT, baseline_name, failed, log};
use crate::{drift, ignore, require, scope};

/// Captures what `planned` describes.
pub(crate) async fn capture(
    cx: &Context,
    session: &Session,
    planned: &Value,
) -> Result<Captured, Diagnostic> {
    let name = baseline_name(planned, "name")?;
    let engine = session.engine().await?;
    let wish = Capture {
        name: name.clone(),
        scope: Some(scope::from_value(planned)),
        state: None,
        ignore: Some(ignore::from_value(planned)?),
        reason: planned.string("reason").map(str::to_owned),
        on_drift: match planned.boolean("accept_drift") {
            Some(true) => OnDrift::Accept,
            _ => OnDrift::Refuse,
        },
        require: require::wanted(planned).await?,
        dry_run: false,
        wait: WAIT,
    };
    let captured = match engine.capture(wish, &log).await {
        Ok(captured) => captured,
        Err(error) => return Err(refused(session, &name, &error).await),
    };
    let paused = session.ledger().is_paused(&name).await;
    // Drift during a pause is a deployment, and no news.
    if !captured.accepted.is_empty() && !paused.map_err(|error| failed(&error))? {
        cx.warn(accepted(&captured));
    }
    Ok(captured)
}

async fn refused(session: &Session, name: &BaselineName, error: &EngineError) -> Diagnostic {
    match error {
        EngineError::WouldAcceptDrift { drift } => would_accept(session, error, drift),
        EngineError::NotCompliant { compliance, .. } => {
            let in_force = session.ledger().revision(name, None).await;
            let in_force = in_force.ok().map(|revision| revision.revision);
            require::refused(error, compliance, in_force, name)
        }
        _ => failed(error),
    }
}

/// What the very apply changed cannot be told from what somebody else did, unless a pause said
/// beforehand that something would.
fn would_accept(session: &Session, error: &EngineError, found: &Drift) -> Diagnostic {
    let back = session.command(&format!("enforce {} --once", found.baseline));
    Diagnostic::error(error.to_string())
        .detail(drift::listed(found.resources.iter()))
        .detail(format!("Revision {} stays in force.", found.revision))
        .detail(format!(
            "If this apply or another deployment made these changes, let a `driftlock_pause` with the \
             same `triggers` go before them: what happens under a pause is expected. If you want all \
             that is listed here, set `accept_drift = true` and apply again. If not, take it back \
             first: `{back}`."
        ))
}

fn accepted(captured: &Captured) -> Diagnostic {
    let Revision {
        baseline, revision, ..
    } = &captured.revision;
    let count = drift::counted(captured.accepted.len());
    Diagnostic::warning(format!(
        "baseline `{baseline}`: {count} different from the revision before, and approved by revision {revision}"
    ))
    .detail(drift::listed(captured.accepted.iter()))
    .detail("`accept_drift` did that. Leave it out again, so that the next drift is not approved unseen.")
}

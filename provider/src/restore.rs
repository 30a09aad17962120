//! Bringing drift back to what was approved, and telling what could not be.

use driftlock_core::{BaselineName, Drift};
use driftlock_engine::{Enforced, Restore, RestoreOutcome, Run};
use driftlock_tfplugin::{Context, Diagnostic, Diagnostics};

use crate::session::{Session, WAIT, failed, log};

/// How often to run where others change the same resources at the same time. In one apply the
/// provider that owns them may be taking back the same drift.
const RUNS: usize = 3;

/// What a restore came to.
pub(crate) struct Restored {
    /// The drift that is still there.
    pub(crate) left: Drift,
    /// What kept it there, where it was to go.
    pub(crate) problems: Diagnostics,
}

/// Restores a baseline as its settings say. Stops between two calls when the user asks to.
pub(crate) async fn restore(
    session: &Session,
    name: &BaselineName,
    cx: &Context,
) -> Result<Restored, Diagnostic> {
    let engine = session.engine().await?;
    let run = Run {
        mode: None,
        dry_run: false,
        wait: WAIT,
        cancel: cx.stop().clone(),
    };
    let mut done = engine
        .enforce(name, &run, &log)
        .await
        .map_err(|error| failed(&error))?;
    for _ in 1..RUNS {
        if !done
            .restores
            .iter()
            .any(|one| one.outcome == RestoreOutcome::Superseded)
        {
            break;
        }
        done = engine
            .enforce(name, &run, &log)
            .await
            .map_err(|error| failed(&error))?;
    }
    Ok(Restored {
        left: left(&done),
        problems: problems(name, &done),
    })
}

/// The drift that a run leaves behind.
fn left(done: &Enforced) -> Drift {
    let restored = |key| {
        let mut restores = done.restores.iter();
        restores.any(|one| one.outcome == RestoreOutcome::Restored && one.drift.key == key)
    };
    let mut left = done.drift.clone();
    left.resources.retain(|drift| !restored(drift.key.clone()));
    left.in_sync = left.resources.is_empty();
    left
}

fn problems(name: &BaselineName, done: &Enforced) -> Diagnostics {
    let refused = done.plan.refusal.iter().map(|refusal| {
        Diagnostic::error(format!("restoring baseline `{name}`: {refusal}")).detail(refusal.help())
    });
    let failed = done
        .restores
        .iter()
        .filter(|one| one.outcome != RestoreOutcome::Restored);
    refused.chain(failed.map(problem)).collect()
}

fn problem(restore: &Restore) -> Diagnostic {
    let label = restore.drift.label();
    let cause = restore.error.as_deref().unwrap_or("it is not as approved");
    let mut diagnostic = Diagnostic::error(format!("restoring {label}: {cause}"));
    for one in &restore.unrestorable {
        diagnostic = diagnostic.detail(format!("{}: {}", one.path, one.reason));
    }
    match &restore.help {
        Some(help) => diagnostic.detail(help),
        None => diagnostic.detail("Run `terraform apply` again to try again."),
    }
}

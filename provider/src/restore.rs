//! Bringing drift back to what was approved, and telling what could not be.

use driftlock_core::{BaselineName, Disposition, Drift, Held, PlannedResource, ResourceDrift};
use driftlock_engine::{Enforced, Engine, EngineError, Restore, RestoreOutcome, Run};
use driftlock_tfplugin::{Context, Diagnostic, Diagnostics};

use crate::notify::tell;
use crate::promise;
use crate::session::{Session, WAIT, failed, log};

/// How often to run where others change the same resources at the same time. In one apply the
/// provider that owns them may be taking back the same drift.
const RUNS: usize = 3;

/// What a restore came to.
pub(crate) struct Restored {
    /// The drift that was taken back.
    pub(crate) back: Vec<ResourceDrift>,
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
    let done = heeding(cx, repeated(engine, name, &run)).await;
    tell(cx, session, name).await;
    let done = done.map_err(|error| failed(&error))?;
    Ok(Restored {
        back: back(&done).cloned().collect(),
        left: left(&done),
        problems: problems(name, &done),
    })
}

/// Runs again for as long as others were at it meanwhile, within limits.
async fn repeated(
    engine: &Engine,
    name: &BaselineName,
    run: &Run,
) -> Result<Enforced, EngineError> {
    let mut done = engine.enforce(name, run, &log).await?;
    for _ in 1..RUNS {
        if !done
            .restores
            .iter()
            .any(|one| one.outcome == RestoreOutcome::Superseded)
        {
            break;
        }
        done = engine.enforce(name, run, &log).await?;
    }
    Ok(done)
}

/// Awaits work that stops by itself, and logs when it was asked to.
async fn heeding<T>(cx: &Context, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    tokio::select! {
        done = &mut work => return done,
        () = cx.stop().cancelled() => tracing::info!("asked to stop: ends after the call under way"),
    }
    work.await
}

/// What is left of one drifted resource once it is restored: what is in quarantine.
pub(crate) fn rest(drift: &ResourceDrift, planned: &PlannedResource) -> Option<ResourceDrift> {
    let mut rest = drift.clone();
    rest.changes
        .retain(|change| planned.withheld.contains(&change.path));
    (!rest.changes.is_empty()).then_some(rest)
}

fn back(done: &Enforced) -> impl Iterator<Item = &ResourceDrift> {
    let restored = |one: &&Restore| one.outcome == RestoreOutcome::Restored;
    done.restores.iter().filter(restored).map(|one| &one.drift)
}

/// The drift that a run leaves behind.
fn left(done: &Enforced) -> Drift {
    let restored = |drift: &ResourceDrift| back(done).any(|one| one.key == drift.key);
    let both = done.drift.resources.iter().zip(&done.plan.resources);
    let resources: Vec<_> = both
        .filter_map(|(drift, planned)| match restored(drift) {
            true => rest(drift, planned),
            false => Some(drift.clone()),
        })
        .collect();
    Drift {
        in_sync: resources.is_empty(),
        resources,
        ..done.drift.clone()
    }
}

fn problems(name: &BaselineName, done: &Enforced) -> Diagnostics {
    let refused = done.plan.refusal.iter().map(|refusal| {
        Diagnostic::error(format!("restoring baseline `{name}`: {refusal}"))
            .detail(promise::what_to_do(name, refusal))
    });
    let failed = done
        .restores
        .iter()
        .filter(|one| one.outcome != RestoreOutcome::Restored);
    let unproposed = unproposed(done).map(no_way_back);
    refused
        .chain(failed.map(problem))
        .chain(unproposed)
        .collect()
}

/// What was to be proposed, and was not: there is no call that would bring it back.
fn unproposed(done: &Enforced) -> impl Iterator<Item = &ResourceDrift> {
    let both = done.drift.resources.iter().zip(&done.plan.resources);
    let no_way = Disposition::Held(Held::Unrestorable);
    both.filter(move |(_, planned)| planned.disposition == no_way)
        .map(|(drift, _)| drift)
}

fn no_way_back(drift: &ResourceDrift) -> Diagnostic {
    let label = drift.label();
    Diagnostic::error(format!(
        "proposing to restore {label}: no call can bring it back"
    ))
    .detail(
        "Bring it back through the Terraform that declares it, or approve it as it is with a new \
         revision.",
    )
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

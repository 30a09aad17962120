//! `driftlock drift`: compare what is live with the approved baseline.

use driftlock_core::{Drift, Pause, Proposal, Quarantine};

use crate::args::{Format, Name};
use crate::context::Context;
use crate::outcome::{Exit, Failure, Output};
use crate::render;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    baseline: Name,
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Output, Failure> {
    let engine = context.engine().await?;
    let spinner = context.spinner();
    let found = engine
        .detect(&args.baseline.name, &|step| spinner.show(step))
        .await;
    drop(spinner);
    context.tell(&args.baseline.name).await;
    let found = found?;
    let ledger = engine.ledger();
    let summary = ledger.summary(&args.baseline.name).await?;
    let text = match context.format {
        Format::Json => render::json(&Report {
            drift: &found.drift,
            pauses: &summary.pauses,
            proposals: &summary.proposals,
            quarantine: &summary.quarantine,
        })?,
        Format::Text => render::drift::report(&found, &summary, context.told(), ledger.now()),
    };
    Ok(Output::new(text, exit(&found.drift)))
}

/// For programs: the drift, and what stands in the way of its being reverted.
#[derive(serde::Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    drift: &'a Drift,
    pauses: &'a [Pause],
    proposals: &'a [Proposal],
    quarantine: &'a [Quarantine],
}

/// What could not be read weighs more than what was.
fn exit(drift: &Drift) -> Exit {
    match drift {
        drift if drift.has_unreadable() => Exit::CouldNotTell,
        drift if drift.in_sync => Exit::Ok,
        _ => Exit::Drift,
    }
}

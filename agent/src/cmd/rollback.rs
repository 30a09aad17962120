//! `driftlock rollback`: bring back what was before a remediation.

use driftlock_engine::RollBack;
use jiff::SignedDuration;
use serde_json::json;

use crate::args::Format;
use crate::cmd::enforce::stop_on_interrupt;
use crate::context::Context;
use crate::outcome::{Exit, Failure, Output};
use crate::render;
use crate::when::{parse_duration, parse_wait};

#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 it is as it was before the remediation, 2 it is not.")]
pub(crate) struct Args {
    /// Id of the remediation, as `driftlock history` shows it
    #[arg(value_name = "REMEDIATION_ID")]
    id: String,
    /// For how long enforcement leaves the resource alone afterwards
    #[arg(long, value_parser = parse_duration, value_name = "LENGTH", default_value = "1h")]
    ttl: SignedDuration,
    /// Show what would be called, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// How long to wait for another run on the baseline; 0s for not at all
    #[arg(long, value_parser = parse_wait, value_name = "LENGTH", default_value = "60s")]
    wait: SignedDuration,
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Output, Failure> {
    let engine = context.engine().await?;
    let spinner = context.spinner();
    let how = RollBack {
        ttl: args.ttl,
        dry_run: args.dry_run,
        wait: args.wait,
        cancel: stop_on_interrupt(),
    };
    let done = engine
        .rollback(&args.id, &how, &|step| spinner.show(step))
        .await?;
    drop(spinner);
    if !args.dry_run {
        context.tell(&done.baseline).await;
    }
    let text = match context.format {
        Format::Json => render::json(&json!({
            "version": 1,
            "baseline": done.baseline,
            "rolled_back": done.remediation.id,
            "succeeded": done.succeeded(),
            "restore": done.restore.as_ref().map(render::enforce::restore_json),
            "pause": done.pause,
        }))?,
        Format::Text => render::rollback(&done, context.ledger.now()),
    };
    let exit = if done.succeeded() {
        Exit::Ok
    } else {
        Exit::CouldNotTell
    };
    Ok(Output::new(text, exit))
}

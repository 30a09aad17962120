//! `driftlock approve`: approve a proposal, and carry it out.

use driftlock_engine::Approval;
use jiff::SignedDuration;
use serde_json::json;

use crate::args::Format;
use crate::cmd::enforce::stop_on_interrupt;
use crate::context::Context;
use crate::outcome::{Exit, Failure, Output};
use crate::render;
use crate::when::{parse_reason, parse_wait};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 the resource is as approved (or will be, with --leave-to-agent), \
                  2 it is not."
)]
pub(crate) struct Args {
    /// Id of the proposal, as `driftlock proposals` shows it
    #[arg(value_name = "PROPOSAL_ID")]
    id: String,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = parse_reason)]
    reason: Option<String>,
    /// See whether it still fits and show what would be called; decide and change nothing
    #[arg(long, conflicts_with = "leave_to_agent")]
    dry_run: bool,
    /// Only record the approval: the next run of `driftlock agent` or `enforce` carries it out, if
    /// reality is then still what was approved
    #[arg(long)]
    leave_to_agent: bool,
    /// How long to wait for another run on the baseline; 0s for not at all
    #[arg(long, value_parser = parse_wait, value_name = "LENGTH", default_value = "60s")]
    wait: SignedDuration,
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Output, Failure> {
    if args.leave_to_agent {
        let reason = args.reason.as_deref();
        let (name, proposal) = context.ledger.approve(&args.id, reason).await?;
        return Ok(Output::ok(match context.format {
            Format::Json => render::json(&json!({ "baseline": name, "proposal": proposal }))?,
            Format::Text => render::proposal::left_to_agent(&name, &proposal),
        }));
    }
    let engine = context.engine().await?;
    let approval = Approval {
        reason: args.reason,
        dry_run: args.dry_run,
        wait: args.wait,
        cancel: stop_on_interrupt(),
    };
    let spinner = context.spinner();
    let done = engine
        .approve(&args.id, &approval, &|step| spinner.show(step))
        .await?;
    drop(spinner);
    if !approval.dry_run {
        context.tell(&done.baseline).await;
    }
    let text = match context.format {
        Format::Json => render::json(&json!({
            "version": 1,
            "baseline": done.baseline,
            "proposal": done.proposal.id,
            "succeeded": done.succeeded(),
            "restore": render::enforce::restore_json(&done.restore),
        }))?,
        Format::Text => render::proposal::carried_out(&done),
    };
    let exit = if done.succeeded() {
        Exit::Ok
    } else {
        Exit::CouldNotTell
    };
    Ok(Output::new(text, exit))
}

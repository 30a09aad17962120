//! `driftlock pause`: a lease on non-enforcement.

use driftlock_core::BaselineName;
use jiff::SignedDuration;

use crate::args::Format;
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render;
use crate::when::{parse_duration, parse_reason};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Name of the baseline
    name: BaselineName,
    /// For how long at the most, such as 30m or 2h; the pause ends by itself
    #[arg(long, value_parser = parse_duration, value_name = "LENGTH")]
    ttl: SignedDuration,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = parse_reason, required_unless_present = "extend")]
    reason: Option<String>,
    /// Let the pause with this id, or every pause of the whole baseline, end so long from now; a pause
    /// is never made shorter
    #[arg(long, value_name = "PAUSE_ID", num_args = 0..=1, conflicts_with = "reason")]
    extend: Option<Option<String>>,
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Output, Failure> {
    if let Some(id) = &args.extend {
        return extend(&args, id.as_deref(), context).await;
    }
    let reason = args.reason.unwrap_or_default();
    let pause = context.ledger.pause(&args.name, args.ttl, &reason).await?;
    Ok(Output::ok(match context.format {
        Format::Json => render::json(&pause)?,
        Format::Text => format!(
            "{}: enforcement is paused until {} ({})\n",
            args.name,
            render::time(pause.until),
            pause.reason
        ),
    }))
}

async fn extend(args: &Args, id: Option<&str>, context: &Context) -> Result<Output, Failure> {
    let ledger = &context.ledger;
    let pauses = ledger.extend_pause(&args.name, id, args.ttl).await?;
    Ok(Output::ok(match context.format {
        Format::Json => render::json(&pauses)?,
        Format::Text => format!("{}: {}", args.name, render::paused(&pauses, ledger.now())),
    }))
}

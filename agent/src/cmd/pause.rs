//! `driftlock pause`: a lease on non-enforcement.

use driftlock_core::BaselineName;
use jiff::SignedDuration;

use crate::args::Format;
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render;
use crate::when::parse_duration;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Name of the baseline
    name: BaselineName,
    /// For how long at the most, such as 30m or 2h; the pause ends by itself
    #[arg(long, value_parser = parse_duration, value_name = "LENGTH")]
    ttl: SignedDuration,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Output, Failure> {
    let pause = context
        .ledger
        .pause(&args.name, args.ttl, &args.reason)
        .await?;
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

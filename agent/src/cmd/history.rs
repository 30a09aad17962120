//! `driftlock history`: what happened to a baseline.

use driftlock_core::BaselineName;
use driftlock_engine::Range;

use crate::args::Format;
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render;
use crate::when::{Since, parse_since};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Name of the baseline
    name: BaselineName,
    /// From when on: a length such as 24h or 7d, a day, or a time
    #[arg(long, value_parser = parse_since, value_name = "TIME")]
    since: Option<Since>,
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Output, Failure> {
    let since = args.since.map(|since| since.at(context.ledger.now()));
    let range = Range {
        since,
        ..Range::default()
    };
    let events = context
        .ledger
        .history(&args.name, &range, &|_| true)
        .await?;
    Ok(Output::ok(match context.format {
        Format::Json => render::json(&events)?,
        Format::Text => render::history::report(&args.name, &events),
    }))
}

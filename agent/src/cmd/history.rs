//! `driftlock history`: what happened to a baseline.

use clap::builder::PossibleValuesParser;
use driftlock_core::{BaselineName, EventKind};
use driftlock_engine::Range;

use crate::args::Format;
use crate::context::Context;
use crate::history::{Filter, pattern};
use crate::outcome::{Failure, Output};
use crate::render;
use crate::when::{Since, parse_since};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    show: Option<Command>,
    /// Name of the baseline
    #[arg(required = true)]
    name: Option<BaselineName>,
    /// From when on: a length such as 24h or 7d, a day, or a time
    #[arg(long, value_parser = parse_since, value_name = "TIME")]
    since: Option<Since>,
    /// Until when
    #[arg(long, value_parser = parse_since, value_name = "TIME")]
    until: Option<Since>,
    /// Only what concerns resources with this id, address or type, as a glob
    #[arg(long, value_name = "GLOB", value_parser = pattern)]
    resource: Option<globset::GlobMatcher>,
    /// Only what was done by this user, ARN or CI job, as a glob
    #[arg(long, value_name = "GLOB", value_parser = pattern)]
    actor: Option<globset::GlobMatcher>,
    /// Only events of this kind
    #[arg(long = "kind", value_name = "KIND", value_parser = PossibleValuesParser::new(EventKind::NAMES))]
    kinds: Vec<String>,
    /// Only the newest of these
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Print comma-separated values, one line for each event
    #[arg(long, conflicts_with = "format")]
    csv: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show one event in full: who, when, before and after, calls and request ids
    Show(Show),
}

#[derive(Debug, clap::Args)]
struct Show {
    /// Id of an event, of a remediation or of a proposal, of whichever baseline
    #[arg(value_name = "ID")]
    id: String,
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Output, Failure> {
    if let Some(Command::Show(show)) = &args.show {
        return self::show(&show.id, context).await;
    }
    let Some(name) = &args.name else {
        return Err(Failure::new(
            "no baseline is named",
            "name one, or `show ID`",
        ));
    };
    let now = context.ledger.now();
    let range = Range {
        since: args.since.map(|since| since.at(now)),
        until: args.until.map(|until| until.at(now)),
        newest: args.limit,
    };
    let filter = Filter {
        resource: args.resource.clone(),
        actor: args.actor.clone(),
        kinds: args.kinds.clone(),
    };
    let events = context
        .ledger
        .history(name, &range, &|event| filter.matches(event))
        .await?;
    Ok(Output::ok(match context.format {
        _ if args.csv => crate::history::csv(&events)?,
        Format::Json => render::json(&events)?,
        Format::Text => render::history::report(name, &events),
    }))
}

async fn show(id: &str, context: &Context) -> Result<Output, Failure> {
    let event = context.ledger.event(id).await?;
    let ended = context.ledger.outcome_of(&event).await?;
    let events: Vec<_> = std::iter::once(event).chain(ended).collect();
    Ok(Output::ok(match context.format {
        Format::Json => render::json(&events)?,
        Format::Text => events
            .iter()
            .map(render::history::whole)
            .collect::<String>(),
    }))
}

//! `driftlock history`: what happened to a baseline.

use clap::builder::PossibleValuesParser;
use driftlock_core::{BaselineName, Change, Event, EventKind, Outcome, diff};
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
    let events = filter.events(&context.ledger, name, range).await?;
    Ok(Output::ok(match context.format {
        _ if args.csv => crate::history::csv(&events)?,
        Format::Json => render::json(&events)?,
        Format::Text => render::history::report(name, &events),
    }))
}

async fn show(id: &str, context: &Context) -> Result<Output, Failure> {
    let ledger = &context.ledger;
    let mut event = ledger.event(id).await?;
    if let EventKind::RestoreFinished { remediation, .. } = &event.body.what {
        // The end of a restore is told with its beginning.
        event = ledger.event(remediation).await?;
    }
    let ended = ledger.outcome_of(&event).await?;
    Ok(Output::ok(match context.format {
        Format::Json => {
            let events: Vec<_> = std::iter::once(event).chain(ended).collect();
            render::json(&events)?
        }
        Format::Text => {
            let left = ended.as_ref().and_then(|end| left_over(&event, end));
            let end = ended.as_ref().map(render::history::whole);
            let left = left.map(|left| render::history::left_over(&left));
            let parts = [Some(render::history::whole(&event)), end, left];
            parts.into_iter().flatten().collect()
        }
    }))
}

/// How the resource differed from what was aimed at once the restore had ended; none where that is
/// not known.
fn left_over(started: &Event, ended: &Event) -> Option<Vec<Change>> {
    let EventKind::RestoreStarted { remediation } = &started.body.what else {
        return None;
    };
    let EventKind::RestoreFinished { after, outcome, .. } = &ended.body.what else {
        return None;
    };
    if after.is_none() && *outcome != Outcome::Restored {
        return None;
    }
    let shape = driftlock_engine::shape(&remediation.key.kind);
    Some(diff(remediation.approved.as_ref(), after.as_ref(), &shape))
}

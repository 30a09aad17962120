//! `driftlock baseline`: capture, list, show and compare.

use std::collections::BTreeMap;
use std::path::PathBuf;

use driftlock_core::{BaselineName, Scope, Selector};
use driftlock_engine::{Capture, OnDrift, Require};

use crate::args::{Format, Name};
use crate::context::{Context, WAIT};
use crate::outcome::{Exit, Failure, Output};
use crate::{render, state};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Capture what is live as the approved revision
    ///
    /// A resource is held where all conditions given are met: one of the types, each tag, one of
    /// the ids, one of the regions. Where no type, tag or id is given, the baseline keeps the scope
    /// that it has.
    Set(Set),
    /// List all baselines
    List,
    /// Show a baseline and what it holds
    Show(Show),
    /// Show what changed from one revision to another
    Diff(Diff),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Set {
    /// Name of the baseline
    name: BaselineName,
    /// Resource types to hold, as globs: 'aws_s3_bucket*'
    #[arg(long = "type", value_name = "GLOB")]
    types: Vec<String>,
    /// Tags that resources must carry; the value may be a glob
    #[arg(long = "tag", value_name = "KEY=VALUE", value_parser = parse_tag)]
    tags: Vec<(String, String)>,
    /// Ids to hold, as globs
    #[arg(long = "id", value_name = "ID")]
    ids: Vec<String>,
    /// Regions to look in [default: the region of the credentials]
    #[arg(id = "region", long = "region", value_name = "REGION")]
    regions: Vec<String>,
    /// Types to leave out, as globs
    #[arg(long = "exclude-type", value_name = "GLOB")]
    exclude_types: Vec<String>,
    /// Ids to leave out, as globs
    #[arg(long = "exclude-id", value_name = "ID")]
    exclude_ids: Vec<String>,
    /// A Terraform state that gives resources their addresses
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Approve drift from the present revision
    #[arg(long)]
    accept_drift: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    #[command(flatten)]
    baseline: Name,
    /// The revision [default: the approved one]
    #[arg(long, value_name = "N")]
    revision: Option<u64>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Diff {
    #[command(flatten)]
    baseline: Name,
    /// From this revision
    from: u64,
    /// To this one [default: the approved one]
    to: Option<u64>,
}

pub(crate) async fn run(command: Command, context: &Context) -> Result<Output, Failure> {
    match command {
        Command::Set(args) => set(args, context).await,
        Command::List => list(context).await,
        Command::Show(args) => show(args, context).await,
        Command::Diff(args) => diff(args, context).await,
    }
}

async fn set(args: Set, context: &Context) -> Result<Output, Failure> {
    let addresses = match &args.state {
        Some(path) => state::addresses(path)?,
        None => BTreeMap::new(),
    };
    let wish = Capture {
        scope: scope(&args)?,
        name: args.name,
        addresses,
        reason: args.reason,
        on_drift: if args.accept_drift {
            OnDrift::Accept
        } else {
            OnDrift::Refuse
        },
        require: Require::AsBefore,
        dry_run: false,
        wait: WAIT,
    };
    let engine = context.engine().await?;
    let spinner = context.spinner();
    let captured = engine.capture(wish, &|step| spinner.show(step)).await?;
    drop(spinner);
    Ok(Output::ok(match context.format {
        Format::Json => render::json(&captured.revision)?,
        Format::Text => render::baseline::captured(&captured),
    }))
}

fn scope(args: &Set) -> Result<Option<Scope>, Failure> {
    let select = Selector {
        resource_types: args.types.clone(),
        tags: args.tags.iter().cloned().collect(),
        ids: args.ids.clone(),
        regions: args.regions.clone(),
    };
    let excluding = |selector: Selector| (!selector.is_empty()).then_some(selector);
    let types = Selector {
        resource_types: args.exclude_types.clone(),
        ..Selector::default()
    };
    let ids = Selector {
        ids: args.exclude_ids.clone(),
        ..Selector::default()
    };
    let exclude: Vec<Selector> = [types, ids].into_iter().filter_map(excluding).collect();
    let nothing_selected = args.types.is_empty() && args.tags.is_empty() && args.ids.is_empty();
    match (nothing_selected, exclude.is_empty()) {
        (true, true) => Ok(None),
        (true, false) => Err(Failure::new(
            "exclusions are given without a scope",
            "give the whole scope again: a new scope replaces the one before",
        )),
        (false, _) => Ok(Some(Scope {
            select: vec![select],
            exclude,
        })),
    }
}

async fn list(context: &Context) -> Result<Output, Failure> {
    let all = context.ledger.baselines().await?;
    Ok(Output::ok(match context.format {
        Format::Json => render::baseline::list_json(&all)?,
        Format::Text => render::baseline::list(&all, context.ledger.url()),
    }))
}

async fn show(args: Show, context: &Context) -> Result<Output, Failure> {
    let ledger = &context.ledger;
    let revision = ledger.revision(&args.baseline.name, args.revision).await?;
    let snapshot = ledger.snapshot(&revision).await?;
    Ok(Output::ok(match context.format {
        Format::Json => render::baseline::show_json(&revision, &snapshot)?,
        Format::Text => {
            let numbers = ledger.revisions(&args.baseline.name).await?;
            render::baseline::show(&revision, &snapshot, &numbers)
        }
    }))
}

async fn diff(args: Diff, context: &Context) -> Result<Output, Failure> {
    let ledger = &context.ledger;
    let name = &args.baseline.name;
    let to = match args.to {
        Some(number) => number,
        None => ledger.revision(name, None).await?.revision,
    };
    let drift = ledger.diff(name, args.from, to).await?;
    let text = match context.format {
        Format::Json => render::json(&drift)?,
        Format::Text => render::drift::between(&drift, args.from, to),
    };
    Ok(Output {
        text,
        exit: if drift.in_sync { Exit::Ok } else { Exit::Drift },
    })
}

fn parse_tag(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or("use KEY=VALUE; `KEY=*` for any value")?;
    Ok((name.to_owned(), value.to_owned()))
}

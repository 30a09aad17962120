//! `driftlock baseline`: capture, list, show and compare.

use std::path::PathBuf;

use driftlock_core::{BaselineName, Ignore, Requirement, Scope, Selector, WaiversFile};
use driftlock_engine::{Capture, OnDrift, Require, check_framework};
use jiff::{SignedDuration, Timestamp};

use crate::args::{Format, Name};
use crate::context::Context;
use crate::ignore::parse_ignore;
use crate::outcome::{Exit, Failure, Output};
use crate::when::{parse_reason, parse_wait};
use crate::{render, state};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Capture what is live as the approved revision
    ///
    /// A resource is held where all conditions given are met: one of the types, each tag, one of
    /// the ids, one of the regions, one of the accounts. Where no type, tag or id is given, the
    /// baseline keeps the scope that it has.
    Set(Box<Set>),
    /// List all baselines
    List,
    /// Show a baseline and what it holds
    Show(Show),
    /// Show what changed from one revision to another
    Diff(Diff),
    /// Approve an earlier revision again, as a new one: the way back from a capture that was a mistake
    Approve(Approve),
}

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("required").args(["require", "framework"]).multiple(true))]
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
    /// Accounts to look in, by their ids; others than that of the credentials are reached by
    /// `--account-role` [default: the account of the credentials]
    #[arg(long = "account", value_name = "ID")]
    accounts: Vec<String>,
    /// Types to leave out, as globs
    #[arg(long = "exclude-type", value_name = "GLOB")]
    exclude_types: Vec<String>,
    /// Ids to leave out, as globs
    #[arg(long = "exclude-id", value_name = "ID")]
    exclude_ids: Vec<String>,
    /// What may change freely, and why: `TYPE.NAME.ATTRIBUTE=REASON`, each part with `*` for any text, NAME
    /// being an id, a name or Terraform's name; `TYPE.NAME=REASON` for every attribute, and
    /// `TYPE.NAME.ATTRIBUTE until TIME=REASON` for a while. Without this, what the revision before
    /// ignored
    #[arg(long, value_name = "PATH=REASON", value_parser = parse_ignore)]
    ignore: Vec<Ignore>,
    /// Ignore nothing from now on
    #[arg(long, conflicts_with = "ignore")]
    no_ignore: bool,
    /// A Terraform state, as a file or as `terraform show -json` prints it: gives resources their
    /// addresses, and where no type, tag or id is given, the baseline holds what the state manages and
    /// all settings of it
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = parse_reason)]
    reason: Option<String>,
    /// Approve drift from the present revision
    #[arg(long)]
    accept_drift: bool,
    /// Capture only what no policy of this severity or above forbids, now and later; policies and
    /// waivers are those of `driftlock-gate`. Without this, what the revision before required
    #[arg(long, value_name = "SEVERITY", value_parser = ["info", "low", "medium", "high", "critical"])]
    require: Option<String>,
    /// Require what this compliance framework maps, and no other policy: an id such as
    /// `cis-aws-3.0`, or a file; in full where `--require` names no severity
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
    /// A folder of policies of your own, beside the built-in ones
    #[arg(long, value_name = "DIR", requires = "required")]
    require_policy: Vec<String>,
    /// Approved exceptions, in YAML, beside the waivers in the store
    #[arg(long, value_name = "FILE", requires = "required")]
    waivers: Option<PathBuf>,
    /// Require nothing from now on
    #[arg(long, conflicts_with = "required")]
    no_require: bool,
    /// Look and judge, but store nothing
    #[arg(long)]
    dry_run: bool,
    /// How long to wait for a run on the baseline; 0s for not at all
    #[arg(long, value_parser = parse_wait, value_name = "LENGTH", default_value = "60s")]
    wait: SignedDuration,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Approve {
    #[command(flatten)]
    baseline: Name,
    /// The earlier revision
    revision: u64,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = parse_reason)]
    reason: String,
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
        Command::Set(args) => set(*args, context).await,
        Command::List => list(context).await,
        Command::Show(args) => show(args, context).await,
        Command::Diff(args) => diff(args, context).await,
        Command::Approve(args) => approve(args, context).await,
    }
}

async fn set(args: Set, context: &Context) -> Result<Output, Failure> {
    let now = context.ledger.now();
    let wish = Capture {
        require: require(&args)?,
        dry_run: args.dry_run,
        wait: args.wait,
        scope: scope(&args)?,
        name: args.name.clone(),
        state: args.state.as_deref().map(state::managed).transpose()?,
        ignore: ignored(&args, now)?,
        reason: args.reason.clone(),
        on_drift: if args.accept_drift {
            OnDrift::Accept
        } else {
            OnDrift::Refuse
        },
    };
    let engine = context.engine().await?;
    context.warn_of(engine.ledger()).await;
    let spinner = context.spinner();
    let captured = engine.capture(wish, &|step| spinner.show(step)).await?;
    drop(spinner);
    Ok(Output::ok(match context.format {
        Format::Json => render::json(&captured.revision)?,
        Format::Text if args.dry_run => {
            render::baseline::captured(&captured) + "this was a dry run; nothing was stored\n"
        }
        Format::Text => render::baseline::captured(&captured),
    }))
}

fn ignored(args: &Set, now: Timestamp) -> Result<Option<Vec<Ignore>>, Failure> {
    if let Some(over) = args.ignore.iter().find(|ignore| !ignore.holds_at(now)) {
        return Err(Failure::new(
            format!("the time to ignore `{}` is over already", over.path),
            "name a time to come, or leave `until` out",
        ));
    }
    let given = args.no_ignore || !args.ignore.is_empty();
    Ok(given.then(|| args.ignore.clone()))
}

fn require(args: &Set) -> Result<Require, Failure> {
    let framework = args.framework.clone();
    if let Some(name) = &framework {
        check_framework(name)?;
    }
    let usual = framework.is_some().then(|| "info".to_owned());
    let Some(min_severity) = args.require.clone().or(usual) else {
        return Ok(if args.no_require {
            Require::Nothing
        } else {
            Require::AsBefore
        });
    };
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).map_err(|error| {
            let message = format!("reading waivers `{}`: {error}", path.display());
            Failure::new(message, "name a file of waivers in YAML")
        })?;
        let name = path.display().to_string();
        Ok::<_, Failure>(WaiversFile { name, text })
    };
    Ok(Require::Policies(Requirement {
        min_severity,
        framework,
        policies: args.require_policy.clone(),
        waivers: args.waivers.as_ref().map(read).transpose()?,
    }))
}

async fn approve(args: Approve, context: &Context) -> Result<Output, Failure> {
    let (name, number) = (&args.baseline.name, args.revision);
    let ledger = &context.ledger;
    let revision = ledger.approve_revision(name, number, &args.reason).await?;
    Ok(Output::ok(match context.format {
        Format::Json => render::json(&revision)?,
        Format::Text => format!(
            "{name}: approved revision {}, the same as revision {number}\n",
            revision.revision
        ),
    }))
}

fn scope(args: &Set) -> Result<Option<Scope>, Failure> {
    let select = Selector {
        resource_types: args.types.clone(),
        tags: args.tags.iter().cloned().collect(),
        ids: args.ids.clone(),
        regions: args.regions.clone(),
        accounts: args.accounts.clone(),
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
        Format::Text => render::baseline::list(&all, context.ledger.url(), context.ledger.now()),
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
            render::baseline::show(&revision, &snapshot, &numbers, ledger.now())
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
        Format::Text => render::drift::between(&drift, args.from, to, context.told()),
    };
    let exit = if drift.in_sync { Exit::Ok } else { Exit::Drift };
    Ok(Output::new(text, exit))
}

fn parse_tag(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or("use KEY=VALUE; `KEY=*` for any value")?;
    Ok((name.to_owned(), value.to_owned()))
}

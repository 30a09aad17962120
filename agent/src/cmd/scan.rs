//! `driftlock scan`: judge what is live, or a stored revision, by policies.

pub(crate) mod history;

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use driftlock_engine::{
    Fault, Keep, Loaded, OnUnknown, ReportFormat, ReportOutcome, SETTINGS, Scanned, Selection,
    Severity,
};
use jiff::tz::TimeZone;

use crate::args::Name;
use crate::context::Context;
use crate::outcome::{Exit, Failure, Output};
use crate::render;
use crate::when::{Since, parse_since};

/// Judge what is live, or a stored revision, by policies
///
/// The policies, waivers, frameworks and reports are those of `driftlock-gate check`. What is live in
/// the scope of the baseline is read as `drift` reads it, and each result is kept in the history.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit codes: 0 nothing offends (warnings are allowed), 1 something offends, 2 could not tell:
something could not be read, a policy failed, or the result could not be kept.

Examples:
  driftlock scan web --framework cis-aws-3.0
  driftlock scan web --approved --format sarif --output web.sarif
  driftlock scan web --history --since 30d")]
pub(crate) struct Args {
    #[command(flatten)]
    baseline: Name,
    /// Judge this revision, as it is stored, instead of what is live
    #[arg(long, value_name = "N", conflicts_with = "approved")]
    revision: Option<u64>,
    /// Judge the approved revision, as it is stored, instead of what is live
    #[arg(long)]
    approved: bool,
    /// How to report
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        value_parser = PossibleValuesParser::new(ReportFormat::ALL.map(ReportFormat::word))
            .try_map(|word| word.parse::<ReportFormat>())
    )]
    format: ReportFormat,
    /// Write the report to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show the scans that were made, and how compliance moved
    #[arg(
        long,
        conflicts_with_all = [
            "revision", "approved", "policy", "no_builtin", "only", "skip", "severity", "waivers",
            "unknown", "data", "namespace", "config", "soft_fail",
        ]
    )]
    history: bool,
    /// With --history: from when on; a length such as 24h or 30d, a day, or a time
    #[arg(long, value_parser = parse_since, value_name = "TIME", requires = "history")]
    since: Option<Since>,
    #[command(flatten)]
    choice: Choice,
}

/// What to judge by.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Policies")]
struct Choice {
    /// Use the policies in this directory too (repeatable)
    #[arg(long, value_name = "DIR")]
    policy: Vec<PathBuf>,
    /// Leave the built-in policies out
    #[arg(long)]
    no_builtin: bool,
    /// Only judge by what this framework maps, and report on its controls: an id or a file
    /// (repeatable); with --history, only show these
    #[arg(long, value_name = "ID")]
    framework: Vec<String>,
    /// Only judge by this policy (repeatable)
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// Leave this policy out (repeatable)
    #[arg(long, value_name = "ID")]
    skip: Vec<String>,
    /// Only warn of what is milder
    #[arg(
        long,
        value_name = "MIN",
        value_parser = PossibleValuesParser::new(Severity::ALL.map(Severity::word))
            .try_map(|word| word.parse::<Severity>())
    )]
    severity: Option<Severity>,
    /// Approved exceptions, in YAML
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
    /// What a verdict means that could not be told
    #[arg(long, value_name = "MEANS", value_enum)]
    unknown: Option<Unknown>,
    /// A document below `data`, for conftest's rules (repeatable)
    #[arg(long, value_name = "FILE")]
    data: Vec<PathBuf>,
    /// Only these packages of conftest's rules (repeatable)
    #[arg(long, value_name = "NAME")]
    namespace: Vec<String>,
    /// Settings for all of this [default: .driftlock.yaml, where there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Report, and end with 0 even where something offends
    #[arg(long)]
    soft_fail: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Unknown {
    /// It violates the policy
    Fail,
    /// It is reported, and violates nothing
    Warn,
    /// It is counted, and not listed
    Pass,
}

impl From<Unknown> for OnUnknown {
    fn from(unknown: Unknown) -> Self {
        match unknown {
            Unknown::Fail => Self::Fail,
            Unknown::Warn => Self::Warn,
            Unknown::Pass => Self::Pass,
        }
    }
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Output, Failure> {
    if args.history {
        return history::run(&args, context).await;
    }
    let selection = selection(args.choice)?;
    let today = context.ledger.now().to_zoned(TimeZone::UTC).date();
    let by = selection.load(today).map_err(faults)?;
    let stored = match (args.approved, args.revision) {
        (true, _) => Some(None),
        (false, Some(number)) => Some(Some(number)),
        (false, None) => None,
    };
    let name = &args.baseline.name;
    let scanned = match stored {
        Some(revision) => {
            context
                .ledger
                .scan(name, revision, by, Keep::InHistory)
                .await?
        }
        None => live(name, by, context).await?,
    };
    let failures = failures(&scanned);
    let exit = match scanned.report.outcome() {
        _ if !failures.is_empty() => Exit::CouldNotTell,
        ReportOutcome::CouldNotTell => Exit::CouldNotTell,
        ReportOutcome::Violations if selection.soft_fail != Some(true) => Exit::Violations,
        ReportOutcome::Violations | ReportOutcome::Pass => Exit::Ok,
    };
    Ok(Output {
        text: render::scan::report(&scanned, args.format)?,
        file: args.output,
        failures,
        exit,
    })
}

async fn live(
    name: &driftlock_core::BaselineName,
    by: Loaded,
    context: &Context,
) -> Result<Scanned, Failure> {
    let engine = context.engine().await?;
    let spinner = context.spinner();
    let progress = |step| spinner.show(step);
    let scanned = engine.scan(name, by, Keep::InHistory, &progress).await?;
    drop(spinner);
    Ok(scanned)
}

/// What was typed, and else what the settings file says.
fn selection(choice: Choice) -> Result<Selection, Failure> {
    let typed = Selection {
        policy: choice.policy,
        builtin: choice.no_builtin.then_some(false),
        framework: choice.framework,
        only: choice.only,
        skip: choice.skip,
        severity: choice.severity,
        unknown: choice.unknown.map(OnUnknown::from),
        waivers: choice.waivers,
        data: choice.data,
        namespace: choice.namespace,
        source: None,
        soft_fail: choice.soft_fail.then_some(true),
    };
    let usual = Path::new(SETTINGS);
    let file = match &choice.config {
        Some(file) => file,
        None if usual.exists() => usual,
        None => return Ok(typed),
    };
    let settings = Selection::read(file).map_err(|fault| faults(vec![fault]))?;
    Ok(typed.or(settings))
}

/// Everything that is wrong with what to judge by, as one failure.
fn faults(mut faults: Vec<Fault>) -> Failure {
    if faults.len() == 1
        && let Some(fault) = faults.pop()
    {
        return fault.into();
    }
    let details = faults.iter().flat_map(|fault| {
        let help = fault.help.iter().map(|help| format!("  help: {help}"));
        let excerpt = fault.excerpt.iter().flat_map(|text| lines(text));
        std::iter::once(fault.message.clone())
            .chain(excerpt)
            .chain(help)
    });
    Failure {
        message: format!("{} things keep the policies from being used", faults.len()),
        details: details.collect(),
        help: String::new(),
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| format!("  {line}")).collect()
}

/// What keeps a scan from being the whole truth.
fn failures(scanned: &Scanned) -> Vec<Failure> {
    let mut failures = Vec::new();
    if !scanned.unreadable.is_empty() {
        let count = render::counted(scanned.unreadable.len(), "resource");
        let each = scanned.unreadable.iter();
        failures.push(Failure {
            message: format!("{count} could not be read, and so not be judged"),
            details: each
                .map(|one| format!("{}: {}", one.key, one.reason))
                .collect(),
            help: "mend the cause, or exclude them when the baseline is captured again".to_owned(),
        });
    }
    let errors = scanned.report.errors.iter();
    failures.extend(errors.map(|error| Failure {
        message: format!("policy {error}"),
        details: Vec::new(),
        help: error.help.clone().unwrap_or_default(),
    }));
    if let Err(error) = &scanned.kept {
        failures.push(Failure {
            message: format!("the result could not be kept in the history: {error}"),
            details: Vec::new(),
            help: error.help(),
        });
    }
    failures
}

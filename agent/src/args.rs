//! What can be typed. Nothing past `cmd` sees it.

use std::convert::Infallible;

use clap::builder::{EnumValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use driftlock_core::BaselineName;
use driftlock_engine::{DEFAULT_STORE, ReportFormat};

use crate::cmd;

/// Holds AWS infrastructure in the state that was approved
///
/// A baseline is a complete, immutable snapshot of deployed resources, approved when known to be
/// good. Drift is whatever left it. Nothing is changed unless a baseline's mode is `enforce`, or somebody
/// approves what was proposed in mode `approve`.
#[derive(Debug, Parser)]
#[command(
    name = "driftlock",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
#[command(after_help = "\
Exit codes: 0 as approved, 1 drift, 2 could not tell.

Examples:
  driftlock baseline set web --type 'aws_security_group' --type 'aws_s3_bucket*' --tag app=web
  driftlock drift web
  driftlock enforcement set web --mode enforce
  driftlock enforce web --once")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

impl From<Format> for ReportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Text => Self::Text,
            Format::Json => Self::Json,
        }
    }
}

/// Of the formats of reports most are for `scan` alone, which takes no other one for its own.
impl From<ReportFormat> for Format {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Json => Self::Json,
            ReportFormat::Text
            | ReportFormat::Sarif
            | ReportFormat::Junit
            | ReportFormat::Markdown
            | ReportFormat::Github
            | ReportFormat::Gitlab => Self::Text,
        }
    }
}

/// Pipelines pass on variables that nobody set: an empty one names no store, as in the provider.
fn named_store(url: &str) -> Result<String, Infallible> {
    Ok(if url.is_empty() { DEFAULT_STORE } else { url }.to_owned())
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Where baselines and history are kept: `file://PATH`, a path, or `s3://BUCKET/PREFIX`
    #[arg(
        long,
        global = true,
        env = "DRIFTLOCK_STORE",
        value_name = "URL",
        default_value = DEFAULT_STORE,
        value_parser = named_store
    )]
    pub(crate) store: String,
    /// AWS region [default: AWS_REGION or the profile's]
    #[arg(long, global = true, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// AWS profile [default: AWS_PROFILE]
    #[arg(long, global = true, value_name = "PROFILE")]
    pub(crate) profile: Option<String>,
    /// Endpoint for all AWS services, such as an emulator's [default: AWS_ENDPOINT_URL]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) endpoint_url: Option<String>,
    /// ARN of the role that is assumed in accounts other than that of the credentials; `{account}`
    /// stands for the account's id
    #[arg(
        long,
        global = true,
        env = "DRIFTLOCK_ACCOUNT_ROLE_ARN",
        value_name = "ARN"
    )]
    pub(crate) account_role: Option<String>,
    /// External id that the account roles' trust policies ask for
    #[arg(
        long,
        global = true,
        env = "DRIFTLOCK_ACCOUNT_ROLE_EXTERNAL_ID",
        value_name = "ID",
        requires = "account_role"
    )]
    pub(crate) account_external_id: Option<String>,
    /// ARN of a role that is assumed for the seconds of a restore, with the rights of its calls
    /// alone; `{account}` stands for the account's id
    #[arg(
        long,
        global = true,
        env = "DRIFTLOCK_RESTORE_ROLE_ARN",
        value_name = "ARN"
    )]
    pub(crate) restore_role: Option<String>,
    /// External id that the restore role's trust policy asks for
    #[arg(
        long,
        global = true,
        env = "DRIFTLOCK_RESTORE_ROLE_EXTERNAL_ID",
        value_name = "ID",
        requires = "restore_role"
    )]
    pub(crate) restore_external_id: Option<String>,
    /// How results are written
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        value_parser = EnumValueParser::<Format>::new().map(ReportFormat::from),
        default_value = "text"
    )]
    pub(crate) format: ReportFormat,
    /// When to colour; NO_COLOR is obeyed
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        value_name = "WHEN"
    )]
    pub(crate) color: Color,
    /// Say nothing but the result
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Log more to standard error: -v calls that change something, -vv what is read, -vvv all
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    pub(crate) fn write_global(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Capture, list, show and compare baselines
    #[command(subcommand)]
    Baseline(cmd::baseline::Command),
    /// Compare what is live with the approved baseline
    ///
    /// Changes that the baseline ignores are no drift; they are counted, and shown with `-v`.
    Drift(cmd::drift::Args),
    /// Judge what is live, or a stored revision, by policies
    Scan(Box<cmd::scan::Args>),
    /// Approve exceptions to policies, list and end them
    #[command(subcommand)]
    Waiver(cmd::waiver::Command),
    /// Detect drift and revert what the settings say
    Enforce(cmd::enforce::Args),
    /// Do so again and again, until told to stop
    Agent(cmd::agent::Args),
    /// Set or show what happens when reality leaves the baseline
    #[command(subcommand)]
    Enforcement(cmd::enforcement::Command),
    /// Try the webhooks that are told what happens
    #[command(subcommand)]
    Notify(cmd::notify::Command),
    /// Show what waits for approval, or was decided
    Proposals(cmd::proposals::Args),
    /// Approve a proposal, and carry it out
    Approve(cmd::approve::Args),
    /// Reject a proposal; the drift stays
    Reject(cmd::reject::Args),
    /// Show or release attributes over which two actors fight
    #[command(subcommand)]
    Quarantine(cmd::quarantine::Command),
    /// Pause enforcement for a while, for a deployment
    Pause(cmd::pause::Args),
    /// End pauses before their time
    Resume(cmd::resume::Args),
    /// Bring back what was before a remediation
    Rollback(cmd::rollback::Args),
    /// Show what happened to a baseline
    History(Box<cmd::history::Args>),
    /// Check that nobody tampered with the history
    #[command(subcommand)]
    Audit(cmd::audit::Command),
    /// Work on the store itself
    #[command(subcommand)]
    Store(cmd::store::Command),
    /// Print the IAM policies that a baseline needs, and no more
    IamPolicy(cmd::iam_policy::Args),
    /// List the supported resource types
    Types,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// The one baseline that a command is about.
#[derive(Debug, Args)]
pub(crate) struct Name {
    /// Name of the baseline
    pub(crate) name: BaselineName,
}

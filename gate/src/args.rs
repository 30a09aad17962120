//! What may be typed.

use std::convert::Infallible;
use std::path::PathBuf;
use std::str::FromStr;

use anstream::ColorChoice;
use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use driftlock_policy::{Format, OnUnknown, Severity};

use crate::locked::LockedArgs;

/// Checks Terraform plans against policies before they are applied.
#[derive(Debug, Parser)]
#[command(
    name = "driftlock-gate",
    version,
    after_help = "Settings are read from .driftlock.yaml where the program is started.\n\
                  Exit codes: 0 nothing offends (warnings are allowed), 1 something offends, \
                  2 it could not be told (unreadable plan, failing policy, wrong option)."
)]
pub(crate) struct Args {
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(crate) color: Colour,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge a plan: `terraform show -json plan.bin > plan.json`
    Check(Box<Check>),
    /// List the policies
    Policies(List),
    /// List the compliance frameworks, or the controls of one
    Frameworks(Frameworks),
    /// Say what a policy checks, why, and how to fix what it finds
    Explain(Explain),
    /// Run the tests of your own policies: rules named `test_...`, and pairs of plans
    Test(Test),
    /// Write a new policy with a test, to begin with
    New(New),
    /// Write a completion script for a shell
    Completions(Completions),
}

/// Which policies to use.
#[derive(Debug, clap::Args)]
pub(crate) struct Choice {
    /// Use the policies in this directory too: ours, conftest's or Regula's (repeatable)
    #[arg(long, value_name = "DIR")]
    pub(crate) policy: Vec<PathBuf>,
    /// Leave the built-in policies out
    #[arg(long)]
    pub(crate) no_builtin: bool,
    /// Only policies that a compliance framework maps; an id such as `cis-aws-3.0`, or a file (repeatable)
    #[arg(long, value_name = "ID")]
    pub(crate) framework: Vec<String>,
    /// Only this policy (repeatable)
    #[arg(long, value_name = "POLICY_ID")]
    pub(crate) only: Vec<String>,
    /// Not this policy (repeatable)
    #[arg(long, value_name = "POLICY_ID")]
    pub(crate) skip: Vec<String>,
    /// A document that policies read below `data`, in YAML or JSON (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Vec<PathBuf>,
    /// Run conftest's rules of this package alone (repeatable)
    #[arg(long, value_name = "PACKAGE")]
    pub(crate) namespace: Vec<String>,
    /// Read settings from this file instead of `.driftlock.yaml`
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// The plan: as JSON, as `terraform plan -out` wrote it, or `-` for standard input
    pub(crate) plan: PathBuf,
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// Only warn of what is milder: info, low, medium, high, critical [default: medium for built-in
    /// policies, unless --framework or --only names them]
    #[arg(long, value_name = "MIN")]
    pub(crate) severity: Option<Severity>,
    /// Approved exceptions, in YAML
    #[arg(long, value_name = "FILE")]
    pub(crate) waivers: Option<PathBuf>,
    /// The directory that the plan was made in: reports name its files and lines, and waivers in its
    /// comments count
    #[arg(long, value_name = "DIR")]
    pub(crate) source: Option<PathBuf>,
    /// How to report: text, json, sarif, junit, markdown, github, gitlab
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// Write the report to this file instead of standard output; `FORMAT=FILE` writes one more
    /// (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Vec<Output>,
    /// What a verdict means that hangs on a value known only after apply [default: warn]
    #[arg(long, value_enum, value_name = "MEANS")]
    pub(crate) unknown: Option<Unknown>,
    #[command(flatten)]
    pub(crate) locked: LockedArgs,
    /// Report offences, and end with 0 all the same
    #[arg(long)]
    pub(crate) soft_fail: bool,
    /// Tell on standard error what each policy judged, and how long it took
    #[arg(long)]
    pub(crate) trace: bool,
}

/// One more report, or the one report's place.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    /// The format, where it is named.
    pub(crate) format: Option<Format>,
    /// The file.
    pub(crate) file: PathBuf,
}

impl FromStr for Output {
    type Err = Infallible;

    fn from_str(typed: &str) -> Result<Self, Infallible> {
        let named = typed.split_once('=').and_then(|(word, file)| {
            let format = word.parse().ok()?;
            Some(Self {
                format: Some(format),
                file: file.into(),
            })
        });
        Ok(named.unwrap_or_else(|| Self {
            format: None,
            file: typed.into(),
        }))
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// How to list them
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub(crate) format: ListFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Frameworks {
    /// The framework whose controls to list, by id or file
    pub(crate) framework: Option<String>,
    /// How to list them
    #[arg(long, value_enum, default_value_t = FrameworkFormat::Text)]
    pub(crate) format: FrameworkFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// The policy, such as `public_s3_bucket`
    pub(crate) policy_id: String,
    #[command(flatten)]
    pub(crate) choice: Choice,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    /// The directory that holds policies, their `*_test.rego` files, and plans named
    /// `POLICY.fail.json` and `POLICY.pass.json`
    pub(crate) dir: PathBuf,
    /// Only tests whose name contains this
    #[arg(long, value_name = "TEXT")]
    pub(crate) run: Option<String>,
    /// Fail when less of the policies' lines is run, in percent
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) min_coverage: Option<u8>,
    /// A document that policies read below `data`, in YAML or JSON (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct New {
    /// The name of the offence, such as `public_s3_bucket`
    pub(crate) policy_id: String,
    /// The resource type that it judges
    #[arg(long = "type", value_name = "TYPE", default_value = "aws_s3_bucket")]
    pub(crate) kind: String,
    /// Where to write it
    #[arg(long, value_name = "DIR", default_value = "policies")]
    pub(crate) dir: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ListFormat {
    /// A line for each, for a terminal
    Text,
    /// All metadata, for programs
    Json,
    /// A table
    Markdown,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FrameworkFormat {
    /// For a terminal
    Text,
    /// For programs
    Json,
    /// The file of a framework, to write one of your own by
    Yaml,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Unknown {
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

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Colour {
    pub(crate) fn choice(self) -> ColorChoice {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::AlwaysAnsi,
            Self::Never => ColorChoice::Never,
        }
    }
}

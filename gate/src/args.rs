//! What may be typed.

use std::path::PathBuf;

use anstream::ColorChoice;
use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use driftlock_policy::{Format, OnUnknown, Severity};

/// Checks Terraform plans against policies before they are applied.
#[derive(Debug, Parser)]
#[command(
    name = "driftlock-gate",
    version,
    after_help = "Exit codes: 0 nothing offends (warnings are allowed), 1 something offends, \
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
    Check(Check),
    /// List the policies
    Policies(List),
    /// Say what a policy checks, why, and how to fix what it finds
    Explain(Explain),
    /// Run the tests of your own policies: rules named `test_...`
    Test(Test),
    /// Write a completion script for a shell
    Completions(Completions),
}

/// Which policies to use.
#[derive(Debug, clap::Args)]
pub(crate) struct Choice {
    /// Use the policies in this directory too (repeatable)
    #[arg(long, value_name = "DIR")]
    pub(crate) policy: Vec<PathBuf>,
    /// Leave the built-in policies out
    #[arg(long)]
    pub(crate) no_builtin: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// The plan as JSON, or `-` for standard input
    pub(crate) plan: PathBuf,
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// Only warn of what is milder: info, low, medium, high, critical
    #[arg(long, value_name = "MIN", default_value_t = Severity::Info)]
    pub(crate) severity: Severity,
    /// Approved exceptions, in YAML
    #[arg(long, value_name = "FILE")]
    pub(crate) waivers: Option<PathBuf>,
    /// How to report: text, json, sarif, junit, markdown, github
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// Write the report to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// What a verdict means that hangs on a value known only after apply
    #[arg(long, value_enum, value_name = "MEANS", default_value_t = Unknown::Warn)]
    pub(crate) unknown: Unknown,
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
pub(crate) struct Explain {
    /// The policy, such as `public_s3_bucket`
    pub(crate) policy_id: String,
    #[command(flatten)]
    pub(crate) choice: Choice,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    /// The directory that holds policies and their `*_test.rego` files
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

//! One file per command: its arguments and what it does.

use clap::CommandFactory;

use crate::args::{Cli, Command};
use crate::context::Context;
use crate::outcome::{Failure, Output};

pub(crate) mod agent;
pub(crate) mod approve;
pub(crate) mod audit;
pub(crate) mod baseline;
pub(crate) mod drift;
pub(crate) mod enforce;
pub(crate) mod enforcement;
pub(crate) mod history;
pub(crate) mod iam_policy;
pub(crate) mod notify;
pub(crate) mod pause;
pub(crate) mod proposals;
pub(crate) mod quarantine;
pub(crate) mod reject;
pub(crate) mod resume;
pub(crate) mod rollback;
pub(crate) mod scan;
pub(crate) mod store;
mod types;
pub(crate) mod waiver;

/// Carries out what was typed.
pub(crate) async fn run(cli: Cli) -> Result<Output, Failure> {
    if let Command::Completions { shell } = cli.command {
        return Ok(completions(shell));
    }
    let context = Context::new(cli.global)?;
    match cli.command {
        Command::Baseline(command) => baseline::run(command, &context).await,
        Command::Drift(args) => drift::run(args, &context).await,
        Command::Scan(args) => scan::run(*args, &context).await,
        Command::Enforce(args) => enforce::run(args, &context).await,
        Command::Agent(args) => agent::run(args, &context).await,
        Command::Enforcement(command) => enforcement::run(command, &context).await,
        Command::Notify(command) => notify::run(command, &context).await,
        Command::Proposals(args) => proposals::run(args, &context).await,
        Command::Approve(args) => approve::run(args, &context).await,
        Command::Reject(args) => reject::run(args, &context).await,
        Command::Quarantine(command) => quarantine::run(command, &context).await,
        Command::Store(command) => store::run(command, &context).await,
        Command::IamPolicy(args) => iam_policy::run(args, &context).await,
        Command::Pause(args) => pause::run(args, &context).await,
        Command::Resume(args) => resume::run(args, &context).await,
        Command::Rollback(args) => rollback::run(args, &context).await,
        Command::History(args) => history::run(*args, &context).await,
        Command::Audit(command) => audit::run(command, &context).await,
        Command::Waiver(command) => waiver::run(command, &context).await,
        Command::Types => Ok(types::run(&context)),
        Command::Completions { shell } => Ok(completions(shell)),
    }
}

fn completions(shell: clap_complete::Shell) -> Output {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "driftlock", &mut bytes);
    Output::ok(String::from_utf8_lossy(&bytes))
}

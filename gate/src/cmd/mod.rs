//! The subcommands, one file each.

mod check;
mod completions;
mod explain;
mod policies;
mod test;

use std::path::PathBuf;

use jiff::civil::Date;

use crate::args::Command;
use crate::exit::Exit;
use crate::failure::Failure;

/// What a subcommand comes to.
#[derive(Debug)]
pub(crate) struct Done {
    /// The result; ANSI colours are stripped where they are not wanted.
    pub(crate) output: Vec<u8>,
    /// Where it goes, if not to standard output.
    pub(crate) file: Option<PathBuf>,
    /// What went wrong beside it.
    pub(crate) failures: Vec<Failure>,
    /// What the process ends with.
    pub(crate) exit: Exit,
}

impl Done {
    fn print(output: impl Into<Vec<u8>>) -> Self {
        Self {
            output: output.into(),
            file: None,
            failures: Vec::new(),
            exit: Exit::Pass,
        }
    }
}

/// Runs a subcommand.
pub(crate) fn run(command: Command, today: Date) -> Result<Done, Vec<Failure>> {
    match command {
        Command::Check(args) => check::run(args, today),
        Command::Policies(args) => policies::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Completions(args) => Ok(completions::run(&args)),
    }
}

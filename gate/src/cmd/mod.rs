//! The subcommands, one file each.

mod check;
mod completions;
mod explain;
mod frameworks;
mod new;
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
    /// What is written to files beside it.
    pub(crate) files: Vec<Written>,
    /// What is told on standard error, and is no failure.
    pub(crate) notes: String,
    /// What went wrong beside it.
    pub(crate) failures: Vec<Failure>,
    /// What the process ends with.
    pub(crate) exit: Exit,
}

/// A file to be written.
#[derive(Debug)]
pub(crate) struct Written {
    /// Where.
    pub(crate) file: PathBuf,
    /// What; without colours.
    pub(crate) bytes: Vec<u8>,
}

impl Done {
    fn print(output: impl Into<Vec<u8>>) -> Self {
        Self {
            output: output.into(),
            files: Vec::new(),
            notes: String::new(),
            failures: Vec::new(),
            exit: Exit::Pass,
        }
    }
}

/// Runs a subcommand.
pub(crate) fn run(command: Command, today: Date) -> Result<Done, Vec<Failure>> {
    match command {
        Command::Check(args) => check::run(*args, today),
        Command::Policies(args) => policies::run(args),
        Command::Frameworks(args) => frameworks::run(&args),
        Command::Explain(args) => explain::run(args),
        Command::Test(args) => test::run(args, today),
        Command::New(args) => new::run(&args),
        Command::Completions(args) => Ok(completions::run(&args)),
    }
}

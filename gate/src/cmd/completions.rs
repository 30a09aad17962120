//! `completions`: a completion script for a shell.

use clap::CommandFactory;

use super::Done;
use crate::args::{Args, Completions};

pub(super) fn run(args: &Completions) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut Args::command(),
        "driftlock-gate",
        &mut script,
    );
    Done::print(script)
}

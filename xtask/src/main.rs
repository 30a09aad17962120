//! Project tasks: demo, test, check, docs, dist, bench.

mod bench;
mod cargo;
mod check;
mod demo;
mod dist;
mod docs;
mod licences;
mod say;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Driftlock's project tasks")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Tell the whole story, from an approved deployment over drift to its restore
    Demo(demo::Args),
    /// Run every test: unit, property, snapshot, conformance, black box, stories, documentation
    Test(test::Args),
    /// Check format, lints, licences and generated files
    Check(check::Args),
    /// Write the pages that the Terraform registry shows, from the provider's schema and examples
    Docs(docs::Args),
    /// Pack what users download: the provider as the Terraform registry wants it, and the programs
    Dist(dist::Args),
    /// Measure the gate, the provider's start, detection against Terraform, the diff and the store
    Bench(bench::Args),
    /// Parse a JSON file and do nothing with it: what the gate is measured by
    #[command(hide = true)]
    Parse(bench::Parse),
    /// Measure one process, from a process that is small itself
    #[command(hide = true)]
    Measure(bench::Measure),
}

fn main() -> ExitCode {
    let done = match Args::parse().task {
        Task::Demo(args) => demo::run(&args),
        Task::Test(args) => test::run(&args),
        Task::Check(args) => check::run(&args),
        Task::Docs(args) => docs::run(&args),
        Task::Dist(args) => dist::run(&args),
        Task::Bench(args) => bench::run(&args),
        Task::Parse(args) => bench::parse(&args),
        Task::Measure(args) => bench::measure(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::error(&error);
            ExitCode::FAILURE
        }
    }
}

//! Detects drift from approved baselines, reverts it, and keeps the record.

mod args;
mod cmd;
mod context;
mod history;
mod ignore;
mod outcome;
mod render;
mod spinner;
mod state;
mod when;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

use args::Cli;
use outcome::{Exit, Failure, Output};

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.global.color.write_global();
    start_logging(cli.global.verbose);
    let result = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("starting: {error}"), "close other programs"))
        .and_then(|runtime| runtime.block_on(cmd::run(cli)));
    let exit = match result {
        Ok(output) => finish(&output),
        Err(failure) => complain(&failure),
    };
    exit.into()
}

/// Writes the result where it belongs, then what went wrong beside it.
fn finish(output: &Output) -> Exit {
    let exit = match &output.file {
        Some(file) => write_file(file, output),
        None => print(output),
    };
    for failure in &output.failures {
        complain(failure);
    }
    exit
}

fn complain(failure: &Failure) -> Exit {
    // The conversation may have nobody listening; the exit code still tells.
    let _ = anstream::stderr().write_all(render::failure(failure).as_bytes());
    Exit::CouldNotTell
}

fn write_file(file: &Path, output: &Output) -> Exit {
    let plain = anstream::adapter::strip_str(&output.text).to_string();
    match std::fs::write(file, plain) {
        Ok(()) => output.exit,
        Err(error) => complain(&Failure::new(
            format!("writing the result to `{}`: {error}", file.display()),
            "name a file in a directory that exists and can be written to",
        )),
    }
}

/// Writes the result. A reader that has gone away is not an error.
fn print(output: &Output) -> Exit {
    let mut out = anstream::stdout().lock();
    match out
        .write_all(output.text.as_bytes())
        .and_then(|()| out.flush())
    {
        Ok(()) => output.exit,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => output.exit,
        Err(error) => complain(&Failure::new(
            format!("writing the result: {error}"),
            "check the disk",
        )),
    }
}

fn start_logging(verbose: u8) {
    let level = match verbose {
        0 => "driftlock=error",
        1 => "driftlock=info",
        2 => "driftlock=debug,aws_config=debug",
        _ => "debug",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("DRIFTLOCK_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
}

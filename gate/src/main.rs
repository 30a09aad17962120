//! Checks Terraform plans against policies before they are applied.

mod args;
mod cmd;
mod exit;
mod failure;
mod input;
mod locked;
mod policies;

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use clap::Parser;
use jiff::{Timestamp, tz::TimeZone};

use args::Args;
use cmd::Done;
use exit::Exit;
use failure::Failure;

fn main() -> ExitCode {
    let args = Args::parse();
    let colour = args.color.choice();
    #[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let exit = match cmd::run(args.command, today) {
        Ok(done) => finish(done, colour),
        Err(failures) => {
            complain(&failures, colour);
            Exit::CouldNotTell
        }
    };
    exit.into()
}

/// Writes the result where it belongs, then what went wrong beside it.
fn finish(done: Done, colour: ColorChoice) -> Exit {
    let mut failures = done.failures;
    failures.extend(write_stdout(&done.output, colour).err());
    for written in &done.files {
        failures.extend(write_file(&written.file, &written.bytes).err());
    }
    let mut stderr = AutoStream::new(io::stderr().lock(), resolve(colour, &io::stderr()));
    // Nobody is left to tell when this fails.
    let _ = stderr.write_all(done.notes.as_bytes());
    drop(stderr);
    complain(&failures, colour);
    match failures.is_empty() {
        true => done.exit,
        false => Exit::CouldNotTell,
    }
}

fn write_file(file: &Path, output: &[u8]) -> Result<(), Failure> {
    let plain: Vec<u8> = anstream::adapter::strip_bytes(output).into_vec();
    fs::write(file, plain).map_err(|error| {
        Failure::new(format!(
            "writing the report to `{}`: {error}",
            file.display()
        ))
        .help("name a file in a directory that exists and can be written to")
    })
}

fn write_stdout(output: &[u8], colour: ColorChoice) -> Result<(), Failure> {
    let mut stdout = AutoStream::new(io::stdout().lock(), resolve(colour, &io::stdout()));
    match stdout.write_all(output).and_then(|()| stdout.flush()) {
        // Whoever reads has seen enough; the verdict stands.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(format!("writing to standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}

fn complain(failures: &[Failure], colour: ColorChoice) {
    let mut stderr = AutoStream::new(io::stderr().lock(), resolve(colour, &io::stderr()));
    for failure in failures {
        // Nobody is left to tell when this fails.
        let _ = write!(stderr, "{failure}");
    }
}

fn resolve(colour: ColorChoice, stream: &impl anstream::stream::RawStream) -> ColorChoice {
    match colour {
        ColorChoice::Auto => AutoStream::choice(stream),
        chosen => chosen,
    }
}

//! The command line as a black box.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod decisions;
mod live;
mod scans;
mod typed;
mod waivers;

use std::path::Path;

use assert_cmd::Command;

/// The program, with a store of its own and none of the machine's AWS settings.
fn driftlock(dir: &Path) -> Command {
    let mut command = Command::cargo_bin("driftlock").unwrap();
    command
        .current_dir(dir)
        .env_clear()
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("HOME", dir)
        .env("USER", "ada");
    command
}

/// Runs it; answers exit code, standard output and standard error.
fn run(dir: &Path, args: &[&str]) -> (i32, String, String) {
    answer(&mut driftlock(dir), args)
}

fn answer(command: &mut Command, args: &[&str]) -> (i32, String, String) {
    let output = command.args(args).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}

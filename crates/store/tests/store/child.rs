//! Other processes: this test program again, told by its environment which part to play.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

const ROLE: &str = "DRIFTLOCK_TEST_ROLE";
const PLACE: &str = "DRIFTLOCK_TEST_PLACE";

/// The place to work on, if this process was started to play `role`.
pub(crate) fn role(role: &str) -> Option<OsString> {
    if env::var_os(ROLE)? == role {
        env::var_os(PLACE)
    } else {
        None
    }
}

/// A process that plays one test of this program. It is killed when dropped.
pub(crate) struct Child(std::process::Child);

impl Child {
    pub(crate) fn start(test: &str, role: &str, place: &Path) -> Self {
        let child = command(test, role, place).stdout(Stdio::null()).spawn();
        Self(child.unwrap())
    }

    pub(crate) fn run(test: &str, role: &str, place: &Path) {
        succeed(&mut command(test, role, place));
    }

    /// Waits until `seen` says so.
    pub(crate) fn wait_for(&mut self, seen: impl Fn() -> bool) {
        while !seen() {
            if let Some(status) = self.0.try_wait().unwrap() {
                panic!("the process ended too early: {status}");
            }
            std::thread::yield_now();
        }
    }

    /// Kills the process as soon as `seen` says so.
    pub(crate) fn kill_when(&mut self, seen: impl Fn() -> bool) {
        self.wait_for(seen);
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    pub(crate) fn finish(mut self) {
        assert!(self.0.wait().unwrap().success());
    }

    /// Plays the test as the user `nobody`; needs root.
    pub(crate) fn run_as_nobody(test: &str, role: &str, place: &Path) {
        let mut command = command(test, role, place);
        command.uid(65_534).gid(65_534).current_dir("/");
        if let Err(error) = command.output() {
            skip(
                test,
                &format!("this program cannot be run as `nobody`: {error}"),
            );
            return;
        }
        succeed(&mut command);
    }

    /// Plays the test with `place` on a disk of 128 KB, in a mount namespace of its own.
    pub(crate) fn run_on_small_disk(test: &str, role: &str, place: &Path) {
        let mount = "mount -t tmpfs -o size=128k tmpfs \"$0\"";
        let isolated = |script: &str| {
            let mut command = Command::new("unshare");
            command.args(["-r", "-m", "sh", "-c", script]).arg(place);
            command
        };
        let works = isolated(mount)
            .output()
            .is_ok_and(|output| output.status.success());
        if !works {
            skip(
                test,
                "a small disk cannot be mounted here (`unshare -r -m` and `mount`)",
            );
            return;
        }
        let inner = command(test, role, place);
        let mut outer = isolated(&format!("{mount} && exec \"$@\""));
        outer.arg(inner.get_program()).args(inner.get_args());
        outer.envs(
            inner
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        succeed(&mut outer);
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Says so past the test runner, which keeps to itself what a passing test prints.
fn skip(test: &str, reason: &str) {
    writeln!(io::stderr(), "SKIPPED {test}: {reason}").unwrap();
}

fn command(test: &str, role: &str, place: &Path) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    command.env(ROLE, role).env(PLACE, place);
    command
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 passed"), "no such test: {said}");
}

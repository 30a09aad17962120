//! Two agents, Terraform and a person at a command line hold one baseline at once. Each drift is
//! taken back once, by one of them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use driftlock_stories::{Process, Rig, Store, restores_begun_and_ended, wait_until};
use driftlock_testbed::{Binary, Client, Install, Profile, Terraform, Workspace};

const DECLARED: &str = r#"
provider "driftlock" {
  store  = "STORE"
  region = "us-east-1"
}

resource "driftlock_enforcement" "shared" {
  baseline = "shared"
  mode     = "enforce"
}
"#;

/// How often drift is made while all of them run.
const ROUNDS: usize = 6;

#[test]
fn over_a_directory() {
    check_each_drift_is_taken_back_once(Store::Directory);
}

#[test]
fn over_a_bucket() {
    check_each_drift_is_taken_back_once(Store::Bucket);
}

fn check_each_drift_is_taken_back_once(store: Store) {
    let rig = Rig::begin(store).unwrap();
    let approved = rig.seen().unwrap();
    rig.approve("shared").unwrap();
    let workspace = declare(&rig);
    workspace.apply().unwrap();
    rig.proxy.clear();

    let agents = ["first", "second"].map(|name| {
        let args = ["agent", "shared", "--interval", "50ms"];
        Process::start(rig.command(&args).unwrap(), rig.path(), name).unwrap()
    });
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        // Also where this fails: the others would go on for ever.
        let finally = Finally(&done);
        let person = scope.spawn(|| repeat(&done, || enforce_once(&rig)));
        let terraform = scope.spawn(|| repeat(&done, || apply(&workspace)));
        for round in 0..ROUNDS {
            rig.by_hand(&format!("rogue({round})")).unwrap();
            let healed = wait_until(|| rig.seen().unwrap() == approved);
            assert!(healed, "round {round}: {:#?}", rig.history("shared"));
        }
        drop(finally);
        assert!(person.join().unwrap() > 0 && terraform.join().unwrap() > 0);
    });
    for agent in agents {
        agent.terminate().unwrap();
        let run = agent.finish().unwrap();
        assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    }
    check_record(&rig);
    assert_eq!(rig.seen().unwrap(), approved);
    rig.driftlock(&["drift", "shared"], 0).unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
}

/// Says at its end that all is done.
struct Finally<'a>(&'a AtomicBool);

impl Drop for Finally<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Every call that took something back was made once, and is on record as one restore's.
fn check_record(rig: &Rig) {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for call in rig.restore_calls() {
        *times
            .entry(format!("{} {}", call.action, call.call))
            .or_default() += 1;
    }
    assert!(times.values().all(|times| *times == 1), "{times:#?}");
    // One call for the rule of each round, and one for its tag.
    assert_eq!(times.len(), 2 * ROUNDS, "{times:#?}");
    rig.driftlock(&["audit", "verify", "shared"], 0).unwrap();
    let history = rig.history("shared").unwrap();
    let (begun, ended) = restores_begun_and_ended(&history);
    assert_eq!(begun, ended);
    let calls = history
        .iter()
        .filter_map(|event| event.pointer("/remediation/calls"));
    let calls: usize = calls
        .filter_map(|calls| calls.as_array())
        .map(Vec::len)
        .sum();
    assert_eq!(calls, times.len(), "calls on record: {history:#?}");
}

/// Does it again and again until all is done, and answers how often.
fn repeat(done: &AtomicBool, mut once: impl FnMut()) -> usize {
    let mut times = 0;
    while !done.load(Ordering::Relaxed) {
        once();
        times += 1;
    }
    times
}

/// It may find another run under way; it then says so.
fn enforce_once(rig: &Rig) {
    let run = rig.run(&["enforce", "shared", "--once"]).unwrap();
    let busy = run.code == 2 && run.stderr.contains("is being enforced by");
    // Drift that somebody else took back between two looks is left alone, and reported as drift.
    assert!(run.code != 2 || busy, "{}{}", run.stdout, run.stderr);
}

fn apply(workspace: &Workspace) {
    workspace.apply().unwrap();
}

fn declare(rig: &Rig) -> Workspace {
    let provider = Binary::Provider.path(Profile::Debug).unwrap();
    let terraform = Terraform::without_aws(Client::find().unwrap())
        .with_provider("driftlock/driftlock", &provider, Install::Mirror)
        .unwrap();
    let workspace = terraform.workspace(&rig.proxy.endpoint()).unwrap();
    let declared = DECLARED.replace("STORE", &rig.store());
    workspace.write("main.tf", &declared).unwrap();
    workspace.init().unwrap();
    workspace
}

//! `driftlock agent` for a thousand sweeps, and its end.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::time::{Duration, Instant};

use driftlock_stories::{Process, Rig, Store, restores_begun_and_ended, wait_until};
use driftlock_testbed::Moment;

const BOUND: Duration = Duration::from_secs(60);
/// An agent that is told to end does so in this time, on a busy machine too.
const END: Duration = Duration::from_secs(15);
/// How much more memory there may be after a thousand sweeps than after two hundred: what an
/// allocator keeps back, and less than 4 KB a sweep.
const GROWTH: u64 = 3 * 1024;

fn start(rig: &Rig) -> Process {
    let args = ["agent", "b", "--interval", "10ms"];
    Process::start(rig.command(&args).unwrap(), rig.path(), "agent").unwrap()
}

/// It ends by itself, as told, and soon.
fn check_ends(agent: Process) {
    let told = Instant::now();
    let run = agent.finish().unwrap();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(told.elapsed() < END, "it took {:?}", told.elapsed());
}

fn check_in_order(rig: &Rig) {
    rig.driftlock(&["audit", "verify", "b"], 0).unwrap();
    let history = rig.history("b").unwrap();
    let (begun, ended) = restores_begun_and_ended(&history);
    assert_eq!(begun, ended);
    assert!(!begun.is_empty());
}

#[test]
fn a_thousand_sweeps_take_no_more_memory_than_two_hundred() {
    let rig = Rig::begin(Store::Directory).unwrap();
    let approved = rig.seen().unwrap();
    let scope = rig.scope();
    let kinds = ["aws_security_group", "aws_s3_bucket_versioning"];
    let mut set = vec!["baseline", "set", "b"];
    set.extend(kinds.iter().flat_map(|kind| ["--type", kind]));
    set.extend(scope.iter().skip(4).map(String::as_str));
    rig.driftlock(&set, 0).unwrap();
    rig.driftlock(&["enforcement", "set", "b", "--mode", "enforce"], 0)
        .unwrap();
    rig.proxy.clear();
    // Buckets are listed once in a sweep.
    let sweeps = || {
        rig.proxy
            .count(|request| request.action == "s3:ListBuckets")
    };
    let mut agent = start(&rig);
    let mut memory = Vec::new();
    for hundred in 1..=10 {
        rig.by_hand(&format!("rogue({hundred})")).unwrap();
        assert!(
            wait_until(|| sweeps() >= hundred * 100),
            "{} sweeps",
            sweeps()
        );
        assert!(agent.is_running());
        assert!(wait_until(|| rig.seen().unwrap() == approved));
        memory.push(resident(agent.id()));
    }
    let (early, late) = (memory.get(1).unwrap(), memory.last().unwrap());
    assert!(
        late < &(early + GROWTH),
        "KB of memory after each hundred sweeps: {memory:?}"
    );
    agent.terminate().unwrap();
    check_ends(agent);
    check_in_order(&rig);
    let history = rig.history("b").unwrap();
    assert!(history.len() < 100, "sweeps without drift are no events");
}

#[test]
fn told_to_end_in_the_middle_of_a_restore_it_records_what_it_did() {
    for moment in [Moment::BeforeForwarding, Moment::BeforeAnswering] {
        let rig = Rig::begin(Store::Bucket).unwrap();
        let approved = rig.seen().unwrap();
        rig.approve("b").unwrap();
        rig.driftlock(&["enforcement", "set", "b", "--mode", "enforce"], 0)
            .unwrap();
        rig.by_hand("drift()").unwrap();
        let hold = rig.proxy.hold(moment, |request| {
            request.action == "ec2:RevokeSecurityGroupIngress"
        });
        let mut agent = start(&rig);
        hold.wait(BOUND).unwrap();
        agent.terminate().unwrap();
        assert!(agent.is_running(), "it does not leave a call behind");
        hold.release();
        check_ends(agent);
        check_in_order(&rig);
        rig.driftlock(&["enforce", "b", "--once"], 0).unwrap();
        assert_eq!(rig.seen().unwrap(), approved);
        check_in_order(&rig);
    }
}

/// Resident memory of a process in KB, as Linux counts it.
fn resident(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.unwrap().trim().trim_end_matches(" kB");
    number.parse().unwrap()
}

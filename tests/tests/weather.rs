//! Bad weather between us and AWS: of all requests, to AWS and to the store, a third is refused,
//! lost, cut short, late or answered with the past. Every run tells the truth or that it cannot, and
//! in the end all is as approved and on record.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::thread;

use driftlock_stories::{Rig, Store, restores_begun_and_ended};
use driftlock_testbed::{Over, Run, Trouble, Weather};
use serde_json::Value;

/// In weather between us and AWS so many runs are enough. Of what the store is asked, little is
/// repeated: there most runs end early.
const RUNS: usize = 12;

#[test]
fn between_us_and_what_is_enforced() {
    check_each([1, 2], "drift()", |seed| {
        let store = Rig::STORE_BUCKET.to_owned();
        vec![weather(seed, Over::AllButBucket(store))]
    });
}

#[test]
fn between_us_and_everything() {
    check_each([3, 4], "open_ssh()", |seed| {
        let store = || Rig::STORE_BUCKET.to_owned();
        let mut over_store = weather(seed, Over::Bucket(store()));
        // S3 itself never answers with the past.
        over_store
            .troubles
            .retain(|trouble| *trouble != Trouble::Stale);
        vec![over_store, weather(seed, Over::AllButBucket(store()))]
    });
}

/// All seeds at once: most of the time goes by in waits between two tries.
fn check_each(seeds: [u64; 2], drift: &str, weather: impl Fn(u64) -> Vec<Weather>) {
    let [one, two] = seeds.map(|seed| (seed, weather(seed)));
    thread::scope(|scope| {
        scope.spawn(|| check(one.0, drift, one.1));
        check(two.0, drift, two.1);
    });
}

fn weather(seed: u64, over: Over) -> Weather {
    Weather {
        seed,
        percent: 30,
        troubles: Trouble::ALL.to_vec(),
        over,
    }
}

fn check(seed: u64, drift: &str, weather: Vec<Weather>) {
    let rig = Rig::begin(Store::Bucket).unwrap();
    let approved = rig.seen().unwrap();
    rig.approve("b").unwrap();
    check_captures(&rig, &weather);
    rig.by_hand(drift).unwrap();
    let real = changes(
        &rig.driftlock(&["drift", "b", "--format", "json"], 1)
            .unwrap(),
    );
    let over_store = weather.len() > 1;
    rig.proxy.weather(weather);
    for _ in 0..4 {
        check_detection(&rig, &real);
    }
    let runs = (1..=RUNS).find(|_| check_enforcement(&rig, &approved));
    assert!(
        runs.is_some() || over_store,
        "seed {seed}: {RUNS} runs are not enough"
    );
    rig.proxy.calm();
    check_in_order(&rig, &approved);
}

/// Whatever comes of captures in bad weather, a baseline is captured in full or not at all.
fn check_captures(rig: &Rig, weather: &[Weather]) {
    let scope = rig.scope();
    let scope: Vec<&str> = scope.iter().map(String::as_str).collect();
    for name in ["one", "two", "three"] {
        rig.proxy.weather(weather.to_vec());
        let set = rig
            .run(&[&["baseline", "set", name], &scope[..]].concat())
            .unwrap();
        rig.proxy.calm();
        check_said(&set);
        let drift = rig.run(&["drift", name]).unwrap();
        let absent = drift.code == 2 && drift.stderr.contains("there is no baseline");
        assert!(
            drift.code == 0 || set.code == 2 && absent,
            "{set:?} {drift:?}"
        );
        rig.driftlock(&[&["baseline", "set", name], &scope[..]].concat(), 0)
            .unwrap();
        rig.driftlock(&["audit", "verify", name], 0).unwrap();
    }
}

/// All of the drift, or what of it could be read; nothing else.
fn check_detection(rig: &Rig, real: &BTreeSet<String>) {
    let run = rig.run(&["drift", "b", "--format", "json"]).unwrap();
    check_said(&run);
    assert_ne!(run.code, 0, "there is drift: {run:?}");
    if run.stdout.is_empty() {
        assert_eq!(run.code, 2, "{run:?}");
        return;
    }
    let found = changes(&run);
    assert!(found.is_subset(real), "{found:?} of {real:?}");
    assert!(run.code == 2 || found == *real, "{run:?}");
}

/// Runs once; true where the run says that all is as approved, and it is.
fn check_enforcement(rig: &Rig, approved: &str) -> bool {
    let run = rig
        .run(&["enforce", "b", "--once", "--mode", "enforce"])
        .unwrap();
    check_said(&run);
    if run.code == 0 {
        assert_eq!(rig.seen().unwrap(), approved, "{run:?}");
    }
    run.code == 0
}

fn check_said(run: &Run) {
    assert!((0..=2).contains(&run.code), "{run:?}");
    assert!(!run.stderr.contains("panicked"), "{run:?}");
    if run.code == 2 && run.stdout.is_empty() {
        assert!(run.stderr.contains("help:"), "{run:?}");
    }
}

fn check_in_order(rig: &Rig, approved: &str) {
    rig.driftlock(&["enforce", "b", "--once", "--mode", "enforce"], 0)
        .unwrap();
    assert_eq!(rig.seen().unwrap(), approved);
    rig.driftlock(&["drift", "b"], 0).unwrap();
    rig.driftlock(&["audit", "verify", "b"], 0).unwrap();
    let history = rig.history("b").unwrap();
    let (begun, ended) = restores_begun_and_ended(&history);
    assert_eq!(begun, ended);
    assert!(!begun.is_empty());
}

/// Each attribute that a drift report names, with what it should be and is.
fn changes(run: &Run) -> BTreeSet<String> {
    let report = run.json("driftlock drift").unwrap();
    let resources = report.get("resources").and_then(Value::as_array).unwrap();
    let of = |resource: &Value| {
        let part = |name| resource.get(name).unwrap_or(&Value::Null).to_string();
        let whose = [part("type"), part("id"), part("kind")].join(" ");
        let changes = resource.get("changes").and_then(Value::as_array);
        let changes = changes.cloned().unwrap_or_default();
        changes
            .into_iter()
            .map(move |change| format!("{whose} {change}"))
    };
    resources.iter().flat_map(of).collect()
}

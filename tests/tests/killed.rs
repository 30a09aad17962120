//! `driftlock enforce` is killed at every boundary of its run. The next run finds store and cloud in
//! order, finishes what is left, and repeats nothing blindly.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use driftlock_stories::{Rig, Store, restores_begun_and_ended};
use driftlock_testbed::{Hold, Moment, Request};

/// Nothing that is waited for takes this long.
const BOUND: Duration = Duration::from_secs(60);

/// A boundary of a run: a request, by its number, before it is sent on or before it is answered.
#[derive(Clone, Copy, Debug)]
struct Point {
    number: usize,
    moment: Moment,
}

/// What becomes of the request that was on its way when its sender was killed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Orphan {
    /// It never arrives.
    Lost,
    /// It arrives when the next run has ended.
    Late,
}

/// A scene, what it is like when it is as approved, and an uninterrupted run over it.
struct Killing {
    rig: Rig,
    approved: String,
    whole: Vec<Request>,
}

impl Killing {
    fn begin(store: Store) -> Self {
        let rig = Rig::begin(store).unwrap();
        let approved = rig.seen().unwrap();
        let mut killing = Self {
            rig,
            approved,
            whole: Vec::new(),
        };
        killing.drift_from("whole");
        killing.rig.driftlock(&enforce("whole"), 0).unwrap();
        killing.whole = killing.rig.proxy.requests();
        killing.check_in_order("whole", &[]);
        killing
    }

    /// A fresh baseline, and five resources that have left it.
    fn drift_from(&self, baseline: &str) {
        self.rig.approve(baseline).unwrap();
        self.rig.by_hand("drift()").unwrap();
        assert_ne!(self.rig.seen().unwrap(), self.approved);
        self.rig.proxy.clear();
    }

    /// Each request from the first write on.
    fn requests(&self) -> impl Iterator<Item = usize> {
        let reads_first = |request: &&Request| !request.write;
        let requests = self.whole.iter().skip_while(reads_first);
        requests.map(|request| request.number)
    }

    /// Each write. Between two of them store and cloud stay as they are.
    fn writes(&self) -> impl Iterator<Item = usize> {
        let writes = self.whole.iter().filter(|request| request.write);
        writes.map(|request| request.number)
    }

    /// Kills a run of its own at each of these requests; there are at least so many.
    fn kill_at_each(
        &self,
        numbers: impl Iterator<Item = usize>,
        moment: Moment,
        orphan: Orphan,
        at_least: usize,
    ) {
        let points = numbers.map(|number| Point { number, moment });
        let killed = points.filter(|point| self.kill_at(*point, orphan)).count();
        assert!(killed >= at_least, "killed at {killed} points only");
    }

    /// Whether the run was killed; one of two that race may make it shorter.
    fn kill_at(&self, point: Point, orphan: Orphan) -> bool {
        let baseline = format!("at-{}-{}", point.number, point.moment as u8);
        self.drift_from(&baseline);
        let hold = self
            .rig
            .proxy
            .hold(point.moment, move |r| r.number == point.number);
        let Some(held) = self.run_until_killed(&baseline, &hold) else {
            drop(hold);
            self.check_in_order(&baseline, &[]);
            return false;
        };
        if orphan == Orphan::Lost {
            hold.discard();
            self.check_next_run(&baseline, &held);
            return true;
        }
        hold.overtake();
        self.check_next_run(&baseline, &held);
        hold.release();
        let status = self.wait_for_answer(&held);
        // The newest event stands in the tip already, so that its own object may come late.
        if held.bucket() == Some(Rig::STORE_BUCKET) && !held.target.contains("/20") {
            assert_eq!(status, 412, "{held:?}: the store has moved on");
        }
        self.check_in_order(&baseline, &[]);
        true
    }

    /// The request at which the run was killed; none where it ended first.
    fn run_until_killed(&self, baseline: &str, hold: &Hold) -> Option<Request> {
        let mut command = self.rig.command(&enforce(baseline)).unwrap();
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        loop {
            if let Some(held) = hold.wait(Duration::from_millis(5)) {
                kill(&mut child);
                return Some(held);
            }
            if let Some(status) = child.try_wait().unwrap() {
                assert!(status.success(), "{baseline}: {status}");
                return None;
            }
            assert!(begun.elapsed() < BOUND, "{baseline} hangs");
        }
    }

    /// The chain holds as the killed run left it, and one more run is enough.
    fn check_next_run(&self, baseline: &str, held: &Request) {
        self.rig
            .driftlock(&["audit", "verify", baseline], 0)
            .unwrap();
        let done = self.rig.restore_calls();
        let again = self.rig.run(&enforce(baseline)).unwrap();
        assert_eq!(
            again.code, 0,
            "killed at {held:?}, then: {}{}",
            again.stdout, again.stderr
        );
        self.check_in_order(baseline, &done);
    }

    /// Cloud and store are as they should be, and of what was `done` nothing was done again.
    fn check_in_order(&self, baseline: &str, done: &[Request]) {
        let calls = self.rig.restore_calls();
        let new = calls.iter().filter(|request| !done.contains(request));
        let repeated = new.filter(|new| done.iter().any(|old| old.call == new.call));
        let repeated: Vec<_> = repeated.collect();
        assert!(
            repeated.is_empty(),
            "{baseline}: done before: {repeated:#?}"
        );
        assert_eq!(self.rig.seen().unwrap(), self.approved, "{baseline}");
        self.rig.driftlock(&["drift", baseline], 0).unwrap();
        self.rig
            .driftlock(&["audit", "verify", baseline], 0)
            .unwrap();
        let history = self.rig.history(baseline).unwrap();
        let (begun, ended) = restores_begun_and_ended(&history);
        assert_eq!(begun, ended, "{baseline}: each restore begun ends once");
    }

    fn wait_for_answer(&self, held: &Request) -> u16 {
        let begun = Instant::now();
        loop {
            let requests = self.rig.proxy.requests();
            let known = requests.iter().find(|one| one.number == held.number);
            if let Some(status) = known.and_then(|known| known.status) {
                return status;
            }
            assert!(begun.elapsed() < BOUND, "{held:?} never arrives");
            thread::yield_now();
        }
    }
}

fn enforce(baseline: &str) -> [&str; 5] {
    ["enforce", baseline, "--once", "--mode", "enforce"]
}

/// As `kill -9` does.
fn kill(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn after_each_write_over_a_bucket() {
    let killing = Killing::begin(Store::Bucket);
    let after = Moment::BeforeAnswering;
    killing.kill_at_each(killing.writes(), after, Orphan::Lost, 30);
}

#[test]
fn before_each_write_over_a_bucket_which_then_arrives_late() {
    let killing = Killing::begin(Store::Bucket);
    let before = Moment::BeforeForwarding;
    killing.kill_at_each(killing.writes(), before, Orphan::Late, 30);
}

#[test]
fn around_each_request_over_a_directory() {
    let killing = Killing::begin(Store::Directory);
    let (before, after) = (Moment::BeforeForwarding, Moment::BeforeAnswering);
    killing.kill_at_each(killing.requests(), before, Orphan::Lost, 15);
    killing.kill_at_each(killing.writes(), after, Orphan::Lost, 7);
}

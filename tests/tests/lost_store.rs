//! A store that is full, read-only, gone or silent: a clear error, and no call that changes anything
//! without its intent on record.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use driftlock_stories::{Process, Rig, Store, restores_begun_and_ended};
use driftlock_testbed::{Binary, Moment, Profile, Run};

const BOUND: Duration = Duration::from_secs(60);
const ENFORCE: [&str; 5] = ["enforce", "b", "--once", "--mode", "enforce"];

/// A baseline, and five resources that have left it.
fn begin(store: Store) -> (Rig, String) {
    let rig = Rig::begin(store).unwrap();
    let approved = rig.seen().unwrap();
    rig.approve("b").unwrap();
    rig.by_hand("drift()").unwrap();
    rig.proxy.clear();
    (rig, approved)
}

fn run(mut command: Command) -> Run {
    command.output().unwrap().into()
}

/// It says what could not be done, and what to do.
fn check_refused(run: &Run, says: &str) {
    assert_eq!(run.code, 2, "{run:?}");
    let said = run.stderr.to_lowercase();
    assert!(said.contains(says), "`{says}` is not in {run:?}");
    assert!(
        said.contains("help:") && !said.contains("panicked"),
        "{run:?}"
    );
}

/// Nothing was called that no event says was about to be called.
fn check_intents(rig: &Rig) {
    let history = rig.history("b").unwrap();
    let intents = history
        .iter()
        .filter_map(|event| event.pointer("/remediation/calls")?.as_array());
    let intended: usize = intents.map(Vec::len).sum();
    let called = rig.restore_calls();
    assert!(
        called.len() <= intended,
        "{called:?} of {intended} intended"
    );
}

/// With the store well again, one run is enough, and all is on record.
fn check_recovers(rig: &Rig, approved: &str) {
    rig.driftlock(&["audit", "verify", "b"], 0).unwrap();
    rig.driftlock(&ENFORCE, 0).unwrap();
    assert_eq!(rig.seen().unwrap(), approved);
    rig.driftlock(&["drift", "b"], 0).unwrap();
    rig.driftlock(&["audit", "verify", "b"], 0).unwrap();
    let history = rig.history("b").unwrap();
    let (begun, ended) = restores_begun_and_ended(&history);
    assert_eq!(begun, ended);
}

/// `command`, with no file it writes to grow past `blocks` of 512 or 1,024 bytes: as on a full disk,
/// and for every user.
fn on_a_full_disk(command: &Command, blocks: u32) -> Command {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut limited = Command::new("sh");
    limited.args(["-c", &script]).arg(command.get_program());
    limited.args(command.get_args());
    limited.current_dir(command.get_current_dir().unwrap());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    limited
}

#[test]
fn a_full_disk_from_the_beginning_or_in_the_middle() {
    let (rig, approved) = begin(Store::Directory);
    for blocks in [0, 1, 2, 3] {
        let run = run(on_a_full_disk(&rig.command(&ENFORCE).unwrap(), blocks));
        check_refused(&run, "file too large");
        check_intents(&rig);
    }
    check_recovers(&rig, &approved);
}

#[test]
fn a_read_only_store() {
    let (rig, approved) = begin(Store::Directory);
    let store = rig.path().join("store");
    let modes = modes(rig.path());
    // For root nothing is read-only: it plays somebody else.
    let program = rig.path().join("driftlock");
    fs::copy(Binary::Driftlock.path(Profile::Debug).unwrap(), &program).unwrap();
    let mut command = Command::new(&program);
    let usual = rig.command(&ENFORCE).unwrap();
    command.args(usual.get_args()).current_dir(rig.path());
    command.envs(
        usual
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    if rustix::process::geteuid().is_root() {
        command.uid(65_534).gid(65_534);
    }
    for (path, mode) in &modes {
        let readable = if path.starts_with(&store) {
            0o555
        } else {
            mode | 0o555
        };
        fs::set_permissions(path, fs::Permissions::from_mode(readable)).unwrap();
    }
    let refused = run(command);
    for (path, mode) in &modes {
        fs::set_permissions(path, fs::Permissions::from_mode(*mode)).unwrap();
    }
    check_refused(&refused, "permission denied");
    assert!(rig.restore_calls().is_empty(), "{:?}", rig.restore_calls());
    check_recovers(&rig, &approved);
}

/// Everything at and below `path`, with its permissions.
fn modes(path: &Path) -> Vec<(std::path::PathBuf, u32)> {
    let mode = fs::metadata(path).unwrap().permissions().mode();
    let mut all = vec![(path.to_path_buf(), mode)];
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            all.extend(modes(&entry.unwrap().path()));
        }
    }
    all
}

#[test]
fn a_directory_that_vanishes_in_the_middle() {
    // Before anything is restored, and in the middle of a restore whose intent is on record.
    for (at, calls) in [("s3:GetBucketVersioning", 0), ("s3:PutBucketPolicy", 2)] {
        let (rig, approved) = begin(Store::Directory);
        let (store, away) = (rig.path().join("store"), rig.path().join("away"));
        let hold = rig
            .proxy
            .hold(Moment::BeforeForwarding, move |r| r.action == at);
        let process = Process::start(rig.command(&ENFORCE).unwrap(), rig.path(), "run").unwrap();
        hold.wait(BOUND).unwrap();
        fs::rename(&store, &away).unwrap();
        hold.release();
        check_refused(&process.finish().unwrap(), "store");
        assert!(!store.exists(), "a store that vanished is not begun anew");
        assert_eq!(
            rig.restore_calls().len(),
            calls,
            "{:?}",
            rig.restore_calls()
        );
        fs::rename(&away, &store).unwrap();
        check_recovers(&rig, &approved);
    }
}

#[test]
fn a_store_or_a_cloud_that_never_answers_is_given_up() {
    thread::scope(|scope| {
        for (write, in_store) in [(false, true), (true, true), (true, false)] {
            scope.spawn(move || check_silence(write, in_store));
        }
    });
}

/// The first such request is never answered.
fn check_silence(write: bool, in_store: bool) {
    let (rig, approved) = begin(Store::Bucket);
    let hold = rig.proxy.hold(Moment::BeforeForwarding, move |request| {
        let to_store = request.bucket() == Some(Rig::STORE_BUCKET);
        request.write == write && to_store == in_store
    });
    let process = Process::start(rig.command(&ENFORCE).unwrap(), rig.path(), "run").unwrap();
    let silent = hold.wait(BOUND).unwrap();
    hold.overtake();
    let run = process.finish().unwrap();
    // Writes to the store are never repeated; for all else there is a second try.
    let code = if write && in_store { 2 } else { 0 };
    assert_eq!(run.code, code, "{silent:?}: {run:?}");
    drop(hold);
    check_recovers(&rig, &approved);
}

//! What each type costs in API calls, counted by the emulator and kept in `cost.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use driftlock_core::Sweep;
use driftlock_testbed::{Moto, workspace_root};

use super::case::Case;
use super::world::World;
use crate::{scope, sweep};

/// Types of which one listing is made for each object of another type, with that type.
const LISTED_WITHIN: &[(&str, &str)] = &[("aws_lb_listener", "aws_lb")];

/// An id that nothing has: a sweep for it lists, and reads nothing.
const NO_ID: &str = "no-such-id";

/// What restores called.
#[derive(Default)]
pub(crate) struct Restores {
    /// The operations.
    pub(crate) called: BTreeSet<String>,
    /// By type: how many calls brought one resource back.
    pub(crate) calls: BTreeMap<String, Vec<u64>>,
}

/// Fewest and most.
#[derive(Clone, Copy)]
struct Range(u64, u64);

impl Range {
    fn of(numbers: impl Iterator<Item = u64> + Clone) -> Self {
        let fewest = numbers.clone().min().unwrap_or_default();
        Self(fewest, numbers.max().unwrap_or_default())
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self(0, 0) => f.write_str("none"),
            Self(fewest, most) if fewest == most => write!(f, "{fewest}"),
            Self(fewest, most) => write!(f, "{fewest} to {most}"),
        }
    }
}

/// What is kept of each type, in the words of `docs/coverage.md`.
pub(crate) fn kept() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(path()).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn path() -> PathBuf {
    workspace_root().join("crates/aws/tests/suite/conformance/cost.json")
}

/// What is kept is what is counted now. Numbers vary with the resources, so `cases` must be all.
pub(crate) async fn check(world: &World, cases: &[&Case], restores: &Restores) {
    let mut counted = BTreeMap::new();
    for case in cases {
        let restore = match case.not_in_emulator {
            Some(reason) => format!("restores are not counted: {reason}"),
            None => {
                let calls = restores.calls.get(case.kind).unwrap();
                format!("{} to restore", Range::of(calls.iter().copied()))
            }
        };
        let read = reading(world, case.kind).await;
        counted.insert(case.kind.to_owned(), format!("{read}; {restore}"));
    }
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        let text = serde_json::to_string_pretty(&counted).unwrap();
        std::fs::write(path(), text + "\n").unwrap();
    }
    let kept = kept();
    let kinds: BTreeSet<_> = kept.keys().chain(counted.keys()).collect();
    let differ = kinds
        .into_iter()
        .filter(|kind| kept.get(*kind) != counted.get(*kind));
    let differ: Vec<_> = differ
        .map(|kind| format!("{kind}: {:?}, not {:?}", counted.get(kind), kept.get(kind)))
        .collect();
    assert!(
        differ.is_empty(),
        "calls are not as cost.json has them: {differ:#?}\nINSTA_UPDATE=always writes it, and then \
         docs/coverage.md by the test `coverage`"
    );
}

/// The calls of a sweep of this type alone, and of reading one resource anew.
async fn reading(world: &World, kind: &str) -> String {
    let (moto, connection) = (&world.moto, &world.connection);
    let count = Count(moto);
    let (_, mut once) = count
        .calls(sweep(connection, &scope(&[kind], &[NO_ID])))
        .await;
    let (found, whole) = count.calls(sweep(connection, &scope(&[kind], &[]))).await;
    let mut reads = Vec::new();
    for resource in &found.resources {
        let (read, calls) = count.calls(connection.read(&resource.key)).await;
        assert!(read.is_ok(), "{}", resource.key);
        reads.push(calls);
    }
    let anew = Range::of(reads.iter().map(|calls| calls.values().sum()));
    let all = number(&found);
    let mut each = Range(0, 0);
    let alone = sum(&reads);
    for (operation, calls) in minus(&whole, &once) {
        // One call for all of them: settings are read together.
        if calls == 1 && alone.get(&operation) != Some(&1) {
            once.insert(operation, 1);
        } else {
            each = Range(each.0 + calls / all, each.1 + calls.div_ceil(all));
        }
    }
    let within = LISTED_WITHIN.iter().find(|(listed, _)| *listed == kind);
    let (mut list, mut inside) = (0, String::new());
    for (operation, calls) in once {
        match within {
            _ if calls == 1 => list += 1,
            Some((_, outer)) => {
                let outside = sweep(connection, &scope(&[outer], &[])).await;
                assert_eq!(calls, number(&outside), "{kind}: {operation}");
                inside = format!(" and 1 for each `{outer}`");
            }
            None => {
                assert_eq!(calls % all, 0, "{kind}: {operation} for {all}");
                each = Range(each.0 + calls / all, each.1 + calls / all);
            }
        }
    }
    let list = Range(list, list);
    format!("{list} to list{inside}, {each} for each; {anew} to read one anew")
}

fn number(found: &Sweep) -> u64 {
    found.resources.len().try_into().unwrap()
}

/// Calls by operation.
type Calls = BTreeMap<String, u64>;

struct Count<'a>(&'a Moto);

impl Count<'_> {
    /// What comes of `work`, and the calls that it makes.
    async fn calls<T>(&self, work: impl Future<Output = T>) -> (T, Calls) {
        self.0.reset_counts().unwrap();
        let done = work.await;
        (done, self.0.requests().unwrap())
    }
}

fn minus(all: &Calls, some: &Calls) -> Calls {
    let rest = all.iter().map(|(operation, calls)| {
        let others = some.get(operation).copied().unwrap_or_default();
        (operation.clone(), calls - others)
    });
    rest.filter(|(_, calls)| *calls > 0).collect()
}

fn sum(all: &[Calls]) -> Calls {
    let mut sum = Calls::new();
    for (operation, calls) in all.iter().flatten() {
        *sum.entry(operation.clone()).or_default() += calls;
    }
    sum
}

//! Properties of reading plans: whatever the bytes, no panic, and no pass by accident.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod damage;

use std::fs;
use std::sync::LazyLock;

use damage::{damaged, damages, files};
use driftlock_policy::{Options, Outcome, PlanError, Policies, View, builtin, check, read_plan};
use proptest::prelude::*;
use serde_json::{Value, json};

const PLAN: &[u8] = include_bytes!("../library/s3/public_s3_bucket.fail.json");

/// What plans are made of.
const WORDS: [&str; 14] = [
    "null",
    "{}",
    "[]",
    "[[[[",
    "\"\"",
    "1e999",
    "-0",
    "99999999999999999999",
    "\"\\ud800\"",
    ",",
    "\"after\":null,",
    "\"mode\":\"data\",",
    "\"actions\":[\"no-op\"],",
    "\"deposed\":\"1\",",
];

/// Plans as Terraform wrote them.
static PLANS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let files = files("library", "json")
        .into_iter()
        .chain(files("tests/plans", "json"));
    files.map(|file| fs::read(file).unwrap()).collect()
});

static POLICIES: LazyLock<Policies> = LazyLock::new(|| Policies::load(builtin()).unwrap());

fn outcome(plan: &[u8]) -> Result<(Outcome, usize), PlanError> {
    let options = Options::strict(jiff::civil::date(2026, 1, 1));
    let report = check(&View::of_plan(read_plan(plan)?), &POLICIES, &options);
    Ok((report.outcome(), report.summary().resources))
}

/// How many resources a plan says will be there.
fn planned(plan: &[u8]) -> usize {
    let plan: Value = serde_json::from_slice(plan).unwrap_or_default();
    let changes = plan["resource_changes"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let stays = |change: &&Value| {
        !change["change"]["after"].is_null()
            && change["mode"] == "managed"
            && change["deposed"].is_null()
    };
    changes.iter().filter(stays).count()
}

/// A plan is not read, or judged in full, or does not pass.
fn judged_in_full(plan: &[u8]) -> Result<(), TestCaseError> {
    if let Ok((Outcome::Pass, judged)) = outcome(plan) {
        let planned = planned(plan);
        prop_assert!(
            judged >= planned,
            "{judged} of {planned} resources were judged"
        );
    }
    Ok(())
}

/// Every place in a document, as a path from its top.
fn places(value: &Value, here: String, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, format!("{here}/{index}"), found);
            }
        }
        Value::Object(entries) => {
            for (key, entry) in entries {
                let key = key.replace('~', "~0").replace('/', "~1");
                places(entry, format!("{here}/{key}"), found);
            }
        }
        _ => {}
    }
    found.push(here);
}

fn other_value() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(""),
        json!("data"),
        json!(-1),
        json!(1e300),
        json!([]),
        json!({}),
        json!([null]),
        json!([["create"]]),
        json!({"after": null}),
        json!({"a": {"a": {"a": {}}}}),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn random_bytes_are_never_a_plan(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        prop_assert!(read_plan(&bytes).is_err());
    }

    #[test]
    fn random_json_is_never_a_plan(text in "[\\[\\]{}:,\"a-z0-9 ]{0,200}") {
        prop_assert!(read_plan(text.as_bytes()).is_err());
    }

    #[test]
    fn a_plan_that_breaks_off_is_never_read(length in 0..PLAN.len() - 1) {
        let broken = PLAN.get(..length).unwrap_or_default();
        let error = read_plan(broken).err();
        let truncated =
            matches!(error, Some(PlanError::Truncated { .. } | PlanError::Empty | PlanError::NotText(_)));
        // The line end after the last brace may be missing.
        prop_assert!(truncated || broken.ends_with(b"}") && length == PLAN.len() - 1, "{error:?}");
    }

    #[test]
    fn a_damaged_plan_is_judged_in_full_or_not_at_all(plan in any::<prop::sample::Index>(), damages in damages()) {
        judged_in_full(&damaged(plan.get::<Vec<u8>>(&PLANS), &damages, &WORDS))?;
    }

    #[test]
    fn a_plan_with_other_values_is_judged_in_full_or_not_at_all(
        plan in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), other_value()), 1..4),
    ) {
        let mut plan: Value = serde_json::from_slice(plan.get::<Vec<u8>>(&PLANS)).unwrap();
        for (place, value) in changes {
            let mut found = Vec::new();
            places(&plan, String::new(), &mut found);
            *plan.pointer_mut(place.get::<String>(&found)).unwrap() = value;
        }
        judged_in_full(plan.to_string().as_bytes())?;
    }
}

#[test]
fn the_recorded_plans_themselves_are_judged_in_full() {
    for plan in PLANS.iter() {
        let (_, judged) = outcome(plan).unwrap();
        assert_eq!(judged, planned(plan));
    }
}

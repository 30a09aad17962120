//! Properties of reading plans: whatever the bytes, no panic, and no pass by accident.

use driftlock_policy::{PlanError, View, read_plan};
use proptest::prelude::*;

const PLAN: &[u8] = include_bytes!("../library/s3/public_s3_bucket.fail.json");

proptest! {
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
    fn a_plan_with_a_damaged_byte_never_panics(at in 0..PLAN.len(), byte in any::<u8>()) {
        let mut damaged = PLAN.to_vec();
        if let Some(target) = damaged.get_mut(at) {
            *target = byte;
        }
        if let Ok(plan) = read_plan(&damaged) {
            let _ = View::of_plan(plan);
        }
    }
}

#[test]
fn the_recorded_plan_itself_is_read() {
    assert!(read_plan(PLAN).is_ok());
}

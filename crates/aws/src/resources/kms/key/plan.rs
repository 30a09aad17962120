//! The calls from one state of a key to another.

use driftlock_core::{Attributes, Call, Unrestorable, diff};
use serde_json::{Value, json};

use super::{
    CANCEL, DESCRIPTION, DISABLE, DISABLE_ROTATION, ENABLE, ENABLE_ROTATION, Key, POLICY,
    PUT_POLICY, SERVICE, TAG, UNTAG,
};
use crate::resources::form::text;
use crate::resources::request::request;
use crate::resources::{ResourceType, RestorePlan};

/// Exposure is closed first; then the key has to work, for KMS changes nothing else of one that does
/// not; it is disabled last.
pub(super) fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut plan = RestorePlan::default();
    let changes = diff(Some(approved), Some(observed), &Key.shape());
    let changed = |path: &str| changes.iter().any(|change| change.path == path);
    if changed("policy") {
        plan.calls.push(on_key(
            PUT_POLICY,
            "put the approved key policy".to_owned(),
            json!({"KeyId": id, "PolicyName": POLICY, "Policy": text(approved, "policy")}),
        ));
    }
    if changed("key_state") {
        restore_state(&mut plan, id, approved, observed);
    }
    let works = |key: &Attributes| key.get("is_enabled") == Some(&Value::Bool(true));
    if changed("is_enabled") && works(approved) {
        let input = json!({"KeyId": id});
        plan.calls
            .push(on_key(ENABLE, "enable the key".to_owned(), input));
    }
    if changed("enable_key_rotation") || changed("rotation_period_in_days") {
        if works(approved) || works(observed) {
            plan.calls.push(rotate(id, approved));
        } else if !observed.contains_key("key_state") {
            plan.unrestorable.push(Unrestorable {
                path: "enable_key_rotation".to_owned(),
                reason: "KMS changes the rotation of enabled keys only, and this one is disabled"
                    .to_owned(),
            });
        }
    }
    if changed("description") {
        plan.calls.push(on_key(
            DESCRIPTION,
            "put back the description".to_owned(),
            json!({"KeyId": id, "Description": text(approved, "description")}),
        ));
    }
    restore_tags(&mut plan, id, approved, observed);
    if changed("is_enabled") && !works(approved) {
        let input = json!({"KeyId": id});
        plan.calls
            .push(on_key(DISABLE, "disable the key".to_owned(), input));
    }
    for path in FIXED {
        if changed(path) {
            plan.unrestorable.push(Unrestorable {
                path: (*path).to_owned(),
                reason: "KMS cannot change it on an existing key".to_owned(),
            });
        }
    }
    plan
}

const FIXED: &[&str] = &[
    "arn",
    "custom_key_store_id",
    "customer_master_key_spec",
    "id",
    "key_id",
    "key_usage",
    "multi_region",
    "xks_key_id",
];

fn restore_state(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let reason = match (text(approved, "key_state"), text(observed, "key_state")) {
        (_, "PendingDeletion" | "PendingReplicaDeletion") => {
            let input = json!({"KeyId": id});
            let summary = "cancel the deletion of the key".to_owned();
            plan.calls.push(on_key(CANCEL, summary, input));
            return;
        }
        ("PendingDeletion" | "PendingReplicaDeletion", _) => {
            "no key is ever scheduled for deletion by a restore"
        }
        (_, "PendingImport") => "its key material has to be imported again",
        (_, "Unavailable") => "its key store has to be connected again",
        // It works again.
        _ => return,
    };
    plan.unrestorable.push(Unrestorable {
        path: "key_state".to_owned(),
        reason: reason.to_owned(),
    });
}

fn rotate(id: &str, approved: &Attributes) -> Call {
    let days = approved.get("rotation_period_in_days");
    if approved.get("enable_key_rotation") == Some(&Value::Bool(true)) {
        let days = days.unwrap_or(&Value::Null);
        return on_key(
            ENABLE_ROTATION,
            format!("rotate the key every {days} days"),
            json!({"KeyId": id, "RotationPeriodInDays": days}),
        );
    }
    let summary = "rotate the key no longer".to_owned();
    on_key(DISABLE_ROTATION, summary, json!({"KeyId": id}))
}

fn restore_tags(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let pair = |(name, value)| json!({"TagKey": name, "TagValue": value});
            let all: Value = tags.iter().map(pair).collect();
            on_key(TAG, summary, json!({"KeyId": id, "Tags": all}))
        },
        |summary, names| on_key(UNTAG, summary, json!({"KeyId": id, "TagKeys": names})),
    );
}

/// The call of `action`, whose operation has the same name.
fn on_key(action: &str, summary: String, input: Value) -> Call {
    let operation = action.trim_start_matches("kms:");
    request(action, summary, [SERVICE, operation], input)
}

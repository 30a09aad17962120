use super::*;
use crate::resources::check_risk;

fn key(more: Value) -> Value {
    let mut key = json!({"id": "k", "key_id": "k", "is_enabled": true});
    let members = key.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    key
}

fn policy(principal: &str) -> Value {
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"AWS": principal}, "Action": "kms:*", "Resource": "*"}]});
    Value::from(policy.to_string())
}

fn form(value: Value) -> Attributes {
    crate::normalise(NAME, value.as_object().unwrap().clone())
}

fn plan(approved: Value, observed: Value) -> RestorePlan {
    crate::plan_restore(NAME, "k", Some(&form(approved)), Some(&form(observed)))
}

fn typed(plan: &RestorePlan) -> Vec<String> {
    let words = |call: &Call| Request::of(call).unwrap().words().join(" ");
    plan.calls.iter().map(words).collect()
}

#[test]
fn access_exposes_and_deletion_takes_along() {
    let rotated = json!({"policy": policy("123456789012"), "enable_key_rotation": true,
        "rotation_period_in_days": 90, "tags": {"t": "1"}});
    let doomed = json!({"policy": policy("*"), "is_enabled": false, "key_state": "PendingDeletion",
        "deletion_date": "2030-01-01T00:00:00Z"});
    check_risk(
        NAME,
        &key(rotated),
        &key(doomed),
        &[
            ("deletion_date", Risk::ProtectionWeakened),
            ("enable_key_rotation", Risk::ProtectionWeakened),
            ("is_enabled", Risk::ServiceBroken),
            ("key_state", Risk::ProtectionWeakened),
            ("policy", Risk::ExposureWidened),
            ("rotation_period_in_days", Risk::ProtectionWeakened),
            ("tags.t", Risk::Cosmetic),
        ],
    );
    let every =
        |days: u32| key(json!({"enable_key_rotation": true, "rotation_period_in_days": days}));
    let rarer = &[("rotation_period_in_days", Risk::ProtectionWeakened)];
    check_risk(NAME, &every(90), &every(365), rarer);
    let oftener = &[("rotation_period_in_days", Risk::Cosmetic)];
    check_risk(NAME, &every(365), &every(90), oftener);
    let revived = &[("is_enabled", Risk::ProtectionWeakened)];
    check_risk(
        NAME,
        &key(json!({"is_enabled": false})),
        &key(json!({})),
        revived,
    );
}

#[test]
fn a_key_to_be_deleted_is_saved_and_works_again() {
    let rotated = json!({"enable_key_rotation": true, "rotation_period_in_days": 90,
        "policy": policy("123456789012"), "description": "d"});
    let doomed = json!({"is_enabled": false, "key_state": "PendingDeletion",
        "deletion_date": "2030-01-01T00:00:00Z", "policy": policy("*")});
    let plan = plan(key(rotated), key(doomed));
    let calls: Vec<_> = plan.calls.iter().map(|call| call.action.as_str()).collect();
    let expected = [PUT_POLICY, CANCEL, ENABLE, ENABLE_ROTATION, DESCRIPTION];
    assert_eq!(calls, expected);
    let rotation = "kms enable-key-rotation --key-id k --rotation-period-in-days 90";
    assert_eq!(typed(&plan)[3], rotation);
    assert_eq!(plan.unrestorable, []);
}

#[test]
fn nothing_is_ever_scheduled_for_deletion() {
    let doomed = json!({"is_enabled": false, "key_state": "PendingDeletion"});
    let plan = plan(key(doomed), key(json!({})));
    assert_eq!(typed(&plan), ["kms disable-key --key-id k"]);
    assert_eq!(plan.unrestorable[0].path, "key_state");
    let gone = crate::plan_restore(NAME, "k", Some(&form(key(json!({})))), None);
    assert_eq!((gone.calls.len(), gone.unrestorable.len()), (0, 1));
}

#[test]
fn rotation_of_a_disabled_key_is_told_to_stay() {
    let rotated = json!({"is_enabled": false, "enable_key_rotation": true});
    let still = plan(key(rotated.clone()), key(json!({"is_enabled": false})));
    assert_eq!(typed(&still), Vec::<String>::new());
    assert_eq!(still.unrestorable[0].path, "enable_key_rotation");
    // While it works it is rotated, and then put out of use.
    let works = plan(key(rotated.clone()), key(json!({})));
    let calls: Vec<_> = works
        .calls
        .iter()
        .map(|call| call.action.as_str())
        .collect();
    assert_eq!(calls, [ENABLE_ROTATION, DISABLE]);
    // KMS itself gives rotation back to a key that is not deleted after all.
    let doomed = json!({"is_enabled": false, "key_state": "PendingDeletion"});
    let saved = plan(key(rotated), key(doomed));
    assert_eq!(typed(&saved), ["kms cancel-key-deletion --key-id k"]);
    assert_eq!(saved.unrestorable, []);
}

#[test]
fn material_and_key_stores_are_for_a_person() {
    for state in ["PendingImport", "Unavailable"] {
        let plan = plan(
            key(json!({})),
            key(json!({"is_enabled": false, "key_state": state})),
        );
        assert_eq!(plan.unrestorable[0].path, "key_state");
    }
}

#[test]
fn relatives_have_the_same_form() {
    let replica = json!({"id": "k", "key_id": "k", "enabled": true, "key_rotation_enabled": false,
        "key_spec": "SYMMETRIC_DEFAULT", "primary_key_arn": "arn:p", "bypass_policy_lockout_safety_check": null});
    let whole = json!({"id": "k", "key_id": "k", "is_enabled": true, "enable_key_rotation": false,
        "customer_master_key_spec": "SYMMETRIC_DEFAULT", "multi_region": true});
    assert_eq!(form(replica), form(whole));
    let external = form(json!({"id": "k", "enabled": false, "key_state": "Disabled",
        "key_material_base64": "c2VjcmV0", "valid_to": "", "expiration_model": ""}));
    assert_eq!(external, form(json!({"id": "k", "is_enabled": false})));
}

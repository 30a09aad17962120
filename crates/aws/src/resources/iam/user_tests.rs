use super::*;
use crate::resources::check_risk;

fn user(more: Value) -> Value {
    let mut user = json!({"id": "u", "name": "u", "path": "/"});
    let members = user.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    user
}

fn keys(all: &[(&str, &str)]) -> Value {
    let key = |(id, status): &(&str, &str)| json!({"access_key_id": id, "status": status});
    json!({"access_keys": all.iter().map(key).collect::<Value>()})
}

fn plan(approved: Value, observed: Option<Value>) -> RestorePlan {
    let form = |value: Value| crate::normalise(NAME, value.as_object().unwrap().clone());
    let observed = observed.map(form);
    crate::plan_restore(NAME, "u", Some(&form(approved)), observed.as_ref())
}

fn typed(plan: &RestorePlan) -> Vec<String> {
    let words = |call: &Call| Request::of(call).unwrap().words().join(" ");
    plan.calls.iter().map(words).collect()
}

#[test]
fn ways_in_and_rights_expose() {
    check_risk(
        NAME,
        &user(
            json!({"groups": ["a", "b"], "permissions_boundary": "arn:limit", "tags": {"t": "1"}}),
        ),
        &user(json!({"groups": ["b", "c"], "managed_policy_arns": ["arn:1"]})),
        &[
            ("groups[a]", Risk::ServiceBroken),
            ("groups[c]", Risk::ExposureWidened),
            ("managed_policy_arns[arn:1]", Risk::ExposureWidened),
            ("permissions_boundary", Risk::ExposureWidened),
            ("tags.t", Risk::Cosmetic),
        ],
    );
    check_risk(
        NAME,
        &user(keys(&[
            ("A", "Active"),
            ("B", "Inactive"),
            ("C", "Active"),
            ("D", "Inactive"),
        ])),
        &user(keys(&[
            ("A", "Inactive"),
            ("B", "Active"),
            ("E", "Active"),
            ("F", "Inactive"),
        ])),
        &[
            ("access_keys[A].status", Risk::ServiceBroken),
            ("access_keys[B].status", Risk::ExposureWidened),
            ("access_keys[C]", Risk::ServiceBroken),
            ("access_keys[D]", Risk::Cosmetic),
            ("access_keys[E]", Risk::ExposureWidened),
            ("access_keys[F]", Risk::Cosmetic),
        ],
    );
}

#[test]
fn a_key_that_nobody_approved_is_switched_off_and_left() {
    let approved = user(keys(&[("A", "Active")]));
    let rogue = plan(
        approved.clone(),
        Some(user(keys(&[("A", "Active"), ("B", "Active")]))),
    );
    let off = "iam update-access-key --access-key-id B --status Inactive --user-name u";
    assert_eq!(typed(&rogue), [off]);
    assert_eq!(rogue.unrestorable[0].path, "access_keys[B]");
    let off = plan(
        approved.clone(),
        Some(user(keys(&[("A", "Active"), ("B", "Inactive")]))),
    );
    assert_eq!((off.calls.len(), off.unrestorable.len()), (0, 1));
    let gone = plan(approved, Some(user(json!({}))));
    assert_eq!((gone.calls.len(), gone.unrestorable.len()), (0, 1));
}

#[test]
fn a_lost_boundary_is_put_back_first_and_a_foreign_one_taken_last() {
    let limited = user(json!({"permissions_boundary": "arn:limit"}));
    let powerful = user(json!({"managed_policy_arns": ["arn:1"]}));
    assert_eq!(
        typed(&plan(limited.clone(), Some(powerful.clone()))),
        [
            "iam put-user-permissions-boundary --permissions-boundary arn:limit --user-name u",
            "iam detach-user-policy --policy-arn arn:1 --user-name u",
        ]
    );
    assert_eq!(
        typed(&plan(powerful, Some(limited))),
        [
            "iam attach-user-policy --policy-arn arn:1 --user-name u",
            "iam delete-user-permissions-boundary --user-name u",
        ]
    );
}

#[test]
fn one_that_is_gone_is_made_anew_without_its_keys() {
    let mut approved = user(keys(&[("A", "Active")]));
    approved["groups"] = json!(["g"]);
    approved["managed_policy_arns"] = json!(["arn:1"]);
    let plan = plan(approved, None);
    let calls: Vec<_> = plan.calls.iter().map(|call| call.action.as_str()).collect();
    assert_eq!(calls, [CREATE, "iam:AttachUserPolicy", JOIN]);
    assert_eq!(plan.unrestorable.len(), 1);
}

use super::*;
use crate::resources::check_risk;

const READ: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
    "Action": "s3:GetObject", "Resource": "*"}]}"#;

fn role(trusted: &str, seconds: u32, more: Value) -> Value {
    let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Action": "sts:AssumeRole", "Principal": {"AWS": trusted}}]});
    let mut role = json!({"id": "r", "name": "r", "arn": "arn:r", "path": "/p/",
        "assume_role_policy": trust.to_string(), "max_session_duration": seconds});
    let members = role.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    role
}

#[test]
fn whoever_gets_in_and_whatever_is_allowed_exposes() {
    let approved = role(
        "123456789012",
        3600,
        json!({
            "inline_policy": [{"name": "a", "policy": READ}, {"name": "b", "policy": READ}],
            "managed_policy_arns": ["arn:1"], "permissions_boundary": "arn:limit",
            "tags": {"t": "1"}, "description": "x",
        }),
    );
    let wider = READ.replace("GetObject", "*");
    let observed = role(
        "*",
        7200,
        json!({
            "inline_policy": [{"name": "a", "policy": wider}, {"name": "c", "policy": READ}],
            "managed_policy_arns": ["arn:2"], "tags": {"t": "2"}, "description": "y",
        }),
    );
    let exposed = Risk::ExposureWidened;
    check_risk(
        NAME,
        &approved,
        &observed,
        &[
            ("assume_role_policy", exposed),
            ("description", Risk::Cosmetic),
            ("inline_policy[a].policy", exposed),
            ("inline_policy[b]", Risk::ServiceBroken),
            ("inline_policy[c]", exposed),
            ("managed_policy_arns[arn:1]", Risk::ServiceBroken),
            ("managed_policy_arns[arn:2]", exposed),
            ("max_session_duration", Risk::ProtectionWeakened),
            ("permissions_boundary", exposed),
            ("tags.t", Risk::Cosmetic),
        ],
    );
    let shorter = &[("max_session_duration", Risk::ServiceBroken)];
    let (long, short) = (role("*", 7200, json!({})), role("*", 3600, json!({})));
    check_risk(NAME, &long, &short, shorter);
}

fn operations(plan: &RestorePlan) -> Vec<&str> {
    plan.calls.iter().map(|call| call.action.as_str()).collect()
}

#[test]
fn one_that_is_gone_is_made_anew_with_all_that_it_had() {
    let approved = role(
        "123456789012",
        7200,
        json!({
            "inline_policy": [{"name": "a", "policy": READ}], "tags": {"t": "1"},
            "managed_policy_arns": ["arn:1"], "permissions_boundary": "arn:limit",
        }),
    );
    let approved = crate::normalise(NAME, approved.as_object().unwrap().clone());
    let plan = crate::plan_restore(NAME, "r", Some(&approved), None);
    let expected = [CREATE, "iam:AttachRolePolicy", "iam:PutRolePolicy"];
    assert_eq!(operations(&plan), expected);
    let made = Request::of(&plan.calls[0]).unwrap();
    assert_eq!(
        made.text("PermissionsBoundary").as_deref(),
        Some("arn:limit")
    );
    assert_eq!(made.text("Path").as_deref(), Some("/p/"));
    assert_eq!(made.value("Tags"), &json!([{"Key": "t", "Value": "1"}]));
    assert_eq!(plan.unrestorable.len(), 1);
}

#[test]
fn what_exposes_is_closed_before_anything_is_given_back() {
    let form = |role: Value| crate::normalise(NAME, role.as_object().unwrap().clone());
    let approved = form(role(
        "123456789012",
        3600,
        json!({"managed_policy_arns": ["arn:1"], "permissions_boundary": "arn:limit"}),
    ));
    let observed = form(role(
        "*",
        3600,
        json!({"managed_policy_arns": ["arn:2"], "inline_policy": [{"name": "a", "policy": READ}]}),
    ));
    let plan = crate::plan_restore(NAME, "r", Some(&approved), Some(&observed));
    let expected = [
        TRUST,
        "iam:PutRolePermissionsBoundary",
        "iam:DetachRolePolicy",
        "iam:DeleteRolePolicy",
        "iam:AttachRolePolicy",
    ];
    assert_eq!(operations(&plan), expected);
    let back = crate::plan_restore(NAME, "r", Some(&observed), Some(&approved));
    assert_eq!(
        operations(&back).last(),
        Some(&"iam:DeleteRolePermissionsBoundary")
    );
}

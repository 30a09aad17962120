//! The session policy of a restore: the planned actions on the planned resources, and nothing else.

use std::collections::BTreeSet;

use driftlock_core::{Call, Key};
use serde_json::Value;

use super::statement::{self, Rights};
use crate::CallError;
use crate::action::On;
use crate::arn::Place;
use crate::error::ASSUME_ROLE;
use crate::resources::find;

/// Most characters of a session policy: "the plaintext that you use for both inline and managed
/// session policies can't exceed 2,048 characters" (`AssumeRole`, STS API reference).
const MOST: usize = 2_048;

/// The policy as compact JSON. Only actions that a type declares ever get into it, whatever a stored
/// call says.
///
/// One that would be too long names the same actions and ARNs without saying which belong together;
/// if that is too long as well it is an error, for a wildcard would allow more than was planned.
pub(crate) fn session_policy(
    planned: &[(Key, Call)],
    home: &Place<'_>,
) -> Result<String, CallError> {
    let mut rights = Rights::new();
    for (key, call) in planned {
        add(&mut rights, key, call, home)?;
    }
    let resources = rights.len();
    let exact = write(
        statement::grouped(rights.clone())
            .into_iter()
            .map(|(actions, resources)| statement::allow(actions, resources))
            .collect(),
    );
    if exact.len() <= MOST {
        return Ok(exact);
    }
    let merged = write(by_service(&rights));
    if merged.len() <= MOST {
        Ok(merged)
    } else {
        Err(CallError::policy_too_long(merged.len(), MOST, resources))
    }
}

fn add(rights: &mut Rights, key: &Key, call: &Call, home: &Place<'_>) -> Result<(), CallError> {
    let Some(kind) = find(&key.kind) else {
        let what = format!("`{}` is not a supported resource type", key.kind);
        return Err(CallError::unusable(ASSUME_ROLE, &what));
    };
    let Some(action) = kind
        .actions()
        .writes()
        .find(|action| action.name == call.action)
    else {
        let what = format!("`{}` is no action that restores {}", call.action, key.kind);
        return Err(CallError::unusable(ASSUME_ROLE, &what));
    };
    let place = Place {
        region: match key.region.as_str() {
            Key::GLOBAL => home.region,
            region => region,
        },
        account: home.account,
    };
    let resource = match action.on {
        On::Each => kind.arn(&place, &key.id),
        On::Tags => kind.tags_arn(&place, &key.id),
        On::All => "*".to_owned(),
    };
    statement::add(rights, resource, action.names());
    Ok(())
}

/// One statement for each service.
fn by_service(rights: &Rights) -> Vec<Value> {
    let service = |action: &str| action.split(':').next().unwrap_or_default().to_owned();
    let all: BTreeSet<&str> = rights.values().flatten().copied().collect();
    let services: BTreeSet<String> = all.iter().map(|action| service(action)).collect();
    services
        .iter()
        .map(|wanted| {
            let actions = all.iter().filter(|action| service(action) == *wanted);
            let resources = rights
                .iter()
                .filter(|(_, actions)| actions.iter().any(|action| service(action) == *wanted))
                .map(|(resource, _)| resource);
            statement::allow(actions, resources)
        })
        .collect()
}

fn write(statements: Vec<Value>) -> String {
    statement::document(statements).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const HOME: Place<'_> = Place {
        region: "eu-west-1",
        account: "123456789012",
    };

    fn planned(kind: &str, id: &str, action: &str) -> (Key, Call) {
        let key = Key {
            kind: kind.to_owned(),
            region: "eu-west-1".to_owned(),
            id: id.to_owned(),
            account: None,
        };
        let call = Call {
            action: action.to_owned(),
            summary: String::new(),
            arguments: Value::Null,
        };
        (key, call)
    }

    fn policy(planned: &[(Key, Call)]) -> Value {
        let text = session_policy(planned, &HOME).unwrap();
        assert!(text.len() <= MOST);
        serde_json::from_str(&text).unwrap()
    }

    fn groups(count: usize, actions: &[&str]) -> Vec<(Key, Call)> {
        let id = |n: usize| format!("sg-0123456789abcde{n:02}");
        let each = |n| {
            actions
                .iter()
                .map(move |a| planned("aws_security_group", &id(n), a))
        };
        (0..count).flat_map(each).collect()
    }

    #[test]
    fn exactly_the_planned_actions_on_the_planned_resources() {
        let policy = policy(&[
            planned("aws_s3_bucket_policy", "b", "s3:PutBucketPolicy"),
            planned("aws_s3_bucket_versioning", "b", "s3:PutBucketVersioning"),
            planned("aws_s3_bucket_versioning", "a", "s3:PutBucketVersioning"),
            planned(
                "aws_security_group",
                "sg-1",
                "ec2:RevokeSecurityGroupIngress",
            ),
            planned(
                "aws_security_group",
                "sg-1",
                "ec2:RevokeSecurityGroupIngress",
            ),
        ]);
        let allow = |actions: Value, resources: Value| json!({"Effect": "Allow", "Action": actions, "Resource": resources});
        let group = "arn:aws:ec2:eu-west-1:123456789012:security-group/sg-1";
        assert_eq!(
            policy,
            json!({"Version": "2012-10-17", "Statement": [
                allow(json!("ec2:RevokeSecurityGroupIngress"), json!(group)),
                allow(json!(["s3:PutBucketPolicy", "s3:PutBucketVersioning"]), json!("arn:aws:s3:::b")),
                allow(json!("s3:PutBucketVersioning"), json!("arn:aws:s3:::a")),
            ]})
        );
    }

    #[test]
    fn what_a_call_asks_for_besides_is_named_too() {
        let policy = policy(&[planned("aws_s3_bucket", "b", "s3:PutBucketTagging")]);
        let actions = &policy["Statement"][0]["Action"];
        assert_eq!(
            *actions,
            json!(["s3:GetBucketTagging", "s3:PutBucketTagging"])
        );
    }

    #[test]
    fn a_long_policy_says_each_action_once() {
        let mut all = groups(8, &["ec2:CreateTags", "ec2:RevokeSecurityGroupIngress"]);
        all.extend(groups(16, &["ec2:CreateTags"]));
        all.extend(groups(24, &["ec2:RevokeSecurityGroupEgress"]));
        let policy = policy(&all);
        let [statement] = policy["Statement"].as_array().unwrap().as_slice() else {
            panic!("{policy}")
        };
        assert_eq!(statement["Action"].as_array().unwrap().len(), 3);
        assert_eq!(statement["Resource"].as_array().unwrap().len(), 24);
    }

    #[test]
    fn a_policy_that_is_too_long_is_no_policy() {
        let all = groups(40, &["ec2:CreateTags"]);
        let error = session_policy(&all, &HOME).unwrap_err();
        assert_eq!(
            error.message,
            "the session policy for 40 resources is 3016 characters long, and AWS takes 2048"
        );
        assert_eq!(error.help(), "restore fewer resources at once");
    }

    #[test]
    fn a_stored_call_cannot_ask_for_more_than_its_type_declares() {
        for (kind, action, message) in [
            (
                "aws_s3_bucket_policy",
                "iam:CreateUser",
                "`iam:CreateUser` is no action that restores aws_s3_bucket_policy",
            ),
            (
                "aws_no_such_type",
                "iam:CreateUser",
                "`aws_no_such_type` is not a supported resource type",
            ),
        ] {
            let error = session_policy(&[planned(kind, "x", action)], &HOME).unwrap_err();
            assert_eq!(error.message, message);
        }
    }
}

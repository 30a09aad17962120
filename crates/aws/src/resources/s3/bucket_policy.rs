//! `aws_s3_bucket_policy`: who may do what with a bucket.
//!
//! Owned: `id bucket policy`. The policy is held in its canonical form (see `iam_policy`), because
//! AWS reorders what it is given. Restored: everything, absence included.

use async_trait::async_trait;
use driftlock_core::{Attributes, Call, Risk, Shape};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{SETTING_OF_BUCKET, SHAPE_OF_BUCKET_SETTING, bucket, setting};
use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::iam_policy::{self, canonical};
use crate::resources::{
    Difference, Kind, ResourceType, RestorePlan, Sent, call, command, configured, typed,
};

/// See the module's documentation.
pub(crate) struct S3BucketPolicy;

const GET: &str = "s3:GetBucketPolicy";
const PUT: &str = "s3:PutBucketPolicy";
const DELETE: &str = "s3:DeleteBucketPolicy";

#[async_trait]
impl ResourceType for S3BucketPolicy {
    fn name(&self) -> &'static str {
        "aws_s3_bucket_policy"
    }

    fn kind(&self) -> Kind {
        SETTING_OF_BUCKET
    }

    fn shape(&self) -> Shape {
        Shape {
            risk: Some(risk),
            ..SHAPE_OF_BUCKET_SETTING
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: &[],
            read: const { &[Action::on_each(GET)] },
            restore: const { &[Action::on_each(DELETE), Action::on_each(PUT)] },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        bucket::arn(place, id)
    }

    /// After the public access block, which may forbid the approved policy until it is restored.
    fn restore_rank(&self) -> u8 {
        1
    }

    fn id_in_state(&self, values: &Attributes) -> Option<String> {
        setting::bucket_in_state(values)
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        if let Some(Value::String(policy)) = attributes.get_mut("policy") {
            *policy = canonical(policy);
        }
        attributes
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.s3.get_bucket_policy().bucket(id).send().await;
        let output = configured(GET, &["NoSuchBucketPolicy", "NoSuchBucket"], answer)?;
        Ok(output.map(|output| self.normalise(attributes(id, output.policy()))))
    }

    fn plan_restore(
        &self,
        _id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let text = |from: Option<&Attributes>| {
            from.and_then(|a| a.get("policy"))
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let calls = match (text(approved), text(observed)) {
            (wanted, present) if wanted == present => Vec::new(),
            (None, _) => {
                vec![call(
                    DELETE,
                    "delete the bucket policy".to_owned(),
                    &PolicyCall { policy: None },
                )]
            }
            (policy, _) => {
                vec![call(
                    PUT,
                    "put the approved bucket policy".to_owned(),
                    &PolicyCall { policy },
                )]
            }
        };
        RestorePlan {
            calls,
            unrestorable: Vec::new(),
        }
    }

    fn command(&self, id: &str, call: &Call) -> Result<Vec<String>, CallError> {
        let bucket = ("bucket", id.to_owned());
        Ok(match typed::<PolicyCall>(PUT, call)?.policy {
            Some(policy) => command(["s3api", "put-bucket-policy"], [bucket, ("policy", policy)]),
            None => command(["s3api", "delete-bucket-policy"], [bucket]),
        })
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        match typed::<PolicyCall>(PUT, call)?.policy {
            Some(policy) => {
                let answer = clients
                    .s3
                    .put_bucket_policy()
                    .bucket(id)
                    .policy(policy)
                    .send()
                    .await;
                Sent::of(PUT, answer)
            }
            None => {
                let answer = clients.s3.delete_bucket_policy().bucket(id).send().await;
                Sent::of(DELETE, answer)
            }
        }
    }
}

/// Judged by what the policy allows and denies, whatever its wording; the worst that applies.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    if path == "policy" {
        iam_policy::judge_resource(approved.as_str(), observed.as_str(), SAFEGUARDS)
    } else {
        Risk::ServiceBroken
    }
}

/// A denial under a condition on one of these says how the bucket is to be used, not by whom: over
/// TLS, with encryption.
const SAFEGUARDS: &[&str] = &[
    "aws:SecureTransport",
    "s3:TlsVersion",
    "s3:x-amz-server-side-encryption",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:x-amz-server-side-encryption-customer-algorithm",
];

/// Puts a policy, or deletes it.
#[derive(Debug, Serialize, Deserialize)]
struct PolicyCall {
    // Null deletes; a call without it is no call of this type.
    #[serde(deserialize_with = "Option::deserialize")]
    policy: Option<String>,
}

fn attributes(id: &str, policy: Option<&str>) -> Attributes {
    [
        ("id", Value::from(id)),
        ("bucket", Value::from(id)),
        ("policy", Value::from(policy)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::check_risk;

    const READ: &str = r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"},
        "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}"#;
    const TLS: &str = r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#;
    const DENY: &str =
        r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject*", "Resource": "*"}"#;

    fn policy(statements: &[&str]) -> Value {
        let statements = statements.join(",");
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
        json!({"id": "b", "bucket": "b", "policy": text})
    }

    fn check(approved: &[&str], observed: &[&str], expected: Risk) {
        let kind = S3BucketPolicy.name();
        let (approved, observed) = (policy(approved), policy(observed));
        check_risk(kind, &approved, &observed, &[("policy", expected)]);
    }

    #[test]
    fn more_allowed_or_less_denied_exposes() {
        let public = READ.replace(r#"{"AWS": "111122223333"}"#, r#""*""#);
        let foreign = READ.replace("111122223333", "444455556666");
        let all = READ.replace("s3:GetObject", "s3:*");
        let exposed = Risk::ExposureWidened;
        check(&[READ], &[&public], exposed);
        check(&[READ], &[READ, &foreign], exposed);
        check(&[READ], &[&all], exposed);
        check(&[READ, DENY], &[READ], exposed);
        check(
            &[READ, DENY],
            &[READ, &DENY.replace("*\"}", "arn:aws:s3:::b/x\"}")],
            exposed,
        );
        check(&[READ, TLS], &[&public], exposed);
        let from = READ.replace(
            r#""Effect""#,
            r#""Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, "Effect""#,
        );
        check(&[&from], &[READ], exposed);
        let everyone_but = READ.replace("Principal", "NotPrincipal");
        check(&[READ], &[&everyone_but], exposed);
        let kind = S3BucketPolicy.name();
        let public = policy(&[public.as_str()]);
        check_risk(kind, &Value::Null, &public, &[("policy", exposed)]);
        let broken = json!({"id": "b", "bucket": "b", "policy": "not JSON"});
        check_risk(kind, &policy(&[READ]), &broken, &[("policy", exposed)]);
    }

    #[test]
    fn a_lost_safeguard_weakens() {
        check(&[READ, TLS], &[READ], Risk::ProtectionWeakened);
        check(
            &[READ, TLS],
            &[&TLS.replace("false", "true")],
            Risk::ProtectionWeakened,
        );
        let kind = S3BucketPolicy.name();
        let weaker = &[("policy", Risk::ProtectionWeakened)];
        check_risk(kind, &policy(&[READ, TLS]), &Value::Null, weaker);
    }

    #[test]
    fn less_allowed_or_more_denied_breaks() {
        let narrowed = READ.replace(r#", "s3:ListBucket""#, "");
        check(&[READ], &[&narrowed], Risk::ServiceBroken);
        check(&[READ], &[READ, DENY], Risk::ServiceBroken);
        check(&[READ, TLS], &[TLS], Risk::ServiceBroken);
        let kind = S3BucketPolicy.name();
        let broken = &[("policy", Risk::ServiceBroken)];
        check_risk(kind, &policy(&[READ]), &Value::Null, broken);
        check_risk(kind, &Value::Null, &policy(&[TLS]), broken);
    }

    #[test]
    fn the_same_rights_in_other_words_are_cosmetic() {
        let named = READ.replace(r#""Effect""#, r#""Sid": "Read", "Effect""#);
        check(&[READ], &[&named], Risk::Cosmetic);
        let one = READ.replace(r#""s3:GetObject", "#, "");
        let other = READ.replace(r#", "s3:ListBucket""#, "");
        check(&[READ], &[&one, &other], Risk::Cosmetic);
        check(
            &[READ, TLS],
            &[READ, TLS, &TLS.replace("s3:*", "S3:Get*")],
            Risk::Cosmetic,
        );
    }
}

//! `aws_s3_bucket_replication_configuration`: to which other buckets S3 copies the objects of a bucket.
//!
//! Owned: `id bucket role rule`. Rules have ids and priorities, so they are a set. A bucket that is not
//! copied has no configuration.
//! Restored: absence. Whoever puts a configuration passes the role in it to S3, which takes
//! `iam:PassRole` on a role that only the snapshot names; sessions of a restore do not have that.

use async_trait::async_trait;
use driftlock_core::{Attributes, Call, Risk, SetKey};
use serde_json::{Value, json};

use super::setting::{BucketSetting, SERVICE};
use crate::CallError;
use crate::action::Action;
use crate::connection::Clients;
use crate::resources::form::{attributes, default, prune, sort_set};
use crate::resources::request::{Request, request};
use crate::resources::{Difference, Sent, configured};

mod read;

/// See the module's documentation.
pub(crate) struct S3BucketReplicationConfiguration;

const GET: &str = "s3:GetReplicationConfiguration";
const PUT: &str = "s3:PutReplicationConfiguration";

#[async_trait]
impl BucketSetting for S3BucketReplicationConfiguration {
    const NAME: &'static str = "aws_s3_bucket_replication_configuration";
    const SETS: &'static [(&'static str, SetKey)] = &[("rule", label)];
    const DIFFERENCES: &'static [Difference] = &[Difference {
        attribute: "token",
        reason: "a permission of AWS support, given to Terraform for one call",
    }];
    const READ: &'static [Action] = &[Action::on_each(GET)];
    // Deleting is the same action.
    const RESTORE: &'static [Action] = &[Action::on_each(PUT)];

    fn form(&self, attributes: &mut Attributes) {
        prune(attributes);
        let rules = attributes.get_mut("rule").and_then(Value::as_array_mut);
        for rule in rules.into_iter().flatten().filter_map(Value::as_object_mut) {
            default(rule, "priority", 0);
            let and = rule.get_mut("filter");
            let and = and.and_then(|filter| filter.pointer_mut("/0/and/0"));
            if let Some(and) = and.and_then(Value::as_object_mut) {
                let has_tags = |tags: &Value| tags.as_object().is_some_and(|tags| !tags.is_empty());
                and.retain(|name, value| name != "tags" || has_tags(value));
            }
        }
        sort_set(attributes, "rule");
        prune(attributes);
    }

    async fn get(&self, clients: &Clients, bucket: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.s3.get_bucket_replication();
        let answer = answer.bucket(bucket).send().await;
        let missing = &["ReplicationConfigurationNotFoundError", "NoSuchBucket"];
        let output = configured(GET, missing, answer)?;
        let copies = output.and_then(|output| output.replication_configuration);
        Ok(copies.map(|copies| {
            attributes([
                ("role", json!(copies.role())),
                ("rule", copies.rules().iter().map(read::rule).collect()),
            ])
        }))
    }

    fn put(&self, _bucket: &str, _approved: &Attributes) -> Result<Call, &'static str> {
        Err("putting it passes its role to S3, and a restore has no iam:PassRole; apply Terraform")
    }

    fn remove(&self, bucket: &str) -> Result<Call, &'static str> {
        Ok(request(
            PUT,
            "copy the objects nowhere",
            [SERVICE, "DeleteBucketReplication"],
            json!({"Bucket": bucket}),
        ))
    }

    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError> {
        if request.operation() != "DeleteBucketReplication" {
            return Err(request.unknown());
        }
        let call = clients.s3.delete_bucket_replication();
        let call = call.set_bucket(request.text("Bucket"));
        Sent::of(PUT, call.send().await)
    }

    /// A copy elsewhere, or one that others own or decrypt, is out of the bucket's hands; without its
    /// copies a bucket is less safe from loss.
    fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
        let attribute = path.rsplit("].").next().unwrap_or_default();
        let is_whole = path == attribute && path != "role";
        let to_others = |name: &str| attribute.starts_with(name);
        let is_copied = if is_whole {
            observed
                .get("status")
                .is_some_and(|status| status == "Enabled")
        } else {
            is_of_rule(path) && attribute == "status" && observed == "Enabled"
        };
        if observed.is_null() {
            Risk::ProtectionWeakened
        } else if is_copied || TO_OTHERS.into_iter().any(to_others) {
            Risk::ExposureWidened
        } else if approved.is_null() && (is_whole || path == "role") {
            // Its rules say what a new configuration does, and one that is off does nothing.
            Risk::Cosmetic
        } else {
            Risk::ProtectionWeakened
        }
    }
}

/// What hands copies over, in the destination of a rule.
const TO_OTHERS: [&str; 6] = [
    "access_control_translation",
    "account",
    "bucket",
    "encryption_configuration",
    "owner",
    "replica_kms_key_id",
];

/// Whether this is the path of a rule's own attribute, not of a block's in it.
fn is_of_rule(path: &str) -> bool {
    let parent = path.rsplit_once("].").map_or(path, |(parent, _)| parent);
    !parent.contains("].")
}

fn label(rule: &Value) -> String {
    let id = rule.get("id").and_then(Value::as_str);
    id.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    fn rule(status: &str, bucket: &str, markers: &str) -> Value {
        json!({"id": "all.of.it", "status": status, "priority": 1,
            "delete_marker_replication": [{"status": markers}],
            "destination": [{"bucket": bucket}]})
    }

    fn of(rules: &[Value]) -> Value {
        json!({"id": "b", "bucket": "b", "role": "arn:r", "rule": rules})
    }

    #[test]
    fn copies_elsewhere_expose_and_fewer_copies_weaken() {
        let check = |approved: &Value, observed: &Value, expected: &[(&str, Risk)]| {
            check_risk(
                S3BucketReplicationConfiguration::NAME,
                approved,
                observed,
                expected,
            );
        };
        let (on, off) = ("Enabled", "Disabled");
        let (exposed, weaker) = (Risk::ExposureWidened, Risk::ProtectionWeakened);
        check(
            &of(&[rule(on, "arn:ours", on)]),
            &of(&[rule(off, "arn:theirs", off)]),
            &[
                (
                    "rule[all.of.it].delete_marker_replication[0].status",
                    weaker,
                ),
                ("rule[all.of.it].destination[0].bucket", exposed),
                ("rule[all.of.it].status", weaker),
            ],
        );
        check(
            &of(&[rule(off, "arn:ours", off)]),
            &of(&[rule(on, "arn:ours", on)]),
            &[
                (
                    "rule[all.of.it].delete_marker_replication[0].status",
                    weaker,
                ),
                ("rule[all.of.it].status", exposed),
            ],
        );
        let whole = of(&[rule(on, "arn:theirs", off)]);
        check(
            &Value::Null,
            &whole,
            &[("role", Risk::Cosmetic), ("rule[all.of.it]", exposed)],
        );
        check(
            &whole,
            &Value::Null,
            &[("role", weaker), ("rule[all.of.it]", weaker)],
        );
        check(
            &of(&[]),
            &of(&[rule(off, "arn:theirs", off)]),
            &[("rule[all.of.it]", Risk::Cosmetic)],
        );
    }
}

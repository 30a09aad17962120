//! `aws_s3_bucket_lifecycle_configuration`: when objects of a bucket move or go.
//!
//! Owned: `id bucket rule transition_default_minimum_object_size`. Rules have ids and no order of meaning,
//! so they are compared as a set by id. An empty filter is one for all objects.
//! Restored: all rules, by one call that replaces them. S3 acts on a changed rule within a day ("Managing
//! the lifecycle of objects" in the S3 user guide): what has expired by then is not brought back.

use async_trait::async_trait;
use aws_sdk_s3::types::TransitionDefaultMinimumObjectSize as MinimumSize;
use driftlock_core::{Attributes, Call, Risk, SetKey};
use serde_json::{Value, json};

use super::setting::{BucketSetting, EXPECTED_OWNER, SERVICE};
use crate::CallError;
use crate::action::Action;
use crate::connection::Clients;
use crate::resources::form::{add, attributes, default, elements, prune, sort_set};
use crate::resources::request::{Request, request};
use crate::resources::{Difference, Sent, configured};

mod read;
mod write;

/// See the module's documentation.
pub(crate) struct S3BucketLifecycleConfiguration;

const GET: &str = "s3:GetLifecycleConfiguration";
const PUT: &str = "s3:PutLifecycleConfiguration";
/// What S3 takes where nothing is said (`PutBucketLifecycleConfiguration`, S3 API reference).
const MINIMUM_SIZE: &str = "all_storage_classes_128K";

#[async_trait]
impl BucketSetting for S3BucketLifecycleConfiguration {
    const NAME: &'static str = "aws_s3_bucket_lifecycle_configuration";
    const SETS: &'static [(&'static str, SetKey)] = &[
        ("rule", label),
        ("rule.transition", label_of_transition),
        ("rule.noncurrent_version_transition", label_of_transition),
    ];
    const DIFFERENCES: &'static [Difference] = &[
        EXPECTED_OWNER,
        Difference {
            attribute: "timeouts",
            reason: "an instruction to Terraform; AWS does not know it",
        },
    ];
    const READ: &'static [Action] = &[Action::on_each(GET)];
    // Deleting is the same action.
    const RESTORE: &'static [Action] = &[Action::on_each(PUT)];

    fn form(&self, attributes: &mut Attributes) {
        prune(attributes);
        default(
            attributes,
            "transition_default_minimum_object_size",
            MINIMUM_SIZE,
        );
        let rules = attributes.get_mut("rule").and_then(Value::as_array_mut);
        for rule in rules.into_iter().flatten().filter_map(Value::as_object_mut) {
            form_of_rule(rule);
        }
        // Their order says nothing to S3, but Terraform has them as a list: they keep it.
        prune(attributes);
    }

    async fn get(&self, clients: &Clients, bucket: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.s3.get_bucket_lifecycle_configuration();
        let answer = answer.bucket(bucket).send().await;
        let missing = &["NoSuchLifecycleConfiguration", "NoSuchBucket"];
        let output = configured(GET, missing, answer)?;
        Ok(output.map(|output| {
            let size = output.transition_default_minimum_object_size();
            let size = size.map(MinimumSize::as_str);
            let rules = output.rules().iter().map(read::rule);
            attributes([
                ("rule", rules.collect()),
                ("transition_default_minimum_object_size", json!(size)),
            ])
        }))
    }

    fn put(&self, bucket: &str, approved: &Attributes) -> Result<Call, &'static str> {
        let rules = elements(approved, "rule").filter_map(Value::as_object);
        let rules: Vec<Value> = rules.map(write::rule).collect();
        let summary = format!(
            "replace the lifecycle rules by the {} approved",
            rules.len()
        );
        let mut input = json!({"Bucket": bucket, "LifecycleConfiguration": {"Rules": rules}});
        let size = approved.get("transition_default_minimum_object_size");
        if let Some(size) = size.filter(|size| *size != MINIMUM_SIZE) {
            add(
                &mut input,
                "TransitionDefaultMinimumObjectSize",
                size.clone(),
            );
        }
        let operation = [SERVICE, "PutBucketLifecycleConfiguration"];
        Ok(request(PUT, summary, operation, input))
    }

    fn remove(&self, bucket: &str) -> Result<Call, &'static str> {
        Ok(request(
            PUT,
            "remove all lifecycle rules",
            [SERVICE, "DeleteBucketLifecycle"],
            json!({"Bucket": bucket}),
        ))
    }

    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError> {
        let bucket = request.text("Bucket");
        match request.operation() {
            "PutBucketLifecycleConfiguration" => {
                let size = request.text("TransitionDefaultMinimumObjectSize");
                let size = size.as_deref().map(MinimumSize::from);
                let call = clients.s3.put_bucket_lifecycle_configuration();
                let call = call
                    .set_bucket(bucket)
                    .lifecycle_configuration(write::configuration(request)?)
                    .set_transition_default_minimum_object_size(size);
                Sent::of(PUT, call.send().await)
            }
            "DeleteBucketLifecycle" => {
                let call = clients.s3.delete_bucket_lifecycle();
                Sent::of(PUT, call.set_bucket(bucket).send().await)
            }
            _ => Err(request.unknown()),
        }
    }

    /// A rule that is there and was not approved may delete what is needed; one that is gone costs
    /// storage, and keeps what was to be deleted.
    fn risk(path: &str, _approved: &Value, observed: &Value) -> Risk {
        if path.starts_with("rule") && !observed.is_null() {
            Risk::ProtectionWeakened
        } else {
            Risk::ServiceBroken
        }
    }
}

fn label(rule: &Value) -> String {
    let id = rule.get("id").and_then(Value::as_str);
    id.unwrap_or_default().to_owned()
}

fn label_of_transition(transition: &Value) -> String {
    let class = transition.get("storage_class").and_then(Value::as_str);
    format!("to {}", class.unwrap_or_default())
}

/// What Terraform writes as false or 0 is what S3 leaves out.
fn form_of_rule(rule: &mut Attributes) {
    let first = |rule: &mut Attributes, name: &str, change: fn(&mut Attributes)| {
        let block = rule.get_mut(name).and_then(|blocks| blocks.get_mut(0));
        if let Some(block) = block.and_then(Value::as_object_mut) {
            change(block);
        }
    };
    let without_nothing = |block: &mut Attributes| {
        block.retain(|_, value| *value != false && *value != 0);
    };
    first(rule, "expiration", without_nothing);
    first(rule, "filter", without_nothing);
    first(rule, "filter", |filter| {
        let and = filter.get_mut("and").and_then(|and| and.get_mut(0));
        if let Some(and) = and.and_then(Value::as_object_mut) {
            and.retain(|_, value| *value != 0);
        }
    });
    for name in ["filter", "expiration"] {
        if rule.get(name) == Some(&json!([{}])) {
            rule.remove(name);
        }
    }
    for name in ["transition", "noncurrent_version_transition"] {
        sort_set(rule, name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn a_rule_that_nobody_approved_may_delete_and_one_less_keeps() {
        let rule = |id: &str, days: u32| json!({"id": id, "status": "Enabled", "expiration": [{"days": days}]});
        let of = |rules: Value| json!({"id": "b", "bucket": "b", "rule": rules});
        check_risk(
            S3BucketLifecycleConfiguration::NAME,
            &of(json!([rule("a", 365), rule("b", 1)])),
            &of(json!([rule("a", 1), rule("c", 1)])),
            &[
                ("rule[a].expiration[0].days", Risk::ProtectionWeakened),
                ("rule[b]", Risk::ServiceBroken),
                ("rule[c]", Risk::ProtectionWeakened),
            ],
        );
    }
}

//! `aws_s3_bucket_object_lock_configuration`: for how long new objects cannot be deleted.
//!
//! Owned: `id bucket object_lock_enabled rule`. Most buckets have no object lock, and that is recorded.
//! Restored: the default retention. Object lock itself cannot be turned off once it is on.

use async_trait::async_trait;
use aws_sdk_s3::types::{
    DefaultRetention, ObjectLockConfiguration, ObjectLockEnabled, ObjectLockRetentionMode,
    ObjectLockRule,
};
use driftlock_core::{Attributes, Call, Risk};
use serde_json::{Value, json};

use super::setting::{BucketSetting, EXPECTED_OWNER, SERVICE};
use crate::CallError;
use crate::action::Action;
use crate::connection::Clients;
use crate::resources::form::{add, attributes, block, default, prune};
use crate::resources::request::{Request, request};
use crate::resources::{Difference, Sent, configured};

/// See the module's documentation.
pub(crate) struct S3BucketObjectLockConfiguration;

const GET: &str = "s3:GetBucketObjectLockConfiguration";
const PUT: &str = "s3:PutBucketObjectLockConfiguration";
const OPERATION: &str = "PutObjectLockConfiguration";
const ENABLED: &str = "Enabled";

#[async_trait]
impl BucketSetting for S3BucketObjectLockConfiguration {
    const NAME: &'static str = "aws_s3_bucket_object_lock_configuration";
    const DIFFERENCES: &'static [Difference] = &[
        EXPECTED_OWNER,
        Difference {
            attribute: "token",
            reason: "a permission of AWS Support that Terraform sends along",
        },
    ];
    const READ: &'static [Action] = &[Action::on_each(GET)];
    const RESTORE: &'static [Action] = &[Action::on_each(PUT)];

    fn form(&self, attributes: &mut Attributes) {
        default(attributes, "object_lock_enabled", ENABLED);
        let retention = attributes
            .get_mut("rule")
            .and_then(|rule| rule.pointer_mut("/0/default_retention/0"));
        if let Some(retention) = retention.and_then(Value::as_object_mut) {
            // Days or years; the other is written as 0 by some.
            retention.retain(|_, value| *value != 0);
        }
        prune(attributes);
    }

    async fn get(&self, clients: &Clients, bucket: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.s3.get_object_lock_configuration();
        let answer = answer.bucket(bucket).send().await;
        let missing = &["NoSuchBucket", "ObjectLockConfigurationNotFoundError"];
        let output = configured(GET, missing, answer)?;
        let lock = output.and_then(|output| output.object_lock_configuration);
        let lock = lock.filter(|lock| lock.object_lock_enabled().is_some());
        Ok(lock.map(|lock| {
            let enabled = lock.object_lock_enabled().map(ObjectLockEnabled::as_str);
            let retention = lock.rule().and_then(ObjectLockRule::default_retention);
            let rule = retention.map(|retention| {
                json!({"default_retention": [{
                    "mode": retention.mode().map(ObjectLockRetentionMode::as_str),
                    "days": retention.days(),
                    "years": retention.years(),
                }]})
            });
            attributes([
                ("object_lock_enabled", json!(enabled)),
                ("rule", rule.into_iter().collect()),
            ])
        }))
    }

    fn put(&self, bucket: &str, approved: &Attributes) -> Result<Call, &'static str> {
        let rule = block(approved, "rule");
        let retention = rule.and_then(|rule| block(rule, "default_retention"));
        let get = |name: &str| json!(retention.and_then(|retention| retention.get(name)));
        let mut written = attributes([
            ("Mode", get("mode")),
            ("Days", get("days")),
            ("Years", get("years")),
        ]);
        prune(&mut written);
        let mut lock = json!({ "ObjectLockEnabled": ENABLED });
        let summary = if written.is_empty() {
            "keep new objects for no time by default".to_owned()
        } else {
            let summary = format!(
                "keep new objects by default as approved: {}",
                json!(written)
            );
            add(&mut lock, "Rule", json!({ "DefaultRetention": written }));
            summary
        };
        let input = json!({"Bucket": bucket, "ObjectLockConfiguration": lock});
        Ok(request(PUT, summary, [SERVICE, OPERATION], input))
    }

    fn remove(&self, _bucket: &str) -> Result<Call, &'static str> {
        Err("S3 cannot turn object lock off once it is on")
    }

    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError> {
        if request.operation() != OPERATION {
            return Err(request.unknown());
        }
        let retention = request.value("ObjectLockConfiguration");
        let retention = retention.pointer("/Rule/DefaultRetention");
        let rule = retention.map(|retention| {
            let number = |name: &str| i32::try_from(retention.get(name)?.as_i64()?).ok();
            let mode = retention.get("Mode").and_then(Value::as_str);
            let retention = DefaultRetention::builder()
                .set_mode(mode.map(ObjectLockRetentionMode::from))
                .set_days(number("Days"))
                .set_years(number("Years"));
            ObjectLockRule::builder()
                .default_retention(retention.build())
                .build()
        });
        let lock = ObjectLockConfiguration::builder()
            .object_lock_enabled(ObjectLockEnabled::Enabled)
            .set_rule(rule);
        let call = clients.s3.put_object_lock_configuration();
        let call = call
            .set_bucket(request.text("Bucket"))
            .object_lock_configuration(lock.build());
        Sent::of(PUT, call.send().await)
    }

    /// Objects that may be deleted sooner, or under a weaker mode, are less protected.
    fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
        let longer = match (approved.as_i64(), observed.as_i64()) {
            (Some(approved), Some(observed)) => observed > approved,
            (None, Some(_)) => true,
            _ => observed == "COMPLIANCE" || approved.is_null(),
        };
        if path.starts_with("rule") && !longer {
            Risk::ProtectionWeakened
        } else {
            Risk::ServiceBroken
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn a_shorter_retention_weakens() {
        let of = |mode: &str, days: u32| {
            let retention = json!([{"mode": mode, "days": days}]);
            json!({"id": "b", "bucket": "b", "rule": [{"default_retention": retention}]})
        };
        let days = "rule[0].default_retention[0].days";
        let mode = "rule[0].default_retention[0].mode";
        check_risk(
            S3BucketObjectLockConfiguration::NAME,
            &of("COMPLIANCE", 30),
            &of("GOVERNANCE", 1),
            &[
                (days, Risk::ProtectionWeakened),
                (mode, Risk::ProtectionWeakened),
            ],
        );
        check_risk(
            S3BucketObjectLockConfiguration::NAME,
            &of("GOVERNANCE", 1),
            &of("GOVERNANCE", 30),
            &[(days, Risk::ServiceBroken)],
        );
    }
}

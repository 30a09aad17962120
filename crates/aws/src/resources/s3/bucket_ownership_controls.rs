//! `aws_s3_bucket_ownership_controls`: whether access control lists have any effect on a bucket.
//!
//! Owned: `id bucket rule`. A bucket of AWS has always one, `BucketOwnerEnforced` by default since April
//! 2023 (S3 user guide, "Controlling ownership of objects"); without one ACLs have effect, as with
//! `ObjectWriter`, and that is recorded as absence.
//! Restored: all of it, before access control lists, which S3 refuses while they have no effect.

use async_trait::async_trait;
use aws_sdk_s3::types::{ObjectOwnership, OwnershipControls, OwnershipControlsRule};
use driftlock_core::{Attributes, Call, Risk};
use serde_json::{Value, json};

use super::setting::{BucketSetting, SERVICE};
use crate::CallError;
use crate::action::Action;
use crate::connection::Clients;
use crate::resources::form::{attributes, block, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{Difference, Sent, configured};

/// See the module's documentation.
pub(crate) struct S3BucketOwnershipControls;

const GET: &str = "s3:GetBucketOwnershipControls";
const PUT: &str = "s3:PutBucketOwnershipControls";
const ENFORCED: &str = "BucketOwnerEnforced";

#[async_trait]
impl BucketSetting for S3BucketOwnershipControls {
    const NAME: &'static str = "aws_s3_bucket_ownership_controls";
    const DIFFERENCES: &'static [Difference] = &[];
    const READ: &'static [Action] = &[Action::on_each(GET)];
    // Deleting is the same action.
    const RESTORE: &'static [Action] = &[Action::on_each(PUT)];
    const RANK: u8 = 3;

    fn form(&self, attributes: &mut Attributes) {
        prune(attributes);
    }

    async fn get(&self, clients: &Clients, bucket: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.s3.get_bucket_ownership_controls();
        let answer = answer.bucket(bucket).send().await;
        let missing = &["OwnershipControlsNotFoundError", "NoSuchBucket"];
        let output = configured(GET, missing, answer)?;
        let controls = output.and_then(|output| output.ownership_controls);
        Ok(controls.map(|controls| {
            let rules = controls.rules().iter();
            let rules =
                rules.map(|rule| json!({"object_ownership": rule.object_ownership().as_str()}));
            attributes([("rule", rules.collect())])
        }))
    }

    fn put(&self, bucket: &str, approved: &Attributes) -> Result<Call, &'static str> {
        let ownership = ownership(approved);
        Ok(request(
            PUT,
            format!("set object ownership to {ownership}"),
            [SERVICE, "PutBucketOwnershipControls"],
            json!({"Bucket": bucket, "OwnershipControls": {"Rules": [{"ObjectOwnership": ownership}]}}),
        ))
    }

    fn remove(&self, bucket: &str) -> Result<Call, &'static str> {
        Ok(request(
            PUT,
            "remove the ownership controls",
            [SERVICE, "DeleteBucketOwnershipControls"],
            json!({"Bucket": bucket}),
        ))
    }

    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError> {
        let bucket = request.text("Bucket");
        match request.operation() {
            "PutBucketOwnershipControls" => {
                let wanted = request.value("OwnershipControls");
                let wanted = wanted.pointer("/Rules/0/ObjectOwnership");
                let wanted = wanted.and_then(Value::as_str).unwrap_or_default();
                let rule = OwnershipControlsRule::builder()
                    .object_ownership(ObjectOwnership::from(wanted))
                    .build()
                    .map_err(|error| request.unusable(&error))?;
                let controls = OwnershipControls::builder()
                    .rules(rule)
                    .build()
                    .map_err(|error| request.unusable(&error))?;
                let call = clients.s3.put_bucket_ownership_controls();
                let call = call.set_bucket(bucket).ownership_controls(controls);
                Sent::of(PUT, call.send().await)
            }
            "DeleteBucketOwnershipControls" => {
                let call = clients.s3.delete_bucket_ownership_controls();
                Sent::of(PUT, call.set_bucket(bucket).send().await)
            }
            _ => Err(request.unknown()),
        }
    }

    /// Where ACLs come into effect, objects may belong to others and be open to anybody.
    fn risk(_path: &str, approved: &Value, observed: &Value) -> Risk {
        let enforced = |value: &Value| value.to_string().contains(ENFORCED);
        match (enforced(approved), enforced(observed)) {
            (true, false) => Risk::ExposureWidened,
            (false, true) => Risk::ServiceBroken,
            _ => Risk::ProtectionWeakened,
        }
    }
}

fn ownership(attributes: &Attributes) -> &str {
    block(attributes, "rule").map_or("", |rule| text(rule, "object_ownership"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn lists_that_take_effect_expose() {
        let of = |ownership: &str| json!({"id": "b", "bucket": "b", "rule": [{"object_ownership": ownership}]});
        let check = |approved: &Value, observed: &Value, path: &str, risk: Risk| {
            check_risk(
                S3BucketOwnershipControls::NAME,
                approved,
                observed,
                &[(path, risk)],
            );
        };
        let path = "rule[0].object_ownership";
        check(
            &of(ENFORCED),
            &of("ObjectWriter"),
            path,
            Risk::ExposureWidened,
        );
        check(
            &of(ENFORCED),
            &Value::Null,
            "rule[0]",
            Risk::ExposureWidened,
        );
        check(
            &of("ObjectWriter"),
            &of(ENFORCED),
            path,
            Risk::ServiceBroken,
        );
        let weaker = Risk::ProtectionWeakened;
        check(
            &of("BucketOwnerPreferred"),
            &of("ObjectWriter"),
            path,
            weaker,
        );
    }
}

//! `aws_s3_bucket_accelerate_configuration`: whether uploads may go through CloudFront's edge.
//!
//! Owned: `id bucket status`. AWS answers nothing where acceleration was never set, and nothing can unset
//! it: that is read as `Suspended`, which works alike (`GetBucketAccelerateConfiguration`, S3 API
//! reference). Regions and names with dots, which know no acceleration, have none.
//! Restored: the status.

use async_trait::async_trait;
use aws_sdk_s3::types::{AccelerateConfiguration, BucketAccelerateStatus};
use driftlock_core::{Attributes, Call, Risk};
use serde_json::{Value, json};

use super::setting::{BucketSetting, SERVICE};
use crate::CallError;
use crate::action::Action;
use crate::connection::Clients;
use crate::resources::form::{attributes, default, text};
use crate::resources::request::{Request, request};
use crate::resources::{Sent, configured};

/// See the module's documentation.
pub(crate) struct S3BucketAccelerateConfiguration;

const GET: &str = "s3:GetAccelerateConfiguration";
const PUT: &str = "s3:PutAccelerateConfiguration";
const SUSPENDED: &str = "Suspended";
const OPERATION: &str = "PutBucketAccelerateConfiguration";

#[async_trait]
impl BucketSetting for S3BucketAccelerateConfiguration {
    const NAME: &'static str = "aws_s3_bucket_accelerate_configuration";
    const READ: &'static [Action] = &[Action::on_each(GET)];
    const RESTORE: &'static [Action] = &[Action::on_each(PUT)];

    fn form(&self, attributes: &mut Attributes) {
        default(attributes, "status", SUSPENDED);
    }

    async fn get(&self, clients: &Clients, bucket: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.s3.get_bucket_accelerate_configuration();
        let answer = answer.bucket(bucket).send().await;
        let missing = &["MethodNotAllowed", "NoSuchBucket", "UnsupportedArgument"];
        let output = configured(GET, missing, answer)?;
        Ok(output.map(|output| {
            let status = output.status().map(BucketAccelerateStatus::as_str);
            attributes([("status", json!(status))])
        }))
    }

    fn put(&self, bucket: &str, approved: &Attributes) -> Result<Call, &'static str> {
        let status = text(approved, "status");
        Ok(request(
            PUT,
            format!("set acceleration to {status}"),
            [SERVICE, OPERATION],
            json!({"Bucket": bucket, "AccelerateConfiguration": {"Status": status}}),
        ))
    }

    fn remove(&self, _bucket: &str) -> Result<Call, &'static str> {
        Err("S3 cannot unset acceleration, only suspend it")
    }

    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError> {
        if request.operation() != OPERATION {
            return Err(request.unknown());
        }
        let status = request.value("AccelerateConfiguration").get("Status");
        let status = status
            .and_then(Value::as_str)
            .map(BucketAccelerateStatus::from);
        let configuration = AccelerateConfiguration::builder().set_status(status);
        let call = clients.s3.put_bucket_accelerate_configuration();
        let call = call
            .set_bucket(request.text("Bucket"))
            .accelerate_configuration(configuration.build());
        Sent::of(PUT, call.send().await)
    }

    /// Whoever uploads by the accelerated name is cut off; acceleration itself costs money.
    fn risk(_path: &str, _approved: &Value, observed: &Value) -> Risk {
        if observed == "Enabled" {
            Risk::Cosmetic
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
    fn suspended_acceleration_breaks_and_more_of_it_costs() {
        let of = |status: &str| json!({"id": "b", "bucket": "b", "status": status});
        let check = |approved: &str, observed: &str, risk: Risk| {
            let name = S3BucketAccelerateConfiguration::NAME;
            check_risk(name, &of(approved), &of(observed), &[("status", risk)]);
        };
        check("Enabled", "", Risk::ServiceBroken);
        check("Suspended", "Enabled", Risk::Cosmetic);
    }
}

//! `aws_s3_bucket_request_payment_configuration`: who pays for requests and transfer.
//!
//! Owned: `id bucket payer`. Every bucket has a payer: its owner, unless somebody said otherwise.
//! Restored: the payer.

use async_trait::async_trait;
use aws_sdk_s3::types::{Payer, RequestPaymentConfiguration};
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
pub(crate) struct S3BucketRequestPaymentConfiguration;

const GET: &str = "s3:GetBucketRequestPayment";
const PUT: &str = "s3:PutBucketRequestPayment";
const OWNER: &str = "BucketOwner";
const OPERATION: &str = "PutBucketRequestPayment";

#[async_trait]
impl BucketSetting for S3BucketRequestPaymentConfiguration {
    const NAME: &'static str = "aws_s3_bucket_request_payment_configuration";
    const READ: &'static [Action] = &[Action::on_each(GET)];
    const RESTORE: &'static [Action] = &[Action::on_each(PUT)];

    fn form(&self, attributes: &mut Attributes) {
        default(attributes, "payer", OWNER);
    }

    async fn get(&self, clients: &Clients, bucket: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.s3.get_bucket_request_payment();
        let answer = answer.bucket(bucket).send().await;
        let output = configured(GET, &["NoSuchBucket"], answer)?;
        Ok(output.map(|output| attributes([("payer", json!(output.payer().map(Payer::as_str)))])))
    }

    fn put(&self, bucket: &str, approved: &Attributes) -> Result<Call, &'static str> {
        let payer = text(approved, "payer");
        Ok(request(
            PUT,
            format!("let {payer} pay"),
            [SERVICE, OPERATION],
            json!({"Bucket": bucket, "RequestPaymentConfiguration": {"Payer": payer}}),
        ))
    }

    fn remove(&self, _bucket: &str) -> Result<Call, &'static str> {
        Err("every bucket has somebody who pays")
    }

    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError> {
        if request.operation() != OPERATION {
            return Err(request.unknown());
        }
        let payer = request.value("RequestPaymentConfiguration").get("Payer");
        let configuration = RequestPaymentConfiguration::builder()
            .set_payer(payer.and_then(Value::as_str).map(Payer::from))
            .build()
            .map_err(|error| request.unusable(&error))?;
        let call = clients.s3.put_bucket_request_payment();
        let call = call
            .set_bucket(request.text("Bucket"))
            .request_payment_configuration(configuration);
        Sent::of(PUT, call.send().await)
    }

    /// Requesters who do not agree to pay are refused.
    fn risk(_path: &str, _approved: &Value, observed: &Value) -> Risk {
        if observed == OWNER {
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
    fn requesters_who_have_to_pay_are_cut_off() {
        let of = |payer: &str| json!({"id": "b", "bucket": "b", "payer": payer});
        let check = |approved: &str, observed: &str, risk: Risk| {
            let name = S3BucketRequestPaymentConfiguration::NAME;
            check_risk(name, &of(approved), &of(observed), &[("payer", risk)]);
        };
        check("", "Requester", Risk::ServiceBroken);
        check("Requester", OWNER, Risk::Cosmetic);
    }
}

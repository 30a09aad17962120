//! `aws_s3_bucket_public_access_block`: whether a bucket may be public at all.
//!
//! Owned: `id bucket` and the four flags. Restored: everything, absence included. Restored before a
//! bucket's policy: it closes exposure at once, and may forbid an approved public policy.

use async_trait::async_trait;
use aws_sdk_s3::types::PublicAccessBlockConfiguration;
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{SETTING_OF_BUCKET, SHAPE_OF_BUCKET_SETTING, bucket, setting};
use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::{
    Difference, Kind, ResourceType, RestorePlan, Sent, call, command, configured, typed,
};

/// See the module's documentation.
pub(crate) struct S3BucketPublicAccessBlock;

const GET: &str = "s3:GetBucketPublicAccessBlock";
/// IAM knows one action for putting and deleting; see "Actions defined by Amazon S3".
const PUT: &str = "s3:PutBucketPublicAccessBlock";

#[async_trait]
impl ResourceType for S3BucketPublicAccessBlock {
    fn name(&self) -> &'static str {
        "aws_s3_bucket_public_access_block"
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
            restore: const { &[Action::on_each(PUT)] },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        bucket::arn(place, id)
    }

    fn restore_rank(&self) -> u8 {
        0
    }

    fn id_in_state(&self, values: &Attributes) -> Option<String> {
        setting::bucket_in_state(values)
    }

    fn normalise(&self, attributes: Attributes) -> Attributes {
        attributes
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let missing = &["NoSuchPublicAccessBlockConfiguration", "NoSuchBucket"];
        let answer = clients.s3.get_public_access_block().bucket(id).send().await;
        let output = configured(GET, missing, answer)?;
        let block = output.and_then(|output| output.public_access_block_configuration);
        Ok(block.map(|block| Block::from_aws(&block).attributes(id)))
    }

    fn plan_restore(
        &self,
        _id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        if diff(approved, observed, &self.shape()).is_empty() {
            return RestorePlan::default();
        }
        let block = approved.map(Block::from_attributes);
        let summary = match &block {
            Some(block) => format!("set the public access block to {}", block.summary()),
            None => "delete the public access block".to_owned(),
        };
        let calls = vec![call(PUT, summary, &BlockCall { block })];
        RestorePlan {
            calls,
            unrestorable: Vec::new(),
        }
    }

    fn command(&self, id: &str, call: &Call) -> Result<Vec<String>, CallError> {
        let bucket = ("bucket", id.to_owned());
        let Some(block) = typed::<BlockCall>(PUT, call)?.block else {
            return Ok(command(["s3api", "delete-public-access-block"], [bucket]));
        };
        let block = json!({
            "BlockPublicAcls": block.block_public_acls,
            "BlockPublicPolicy": block.block_public_policy,
            "IgnorePublicAcls": block.ignore_public_acls,
            "RestrictPublicBuckets": block.restrict_public_buckets,
        });
        let block = ("public-access-block-configuration", block.to_string());
        Ok(command(
            ["s3api", "put-public-access-block"],
            [bucket, block],
        ))
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        match typed::<BlockCall>(PUT, call)?.block {
            Some(block) => {
                let request = clients.s3.put_public_access_block().bucket(id);
                let request = request.public_access_block_configuration(block.to_aws());
                Sent::of(PUT, request.send().await)
            }
            None => {
                let answer = clients
                    .s3
                    .delete_public_access_block()
                    .bucket(id)
                    .send()
                    .await;
                Sent::of(PUT, answer)
            }
        }
    }
}

/// A flag that is not set blocks as little as one that is false.
fn risk(_path: &str, approved: &Value, observed: &Value) -> Risk {
    let blocks = |value: &Value| value.as_bool().unwrap_or_default();
    match (blocks(approved), blocks(observed)) {
        (true, false) => Risk::ExposureWidened,
        (false, true) => Risk::ServiceBroken,
        (true, true) | (false, false) => Risk::Cosmetic,
    }
}

/// Puts a public access block, or deletes it.
#[derive(Debug, Serialize, Deserialize)]
struct BlockCall {
    // Null deletes; a call without it is no call of this type.
    #[serde(deserialize_with = "Option::deserialize")]
    block: Option<Block>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Block {
    block_public_acls: bool,
    block_public_policy: bool,
    ignore_public_acls: bool,
    restrict_public_buckets: bool,
}

impl Block {
    fn from_aws(block: &PublicAccessBlockConfiguration) -> Self {
        Self {
            block_public_acls: block.block_public_acls().unwrap_or_default(),
            block_public_policy: block.block_public_policy().unwrap_or_default(),
            ignore_public_acls: block.ignore_public_acls().unwrap_or_default(),
            restrict_public_buckets: block.restrict_public_buckets().unwrap_or_default(),
        }
    }

    fn from_attributes(attributes: &Attributes) -> Self {
        let flag = |name: &str| {
            attributes
                .get(name)
                .and_then(Value::as_bool)
                .unwrap_or_default()
        };
        Self {
            block_public_acls: flag("block_public_acls"),
            block_public_policy: flag("block_public_policy"),
            ignore_public_acls: flag("ignore_public_acls"),
            restrict_public_buckets: flag("restrict_public_buckets"),
        }
    }

    fn flags(&self) -> [(&'static str, bool); 4] {
        [
            ("block_public_acls", self.block_public_acls),
            ("block_public_policy", self.block_public_policy),
            ("ignore_public_acls", self.ignore_public_acls),
            ("restrict_public_buckets", self.restrict_public_buckets),
        ]
    }

    fn summary(&self) -> String {
        self.flags()
            .map(|(name, on)| format!("{name}={on}"))
            .join(" ")
    }

    fn attributes(&self, id: &str) -> Attributes {
        let flags = self.flags().map(|(name, on)| (name, Value::from(on)));
        [("id", Value::from(id)), ("bucket", Value::from(id))]
            .into_iter()
            .chain(flags)
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    fn to_aws(&self) -> PublicAccessBlockConfiguration {
        PublicAccessBlockConfiguration::builder()
            .block_public_acls(self.block_public_acls)
            .block_public_policy(self.block_public_policy)
            .ignore_public_acls(self.ignore_public_acls)
            .restrict_public_buckets(self.restrict_public_buckets)
            .build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn a_flag_lost_exposes_and_a_flag_gained_breaks() {
        let kind = S3BucketPublicAccessBlock.name();
        let flags = |acls: bool, policy: bool| {
            json!({"id": "b", "bucket": "b", "block_public_acls": acls, "block_public_policy": policy,
                "ignore_public_acls": true, "restrict_public_buckets": false})
        };
        check_risk(
            kind,
            &flags(true, false),
            &flags(false, true),
            &[
                ("block_public_acls", Risk::ExposureWidened),
                ("block_public_policy", Risk::ServiceBroken),
            ],
        );
        check_risk(
            kind,
            &flags(true, false),
            &Value::Null,
            &[
                ("block_public_acls", Risk::ExposureWidened),
                ("block_public_policy", Risk::Cosmetic),
                ("ignore_public_acls", Risk::ExposureWidened),
                ("restrict_public_buckets", Risk::Cosmetic),
            ],
        );
        check_risk(
            kind,
            &Value::Null,
            &flags(true, true),
            &[
                ("block_public_acls", Risk::ServiceBroken),
                ("block_public_policy", Risk::ServiceBroken),
                ("ignore_public_acls", Risk::ServiceBroken),
                ("restrict_public_buckets", Risk::Cosmetic),
            ],
        );
    }
}

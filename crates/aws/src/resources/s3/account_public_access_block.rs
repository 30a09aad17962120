//! `aws_s3_account_public_access_block`: whether any bucket of the account may be public.
//!
//! Owned: `id account_id` and the four flags, once for all regions. An account without one blocks nothing,
//! and that is recorded.
//! Restored: everything, absence included, before any bucket.

use async_trait::async_trait;
use aws_sdk_s3control::types::PublicAccessBlockConfiguration as Block;
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use serde_json::{Value, json};

use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, default};
use crate::resources::request::{Request, request};
use crate::resources::{Difference, Kind, ResourceType, RestorePlan, Sent, configured};

/// See the module's documentation.
pub(crate) struct S3AccountPublicAccessBlock;

const GET: &str = "s3:GetAccountPublicAccessBlock";
/// IAM knows one action for putting and deleting; see "Actions defined by Amazon S3".
const PUT: &str = "s3:PutAccountPublicAccessBlock";
const SERVICE: &str = "s3control";
const CONFIGURATION: &str = "PublicAccessBlockConfiguration";

/// In the schema and in the API.
const FLAGS: [(&str, &str); 4] = [
    ("block_public_acls", "BlockPublicAcls"),
    ("block_public_policy", "BlockPublicPolicy"),
    ("ignore_public_acls", "IgnorePublicAcls"),
    ("restrict_public_buckets", "RestrictPublicBuckets"),
];

#[async_trait]
impl ResourceType for S3AccountPublicAccessBlock {
    fn name(&self) -> &'static str {
        "aws_s3_account_public_access_block"
    }

    fn kind(&self) -> Kind {
        Kind::SettingOfAccount
    }

    fn is_global(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[],
            identity: &["account_id", "id"],
            risk: Some(risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: &[],
            read: const { &[Action::on_all(GET)] },
            restore: const { &[Action::on_all(PUT)] },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, _id: &str) -> String {
        format!("arn:{}:s3:::account/{account}", partition(region))
    }

    fn restore_rank(&self) -> u8 {
        0
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        for (flag, _) in FLAGS {
            default(&mut attributes, flag, false);
        }
        attributes
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.s3control().get_public_access_block();
        let answer = answer.account_id(id).send().await;
        let output = configured(GET, &["NoSuchPublicAccessBlockConfiguration"], answer)?;
        let block = output.and_then(|output| output.public_access_block_configuration);
        Ok(block.map(|block| {
            attributes([
                ("id", Value::from(id)),
                ("account_id", Value::from(id)),
                ("block_public_acls", block.block_public_acls().into()),
                ("block_public_policy", block.block_public_policy().into()),
                ("ignore_public_acls", block.ignore_public_acls().into()),
                (
                    "restrict_public_buckets",
                    block.restrict_public_buckets().into(),
                ),
            ])
        }))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        if diff(approved, observed, &self.shape()).is_empty() {
            return RestorePlan::default();
        }
        let call = match approved {
            Some(approved) => {
                let flag = |(schema, api): (&str, &str)| {
                    (
                        api.to_owned(),
                        json!(approved.get(schema) == Some(&Value::from(true))),
                    )
                };
                let block: Attributes = FLAGS.into_iter().map(flag).collect();
                let summary = format!("set the account's public access block to {}", json!(block));
                let input = json!({"AccountId": id, CONFIGURATION: block});
                request(PUT, summary, [SERVICE, "PutPublicAccessBlock"], input)
            }
            None => request(
                PUT,
                "delete the account's public access block",
                [SERVICE, "DeletePublicAccessBlock"],
                json!({"AccountId": id}),
            ),
        };
        RestorePlan {
            calls: vec![call],
            unrestorable: Vec::new(),
        }
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let (s3, account) = (clients.s3control(), request.text("AccountId"));
        match request.operation() {
            "PutPublicAccessBlock" => {
                let flag = |name: &str| {
                    let flag = request.value(CONFIGURATION).get(name);
                    flag.and_then(Value::as_bool).unwrap_or_default()
                };
                let block = Block::builder()
                    .block_public_acls(flag("BlockPublicAcls"))
                    .block_public_policy(flag("BlockPublicPolicy"))
                    .ignore_public_acls(flag("IgnorePublicAcls"))
                    .restrict_public_buckets(flag("RestrictPublicBuckets"))
                    .build();
                let call = s3.put_public_access_block().set_account_id(account);
                let call = call.public_access_block_configuration(block);
                Sent::of(PUT, call.send().await)
            }
            "DeletePublicAccessBlock" => {
                let call = s3.delete_public_access_block().set_account_id(account);
                Sent::of(PUT, call.send().await)
            }
            _ => Err(request.unknown()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn a_flag_less_exposes() {
        let of = |acls: bool, policy: bool| {
            json!({"id": "1", "account_id": "1", "block_public_acls": acls,
                "block_public_policy": policy})
        };
        check_risk(
            S3AccountPublicAccessBlock.name(),
            &of(true, false),
            &of(false, true),
            &[
                ("block_public_acls", Risk::ExposureWidened),
                ("block_public_policy", Risk::ServiceBroken),
            ],
        );
    }
}

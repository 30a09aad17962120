//! `aws_s3_bucket_policy`: who may do what with a bucket.
//!
//! Owned: `id bucket policy`. The policy is held in its canonical form (see `iam_policy`), because
//! AWS reorders what it is given. Restored: everything, absence included.

use async_trait::async_trait;
use driftlock_core::{Attributes, Call, Shape};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Actions, Difference, Kind, ResourceType, RestorePlan, SETTING_OF_BUCKET,
    SHAPE_OF_BUCKET_SETTING, Sent, call, configured, typed,
};
use crate::CallError;
use crate::connection::Clients;
use crate::iam_policy::canonical;

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
        SHAPE_OF_BUCKET_SETTING
    }

    fn differences(&self) -> &'static [Difference] {
        &[]
    }

    fn actions(&self) -> Actions {
        Actions {
            read: &[GET],
            restore: &[DELETE, PUT],
        }
    }

    /// After the public access block, which may forbid the approved policy until it is restored.
    fn restore_rank(&self) -> u8 {
        1
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

/// Puts a policy, or deletes it.
#[derive(Debug, Serialize, Deserialize)]
struct PolicyCall {
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

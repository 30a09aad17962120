//! `aws_s3_bucket`: the bucket itself and its tags.
//!
//! Owned: `id bucket arn region bucket_domain_name bucket_regional_domain_name tags`.
//! Everything else that the schema of hashicorp/aws 5.x repeats here (`policy`, `versioning`,
//! `server_side_encryption_configuration`, ...) belongs to the setting type of the same name.
//! Restored: tags. Where that is allowed, one that is gone is made anew, empty, and one that the
//! baseline does not know is deleted, if it is empty.
//!
//! One `ListBuckets` call reads 10,000 names, then `GetBucketTagging` each.

use async_trait::async_trait;
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration, Tag, Tagging};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, call, command, configured,
    drop_differences, typed,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct S3Bucket;

/// Name of the type, for its settings.
pub(crate) const NAME: &str = "aws_s3_bucket";
const LIST: &str = "s3:ListAllMyBuckets";
const GET_TAGS: &str = "s3:GetBucketTagging";
const PUT_TAGS: &str = "s3:PutBucketTagging";
const CREATE: &str = "s3:CreateBucket";
const DELETE: &str = "s3:DeleteBucket";
/// Most results of one call, by the S3 API reference.
const PAGE: i32 = 10_000;

const SETTING: &str =
    "held by the setting type of the same purpose, such as `aws_s3_bucket_policy`";
const INSTRUCTION: &str = "an instruction to Terraform; AWS does not know it";

#[async_trait]
impl ResourceType for S3Bucket {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn shape(&self) -> Shape {
        Shape {
            risk: Some(risk),
            ..Shape::default()
        }
    }

    fn differences(&self) -> &'static [Difference] {
        const {
            &[
                not_held("acceleration_status", SETTING),
                not_held("acl", SETTING),
                not_held("bucket_prefix", "only tells how Terraform made the name"),
                not_held("cors_rule", SETTING),
                not_held("force_destroy", INSTRUCTION),
                not_held("grant", SETTING),
                not_held(
                    "hosted_zone_id",
                    "a constant of the region, from a table inside hashicorp/aws",
                ),
                not_held("lifecycle_rule", SETTING),
                not_held("logging", SETTING),
                not_held("object_lock_configuration", SETTING),
                not_held("object_lock_enabled", SETTING),
                not_held("policy", SETTING),
                not_held("replication_configuration", SETTING),
                not_held("request_payer", SETTING),
                not_held("server_side_encryption_configuration", SETTING),
                not_held("tags_all", "held as `tags`, which has all tags"),
                not_held("timeouts", INSTRUCTION),
                not_held("versioning", SETTING),
                not_held("website", SETTING),
                not_held("website_domain", SETTING),
                not_held("website_endpoint", SETTING),
            ]
        }
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(LIST)] },
            read: const { &[Action::on_each(GET_TAGS)] },
            // Deleting all tags is the same action. AWS's own tags are read before.
            restore: const { &[Action::on_each(PUT_TAGS).with(&[GET_TAGS])] },
            create: const { &[Action::on_each(CREATE)] },
            delete: const { &[Action::on_each(DELETE)] },
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn(place, id)
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        // S3 answers only buckets of the region asked for; those of others cannot be read from here.
        let buckets = clients
            .s3
            .list_buckets()
            .bucket_region(&clients.region)
            .max_buckets(PAGE)
            .into_paginator()
            .send()
            .try_collect()
            .await
            .map_err(|error| CallError::new(LIST, error))?;
        Ok(buckets
            .iter()
            .flat_map(|page| page.buckets())
            .filter(|bucket| {
                bucket
                    .bucket_region()
                    .is_none_or(|region| region == clients.region)
            })
            .filter_map(|bucket| bucket.name())
            .map(Listed::id)
            .collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let all = match all_tags(clients, id).await {
            Ok(tags) => tags,
            Err(error) if error.has_code(&["NoSuchBucket"]) => return Ok(None),
            Err(error) => return Err(error),
        };
        let own = tags::own(all.iter().map(|tag| (Some(tag.key()), Some(tag.value()))));
        Ok(Some(self.normalise(attributes(&clients.region, id, own))))
    }

    fn plan_restore(
        &self,
        _id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        match (approved, observed) {
            (Some(approved), None) => return create(approved),
            (None, Some(_)) => {
                let summary = "delete the bucket, which AWS refuses unless it is empty";
                return only(call(DELETE, summary.to_owned(), &BucketCall::Delete));
            }
            _ => {}
        }
        let changes = diff(approved, observed, &self.shape());
        let (tags, others): (Vec<_>, Vec<_>) = changes
            .into_iter()
            .partition(|change| change.path.starts_with("tags"));
        let mut plan = RestorePlan::default();
        if let (Some(approved), false) = (approved, tags.is_empty()) {
            let wanted = approved
                .get("tags")
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default();
            plan.calls.push(put_tags_call(wanted));
        }
        plan.unrestorable = others
            .into_iter()
            .map(|change| Unrestorable {
                path: change.path,
                reason: "AWS cannot change it on an existing bucket".to_owned(),
            })
            .collect();
        plan
    }

    fn command(&self, id: &str, call: &Call) -> Result<Vec<String>, CallError> {
        let bucket = ("bucket", id.to_owned());
        let tags = match typed(PUT_TAGS, call)? {
            BucketCall::PutTags { tags } => tags,
            BucketCall::Delete => return Ok(command(["s3api", "delete-bucket"], [bucket])),
            BucketCall::Create { region } => {
                let options = constraint(&region).map(|place| {
                    let place = format!("LocationConstraint={}", place.as_str());
                    ("create-bucket-configuration", place)
                });
                let options = std::iter::once(bucket).chain(options);
                return Ok(command(["s3api", "create-bucket"], options));
            }
        };
        if tags.is_empty() {
            return Ok(command(["s3api", "delete-bucket-tagging"], [bucket]));
        }
        let all: Vec<Value> = tags
            .iter()
            .map(|(name, value)| json!({ "Key": name, "Value": value }))
            .collect();
        let tagging = ("tagging", json!({ "TagSet": all }).to_string());
        Ok(command(["s3api", "put-bucket-tagging"], [bucket, tagging]))
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        match typed(PUT_TAGS, call)? {
            BucketCall::PutTags { tags } => put_tags(clients, id, &tags).await,
            BucketCall::Delete => {
                let answer = clients.s3.delete_bucket().bucket(id).send().await;
                Sent::of(DELETE, answer)
            }
            BucketCall::Create { region } => {
                let place = constraint(&region).map(|place| {
                    CreateBucketConfiguration::builder()
                        .location_constraint(place)
                        .build()
                });
                let request = clients.s3.create_bucket().bucket(id);
                let answer = request.set_create_bucket_configuration(place).send().await;
                Sent::of(CREATE, answer)
            }
        }
    }
}

const fn not_held(attribute: &'static str, reason: &'static str) -> Difference {
    Difference { attribute, reason }
}

/// A bucket's ARN has neither region nor account.
pub(crate) fn arn(place: &Place<'_>, id: &str) -> String {
    format!("arn:{}:s3:::{id}", partition(place.region))
}

/// Tags tell people and bills something; everything else is where callers find the bucket.
fn risk(path: &str, _approved: &Value, _observed: &Value) -> Risk {
    if path.starts_with("tags") {
        Risk::Cosmetic
    } else {
        Risk::ServiceBroken
    }
}

/// A write call on a bucket.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
enum BucketCall {
    /// Replaces the tags of a bucket.
    PutTags { tags: Attributes },
    /// Makes it, empty and with AWS's defaults. Its settings drift then, and are restored as ever.
    Create { region: String },
    /// Deletes it.
    Delete,
}

fn put_tags_call(tags: Attributes) -> Call {
    let summary = format!("set tags to {}", Value::Object(tags.clone()));
    call(PUT_TAGS, summary, &BucketCall::PutTags { tags })
}

fn only(call: Call) -> RestorePlan {
    RestorePlan {
        calls: vec![call],
        unrestorable: Vec::new(),
    }
}

/// What it held is gone: nothing pretends to bring that back.
fn create(approved: &Attributes) -> RestorePlan {
    let region = approved.get("region").and_then(Value::as_str);
    let region = region.unwrap_or_default().to_owned();
    let summary = format!("make the bucket anew in {region}, empty");
    let mut plan = only(call(CREATE, summary, &BucketCall::Create { region }));
    if let Some(Value::Object(tags)) = approved.get("tags").filter(|tags| *tags != &json!({})) {
        plan.calls.push(put_tags_call(tags.clone()));
    }
    plan.unrestorable.push(Unrestorable {
        path: "objects".to_owned(),
        reason: "what the bucket held is gone; bring it back from a replica or a backup".to_owned(),
    });
    plan
}

/// `us-east-1` is what is meant by none, and must not be named (`CreateBucket`, S3 API reference).
fn constraint(region: &str) -> Option<BucketLocationConstraint> {
    (region != "us-east-1").then(|| BucketLocationConstraint::from(region))
}

async fn all_tags(clients: &Clients, id: &str) -> Result<Vec<Tag>, CallError> {
    let answer = clients.s3.get_bucket_tagging().bucket(id).send().await;
    let output = configured(GET_TAGS, &["NoSuchTagSet"], answer)?;
    Ok(output.map(|output| output.tag_set).unwrap_or_default())
}

/// `PutBucketTagging` replaces the whole set, so AWS's own tags are read first and sent back.
async fn put_tags(clients: &Clients, id: &str, tags: &Attributes) -> Result<Sent, CallError> {
    let present = all_tags(clients, id).await?;
    let mut all: Vec<Tag> = present
        .into_iter()
        .filter(|tag| tag.key().starts_with("aws:"))
        .collect();
    for (name, value) in tags {
        let tag = Tag::builder()
            .key(name)
            .value(value.as_str().unwrap_or_default())
            .build();
        all.push(tag.map_err(|error| CallError::unusable(PUT_TAGS, &error))?);
    }
    if all.is_empty() {
        let answer = clients.s3.delete_bucket_tagging().bucket(id).send().await;
        return Sent::of(PUT_TAGS, answer);
    }
    let tagging = Tagging::builder().set_tag_set(Some(all)).build();
    let tagging = tagging.map_err(|error| CallError::unusable(PUT_TAGS, &error))?;
    let answer = clients
        .s3
        .put_bucket_tagging()
        .bucket(id)
        .tagging(tagging)
        .send()
        .await;
    Sent::of(PUT_TAGS, answer)
}

fn attributes(region: &str, id: &str, tags: Attributes) -> Attributes {
    let suffix = if region.starts_with("cn-") {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    };
    let partition = partition(region);
    [
        ("id", Value::from(id)),
        ("bucket", Value::from(id)),
        ("arn", Value::from(format!("arn:{partition}:s3:::{id}"))),
        ("region", Value::from(region)),
        (
            "bucket_domain_name",
            Value::from(format!("{id}.s3.{suffix}")),
        ),
        (
            "bucket_regional_domain_name",
            Value::from(format!("{id}.s3.{region}.{suffix}")),
        ),
        ("tags", Value::Object(tags)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn tags_are_cosmetic_and_another_place_breaks_callers() {
        check_risk(
            NAME,
            &json!({"id": "b", "region": "eu-west-1", "tags": {"a": "1", "b": "2"}}),
            &json!({"id": "b", "region": "us-east-1", "tags": {"a": "2", "c d": "3"}}),
            &[
                ("region", Risk::ServiceBroken),
                ("tags.a", Risk::Cosmetic),
                ("tags.b", Risk::Cosmetic),
                ("tags[\"c d\"]", Risk::Cosmetic),
            ],
        );
    }
}

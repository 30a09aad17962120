//! `aws_secretsmanager_secret`: what a secret is called, its key, its replicas and its tags; never its
//! value.
//!
//! Owned: `id arn name description kms_key_id replica tags`. A secret that is to be deleted counts as
//! gone, as it does to whoever needs it.
//! Restored: description, key and tags, and one that is to be deleted is brought back. Replicas are
//! reported only: to remove one deletes it in its region.
//!
//! `ListSecrets` reads 100 a page, then `DescribeSecret` each.

use async_trait::async_trait;
use aws_sdk_secretsmanager::types::{ReplicationStatusType, Tag};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use super::{GONE, SERVICE};
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{add, attributes, prune, sort_set, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct Secret;

pub(super) const NAME: &str = "aws_secretsmanager_secret";
const LIST: &str = "secretsmanager:ListSecrets";
const DESCRIBE: &str = "secretsmanager:DescribeSecret";
const UPDATE: &str = "secretsmanager:UpdateSecret";
const UNDELETE: &str = "secretsmanager:RestoreSecret";
const TAG: &str = "secretsmanager:TagResource";
const UNTAG: &str = "secretsmanager:UntagResource";
/// Most results of one call, by the Secrets Manager API reference.
const PAGE: i32 = 100;

#[async_trait]
impl ResourceType for Secret {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[("replica", region_of)],
            risk: Some(risk),
            ..Shape::default()
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "force_overwrite_replica_secret",
                reason: "an instruction to Terraform; AWS does not know it",
            },
            Difference {
                attribute: "name_prefix",
                reason: "only tells how Terraform made the name",
            },
            Difference {
                attribute: "policy",
                reason: "held by `aws_secretsmanager_secret_policy`",
            },
            Difference {
                attribute: "recovery_window_in_days",
                reason: "an instruction to Terraform; AWS does not know it",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(LIST)] },
            read: const { &[Action::on_each(DESCRIBE)] },
            restore: const {
                &[
                    Action::on_each(TAG),
                    Action::on_each(UNTAG),
                    Action::on_each(UPDATE),
                ]
            },
            create: const { &[Action::on_each(UNDELETE)] },
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        match id {
            "*" => format!(
                "arn:{}:secretsmanager:{region}:{account}:secret:*",
                partition(region)
            ),
            arn => arn.to_owned(),
        }
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        let replicas = attributes.get_mut("replica").and_then(Value::as_array_mut);
        for replica in replicas
            .into_iter()
            .flatten()
            .filter_map(Value::as_object_mut)
        {
            // When it was last read, and how far it is, change by themselves.
            replica.retain(|name, _| name == "region" || name == "kms_key_id");
        }
        prune(&mut attributes);
        sort_set(&mut attributes, "replica");
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = clients.secretsmanager().list_secrets().max_results(PAGE);
        let pages = all.into_paginator().send().try_collect().await;
        let pages = pages.map_err(|error| CallError::new(LIST, error))?;
        let all = pages
            .into_iter()
            .filter_map(|page| page.secret_list)
            .flatten();
        // A replica is held with the secret that it is one of, in another region.
        let own = all.filter(|secret| {
            let primary = secret.primary_region();
            primary.is_none_or(|region| region == clients.region)
        });
        Ok(own
            .filter_map(|secret| secret.arn)
            .map(Listed::id)
            .collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.secretsmanager().describe_secret();
        let answer = answer.secret_id(id).send().await;
        let Some(secret) = configured(DESCRIBE, GONE, answer)? else {
            return Ok(None);
        };
        if secret.deleted_date().is_some() {
            return Ok(None);
        }
        let own = tags::own(secret.tags().iter().map(|tag| (tag.key(), tag.value())));
        let replicas = secret.replication_status().iter().map(replica);
        Ok(Some(self.normalise(attributes([
            ("id", Value::from(id)),
            ("arn", Value::from(id)),
            ("name", Value::from(secret.name())),
            ("description", Value::from(secret.description())),
            ("kms_key_id", Value::from(secret.kms_key_id())),
            ("replica", replicas.collect()),
            ("tags", Value::Object(own)),
        ]))))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        match (approved, observed) {
            (Some(approved), Some(observed)) => restore(id, approved, observed),
            (Some(_), None) => undelete(id),
            (None, _) => RestorePlan::default(),
        }
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let secrets = clients.secretsmanager();
        let id = request.text("SecretId");
        match request.operation() {
            "UpdateSecret" => {
                let call = secrets.update_secret().set_secret_id(id);
                let call = call
                    .set_description(request.text("Description"))
                    .set_kms_key_id(request.text("KmsKeyId"));
                Sent::of(UPDATE, call.send().await)
            }
            "RestoreSecret" => {
                let call = secrets.restore_secret().set_secret_id(id);
                Sent::of(UNDELETE, call.send().await)
            }
            "TagResource" => {
                let all = tags::listed(request.value("Tags")).into_iter();
                let all = all.map(|(name, value)| Tag::builder().key(name).value(value).build());
                let call = secrets.tag_resource().set_secret_id(id);
                Sent::of(TAG, call.set_tags(Some(all.collect())).send().await)
            }
            "UntagResource" => {
                let call = secrets.untag_resource().set_secret_id(id);
                let call = call.set_tag_keys(request.texts("TagKeys"));
                Sent::of(UNTAG, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

fn region_of(replica: &Value) -> String {
    let region = replica.get("region").and_then(Value::as_str);
    region.unwrap_or_default().to_owned()
}

fn replica(replica: &ReplicationStatusType) -> Value {
    json!({ "region": replica.region(), "kms_key_id": replica.kms_key_id() })
}

fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut plan = RestorePlan::default();
    let mut input = json!({ "SecretId": id });
    for change in diff(Some(approved), Some(observed), &Secret.shape()) {
        match change.path.as_str() {
            "description" => add(&mut input, "Description", text(approved, "description")),
            // An empty key is AWS's own one for secrets.
            "kms_key_id" => {
                let key = match text(approved, "kms_key_id") {
                    "" => "alias/aws/secretsmanager",
                    key => key,
                };
                add(&mut input, "KmsKeyId", key);
            }
            path if path.starts_with("tags") => {}
            _ => plan.unrestorable.push(Unrestorable {
                path: change.path,
                reason: "Driftlock does not make or delete replicas; deploy it again".to_owned(),
            }),
        }
    }
    let named: Vec<&str> = ["Description", "KmsKeyId"]
        .into_iter()
        .filter(|name| input.get(*name).is_some())
        .collect();
    if !named.is_empty() {
        let summary = format!("set {}", named.join(" and "));
        plan.calls
            .push(request(UPDATE, summary, [SERVICE, "UpdateSecret"], input));
    }
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let input = json!({"SecretId": id, "Tags": tags::list(tags)});
            request(TAG, summary, [SERVICE, "TagResource"], input)
        },
        |summary, names| {
            let input = json!({"SecretId": id, "TagKeys": names});
            request(UNTAG, summary, [SERVICE, "UntagResource"], input)
        },
    );
    plan
}

/// AWS keeps a deleted secret for 7 to 30 days, with its value.
fn undelete(id: &str) -> RestorePlan {
    let input = json!({ "SecretId": id });
    let summary = "take back its deletion, if AWS still keeps it";
    RestorePlan {
        calls: vec![request(
            UNDELETE,
            summary,
            [SERVICE, "RestoreSecret"],
            input,
        )],
        unrestorable: Vec::new(),
    }
}

/// Another key, or a copy elsewhere, is in other hands.
fn risk(path: &str, _approved: &Value, observed: &Value) -> Risk {
    match path {
        "kms_key_id" => Risk::ProtectionWeakened,
        _ if path.starts_with("replica") && observed.is_null() => Risk::ServiceBroken,
        _ if path.starts_with("replica") => Risk::ExposureWidened,
        _ if path.starts_with("tags") || path == "description" => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn another_key_weakens_and_a_new_copy_exposes() {
        let of = |key: &str, regions: &[&str]| {
            let replicas: Vec<Value> = regions.iter().map(|r| json!({"region": r})).collect();
            json!({"id": "arn:s", "kms_key_id": key, "replica": replicas})
        };
        check_risk(
            NAME,
            &of("k1", &["eu-west-1"]),
            &of("k2", &["us-west-2"]),
            &[
                ("kms_key_id", Risk::ProtectionWeakened),
                ("replica[eu-west-1]", Risk::ServiceBroken),
                ("replica[us-west-2]", Risk::ExposureWidened),
            ],
        );
    }
}

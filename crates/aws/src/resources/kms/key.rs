//! `aws_kms_key`: who may use a key, whether it works and how often it is rotated.
//!
//! Owned: `id key_id arn description customer_master_key_spec key_usage multi_region
//! custom_key_store_id xks_key_id is_enabled enable_key_rotation rotation_period_in_days policy
//! tags`, and beyond the schema `key_state deletion_date`, both only of a key that neither works nor
//! is just disabled. The policy is compared by meaning (see `iam_policy`).
//! Restored: policy, state, rotation, description and tags; a planned deletion is cancelled, none is
//! ever planned. A key that is gone cannot come back.
//!
//! `ListKeys` names all keys page by page; each is read by `DescribeKey`, `GetKeyPolicy`,
//! `GetKeyRotationStatus` and `ListResourceTags`. Keys that AWS manages are not held.

use async_trait::async_trait;
use aws_sdk_kms::types::{
    KeyManagerType, KeyMetadata, KeySpec, KeyState, KeyUsageType, OriginType, Tag,
    XksKeyConfigurationType,
};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable};
use serde_json::{Value, json};

use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::iam_policy::{canonical, judge};
use crate::resources::form::{attributes, default, prune, text};
use crate::resources::request::Request;
use crate::resources::{
    Difference, Kind, Listed, Part, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

mod plan;
mod send;

/// See the module's documentation.
pub(crate) struct Key;

const NAME: &str = "aws_kms_key";
const SERVICE: &str = "kms";
const LIST: &str = "kms:ListKeys";
const DESCRIBE: &str = "kms:DescribeKey";
const GET_POLICY: &str = "kms:GetKeyPolicy";
const GET_ROTATION: &str = "kms:GetKeyRotationStatus";
const LIST_TAGS: &str = "kms:ListResourceTags";
const CANCEL: &str = "kms:CancelKeyDeletion";
const ENABLE: &str = "kms:EnableKey";
const DISABLE: &str = "kms:DisableKey";
const ENABLE_ROTATION: &str = "kms:EnableKeyRotation";
const DISABLE_ROTATION: &str = "kms:DisableKeyRotation";
const PUT_POLICY: &str = "kms:PutKeyPolicy";
const DESCRIPTION: &str = "kms:UpdateKeyDescription";
const TAG: &str = "kms:TagResource";
const UNTAG: &str = "kms:UntagResource";
const MISSING: &[&str] = &["NotFoundException"];
/// The only policy that a key has, by the KMS API reference.
const POLICY: &str = "default";
/// Most keys and most tags of one call, by the KMS API reference.
const PAGE: i32 = 1000;
const PAGE_OF_TAGS: i32 = 50;

#[async_trait]
impl ResourceType for Key {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn aliases(&self) -> &'static [&'static str] {
        &[
            "aws_kms_external_key",
            "aws_kms_replica_external_key",
            "aws_kms_replica_key",
        ]
    }

    fn parts(&self) -> &'static [Part] {
        &[Part {
            declared_by: "aws_kms_key_policy",
            places: |values| {
                let key = text(values, "key_id").rsplit(":key/").next();
                let key = key.filter(|key| !key.is_empty())?;
                Some((key.to_owned(), vec!["policy".to_owned()]))
            },
        }]
    }

    fn shape(&self) -> Shape {
        Shape {
            risk: Some(risk),
            ..Shape::default()
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "bypass_policy_lockout_safety_check",
                reason: "an instruction to Terraform; AWS does not keep it",
            },
            Difference {
                attribute: "deletion_window_in_days",
                reason: "an instruction to Terraform for when it deletes the key",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
            Difference {
                attribute: "timeouts",
                reason: "an instruction to Terraform",
            },
        ]
    }

    fn beyond_schema(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "deletion_date",
                reason: "until then a planned deletion can be cancelled; Terraform takes it for done",
            },
            Difference {
                attribute: "key_state",
                reason: "tells a key that is to be deleted from one that is only disabled",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(LIST)] },
            read: const {
                &[
                    Action::on_each(DESCRIBE),
                    Action::on_each(GET_POLICY),
                    Action::on_each(GET_ROTATION),
                    Action::on_each(LIST_TAGS),
                ]
            },
            restore: const {
                &[
                    Action::on_each(CANCEL),
                    Action::on_each(DISABLE),
                    Action::on_each(DISABLE_ROTATION),
                    Action::on_each(ENABLE),
                    Action::on_each(ENABLE_ROTATION),
                    Action::on_each(PUT_POLICY),
                    Action::on_each(TAG),
                    Action::on_each(UNTAG),
                    Action::on_each(DESCRIPTION),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        let partition = partition(region);
        format!("arn:{partition}:kms:{region}:{account}:key/{id}")
    }

    /// Before what it encrypts.
    fn restore_rank(&self) -> u8 {
        2
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        rename_of_relatives(&mut attributes);
        if let Some(Value::String(policy)) = attributes.get_mut("policy") {
            *policy = canonical(policy);
        }
        let defaults = [
            ("customer_master_key_spec", json!("SYMMETRIC_DEFAULT")),
            ("key_usage", json!("ENCRYPT_DECRYPT")),
            ("multi_region", json!(false)),
            ("enable_key_rotation", json!(false)),
            ("is_enabled", json!(true)),
        ];
        for (name, value) in defaults {
            default(&mut attributes, name, value);
        }
        rotation_period(&mut attributes);
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let keys = clients.kms().list_keys().limit(PAGE).into_paginator();
        let keys = keys
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|error| CallError::new(LIST, error))?;
        let ids = keys.iter().filter_map(|key| key.key_id());
        Ok(ids.map(Listed::id).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.kms().describe_key().key_id(id).send().await;
        let output = configured(DESCRIBE, MISSING, answer)?;
        let Some(key) = output.as_ref().and_then(|output| output.key_metadata()) else {
            return Ok(None);
        };
        if key.key_manager() == Some(&KeyManagerType::Aws) {
            return Ok(None);
        }
        let mut all = described(key);
        let answer = clients.kms().get_key_policy().key_id(id);
        let answer = answer.policy_name(POLICY).send().await;
        let output = answer.map_err(|error| CallError::new(GET_POLICY, error))?;
        all.insert("policy".to_owned(), Value::from(output.policy()));
        if may_rotate(key) {
            let answer = clients.kms().get_key_rotation_status().key_id(id);
            let answer = answer.send().await;
            let output = answer.map_err(|error| CallError::new(GET_ROTATION, error))?;
            let (enabled, days) = (
                output.key_rotation_enabled(),
                output.rotation_period_in_days(),
            );
            all.insert("enable_key_rotation".to_owned(), Value::from(enabled));
            all.insert("rotation_period_in_days".to_owned(), Value::from(days));
        }
        all.insert(
            "tags".to_owned(),
            Value::Object(own_tags(clients, id).await?),
        );
        Ok(Some(self.normalise(all)))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        match (approved, observed) {
            (None, _) => RestorePlan::default(),
            (Some(_), None) => RestorePlan {
                calls: Vec::new(),
                unrestorable: vec![Unrestorable {
                    path: "id".to_owned(),
                    reason: "a key that is gone cannot come back, and what it encrypted cannot be \
                             read; one made anew has another id"
                        .to_owned(),
                }],
            },
            (Some(approved), Some(observed)) => plan::restore(id, approved, observed),
        }
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        send::send(clients.kms(), &Request::of(call)?).await
    }
}

/// Replicas and keys of imported material are other types in Terraform, which call some attributes
/// otherwise.
fn rename_of_relatives(attributes: &mut Attributes) {
    for (theirs, ours) in [
        ("enabled", "is_enabled"),
        ("key_rotation_enabled", "enable_key_rotation"),
        ("key_spec", "customer_master_key_spec"),
    ] {
        if let Some(value) = attributes.remove(theirs) {
            attributes.insert(ours.to_owned(), value);
        }
    }
    if attributes.remove("primary_key_arn").is_some() {
        attributes.insert("multi_region".to_owned(), Value::from(true));
    }
    for name in ["expiration_model", "key_material_base64", "valid_to"] {
        attributes.remove(name);
    }
    // As in what we read, only states that nothing else tells.
    if ["Enabled", "Disabled"].contains(&text(attributes, "key_state")) {
        attributes.remove("key_state");
    }
}

/// A key that is not rotated has no period; one that is has AWS's default of a year where none is told
/// (`EnableKeyRotation`, KMS API reference).
fn rotation_period(attributes: &mut Attributes) {
    let name = "rotation_period_in_days";
    if attributes.get("enable_key_rotation") != Some(&Value::Bool(true)) {
        attributes.remove(name);
        return;
    }
    if attributes.get(name) == Some(&json!(0)) {
        attributes.remove(name);
    }
    default(attributes, name, 365);
}

/// Asymmetric keys, HMAC keys, imported material and custom key stores know no rotation ("Rotate AWS
/// KMS keys" in the KMS developer guide); a key to be deleted is not rotated.
fn may_rotate(key: &KeyMetadata) -> bool {
    key.key_spec() == Some(&KeySpec::SymmetricDefault)
        && key.origin() == Some(&OriginType::AwsKms)
        && matches!(
            key.key_state(),
            Some(KeyState::Enabled | KeyState::Disabled)
        )
}

fn described(key: &KeyMetadata) -> Attributes {
    let state = key.key_state().filter(|state| {
        use KeyState::{PendingDeletion, PendingImport, PendingReplicaDeletion, Unavailable};
        let lasting = [
            PendingDeletion,
            PendingImport,
            PendingReplicaDeletion,
            Unavailable,
        ];
        lasting.contains(state)
    });
    let xks = key.xks_key_configuration();
    attributes([
        ("id", Value::from(key.key_id())),
        ("key_id", Value::from(key.key_id())),
        ("arn", Value::from(key.arn())),
        ("description", Value::from(key.description())),
        (
            "customer_master_key_spec",
            Value::from(key.key_spec().map(KeySpec::as_str)),
        ),
        (
            "key_usage",
            Value::from(key.key_usage().map(KeyUsageType::as_str)),
        ),
        ("multi_region", Value::from(key.multi_region())),
        (
            "custom_key_store_id",
            Value::from(key.custom_key_store_id()),
        ),
        (
            "xks_key_id",
            Value::from(xks.and_then(XksKeyConfigurationType::id)),
        ),
        ("is_enabled", Value::from(key.enabled())),
        ("key_state", Value::from(state.map(KeyState::as_str))),
        (
            "deletion_date",
            Value::from(key.deletion_date().map(ToString::to_string)),
        ),
    ])
}

async fn own_tags(clients: &Clients, id: &str) -> Result<Attributes, CallError> {
    let tags = clients.kms().list_resource_tags().key_id(id);
    let tags = tags.limit(PAGE_OF_TAGS).into_paginator().items().send();
    let tags: Vec<Tag> = tags
        .collect::<Result<_, _>>()
        .await
        .map_err(|error| CallError::new(LIST_TAGS, error))?;
    let all = tags.iter();
    Ok(tags::own(
        all.map(|tag| (Some(tag.tag_key()), Some(tag.tag_value()))),
    ))
}

/// Whoever may use the key reads what it encrypts; a key that is to be deleted takes all of it along.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    match path {
        "policy" => judge(approved.as_str(), observed.as_str()),
        "deletion_date" | "key_state" if observed.is_null() => Risk::Cosmetic,
        "deletion_date" | "key_state" => Risk::ProtectionWeakened,
        // It had been put out of use.
        "is_enabled" if observed == true => Risk::ProtectionWeakened,
        "enable_key_rotation" if observed == true => Risk::Cosmetic,
        "enable_key_rotation" => Risk::ProtectionWeakened,
        "rotation_period_in_days" if approved.is_null() => Risk::Cosmetic,
        "rotation_period_in_days"
            if observed.as_u64() < approved.as_u64() && !observed.is_null() =>
        {
            Risk::Cosmetic
        }
        "rotation_period_in_days" => Risk::ProtectionWeakened,
        "description" => Risk::Cosmetic,
        _ if path.starts_with("tags") => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
#[path = "key_tests.rs"]
mod tests;

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
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::iam_policy::{canonical, judge};
use crate::resources::form::{attributes, default, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, Part, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

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
            (Some(approved), Some(observed)) => restore(id, approved, observed),
        }
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        send(clients.kms(), &Request::of(call)?).await
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

/// Exposure is closed first; then the key has to work, for KMS changes nothing else of one that does
/// not; it is disabled last.
fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut plan = RestorePlan::default();
    let changes = diff(Some(approved), Some(observed), &Key.shape());
    let changed = |path: &str| changes.iter().any(|change| change.path == path);
    if changed("policy") {
        plan.calls.push(on_key(
            PUT_POLICY,
            "put the approved key policy".to_owned(),
            json!({"KeyId": id, "PolicyName": POLICY, "Policy": text(approved, "policy")}),
        ));
    }
    if changed("key_state") {
        restore_state(&mut plan, id, approved, observed);
    }
    let works = |key: &Attributes| key.get("is_enabled") == Some(&Value::Bool(true));
    if changed("is_enabled") && works(approved) {
        let input = json!({"KeyId": id});
        plan.calls
            .push(on_key(ENABLE, "enable the key".to_owned(), input));
    }
    if changed("enable_key_rotation") || changed("rotation_period_in_days") {
        if works(approved) || works(observed) {
            plan.calls.push(rotate(id, approved));
        } else if !observed.contains_key("key_state") {
            plan.unrestorable.push(Unrestorable {
                path: "enable_key_rotation".to_owned(),
                reason: "KMS changes the rotation of enabled keys only, and this one is disabled"
                    .to_owned(),
            });
        }
    }
    if changed("description") {
        plan.calls.push(on_key(
            DESCRIPTION,
            "put back the description".to_owned(),
            json!({"KeyId": id, "Description": text(approved, "description")}),
        ));
    }
    restore_tags(&mut plan, id, approved, observed);
    if changed("is_enabled") && !works(approved) {
        let input = json!({"KeyId": id});
        plan.calls
            .push(on_key(DISABLE, "disable the key".to_owned(), input));
    }
    for path in FIXED {
        if changed(path) {
            plan.unrestorable.push(Unrestorable {
                path: (*path).to_owned(),
                reason: "KMS cannot change it on an existing key".to_owned(),
            });
        }
    }
    plan
}

const FIXED: &[&str] = &[
    "arn",
    "custom_key_store_id",
    "customer_master_key_spec",
    "id",
    "key_id",
    "key_usage",
    "multi_region",
    "xks_key_id",
];

fn restore_state(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let reason = match (text(approved, "key_state"), text(observed, "key_state")) {
        (_, "PendingDeletion" | "PendingReplicaDeletion") => {
            let input = json!({"KeyId": id});
            let summary = "cancel the deletion of the key".to_owned();
            plan.calls.push(on_key(CANCEL, summary, input));
            return;
        }
        ("PendingDeletion" | "PendingReplicaDeletion", _) => {
            "no key is ever scheduled for deletion by a restore"
        }
        (_, "PendingImport") => "its key material has to be imported again",
        (_, "Unavailable") => "its key store has to be connected again",
        // It works again.
        _ => return,
    };
    plan.unrestorable.push(Unrestorable {
        path: "key_state".to_owned(),
        reason: reason.to_owned(),
    });
}

fn rotate(id: &str, approved: &Attributes) -> Call {
    let days = approved.get("rotation_period_in_days");
    if approved.get("enable_key_rotation") == Some(&Value::Bool(true)) {
        let days = days.unwrap_or(&Value::Null);
        return on_key(
            ENABLE_ROTATION,
            format!("rotate the key every {days} days"),
            json!({"KeyId": id, "RotationPeriodInDays": days}),
        );
    }
    let summary = "rotate the key no longer".to_owned();
    on_key(DISABLE_ROTATION, summary, json!({"KeyId": id}))
}

fn restore_tags(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let change = tags::change(Some(approved), Some(observed));
    if !change.set.is_empty() {
        let pair = |(name, value)| json!({"TagKey": name, "TagValue": value});
        let all: Value = change.set.iter().map(pair).collect();
        let summary = format!("set tags {}", json!(change.set));
        let input = json!({"KeyId": id, "Tags": all});
        plan.calls.push(on_key(TAG, summary, input));
    }
    if !change.remove.is_empty() {
        let summary = format!("remove tags {}", change.remove.join(", "));
        let input = json!({"KeyId": id, "TagKeys": change.remove});
        plan.calls.push(on_key(UNTAG, summary, input));
    }
}

/// The call of `action`, whose operation has the same name.
fn on_key(action: &str, summary: String, input: Value) -> Call {
    let operation = action.trim_start_matches("kms:");
    request(action, summary, [SERVICE, operation], input)
}

async fn send(kms: &aws_sdk_kms::Client, request: &Request) -> Result<Sent, CallError> {
    let id = request.text("KeyId");
    match request.operation() {
        "CancelKeyDeletion" => Sent::of(
            CANCEL,
            kms.cancel_key_deletion().set_key_id(id).send().await,
        ),
        "EnableKey" => Sent::of(ENABLE, kms.enable_key().set_key_id(id).send().await),
        "DisableKey" => Sent::of(DISABLE, kms.disable_key().set_key_id(id).send().await),
        "EnableKeyRotation" => {
            let days = request.number("RotationPeriodInDays");
            let call = kms.enable_key_rotation().set_key_id(id);
            let answer = call.set_rotation_period_in_days(days).send().await;
            Sent::of(ENABLE_ROTATION, answer)
        }
        "DisableKeyRotation" => {
            let answer = kms.disable_key_rotation().set_key_id(id).send().await;
            Sent::of(DISABLE_ROTATION, answer)
        }
        "PutKeyPolicy" => {
            let call = kms.put_key_policy().set_key_id(id);
            let call = call.set_policy_name(request.text("PolicyName"));
            let call = call.set_policy(request.text("Policy"));
            Sent::of(PUT_POLICY, call.send().await)
        }
        "UpdateKeyDescription" => {
            let call = kms.update_key_description().set_key_id(id);
            let call = call.set_description(request.text("Description"));
            Sent::of(DESCRIPTION, call.send().await)
        }
        "TagResource" => {
            let call = kms.tag_resource().set_key_id(id);
            Sent::of(TAG, call.set_tags(sdk_tags(request)?).send().await)
        }
        "UntagResource" => {
            let call = kms.untag_resource().set_key_id(id);
            let answer = call.set_tag_keys(request.texts("TagKeys")).send().await;
            Sent::of(UNTAG, answer)
        }
        _ => Err(request.unknown()),
    }
}

fn sdk_tags(request: &Request) -> Result<Option<Vec<Tag>>, CallError> {
    let text = |tag: &Value, name: &str| tag.get(name).and_then(Value::as_str).map(str::to_owned);
    let all = request.value("Tags").as_array().into_iter().flatten();
    let all = all.map(|tag| {
        let made = Tag::builder().set_tag_key(text(tag, "TagKey"));
        made.set_tag_value(text(tag, "TagValue")).build()
    });
    let all: Result<Vec<Tag>, _> = all.collect();
    Ok(Some(all.map_err(|error| request.unusable(&error))?))
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

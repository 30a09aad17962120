//! Making the calls of a plan.

use aws_sdk_kms::types::Tag;
use serde_json::Value;

use super::{
    CANCEL, DESCRIPTION, DISABLE, DISABLE_ROTATION, ENABLE, ENABLE_ROTATION, PUT_POLICY, TAG, UNTAG,
};
use crate::CallError;
use crate::resources::Sent;
use crate::resources::request::Request;

pub(super) async fn send(kms: &aws_sdk_kms::Client, request: &Request) -> Result<Sent, CallError> {
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

//! Rules as S3 answers them, in the schema of Terraform.

use aws_sdk_s3::types::{
    LifecycleExpiration, LifecycleRule, LifecycleRuleAndOperator, LifecycleRuleFilter,
    NoncurrentVersionTransition, Tag, Transition, TransitionStorageClass,
};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::{Value, json};

#[expect(
    deprecated,
    reason = "rules of before 2017 still have a prefix of their own"
)]
pub(super) fn rule(rule: &LifecycleRule) -> Value {
    let aborting = rule
        .abort_incomplete_multipart_upload()
        .map(|aborting| json!({"days_after_initiation": aborting.days_after_initiation()}));
    let noncurrent = rule.noncurrent_version_expiration().map(|expiration| {
        json!({
            "noncurrent_days": expiration.noncurrent_days(),
            "newer_noncurrent_versions": expiration.newer_noncurrent_versions(),
        })
    });
    let moves = rule.noncurrent_version_transitions().iter();
    json!({
        "id": rule.id(),
        "status": rule.status().as_str(),
        "prefix": rule.prefix(),
        "filter": list(rule.filter().map(filter)),
        "expiration": list(rule.expiration().map(expiration)),
        "transition": rule.transitions().iter().map(transition).collect::<Vec<_>>(),
        "noncurrent_version_expiration": list(noncurrent),
        "noncurrent_version_transition": moves.map(noncurrent_transition).collect::<Vec<_>>(),
        "abort_incomplete_multipart_upload": list(aborting),
    })
}

/// A single block is a list of one in the schema.
fn list(block: Option<Value>) -> Vec<Value> {
    block.into_iter().collect()
}

fn filter(filter: &LifecycleRuleFilter) -> Value {
    json!({
        "prefix": filter.prefix(),
        "tag": list(filter.tag().map(|tag| json!({"key": tag.key(), "value": tag.value()}))),
        "object_size_greater_than": filter.object_size_greater_than(),
        "object_size_less_than": filter.object_size_less_than(),
        "and": list(filter.and().map(and)),
    })
}

fn and(and: &LifecycleRuleAndOperator) -> Value {
    let pair = |tag: &Tag| (tag.key().to_owned(), Value::from(tag.value()));
    json!({
        "prefix": and.prefix(),
        "tags": and.tags().iter().map(pair).collect::<serde_json::Map<_, _>>(),
        "object_size_greater_than": and.object_size_greater_than(),
        "object_size_less_than": and.object_size_less_than(),
    })
}

fn expiration(expiration: &LifecycleExpiration) -> Value {
    json!({
        "days": expiration.days(),
        "date": expiration.date().and_then(date),
        "expired_object_delete_marker": expiration.expired_object_delete_marker(),
    })
}

fn transition(transition: &Transition) -> Value {
    // Days may be 0, which is said even where S3 leaves it out; a date stands instead of days.
    let days = transition.days().or(match transition.date() {
        None => Some(0),
        Some(_) => None,
    });
    json!({
        "days": days,
        "date": transition.date().and_then(date),
        "storage_class": transition.storage_class().map(TransitionStorageClass::as_str),
    })
}

fn noncurrent_transition(transition: &NoncurrentVersionTransition) -> Value {
    json!({
        "noncurrent_days": transition.noncurrent_days(),
        "newer_noncurrent_versions": transition.newer_noncurrent_versions(),
        "storage_class": transition.storage_class().map(TransitionStorageClass::as_str),
    })
}

/// RFC 3339, as in the schema.
fn date(date: &DateTime) -> Option<String> {
    date.fmt(Format::DateTime).ok()
}

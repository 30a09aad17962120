//! Rules of the schema as S3 takes them: as JSON members first, then as the SDK's types.

use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, ExpirationStatus,
    LifecycleExpiration, LifecycleRule, LifecycleRuleAndOperator, LifecycleRuleFilter,
    NoncurrentVersionExpiration, NoncurrentVersionTransition, Tag, Transition,
    TransitionStorageClass,
};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use driftlock_core::Attributes;
use serde_json::{Value, json};

use crate::CallError;
use crate::resources::form::{attributes, block, elements, prune, text};
use crate::resources::request::Request;

type BuildError = aws_smithy_types::error::operation::BuildError;

/// The members of one rule.
pub(super) fn rule(rule: &Attributes) -> Value {
    let get = |block: Option<&Attributes>, name: &str| json!(block.and_then(|b| b.get(name)));
    let expiration = block(rule, "expiration").map(|expiration| {
        members([
            ("Days", get(Some(expiration), "days")),
            ("Date", get(Some(expiration), "date")),
            (
                "ExpiredObjectDeleteMarker",
                get(Some(expiration), "expired_object_delete_marker"),
            ),
        ])
    });
    let noncurrent = block(rule, "noncurrent_version_expiration");
    let aborting = block(rule, "abort_incomplete_multipart_upload");
    let mut written = attributes([
        ("ID", get(Some(rule), "id")),
        ("Status", get(Some(rule), "status")),
        ("Prefix", get(Some(rule), "prefix")),
        ("Expiration", json!(expiration)),
        ("Transitions", all(rule, "transition", transition)),
        (
            "NoncurrentVersionExpiration",
            members([
                ("NoncurrentDays", get(noncurrent, "noncurrent_days")),
                (
                    "NewerNoncurrentVersions",
                    get(noncurrent, "newer_noncurrent_versions"),
                ),
            ]),
        ),
        (
            "NoncurrentVersionTransitions",
            all(rule, "noncurrent_version_transition", transition),
        ),
        (
            "AbortIncompleteMultipartUpload",
            members([(
                "DaysAfterInitiation",
                get(aborting, "days_after_initiation"),
            )]),
        ),
    ]);
    prune(&mut written);
    // A rule needs a filter or a prefix; one for all objects has an empty prefix in its filter.
    if !written.contains_key("Prefix") {
        let given = block(rule, "filter").map(filter);
        written.insert(
            "Filter".to_owned(),
            given.unwrap_or_else(|| json!({"Prefix": ""})),
        );
    }
    Value::Object(written)
}

fn members<const N: usize>(all: [(&str, Value); N]) -> Value {
    let mut all = attributes(all);
    prune(&mut all);
    Value::Object(all)
}

fn all(rule: &Attributes, name: &str, write: fn(&Attributes) -> Value) -> Value {
    let blocks = elements(rule, name).filter_map(Value::as_object);
    blocks.map(write).collect()
}

fn transition(transition: &Attributes) -> Value {
    let get = |name: &str| json!(transition.get(name));
    members([
        ("Days", get("days")),
        ("Date", get("date")),
        ("NoncurrentDays", get("noncurrent_days")),
        ("NewerNoncurrentVersions", get("newer_noncurrent_versions")),
        ("StorageClass", get("storage_class")),
    ])
}

fn filter(filter: &Attributes) -> Value {
    let get = |block: &Attributes, name: &str| json!(block.get(name));
    let sizes_and_prefix = |block: &Attributes| {
        [
            ("Prefix", get(block, "prefix")),
            (
                "ObjectSizeGreaterThan",
                get(block, "object_size_greater_than"),
            ),
            ("ObjectSizeLessThan", get(block, "object_size_less_than")),
        ]
    };
    let mut written = attributes(sizes_and_prefix(filter));
    if let Some(tag) = block(filter, "tag") {
        let tag = json!({"Key": text(tag, "key"), "Value": text(tag, "value")});
        written.insert("Tag".to_owned(), tag);
    }
    if let Some(and) = block(filter, "and") {
        let mut both = attributes(sizes_and_prefix(and));
        let tags = and.get("tags").and_then(Value::as_object);
        let tags = tags.into_iter().flatten();
        let tags = tags.map(|(name, value)| json!({"Key": name, "Value": value}));
        both.insert("Tags".to_owned(), tags.collect());
        prune(&mut both);
        written.insert("And".to_owned(), Value::Object(both));
    }
    written.retain(|_, value| !value.is_null());
    Value::Object(written)
}

/// The configuration of a stored request.
pub(super) fn configuration(request: &Request) -> Result<BucketLifecycleConfiguration, CallError> {
    let given = request.value("LifecycleConfiguration");
    let rules = given.get("Rules").and_then(Value::as_array);
    let rules = rules.into_iter().flatten().map(build_rule);
    let rules = rules.collect::<Result<Vec<_>, _>>();
    let rules = rules.map_err(|error| request.unusable(&error))?;
    BucketLifecycleConfiguration::builder()
        .set_rules(Some(rules))
        .build()
        .map_err(|error| request.unusable(&error))
}

fn word(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

fn number(value: &Value, name: &str) -> Option<i32> {
    i32::try_from(value.get(name)?.as_i64()?).ok()
}

fn long(value: &Value, name: &str) -> Option<i64> {
    value.get(name)?.as_i64()
}

fn date(value: &Value) -> Option<DateTime> {
    DateTime::from_str(&word(value, "Date")?, Format::DateTime).ok()
}

fn class(value: &Value) -> Option<TransitionStorageClass> {
    Some(TransitionStorageClass::from(
        word(value, "StorageClass")?.as_str(),
    ))
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

#[expect(
    deprecated,
    reason = "rules of before 2017 still have a prefix of their own"
)]
fn build_rule(rule: &Value) -> Result<LifecycleRule, BuildError> {
    let expiration = rule.get("Expiration").map(|expiration| {
        LifecycleExpiration::builder()
            .set_days(number(expiration, "Days"))
            .set_date(date(expiration))
            .set_expired_object_delete_marker(
                expiration
                    .get("ExpiredObjectDeleteMarker")
                    .and_then(Value::as_bool),
            )
            .build()
    });
    let noncurrent = rule.get("NoncurrentVersionExpiration").map(|expiration| {
        NoncurrentVersionExpiration::builder()
            .set_noncurrent_days(number(expiration, "NoncurrentDays"))
            .set_newer_noncurrent_versions(number(expiration, "NewerNoncurrentVersions"))
            .build()
    });
    let aborting = rule.get("AbortIncompleteMultipartUpload").map(|aborting| {
        AbortIncompleteMultipartUpload::builder()
            .set_days_after_initiation(number(aborting, "DaysAfterInitiation"))
            .build()
    });
    let transitions = list(rule, "Transitions").map(build_transition);
    let moves = list(rule, "NoncurrentVersionTransitions").map(build_noncurrent_transition);
    LifecycleRule::builder()
        .set_id(word(rule, "ID"))
        .status(ExpirationStatus::from(
            word(rule, "Status").unwrap_or_default().as_str(),
        ))
        .set_prefix(word(rule, "Prefix"))
        .set_filter(rule.get("Filter").map(build_filter).transpose()?)
        .set_expiration(expiration)
        .set_transitions(some(transitions.collect()))
        .set_noncurrent_version_expiration(noncurrent)
        .set_noncurrent_version_transitions(some(moves.collect()))
        .set_abort_incomplete_multipart_upload(aborting)
        .build()
}

fn some<T>(all: Vec<T>) -> Option<Vec<T>> {
    (!all.is_empty()).then_some(all)
}

fn build_transition(transition: &Value) -> Transition {
    Transition::builder()
        .set_days(number(transition, "Days"))
        .set_date(date(transition))
        .set_storage_class(class(transition))
        .build()
}

fn build_noncurrent_transition(transition: &Value) -> NoncurrentVersionTransition {
    NoncurrentVersionTransition::builder()
        .set_noncurrent_days(number(transition, "NoncurrentDays"))
        .set_newer_noncurrent_versions(number(transition, "NewerNoncurrentVersions"))
        .set_storage_class(class(transition))
        .build()
}

fn build_filter(filter: &Value) -> Result<LifecycleRuleFilter, BuildError> {
    let and = filter.get("And").map(build_and).transpose()?;
    Ok(LifecycleRuleFilter::builder()
        .set_prefix(word(filter, "Prefix"))
        .set_tag(filter.get("Tag").map(build_tag).transpose()?)
        .set_object_size_greater_than(long(filter, "ObjectSizeGreaterThan"))
        .set_object_size_less_than(long(filter, "ObjectSizeLessThan"))
        .set_and(and)
        .build())
}

fn build_and(and: &Value) -> Result<LifecycleRuleAndOperator, BuildError> {
    let tags = list(and, "Tags")
        .map(build_tag)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(LifecycleRuleAndOperator::builder()
        .set_prefix(word(and, "Prefix"))
        .set_tags(some(tags))
        .set_object_size_greater_than(long(and, "ObjectSizeGreaterThan"))
        .set_object_size_less_than(long(and, "ObjectSizeLessThan"))
        .build())
}

fn build_tag(tag: &Value) -> Result<Tag, BuildError> {
    Tag::builder()
        .key(word(tag, "Key").unwrap_or_default())
        .value(word(tag, "Value").unwrap_or_default())
        .build()
}

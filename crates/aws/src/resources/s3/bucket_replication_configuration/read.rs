//! Rules as S3 answers them, as blocks of the schema.

use aws_sdk_s3::types::{
    Destination, Metrics, ReplicationRule, ReplicationRuleFilter, ReplicationTime,
    SourceSelectionCriteria, StorageClass, Tag,
};
use driftlock_core::Attributes;
use serde_json::{Value, json};

pub(super) fn rule(rule: &ReplicationRule) -> Value {
    let markers = rule
        .delete_marker_replication()
        .and_then(|markers| markers.status());
    let existing = rule.existing_object_replication();
    json!({
        "id": rule.id(),
        "prefix": prefix(rule),
        "priority": rule.priority(),
        "status": rule.status().as_str(),
        "filter": [rule.filter().map(filter)],
        "delete_marker_replication": [markers.map(|on| json!({"status": on.as_str()}))],
        "existing_object_replication": [existing.map(|on| json!({"status": on.status().as_str()}))],
        "source_selection_criteria": [rule.source_selection_criteria().map(criteria)],
        "destination": [rule.destination().map(destination)],
    })
}

#[expect(
    deprecated,
    reason = "rules of the first version have a prefix of their own, and are still answered"
)]
fn prefix(rule: &ReplicationRule) -> Option<&str> {
    rule.prefix()
}

fn filter(filter: &ReplicationRuleFilter) -> Value {
    let tag = |tag: &Tag| json!({"key": tag.key(), "value": tag.value()});
    let and = filter.and().map(|and| {
        let tags = and.tags().iter();
        let tags = tags.map(|tag| (tag.key().to_owned(), Value::from(tag.value())));
        json!({"prefix": and.prefix(), "tags": tags.collect::<Attributes>()})
    });
    json!({"prefix": filter.prefix(), "tag": [filter.tag().map(tag)], "and": [and]})
}

fn criteria(criteria: &SourceSelectionCriteria) -> Value {
    let replicas = criteria.replica_modifications();
    let encrypted = criteria.sse_kms_encrypted_objects();
    json!({
        "replica_modifications": [replicas.map(|on| json!({"status": on.status().as_str()}))],
        "sse_kms_encrypted_objects": [encrypted.map(|on| json!({"status": on.status().as_str()}))],
    })
}

fn destination(destination: &Destination) -> Value {
    let translation = destination.access_control_translation();
    let encryption = destination.encryption_configuration();
    json!({
        "bucket": destination.bucket(),
        "account": destination.account(),
        "storage_class": destination.storage_class().map(StorageClass::as_str),
        "access_control_translation":
            [translation.map(|to| json!({"owner": to.owner().as_str()}))],
        "encryption_configuration":
            [encryption.map(|by| json!({"replica_kms_key_id": by.replica_kms_key_id()}))],
        "metrics": [destination.metrics().map(metrics)],
        "replication_time": [destination.replication_time().map(time)],
    })
}

fn metrics(metrics: &Metrics) -> Value {
    let threshold = metrics.event_threshold().and_then(|time| time.minutes());
    let threshold = threshold.map(|minutes| json!({"minutes": minutes}));
    json!({"status": metrics.status().as_str(), "event_threshold": [threshold]})
}

fn time(time: &ReplicationTime) -> Value {
    let minutes = time.time().and_then(|time| time.minutes());
    let minutes = minutes.map(|minutes| json!({"minutes": minutes}));
    json!({"status": time.status().as_str(), "time": [minutes]})
}

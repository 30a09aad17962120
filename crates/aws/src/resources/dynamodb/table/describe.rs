//! What AWS answers of a table, in the words of the schema.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, GlobalSecondaryIndexDescription, IndexStatus, KeySchemaElement, KeyType,
    LocalSecondaryIndexDescription, OnDemandThroughput, PointInTimeRecoveryDescription,
    PointInTimeRecoveryStatus, Projection, ProjectionType, ProvisionedThroughputDescription,
    ReplicaDescription, SseStatus, StreamViewType, TableDescription, TimeToLiveDescription,
    TimeToLiveStatus,
};
use driftlock_core::Attributes;
use serde_json::{Value, json};

use crate::resources::form::attributes;

/// What `DescribeTable` tells; `region` is where the table was asked for.
pub(super) fn table(table: &TableDescription, region: &str) -> Attributes {
    let stream = table.stream_specification();
    let view = stream.and_then(|stream| stream.stream_view_type());
    let billing = table.billing_mode_summary();
    let class = table.table_class_summary();
    let replicas = table.replicas().iter();
    let elsewhere = replicas.filter(|replica| replica.region_name() != Some(region));
    let mut all = attributes([
        ("id", Value::from(table.table_name())),
        ("name", Value::from(table.table_name())),
        ("arn", Value::from(table.table_arn())),
        (
            "attribute",
            table
                .attribute_definitions()
                .iter()
                .map(attribute)
                .collect(),
        ),
        (
            "billing_mode",
            json!(
                billing
                    .and_then(|b| b.billing_mode())
                    .map(|mode| mode.as_str())
            ),
        ),
        (
            "deletion_protection_enabled",
            json!(table.deletion_protection_enabled()),
        ),
        (
            "global_secondary_index",
            table
                .global_secondary_indexes()
                .iter()
                .filter_map(global_index)
                .collect(),
        ),
        (
            "local_secondary_index",
            table
                .local_secondary_indexes()
                .iter()
                .map(local_index)
                .collect(),
        ),
        ("replica", elsewhere.map(replica).collect()),
        ("server_side_encryption", encryption(table)),
        ("stream_arn", Value::from(table.latest_stream_arn())),
        (
            "stream_enabled",
            Value::from(stream.is_some_and(|stream| stream.stream_enabled())),
        ),
        ("stream_view_type", json!(view.map(StreamViewType::as_str))),
        (
            "table_class",
            json!(
                class
                    .and_then(|c| c.table_class())
                    .map(|class| class.as_str())
            ),
        ),
    ]);
    all.extend(keys(table.key_schema()));
    all.extend(capacity(
        table.provisioned_throughput(),
        table.on_demand_throughput(),
    ));
    all
}

/// What `DescribeContinuousBackups` tells.
pub(super) fn recovery(recovery: Option<&PointInTimeRecoveryDescription>) -> Attributes {
    let status = recovery.and_then(PointInTimeRecoveryDescription::point_in_time_recovery_status);
    let days = recovery.and_then(PointInTimeRecoveryDescription::recovery_period_in_days);
    let enabled = status == Some(&PointInTimeRecoveryStatus::Enabled);
    let block = json!([{"enabled": enabled, "recovery_period_in_days": days}]);
    attributes([("point_in_time_recovery", block)])
}

/// What `DescribeTimeToLive` tells. AWS takes up to an hour to get there.
pub(super) fn expiry(expiry: Option<&TimeToLiveDescription>) -> Attributes {
    let status = expiry.and_then(TimeToLiveDescription::time_to_live_status);
    let enabled = matches!(
        status,
        Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)
    );
    let name = expiry.and_then(TimeToLiveDescription::attribute_name);
    attributes([("ttl", json!([{"enabled": enabled, "attribute_name": name}]))])
}

/// A table without a description of this is encrypted by a key of AWS's own.
fn encryption(table: &TableDescription) -> Value {
    let Some(encryption) = table.sse_description() else {
        return Value::Null;
    };
    let off = matches!(
        encryption.status(),
        None | Some(SseStatus::Disabled | SseStatus::Disabling)
    );
    json!([{"enabled": !off, "kms_key_arn": encryption.kms_master_key_arn()}])
}

fn attribute(attribute: &AttributeDefinition) -> Value {
    json!({"name": attribute.attribute_name(), "type": attribute.attribute_type().as_str()})
}

fn keys(schema: &[KeySchemaElement]) -> Attributes {
    let key = |kind: &KeyType| {
        let mut of_kind = schema.iter().filter(|key| key.key_type() == kind);
        Value::from(of_kind.next().map(KeySchemaElement::attribute_name))
    };
    attributes([
        ("hash_key", key(&KeyType::Hash)),
        ("range_key", key(&KeyType::Range)),
    ])
}

fn projection(projection: Option<&Projection>) -> Attributes {
    let kind = projection.and_then(Projection::projection_type);
    let more = projection.map(Projection::non_key_attributes);
    attributes([
        ("non_key_attributes", json!(more.unwrap_or_default())),
        ("projection_type", json!(kind.map(ProjectionType::as_str))),
    ])
}

fn capacity(
    provisioned: Option<&ProvisionedThroughputDescription>,
    on_demand: Option<&OnDemandThroughput>,
) -> Attributes {
    let limits = on_demand.map(|limits| {
        json!([{
            "max_read_request_units": limits.max_read_request_units(),
            "max_write_request_units": limits.max_write_request_units(),
        }])
    });
    attributes([
        ("on_demand_throughput", limits.unwrap_or_default()),
        (
            "read_capacity",
            json!(provisioned.and_then(|p| p.read_capacity_units())),
        ),
        (
            "write_capacity",
            json!(provisioned.and_then(|p| p.write_capacity_units())),
        ),
    ])
}

/// None of one that is being deleted.
fn global_index(index: &GlobalSecondaryIndexDescription) -> Option<Value> {
    if index.index_status() == Some(&IndexStatus::Deleting) {
        return None;
    }
    let mut all = attributes([("name", Value::from(index.index_name()))]);
    all.extend(keys(index.key_schema()));
    all.extend(projection(index.projection()));
    all.extend(capacity(
        index.provisioned_throughput(),
        index.on_demand_throughput(),
    ));
    Some(Value::Object(all))
}

fn local_index(index: &LocalSecondaryIndexDescription) -> Value {
    let mut all = attributes([("name", Value::from(index.index_name()))]);
    all.extend(keys(index.key_schema()));
    all.extend(projection(index.projection()));
    // The key that it shares with the table is not said of a local index.
    all.remove("hash_key");
    Value::Object(all)
}

fn replica(replica: &ReplicaDescription) -> Value {
    json!({"region_name": replica.region_name(), "kms_key_arn": replica.kms_master_key_id()})
}

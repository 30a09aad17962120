//! Stored calls on a table, sent.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::client::Waiters;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, CreateGlobalSecondaryIndexAction,
    DeleteGlobalSecondaryIndexAction, GlobalSecondaryIndexUpdate, KeySchemaElement, KeyType,
    OnDemandThroughput, PointInTimeRecoverySpecification, Projection, ProjectionType,
    ProvisionedThroughput, ScalarAttributeType, SseSpecification, SseType, StreamSpecification,
    StreamViewType, TableClass, Tag, TimeToLiveSpecification, UpdateGlobalSecondaryIndexAction,
};
use serde_json::Value;

use super::{TAG, UNTAG, UPDATE, UPDATE_BACKUPS, UPDATE_TIME_TO_LIVE};
use crate::resources::Sent;
use crate::resources::request::Request;
use crate::{CallError, tags};

/// How long the table is given to be done with its last update.
const PATIENCE: Duration = Duration::from_secs(120);

pub(super) async fn send(tables: &Client, request: &Request) -> Result<Sent, CallError> {
    let unusable = |error: BuildError| request.unusable(&error);
    let name = request.text("TableName");
    match request.operation() {
        "UpdateTable" => update(tables, request).await,
        "UpdateContinuousBackups" => {
            let wanted = request.value("PointInTimeRecoverySpecification");
            let wanted = recovery(wanted).map_err(unusable)?;
            let call = tables.update_continuous_backups().set_table_name(name);
            let call = call.point_in_time_recovery_specification(wanted);
            Sent::of(UPDATE_BACKUPS, call.send().await)
        }
        "UpdateTimeToLive" => {
            let wanted = request.value("TimeToLiveSpecification");
            let wanted = TimeToLiveSpecification::builder()
                .set_enabled(truth(wanted, "Enabled"))
                .set_attribute_name(text(wanted, "AttributeName"));
            let wanted = wanted.build().map_err(unusable)?;
            let call = tables.update_time_to_live().set_table_name(name);
            let call = call.time_to_live_specification(wanted);
            Sent::of(UPDATE_TIME_TO_LIVE, call.send().await)
        }
        "TagResource" => {
            let all = tags::listed(request.value("Tags")).into_iter();
            let all = all.map(|(name, value)| Tag::builder().key(name).value(value).build());
            let all = all.collect::<Result<_, _>>().map_err(unusable)?;
            let call = tables.tag_resource().set_tags(Some(all));
            let call = call.set_resource_arn(request.text("ResourceArn"));
            Sent::of(TAG, call.send().await)
        }
        "UntagResource" => {
            let call = tables.untag_resource();
            let call = call
                .set_resource_arn(request.text("ResourceArn"))
                .set_tag_keys(request.texts("TagKeys"));
            Sent::of(UNTAG, call.send().await)
        }
        _ => Err(request.unknown()),
    }
}

/// AWS refuses an update while another one is under way.
async fn update(tables: &Client, request: &Request) -> Result<Sent, CallError> {
    let unusable = |error: BuildError| request.unusable(&error);
    let name = request.text("TableName");
    let ready = tables.wait_until_table_exists();
    if let Err(error) = ready.set_table_name(name.clone()).wait(PATIENCE).await {
        tracing::debug!(table = name, %error, "not ready for an update");
    }
    let [billing, class] = ["BillingMode", "TableClass"].map(|name| request.text(name));
    let stream = stream(request.value("StreamSpecification")).map_err(unusable)?;
    let types = list(request.value("AttributeDefinitions"), definition).map_err(unusable)?;
    let indexes = request.value("GlobalSecondaryIndexUpdates");
    let provisioned = provisioned(request.value("ProvisionedThroughput")).map_err(unusable)?;
    let call = tables
        .update_table()
        .set_table_name(name)
        .set_deletion_protection_enabled(request.truth("DeletionProtectionEnabled"))
        .set_sse_specification(encryption(request.value("SSESpecification")))
        .set_billing_mode(billing.as_deref().map(BillingMode::from))
        .set_provisioned_throughput(provisioned)
        .set_on_demand_throughput(on_demand(request.value("OnDemandThroughput")))
        .set_stream_specification(stream)
        .set_table_class(class.as_deref().map(TableClass::from))
        .set_attribute_definitions(types)
        .set_global_secondary_index_updates(list(indexes, index).map_err(unusable)?);
    Sent::of(UPDATE, call.send().await)
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

fn truth(value: &Value, name: &str) -> Option<bool> {
    value.get(name)?.as_bool()
}

fn units(value: &Value, name: &str) -> Option<i64> {
    value.get(name)?.as_i64()
}

/// Each element of a list as the SDK takes it; none where there is no list.
fn list<T>(
    value: &Value,
    form: fn(&Value) -> Result<T, BuildError>,
) -> Result<Option<Vec<T>>, BuildError> {
    let all = value.as_array();
    all.map(|all| all.iter().map(form).collect()).transpose()
}

fn recovery(wanted: &Value) -> Result<PointInTimeRecoverySpecification, BuildError> {
    let days = units(wanted, "RecoveryPeriodInDays");
    PointInTimeRecoverySpecification::builder()
        .set_point_in_time_recovery_enabled(truth(wanted, "PointInTimeRecoveryEnabled"))
        .set_recovery_period_in_days(days.and_then(|days| i32::try_from(days).ok()))
        .build()
}

fn encryption(wanted: &Value) -> Option<SseSpecification> {
    let kind = text(wanted, "SSEType");
    let all = SseSpecification::builder()
        .set_enabled(truth(wanted, "Enabled"))
        .set_sse_type(kind.as_deref().map(SseType::from))
        .set_kms_master_key_id(text(wanted, "KMSMasterKeyId"));
    wanted.is_object().then(|| all.build())
}

fn stream(wanted: &Value) -> Result<Option<StreamSpecification>, BuildError> {
    let view = text(wanted, "StreamViewType");
    let all = StreamSpecification::builder()
        .set_stream_enabled(truth(wanted, "StreamEnabled"))
        .set_stream_view_type(view.as_deref().map(StreamViewType::from));
    wanted.is_object().then(|| all.build()).transpose()
}

fn provisioned(wanted: &Value) -> Result<Option<ProvisionedThroughput>, BuildError> {
    let all = ProvisionedThroughput::builder()
        .set_read_capacity_units(units(wanted, "ReadCapacityUnits"))
        .set_write_capacity_units(units(wanted, "WriteCapacityUnits"));
    wanted.is_object().then(|| all.build()).transpose()
}

fn on_demand(wanted: &Value) -> Option<OnDemandThroughput> {
    let all = OnDemandThroughput::builder()
        .set_max_read_request_units(units(wanted, "MaxReadRequestUnits"))
        .set_max_write_request_units(units(wanted, "MaxWriteRequestUnits"));
    wanted.is_object().then(|| all.build())
}

fn definition(wanted: &Value) -> Result<AttributeDefinition, BuildError> {
    let kind = text(wanted, "AttributeType");
    AttributeDefinition::builder()
        .set_attribute_name(text(wanted, "AttributeName"))
        .set_attribute_type(kind.as_deref().map(ScalarAttributeType::from))
        .build()
}

fn key(wanted: &Value) -> Result<KeySchemaElement, BuildError> {
    let kind = text(wanted, "KeyType");
    KeySchemaElement::builder()
        .set_attribute_name(text(wanted, "AttributeName"))
        .set_key_type(kind.as_deref().map(KeyType::from))
        .build()
}

fn projection(wanted: &Value) -> Projection {
    let kind = text(wanted, "ProjectionType");
    let more = wanted.get("NonKeyAttributes").and_then(Value::as_array);
    let more = more.map(|all| all.iter().filter_map(Value::as_str).map(str::to_owned));
    Projection::builder()
        .set_projection_type(kind.as_deref().map(ProjectionType::from))
        .set_non_key_attributes(more.map(Iterator::collect))
        .build()
}

fn index(wanted: &Value) -> Result<GlobalSecondaryIndexUpdate, BuildError> {
    let [create, update, delete] = ["Create", "Update", "Delete"].map(|name| wanted.get(name));
    let all = GlobalSecondaryIndexUpdate::builder()
        .set_create(create.map(made).transpose()?)
        .set_update(update.map(updated).transpose()?)
        .set_delete(delete.map(deleted).transpose()?);
    Ok(all.build())
}

fn made(wanted: &Value) -> Result<CreateGlobalSecondaryIndexAction, BuildError> {
    let part = |name: &str| wanted.get(name).unwrap_or(&Value::Null);
    CreateGlobalSecondaryIndexAction::builder()
        .set_index_name(text(wanted, "IndexName"))
        .set_key_schema(list(part("KeySchema"), key)?)
        .projection(projection(part("Projection")))
        .set_provisioned_throughput(provisioned(part("ProvisionedThroughput"))?)
        .set_on_demand_throughput(on_demand(part("OnDemandThroughput")))
        .build()
}

fn updated(wanted: &Value) -> Result<UpdateGlobalSecondaryIndexAction, BuildError> {
    let part = |name: &str| wanted.get(name).unwrap_or(&Value::Null);
    UpdateGlobalSecondaryIndexAction::builder()
        .set_index_name(text(wanted, "IndexName"))
        .set_provisioned_throughput(provisioned(part("ProvisionedThroughput"))?)
        .set_on_demand_throughput(on_demand(part("OnDemandThroughput")))
        .build()
}

fn deleted(wanted: &Value) -> Result<DeleteGlobalSecondaryIndexAction, BuildError> {
    DeleteGlobalSecondaryIndexAction::builder()
        .set_index_name(text(wanted, "IndexName"))
        .build()
}

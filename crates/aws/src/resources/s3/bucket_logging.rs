//! `aws_s3_bucket_logging`: where the record of requests to a bucket goes.
//!
//! Owned: `id bucket target_bucket target_prefix target_grant target_object_key_format`. A bucket that logs
//! nowhere has no setting.
//! Restored: all of it, by one call that replaces or removes it.

use async_trait::async_trait;
use aws_sdk_s3::types::{
    BucketLoggingStatus, BucketLogsPermission, Grantee, LoggingEnabled, PartitionDateSource,
    PartitionedPrefix, SimplePrefix, TargetGrant, TargetObjectKeyFormat, Type,
};
use driftlock_core::{Attributes, Call, Risk, SetKey};
use serde_json::{Value, json};

use super::setting::{BucketSetting, SERVICE};
use crate::CallError;
use crate::action::Action;
use crate::connection::Clients;
use crate::resources::form::{add, attributes, block, elements, prune, sort_set, text};
use crate::resources::request::{Request, request};
use crate::resources::{Sent, configured};

/// See the module's documentation.
pub(crate) struct S3BucketLogging;

const GET: &str = "s3:GetBucketLogging";
const PUT: &str = "s3:PutBucketLogging";
const OPERATION: &str = "PutBucketLogging";

#[async_trait]
impl BucketSetting for S3BucketLogging {
    const NAME: &'static str = "aws_s3_bucket_logging";
    const SETS: &'static [(&'static str, SetKey)] = &[("target_grant", label)];
    const READ: &'static [Action] = &[Action::on_each(GET)];
    const RESTORE: &'static [Action] = &[Action::on_each(PUT)];

    fn form(&self, attributes: &mut Attributes) {
        let simple = text_at(attributes, "simple_prefix");
        let grants = attributes
            .get_mut("target_grant")
            .and_then(Value::as_array_mut);
        for grant in grants.into_iter().flatten() {
            let grantee = grant
                .pointer_mut("/grantee/0")
                .and_then(Value::as_object_mut);
            grantee.into_iter().for_each(|grantee| {
                grantee.remove("display_name");
            });
        }
        prune(attributes);
        // An empty block says something here.
        if simple {
            let format = json!([{"simple_prefix": [{}]}]);
            attributes.insert("target_object_key_format".to_owned(), format);
        }
        sort_set(attributes, "target_grant");
        if attributes.get("target_grant") == Some(&json!([])) {
            attributes.remove("target_grant");
        }
    }

    async fn get(&self, clients: &Clients, bucket: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.s3.get_bucket_logging().bucket(bucket).send().await;
        let output = configured(GET, &["NoSuchBucket"], answer)?;
        let logging = output.and_then(|output| output.logging_enabled);
        Ok(logging.map(|logging| {
            let grants = logging.target_grants().iter().map(read_grant);
            let format = logging.target_object_key_format().map(read_format);
            attributes([
                ("target_bucket", Value::from(logging.target_bucket())),
                ("target_prefix", Value::from(logging.target_prefix())),
                ("target_grant", grants.collect()),
                ("target_object_key_format", format.into_iter().collect()),
            ])
        }))
    }

    fn put(&self, bucket: &str, approved: &Attributes) -> Result<Call, &'static str> {
        let target = text(approved, "target_bucket");
        let mut logging = json!({
            "TargetBucket": target,
            "TargetPrefix": text(approved, "target_prefix"),
        });
        let grants: Vec<Value> = elements(approved, "target_grant")
            .map(write_grant)
            .collect();
        if !grants.is_empty() {
            add(&mut logging, "TargetGrants", grants);
        }
        if let Some(format) = block(approved, "target_object_key_format") {
            add(&mut logging, "TargetObjectKeyFormat", write_format(format));
        }
        Ok(request(
            PUT,
            format!("log requests to {target}"),
            [SERVICE, OPERATION],
            json!({"Bucket": bucket, "BucketLoggingStatus": {"LoggingEnabled": logging}}),
        ))
    }

    fn remove(&self, bucket: &str) -> Result<Call, &'static str> {
        Ok(request(
            PUT,
            "log no requests",
            [SERVICE, OPERATION],
            json!({"Bucket": bucket, "BucketLoggingStatus": {}}),
        ))
    }

    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError> {
        if request.operation() != OPERATION {
            return Err(request.unknown());
        }
        let logging = request.value("BucketLoggingStatus").get("LoggingEnabled");
        let logging = logging.map(build).transpose();
        let logging = logging.map_err(|error| request.unusable(&error))?;
        let status = BucketLoggingStatus::builder().set_logging_enabled(logging);
        let call = clients.s3.put_bucket_logging();
        let call = call
            .set_bucket(request.text("Bucket"))
            .bucket_logging_status(status.build());
        Sent::of(PUT, call.send().await)
    }

    /// What is not recorded where it was to be cannot be investigated; who may read the record learns
    /// what was asked for.
    fn risk(path: &str, _approved: &Value, observed: &Value) -> Risk {
        match path {
            _ if path.starts_with("target_grant") && observed.is_null() => Risk::ServiceBroken,
            _ if path.starts_with("target_grant") => Risk::ExposureWidened,
            _ => Risk::ProtectionWeakened,
        }
    }
}

fn text_at(attributes: &Attributes, name: &str) -> bool {
    let format = block(attributes, "target_object_key_format");
    let blocks = format.and_then(|format| format.get(name)?.as_array());
    blocks.is_some_and(|blocks| !blocks.is_empty())
}

fn label(grant: &Value) -> String {
    let text = |pointer: &str| grant.pointer(pointer).and_then(Value::as_str);
    let who = [
        "/grantee/0/uri",
        "/grantee/0/id",
        "/grantee/0/email_address",
    ];
    let who = who.iter().find_map(|pointer| text(pointer));
    format!(
        "{} to {}",
        text("/permission").unwrap_or_default(),
        who.unwrap_or_default()
    )
}

fn read_grant(grant: &TargetGrant) -> Value {
    let grantee = grant.grantee().map(|grantee| {
        json!({
            "type": grantee.r#type().as_str(),
            "id": grantee.id(),
            "uri": grantee.uri(),
            "email_address": grantee.email_address(),
        })
    });
    let permission = grant.permission().map(BucketLogsPermission::as_str);
    json!({ "permission": permission, "grantee": [grantee] })
}

fn read_format(format: &TargetObjectKeyFormat) -> Value {
    match format.partitioned_prefix() {
        Some(prefix) => {
            let source = prefix
                .partition_date_source()
                .map(PartitionDateSource::as_str);
            json!({ "partitioned_prefix": [{ "partition_date_source": source }] })
        }
        None => json!({ "simple_prefix": [{}] }),
    }
}

fn write_grant(grant: &Value) -> Value {
    let grantee = grant.pointer("/grantee/0").and_then(Value::as_object);
    let text = |name: &str| grantee.map_or("", |grantee| text(grantee, name));
    let mut grantee = attributes([
        ("Type", json!(text("type"))),
        ("ID", json!(text("id"))),
        ("URI", json!(text("uri"))),
        ("EmailAddress", json!(text("email_address"))),
    ]);
    prune(&mut grantee);
    json!({ "Grantee": grantee, "Permission": grant.get("permission") })
}

fn write_format(format: &Attributes) -> Value {
    match block(format, "partitioned_prefix") {
        Some(prefix) => {
            json!({"PartitionedPrefix": {"PartitionDateSource": text(prefix, "partition_date_source")}})
        }
        None => json!({"SimplePrefix": {}}),
    }
}

type BuildError = aws_smithy_types::error::operation::BuildError;

fn word(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer)?.as_str().map(str::to_owned)
}

fn build(logging: &Value) -> Result<LoggingEnabled, BuildError> {
    let grants = logging.get("TargetGrants").and_then(Value::as_array);
    let grants = grants.into_iter().flatten().map(build_grant);
    let grants = grants.collect::<Result<Vec<_>, _>>()?;
    let format = logging.get("TargetObjectKeyFormat").map(|format| {
        let source = word(format, "/PartitionedPrefix/PartitionDateSource");
        let builder = TargetObjectKeyFormat::builder();
        match source {
            Some(source) => builder.partitioned_prefix(
                PartitionedPrefix::builder()
                    .partition_date_source(PartitionDateSource::from(source.as_str()))
                    .build(),
            ),
            None => builder.simple_prefix(SimplePrefix::builder().build()),
        }
        .build()
    });
    LoggingEnabled::builder()
        .set_target_bucket(word(logging, "/TargetBucket"))
        .set_target_prefix(word(logging, "/TargetPrefix"))
        .set_target_grants((!grants.is_empty()).then_some(grants))
        .set_target_object_key_format(format)
        .build()
}

fn build_grant(grant: &Value) -> Result<TargetGrant, BuildError> {
    let kind = word(grant, "/Grantee/Type").unwrap_or_default();
    let grantee = Grantee::builder()
        .r#type(Type::from(kind.as_str()))
        .set_id(word(grant, "/Grantee/ID"))
        .set_uri(word(grant, "/Grantee/URI"))
        .set_email_address(word(grant, "/Grantee/EmailAddress"))
        .build()?;
    let permission = word(grant, "/Permission").unwrap_or_default();
    Ok(TargetGrant::builder()
        .grantee(grantee)
        .permission(BucketLogsPermission::from(permission.as_str()))
        .build())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn a_record_that_goes_elsewhere_weakens() {
        let of = |target: &str| json!({"id": "b", "bucket": "b", "target_bucket": target, "target_prefix": "p/"});
        let name = S3BucketLogging::NAME;
        let weaker = Risk::ProtectionWeakened;
        check_risk(
            name,
            &of("logs"),
            &of("other"),
            &[("target_bucket", weaker)],
        );
        let gone = &[("target_bucket", weaker), ("target_prefix", weaker)];
        check_risk(name, &of("logs"), &Value::Null, gone);
    }
}

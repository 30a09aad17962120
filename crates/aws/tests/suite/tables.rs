//! Tables, as far as AWS documents what neither the emulator nor a run of Terraform shows.

use std::collections::BTreeMap;

use driftlock_aws::{command_line, normalise, plan_restore};
use driftlock_core::{Attributes, Key};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{Fake, json as answer, json_error};
use crate::{check_declared, scope, sweep};

type Parameters = BTreeMap<String, String>;

const TABLE: &str = "aws_dynamodb_table";

fn key(id: &str) -> Key {
    Key {
        kind: TABLE.to_owned(),
        region: "us-east-1".to_owned(),
        id: id.to_owned(),
        account: None,
    }
}

fn arn(name: &str) -> String {
    format!("arn:aws:dynamodb:us-east-1:123456789012:table/{name}")
}

/// A table as AWS describes it when it has just been made; one that everything is said of; one that is
/// being deleted.
fn described(name: &str) -> Value {
    let mut table = json!({"TableName": name, "TableArn": arn(name), "TableStatus": "ACTIVE",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5,
            "NumberOfDecreasesToday": 3},
        "WarmThroughput": {"ReadUnitsPerSecond": 5, "Status": "ACTIVE"},
        "ItemCount": 7, "TableSizeBytes": 700, "DeletionProtectionEnabled": false});
    let index = |name: &str, status: &str| {
        json!({"IndexName": name, "IndexStatus": status,
            "KeySchema": [{"AttributeName": "at", "KeyType": "HASH"},
                {"AttributeName": "pk", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["b", "a"]},
            "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
            "OnDemandThroughput": {"MaxReadRequestUnits": 9, "MaxWriteRequestUnits": -1}})
    };
    let more = match name {
        "full" => json!({
            "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
            "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
            "OnDemandThroughput": {"MaxReadRequestUnits": 90, "MaxWriteRequestUnits": -1},
            "GlobalSecondaryIndexes": [index("by-time", "ACTIVE"), index("going", "DELETING")],
            "Replicas": [{"RegionName": "us-east-1"}, {"RegionName": "eu-west-1",
                "KMSMasterKeyId": "arn:k2", "ReplicaStatus": "ACTIVE"}],
            "SSEDescription": {"Status": "UPDATING", "SSEType": "KMS", "KMSMasterKeyArn": "arn:k"},
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"},
            "LatestStreamArn": "arn:s", "LatestStreamLabel": "l",
            "TableClassSummary": {"TableClass": "STANDARD_INFREQUENT_ACCESS"},
        }),
        // AWS tells of a stream for a day after it was switched off.
        "new" => json!({"LatestStreamArn": "arn:s", "LatestStreamLabel": "l"}),
        "going" => json!({"TableStatus": "DELETING"}),
        _ => json!({}),
    };
    let members = table.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    table
}

fn tables(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    let name = parameters.get("TableName").cloned().unwrap_or_default();
    let missing = || {
        json_error(
            400,
            "ResourceNotFoundException",
            "Requested resource not found",
        )
    };
    match operation {
        "ListTables" => match parameters
            .get("ExclusiveStartTableName")
            .map(String::as_str)
        {
            None => answer(
                200,
                &json!({"TableNames": ["full", "going"], "LastEvaluatedTableName": "going"}),
            ),
            Some("going") => answer(200, &json!({"TableNames": ["gone", "late", "new"]})),
            Some(other) => panic!("{other}"),
        },
        "DescribeTable" if name == "gone" => missing(),
        "DescribeTable" => answer(200, &json!({"Table": described(&name)})),
        "DescribeContinuousBackups" if name == "late" => {
            json_error(400, "TableNotFoundException", "Table not found: late")
        }
        "DescribeContinuousBackups" if name == "new" => json_error(
            400,
            "ContinuousBackupsUnavailableException",
            "Backups are being enabled for the table: new. Please retry later",
        ),
        "DescribeContinuousBackups" => answer(
            200,
            &json!({"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED",
                "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"}}}),
        ),
        "DescribeTimeToLive" if name == "late" => missing(),
        "DescribeTimeToLive" => {
            let about = match name.as_str() {
                "full" => json!({"TimeToLiveStatus": "ENABLING", "AttributeName": "ends"}),
                _ => json!({"TimeToLiveStatus": "DISABLING", "AttributeName": "ends"}),
            };
            answer(200, &json!({ "TimeToLiveDescription": about }))
        }
        "ListTagsOfResource" => match parameters.get("NextToken").map(String::as_str) {
            None => {
                let of_aws = json!([{"Key": "aws:cloudformation:stack-name", "Value": "s"}]);
                answer(200, &json!({"Tags": of_aws, "NextToken": "to/2+="}))
            }
            Some("to/2+=") => answer(200, &json!({"Tags": [{"Key": "a", "Value": ""}]})),
            Some(other) => panic!("{other}"),
        },
        other => panic!("{other} of {name}"),
    }
}

#[tokio::test]
async fn tables_and_tags_are_read_page_by_page_and_those_that_go_left_out() {
    let fake = Fake::start(tables).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&[TABLE], &[])).await;
    assert_eq!(found.unreadable, []);
    let all: BTreeMap<String, Attributes> = found
        .resources
        .into_iter()
        .map(|resource| (resource.key.id, resource.attributes.unwrap()))
        .collect();
    assert_eq!(all.keys().collect::<Vec<_>>(), ["full", "new"]);

    let new = json!({"id": "new", "name": "new", "arn": arn("new"), "hash_key": "pk",
        "attribute": [{"name": "pk", "type": "S"}], "billing_mode": "PROVISIONED",
        "deletion_protection_enabled": false, "read_capacity": 5, "write_capacity": 5,
        "point_in_time_recovery": [{"enabled": false}],
        "server_side_encryption": [{"enabled": false}], "stream_enabled": false,
        "table_class": "STANDARD", "tags": {"a": ""}, "ttl": [{"enabled": false}]});
    assert_eq!(Value::Object(all["new"].clone()), new);

    let full = &all["full"];
    assert_eq!(full["billing_mode"], "PAY_PER_REQUEST");
    assert!(!full.contains_key("read_capacity"));
    assert_eq!(
        full["on_demand_throughput"],
        json!([{"max_read_request_units": 90}])
    );
    assert_eq!(
        full["global_secondary_index"],
        json!([{"name": "by-time", "hash_key": "at", "range_key": "pk",
            "projection_type": "INCLUDE", "non_key_attributes": ["a", "b"],
            "on_demand_throughput": [{"max_read_request_units": 9}]}])
    );
    let replica = json!([{"region_name": "eu-west-1", "kms_key_arn": "arn:k2"}]);
    assert_eq!(full["replica"], replica);
    let encrypted = json!([{"enabled": true, "kms_key_arn": "arn:k"}]);
    assert_eq!(full["server_side_encryption"], encrypted);
    let recovery = json!([{"enabled": true, "recovery_period_in_days": 35}]);
    assert_eq!(full["point_in_time_recovery"], recovery);
    let expiry = json!([{"enabled": true, "attribute_name": "ends"}]);
    assert_eq!(full["ttl"], expiry);
    assert_eq!(full["stream_arn"], "arn:s");
    assert_eq!(full["table_class"], "STANDARD_INFREQUENT_ACCESS");
}

/// Takes every update.
fn updated(operation: &str, _: &Parameters) -> ResponseTemplate {
    match operation {
        "DescribeTable" => answer(200, &json!({"Table": described("t")})),
        "UpdateTable" => answer(200, &json!({"TableDescription": described("t")})),
        "UpdateContinuousBackups" => answer(200, &json!({})),
        "UpdateTimeToLive" => answer(200, &json!({})),
        other => panic!("{other}"),
    }
}

/// What is sent is what the plan says, and what the line that we print says.
async fn check_sent(approved: &Value, observed: &Value, expected: &[(&str, Value)]) {
    let fake = Fake::start(updated).await;
    let connection = fake.connect().await;
    let of = |value: &Value| normalise(TABLE, value.as_object().unwrap().clone());
    let (approved, observed) = (of(approved), of(observed));
    let plan = plan_restore(TABLE, "t", Some(&approved), Some(&observed));
    for call in &plan.calls {
        check_declared(TABLE, &call.action);
        assert!(command_line(&key("t"), call).is_some());
        connection.execute(&key("t"), call).await.unwrap();
    }
    let requests = fake.requests().into_iter();
    let sent: Vec<(String, Value)> = requests
        .filter(|asked| asked.operation != "DescribeTable")
        .map(|asked| {
            let parsed = |text: &String| serde_json::from_str(text).unwrap_or(json!(text));
            let members = asked
                .parameters
                .iter()
                .filter(|(name, _)| *name != "TableName");
            let members = members.map(|(name, value)| (name.clone(), parsed(value)));
            (asked.operation, Value::Object(members.collect()))
        })
        .collect();
    let expected: Vec<(String, Value)> = expected
        .iter()
        .map(|(operation, input)| ((*operation).to_owned(), input.clone()))
        .collect();
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn what_the_emulator_does_not_keep_is_sent_as_aws_takes_it() {
    let with = |more: Value| {
        let mut table = json!({"id": "t", "name": "t", "hash_key": "pk", "read_capacity": 1,
            "write_capacity": 2, "attribute": [{"name": "pk", "type": "S"},
                {"name": "at", "type": "N"}]});
        let members = table.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        table
    };
    let plain = with(json!({}));
    let key = json!([{"enabled": true, "kms_key_arn": "arn:k"}]);
    let encrypted = with(json!({"server_side_encryption": key, "table_class": "STANDARD"}));
    let theirs = with(json!({"table_class": "STANDARD_INFREQUENT_ACCESS"}));
    let specification = json!({"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "arn:k"});
    check_sent(
        &encrypted,
        &theirs,
        &[
            ("UpdateTable", json!({ "SSESpecification": specification })),
            ("UpdateTable", json!({"TableClass": "STANDARD"})),
        ],
    )
    .await;

    let streamed = with(json!({"stream_enabled": true, "stream_view_type": "KEYS_ONLY"}));
    let on = json!({"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"});
    check_sent(
        &streamed,
        &plain,
        &[("UpdateTable", json!({ "StreamSpecification": on }))],
    )
    .await;

    let index = json!([{"name": "by-time", "hash_key": "at", "projection_type": "INCLUDE",
        "non_key_attributes": ["a"], "read_capacity": 3, "write_capacity": 4}]);
    let create = json!([{"Create": {
        "IndexName": "by-time",
        "KeySchema": [{"AttributeName": "at", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["a"]},
        "ProvisionedThroughput": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4},
    }}]);
    let types = json!([{"AttributeName": "at", "AttributeType": "N"},
        {"AttributeName": "pk", "AttributeType": "S"}]);
    check_sent(
        &with(json!({ "global_secondary_index": index })),
        &plain,
        &[(
            "UpdateTable",
            json!({"AttributeDefinitions": types, "GlobalSecondaryIndexUpdates": create}),
        )],
    )
    .await;
}

#[tokio::test]
async fn limits_and_days_are_sent_as_numbers() {
    let of = |most: i64, days: u32| {
        let limits = json!([{"max_read_request_units": most, "max_write_request_units": -1}]);
        json!({"id": "t", "billing_mode": "PAY_PER_REQUEST", "on_demand_throughput": limits,
            "point_in_time_recovery": [{"enabled": true, "recovery_period_in_days": days}],
            "global_secondary_index": [{"name": "i", "hash_key": "pk", "projection_type": "ALL",
                "on_demand_throughput": limits}]})
    };
    let limits = json!({"MaxReadRequestUnits": 7, "MaxWriteRequestUnits": -1});
    let update = json!([{"Update": {"IndexName": "i", "OnDemandThroughput": limits}}]);
    let recovery = json!({"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 14});
    check_sent(
        &of(7, 14),
        &of(8, 1),
        &[
            (
                "UpdateContinuousBackups",
                json!({ "PointInTimeRecoverySpecification": recovery }),
            ),
            (
                "UpdateTable",
                json!({"OnDemandThroughput": limits, "GlobalSecondaryIndexUpdates": update}),
            ),
        ],
    )
    .await;
}

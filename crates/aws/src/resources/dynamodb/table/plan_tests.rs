//! What comes of a table that is not as approved.

use driftlock_core::Attributes;
use serde_json::{Value, json};

use crate::resources::dynamodb::table::NAME;
use crate::{RestorePlan, normalise, plan_restore};

/// A provisioned table with an index, and whatever else is said of it.
fn table(more: &Value) -> Attributes {
    let mut all = json!({"id": "t", "arn": "arn:t", "name": "t", "hash_key": "pk",
        "attribute": [{"name": "pk", "type": "S"}, {"name": "at", "type": "N"}],
        "read_capacity": 5, "write_capacity": 5,
        "global_secondary_index": [index("by-time", "at", 2)]});
    let all = all.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    normalise(NAME, all.clone())
}

fn index(name: &str, key: &str, capacity: u32) -> Value {
    json!({"name": name, "hash_key": key, "range_key": "", "projection_type": "INCLUDE",
        "non_key_attributes": ["b", "a"], "read_capacity": capacity, "write_capacity": capacity,
        "on_demand_throughput": []})
}

fn plan(approved: &Value, observed: &Value) -> RestorePlan {
    plan_restore(NAME, "t", Some(&table(approved)), Some(&table(observed)))
}

/// Members of the calls, without the name of the table.
fn inputs(plan: &RestorePlan) -> Vec<Value> {
    let inputs = plan.calls.iter().map(|call| {
        let mut input = call.arguments["input"].clone();
        assert_eq!(
            input.as_object_mut().unwrap().remove("TableName"),
            Some(json!("t"))
        );
        input
    });
    inputs.collect()
}

fn left(plan: &RestorePlan) -> Vec<&str> {
    plan.unrestorable
        .iter()
        .map(|one| one.path.as_str())
        .collect()
}

#[test]
fn what_guards_items_comes_back_first_and_by_calls_of_its_own() {
    let approved = json!({"deletion_protection_enabled": true, "read_capacity": 10,
        "point_in_time_recovery": [{"enabled": true, "recovery_period_in_days": 7}],
        "server_side_encryption": [{"enabled": true, "kms_key_arn": "arn:k"}],
        "table_class": "STANDARD_INFREQUENT_ACCESS"});
    let plan = plan(&approved, &json!({}));
    assert_eq!(
        inputs(&plan),
        [
            json!({"DeletionProtectionEnabled": true}),
            json!({"PointInTimeRecoverySpecification":
                {"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 7}}),
            json!({"SSESpecification":
                {"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "arn:k"}}),
            json!({"ProvisionedThroughput": {"ReadCapacityUnits": 10, "WriteCapacityUnits": 5}}),
            json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"}),
        ]
    );
    assert_eq!(left(&plan), [""; 0]);
}

#[test]
fn what_nobody_approved_is_switched_off() {
    let observed = json!({"deletion_protection_enabled": true,
        "point_in_time_recovery": [{"enabled": true}],
        "server_side_encryption": [{"enabled": true, "kms_key_arn": "arn:theirs"}],
        "ttl": [{"enabled": true, "attribute_name": "x"}],
        "stream_enabled": true, "stream_view_type": "KEYS_ONLY", "stream_arn": "arn:s"});
    let plan = plan(&json!({}), &observed);
    assert_eq!(
        inputs(&plan),
        [
            json!({"DeletionProtectionEnabled": false}),
            json!({"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": false}}),
            json!({"SSESpecification": {"Enabled": false}}),
            json!({"TimeToLiveSpecification": {"Enabled": false, "AttributeName": "x"}}),
            json!({"StreamSpecification": {"StreamEnabled": false}}),
        ]
    );
    assert_eq!(left(&plan), [""; 0]);
}

#[test]
fn items_stop_expiring_by_another_attribute_at_once() {
    let by = |name: &str| json!({"ttl": [{"enabled": true, "attribute_name": name}]});
    let plan = plan(&by("ends"), &by("begins"));
    let off = json!({"TimeToLiveSpecification": {"Enabled": false, "AttributeName": "begins"}});
    assert_eq!(inputs(&plan), [off]);
    assert_eq!(left(&plan), ["ttl[0].attribute_name"]);
}

#[test]
fn a_stream_comes_back_by_another_arn() {
    let of = |view: &str, arn: &str| json!({"stream_enabled": !view.is_empty(), "stream_view_type": view, "stream_arn": arn});
    let on = json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"}});
    let off = json!({"StreamSpecification": {"StreamEnabled": false}});
    let approved = of("KEYS_ONLY", "arn:1");
    // AWS tells the ARN of a stream that is off.
    for (observed, expected) in [
        (of("", "arn:1"), vec![on.clone()]),
        (of("NEW_IMAGE", "arn:2"), vec![off, on]),
        (of("KEYS_ONLY", "arn:2"), vec![]),
    ] {
        let plan = plan(&approved, &observed);
        assert_eq!(inputs(&plan), expected);
        assert_eq!(left(&plan), ["stream_arn"]);
    }
    assert_eq!(plan(&of("", "arn:1"), &of("", "")), RestorePlan::default());
}

#[test]
fn capacity_comes_back_with_how_it_is_paid_for() {
    let units = |n: u32| json!({"ReadCapacityUnits": n, "WriteCapacityUnits": n});
    let on_demand = json!({"billing_mode": "PAY_PER_REQUEST", "read_capacity": 0});
    let plan_of = plan(&json!({}), &on_demand);
    let provisioned = json!({"BillingMode": "PROVISIONED", "ProvisionedThroughput": units(5),
        "GlobalSecondaryIndexUpdates": [
            {"Update": {"IndexName": "by-time", "ProvisionedThroughput": units(2)}}]});
    assert_eq!(inputs(&plan_of), [provisioned]);
    let plan_of = plan(&on_demand, &json!({}));
    assert_eq!(
        inputs(&plan_of),
        [json!({"BillingMode": "PAY_PER_REQUEST"})]
    );

    let other = json!({"global_secondary_index": [index("by-time", "at", 9)]});
    let plan_of = plan(&json!({}), &other);
    let update = json!({"Update": {"IndexName": "by-time", "ProvisionedThroughput": units(2)}});
    let expected = json!({"GlobalSecondaryIndexUpdates": [update]});
    assert_eq!(inputs(&plan_of), [expected]);
}

#[test]
fn limits_of_what_is_paid_by_request_come_back() {
    let limited = |most: i64| {
        json!({"billing_mode": "PAY_PER_REQUEST", "on_demand_throughput":
            [{"max_read_request_units": most, "max_write_request_units": -1}]})
    };
    let limit = |most: i64| {
        let limits = json!({"MaxReadRequestUnits": most, "MaxWriteRequestUnits": -1});
        json!({ "OnDemandThroughput": limits })
    };
    assert_eq!(inputs(&plan(&limited(10), &limited(-1))), [limit(10)]);
    assert_eq!(inputs(&plan(&limited(0), &limited(10))), [limit(-1)]);
    assert_eq!(plan(&limited(0), &limited(-1)), RestorePlan::default());
}

#[test]
fn indexes_come_and_go_one_at_a_time() {
    let of = |indexes: &[Value]| json!({ "global_secondary_index": indexes });
    let (time, rogue) = (index("by-time", "at", 2), index("rogue", "pk", 1));
    let delete =
        |name: &str| json!({"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": name}}]});

    let plan_of = plan(
        &of(std::slice::from_ref(&time)),
        &of(&[time.clone(), rogue.clone()]),
    );
    assert_eq!(inputs(&plan_of), [delete("rogue")]);
    assert_eq!(left(&plan_of), [""; 0]);

    let made = json!({
        "AttributeDefinitions": [{"AttributeName": "at", "AttributeType": "N"},
            {"AttributeName": "pk", "AttributeType": "S"}],
        "GlobalSecondaryIndexUpdates": [{"Create": {
            "IndexName": "by-time",
            "KeySchema": [{"AttributeName": "at", "KeyType": "HASH"}],
            "Projection": {"NonKeyAttributes": ["a", "b"], "ProjectionType": "INCLUDE"},
            "ProvisionedThroughput": {"ReadCapacityUnits": 2, "WriteCapacityUnits": 2},
        }}],
    });
    let without = json!({"global_secondary_index": [], "attribute": [{"name": "pk", "type": "S"}]});
    let plan_of = plan(&json!({}), &without);
    assert_eq!(inputs(&plan_of), [made]);
    assert_eq!(left(&plan_of), [""; 0]);

    // Another key under the same name, and one that nobody approved.
    let plan_of = plan(&of(&[time]), &of(&[index("by-time", "pk", 2), rogue]));
    assert_eq!(inputs(&plan_of), [delete("by-time")]);
    let later = [
        "global_secondary_index[rogue]",
        "global_secondary_index[by-time]",
    ];
    assert_eq!(left(&plan_of), later);
}

#[test]
fn keys_replicas_and_lost_tables_are_reported() {
    let approved = json!({"range_key": "at", "replica": [{"region_name": "eu-west-1"}]});
    let plan_of = plan(&approved, &json!({}));
    assert_eq!(plan_of.calls, []);
    assert_eq!(left(&plan_of), ["range_key", "replica[eu-west-1]"]);
    let plan_of = plan_restore(NAME, "t", Some(&table(&json!({}))), None);
    assert_eq!(plan_of.calls, []);
    assert_eq!(left(&plan_of), ["id"]);
}

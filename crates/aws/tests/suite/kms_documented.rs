//! KMS as AWS documents it and the emulator does not do it.

use std::collections::BTreeMap;

use driftlock_aws::plan_restore;
use driftlock_core::{Attributes, Key};
use driftlock_testbed::Moto;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{Fake, json as answer, json_error};
use crate::{emulated, scope, sweep};

type Parameters = BTreeMap<String, String>;

/// Of two pages the one that is asked for; the second by the marker that the first one gave.
fn page(parameters: &Parameters, list: &str, [first, second]: [Value; 2]) -> ResponseTemplate {
    match parameters.get("Marker").map(String::as_str) {
        None => answer(
            200,
            &json!({list: first, "Truncated": true, "NextMarker": "to/2+="}),
        ),
        Some("to/2+=") => answer(200, &json!({list: second, "Truncated": false})),
        Some(other) => panic!("{other}"),
    }
}

fn metadata(id: &str) -> Value {
    let mut key = json!({"KeyId": id, "Arn": format!("arn:aws:kms:us-east-1:123456789012:key/{id}"),
        "Enabled": true, "KeyState": "Enabled", "KeyManager": "CUSTOMER", "KeyUsage": "ENCRYPT_DECRYPT",
        "KeySpec": "SYMMETRIC_DEFAULT", "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "Origin": "AWS_KMS", "MultiRegion": false, "Description": ""});
    let more = match id {
        "of-aws" => json!({"KeyManager": "AWS"}),
        "doomed" => {
            json!({"Enabled": false, "KeyState": "PendingDeletion", "DeletionDate": 1_893_456_000})
        }
        "signing" => json!({"KeySpec": "RSA_2048", "KeyUsage": "SIGN_VERIFY"}),
        "imported" => json!({"Origin": "EXTERNAL", "Enabled": false, "KeyState": "PendingImport"}),
        "outside" => json!({"Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": "cks-1",
            "XksKeyConfiguration": {"Id": "their-key"}}),
        _ => json!({}),
    };
    let members = key.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    key
}

/// A rotated key, and one of each kind that cannot be rotated: KMS refuses to tell of those.
fn keys(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    let id = parameters.get("KeyId").cloned().unwrap_or_default();
    match operation {
        "ListKeys" => {
            assert_eq!(parameters["Limit"], "1000");
            let of = |ids: &[&str]| ids.iter().map(|id| json!({"KeyId": id})).collect();
            let first = of(&["rotated", "of-aws", "doomed"]);
            page(
                parameters,
                "Keys",
                [first, of(&["signing", "imported", "outside"])],
            )
        }
        "DescribeKey" => answer(200, &json!({"KeyMetadata": metadata(&id)})),
        "GetKeyPolicy" => {
            assert_eq!(parameters["PolicyName"], "default");
            answer(
                200,
                &json!({"Policy": "{\"Statement\": [], \"Version\": \"2012-10-17\"}"}),
            )
        }
        "GetKeyRotationStatus" if id == "rotated" => answer(
            200,
            &json!({"KeyId": id, "KeyRotationEnabled": true, "RotationPeriodInDays": 90}),
        ),
        "ListResourceTags" => {
            let tag = |name: &str| json!([{"TagKey": name, "TagValue": "1"}]);
            page(
                parameters,
                "Tags",
                [tag("aws:cloudformation:stack-id"), tag("a")],
            )
        }
        other => panic!("{other} of {id}"),
    }
}

#[tokio::test]
async fn keys_and_tags_are_read_page_by_page_and_those_of_aws_left_out() {
    let fake = Fake::start(keys).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&["aws_kms_key"], &[])).await;
    assert_eq!(found.unreadable, []);
    let all: BTreeMap<String, Attributes> = found
        .resources
        .into_iter()
        .map(|resource| (resource.key.id, resource.attributes.unwrap()))
        .collect();
    let ids: Vec<_> = all.keys().map(String::as_str).collect();
    assert_eq!(ids, ["doomed", "imported", "outside", "rotated", "signing"]);
    assert_eq!(all["rotated"]["rotation_period_in_days"], 90);
    assert_eq!(all["rotated"]["tags"], json!({"a": "1"}));
    assert_eq!(all["doomed"]["deletion_date"], "2030-01-01T00:00:00Z");
    assert_eq!(all["doomed"]["key_state"], "PendingDeletion");
    assert_eq!(all["imported"]["key_state"], "PendingImport");
    assert_eq!(all["signing"]["customer_master_key_spec"], "RSA_2048");
    assert!(!all["signing"].contains_key("key_state"));
    assert_eq!(all["outside"]["xks_key_id"], "their-key");
    let asked = fake.asked();
    let count = |operation: &str| asked.iter().filter(|asked| *asked == operation).count();
    assert_eq!(count("ListKeys"), 2);
    assert_eq!(count("GetKeyRotationStatus"), 1);
    assert_eq!(count("ListResourceTags"), 10);
}

fn aliases(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    assert_eq!(operation, "ListAliases");
    assert_eq!(parameters["Limit"], "100");
    let alias = |name: &str, key: &str| {
        json!([{"AliasName": name, "TargetKeyId": key,
            "AliasArn": format!("arn:aws:kms:us-east-1:123456789012:{name}")}])
    };
    let first = json!([{"AliasName": "alias/aws/s3"}, alias("alias/one", "k1")[0]]);
    page(parameters, "Aliases", [first, alias("alias/two", "k2")])
}

#[tokio::test]
async fn aliases_are_read_page_by_page_and_those_of_aws_left_out() {
    let fake = Fake::start(aliases).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&["aws_kms_alias"], &[])).await;
    assert_eq!(found.unreadable, []);
    assert_eq!(fake.asked(), ["ListAliases"; 2]);
    let mut ids: Vec<_> = found.resources.iter().map(|r| r.key.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["alias/one", "alias/two"]);
    for resource in &found.resources {
        let alone = connection.read(&resource.key).await.unwrap();
        assert_eq!(alone, resource.attributes);
    }
    let gone = key("aws_kms_alias", "alias/three");
    assert_eq!(connection.read(&gone).await.unwrap(), None);
}

fn key(kind: &str, id: &str) -> Key {
    Key {
        kind: kind.to_owned(),
        region: "us-east-1".to_owned(),
        id: id.to_owned(),
        account: None,
    }
}

fn not_found(_: &str, _: &Parameters) -> ResponseTemplate {
    json_error(400, "NotFoundException", "Key 'x' does not exist")
}

#[tokio::test]
async fn a_key_that_kms_does_not_know_is_absent() {
    let fake = Fake::start(not_found).await;
    let connection = fake.connect().await;
    let read = connection.read(&key("aws_kms_key", "x")).await.unwrap();
    assert_eq!(read, None);
}

#[tokio::test]
async fn an_alias_that_is_gone_is_made_anew() {
    let moto = Moto::start().unwrap();
    moto.boto3(
        r#"
kms = client("kms")
kms.create_alias(AliasName="alias/x", TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])"#,
    )
    .unwrap();
    let connection = emulated(&moto.endpoint()).await;
    let key = key("aws_kms_alias", "alias/x");
    let approved = connection.read(&key).await.unwrap();
    moto.boto3("client('kms').delete_alias(AliasName='alias/x')")
        .unwrap();
    assert_eq!(connection.read(&key).await.unwrap(), None);
    let plan = plan_restore(&key.kind, &key.id, approved.as_ref(), None);
    for call in &plan.calls {
        crate::check_declared(&key.kind, &call.action);
        connection.execute(&key, call).await.unwrap();
    }
    assert_eq!(connection.read(&key).await.unwrap(), approved);
}

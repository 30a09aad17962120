//! Secrets, as far as AWS documents what neither the emulator nor a run of Terraform shows.

use std::collections::BTreeMap;

use driftlock_aws::{command_line, plan_restore};
use driftlock_core::{Attributes, Key};
use driftlock_testbed::Moto;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{Fake, json as answer, json_error};
use crate::{check_declared, emulated, scope, sweep};

type Parameters = BTreeMap<String, String>;

const SECRET: &str = "aws_secretsmanager_secret";
const POLICY: &str = "aws_secretsmanager_secret_policy";

fn key(kind: &str, id: &str) -> Key {
    Key {
        kind: kind.to_owned(),
        region: "us-east-1".to_owned(),
        id: id.to_owned(),
        account: None,
    }
}

/// A secret with replicas, a replica of one in another region, and one that is gone since.
fn secrets(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    let id = parameters.get("SecretId").map(String::as_str);
    let missing = || json_error(400, "ResourceNotFoundException", "can't find it");
    match (operation, id.unwrap_or_default()) {
        ("ListSecrets", _) => {
            assert_eq!(parameters["MaxResults"], "100");
            let of = |id: &str, region: &str| json!({"ARN": id, "PrimaryRegion": region});
            match parameters.get("NextToken").map(String::as_str) {
                None => {
                    let page = [of("s1", "us-east-1"), of("copy", "eu-west-1")];
                    answer(200, &json!({"SecretList": page, "NextToken": "to/2+="}))
                }
                Some("to/2+=") => answer(
                    200,
                    &json!({"SecretList": [{"ARN": "s2"}, {"ARN": "gone"}]}),
                ),
                Some(other) => panic!("{other}"),
            }
        }
        ("DescribeSecret", "s1") => answer(
            200,
            &json!({"ARN": "s1", "Name": "one", "KmsKeyId": "k", "RotationEnabled": true,
                "Tags": [{"Key": "a", "Value": ""}, {"Key": "aws:x", "Value": "y"}],
                "LastAccessedDate": 1_700_000_000,
                "ReplicationStatus": [
                    {"Region": "us-west-2", "Status": "InSync", "LastAccessedDate": 1_700_000_000},
                    {"Region": "eu-west-1", "KmsKeyId": "k2", "Status": "InProgress"}]}),
        ),
        ("DescribeSecret", "s2") => answer(200, &json!({"ARN": "s2", "Name": "two"})),
        ("DescribeSecret", "doomed") => answer(
            200,
            &json!({"ARN": "doomed", "Name": "d", "DeletedDate": 1_900_000_000}),
        ),
        ("GetResourcePolicy", "doomed") => json_error(
            400,
            "InvalidRequestException",
            "You can't perform this operation on the secret because it was marked for deletion.",
        ),
        ("DescribeSecret" | "GetResourcePolicy", "gone") => missing(),
        ("GetResourcePolicy", "s1") => answer(200, &json!({"ARN": "s1", "Name": "one"})),
        ("GetResourcePolicy", "s2") => answer(
            200,
            &json!({"ARN": "s2", "ResourcePolicy": "{\"Statement\": [], \"Version\": \"2012-10-17\"}"}),
        ),
        (other, id) => panic!("{other} of {id}"),
    }
}

#[tokio::test]
async fn secrets_are_read_page_by_page_without_copies_of_others_and_without_values() {
    let fake = Fake::start(secrets).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&[SECRET, POLICY], &[])).await;
    assert_eq!(found.unreadable, []);
    let of = |kind: &str| -> BTreeMap<String, Option<Attributes>> {
        let of_kind = found.resources.iter().filter(|r| r.key.kind == kind);
        of_kind
            .map(|r| (r.key.id.clone(), r.attributes.clone()))
            .collect()
    };
    let all = of(SECRET);
    assert_eq!(all.keys().collect::<Vec<_>>(), ["s1", "s2"]);
    let replicas = json!([{"kms_key_id": "k2", "region": "eu-west-1"}, {"region": "us-west-2"}]);
    let expected = json!({"id": "s1", "arn": "s1", "name": "one", "kms_key_id": "k",
        "replica": replicas, "tags": {"a": ""}});
    assert_eq!(all["s1"].clone().map(Value::Object), Some(expected));
    let policies = of(POLICY);
    assert_eq!(policies["s1"], None);
    let policy = policies["s2"].as_ref().unwrap();
    assert_eq!(
        policy["policy"],
        r#"{"Statement":[],"Version":"2012-10-17"}"#
    );
    assert!(fake.asked().iter().all(|asked| asked != "GetSecretValue"));
}

#[tokio::test]
async fn one_that_is_to_be_deleted_counts_as_gone_and_so_does_its_policy() {
    let fake = Fake::start(secrets).await;
    let connection = fake.connect().await;
    for (kind, id) in [
        (SECRET, "doomed"),
        (POLICY, "doomed"),
        (SECRET, "gone"),
        (POLICY, "gone"),
    ] {
        let read = connection.read(&key(kind, id)).await.unwrap();
        assert_eq!(read, None, "{kind} {id}");
    }
}

#[tokio::test]
async fn a_deletion_is_taken_back() {
    let moto = Moto::start().unwrap();
    let made = moto
        .boto3("print(client('secretsmanager').create_secret(Name='s', SecretString='x')['ARN'])")
        .unwrap();
    let connection = emulated(&moto.endpoint()).await;
    let secret = key(SECRET, made.trim());
    let approved = connection.read(&secret).await.unwrap();
    for by_hand in [false, true] {
        let delete = "client('secretsmanager').delete_secret(SecretId='s')";
        moto.boto3(delete).unwrap();
        assert_eq!(connection.read(&secret).await.unwrap(), None);
        let plan = plan_restore(SECRET, &secret.id, approved.as_ref(), None);
        let [call] = plan.calls.as_slice() else {
            panic!("{plan:?}")
        };
        check_declared(SECRET, &call.action);
        if by_hand {
            moto.shell(&command_line(&secret, call).unwrap()).unwrap();
        } else {
            connection.execute(&secret, call).await.unwrap();
        }
        assert_eq!(connection.read(&secret).await.unwrap(), approved);
    }
}

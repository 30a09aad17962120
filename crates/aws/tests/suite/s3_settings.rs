//! Settings of buckets and of accounts: what AWS has by default, and what the emulator cannot hold.

use std::collections::BTreeMap;
use std::sync::Mutex;

use driftlock_aws::{Connection, command_line, normalise, plan_restore};
use driftlock_core::{Attributes, Key};
use driftlock_testbed::Moto;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{Fake, s3, s3_error, xml};
use crate::{emulated, scope, sweep};

const OWNER: &str = "<Owner><ID>o</ID></Owner>";
const FULL: &str = "<AccessControlList><Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
    xsi:type=\"CanonicalUser\"><ID>o</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList>";

/// A bucket as AWS makes them ("Default settings for new S3 buckets" in the S3 user guide).
fn new_bucket(operation: &str, _parameters: &BTreeMap<String, String>) -> ResponseTemplate {
    let absent = |code: &str| s3_error(404, code, "not there");
    match operation {
        "ListBuckets" => s3(
            "ListAllMyBucketsResult",
            "<Buckets><Bucket><Name>new</Name><BucketRegion>us-east-1</BucketRegion></Bucket></Buckets>",
        ),
        "GET tagging" => absent("NoSuchTagSet"),
        "GET policy" => absent("NoSuchBucketPolicy"),
        "GET cors" => absent("NoSuchCORSConfiguration"),
        "GET lifecycle" => absent("NoSuchLifecycleConfiguration"),
        "GET website" => absent("NoSuchWebsiteConfiguration"),
        "GET object-lock" => absent("ObjectLockConfigurationNotFoundError"),
        "GET replication" => absent("ReplicationConfigurationNotFoundError"),
        "GET acl" => s3("AccessControlPolicy", &format!("{OWNER}{FULL}")),
        "GET ownershipControls" => s3(
            "OwnershipControls",
            "<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>",
        ),
        "GET publicAccessBlock" => s3(
            "PublicAccessBlockConfiguration",
            "<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>\
             <BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets>",
        ),
        "GET encryption" => s3(
            "ServerSideEncryptionConfiguration",
            "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
             </ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>",
        ),
        "GET versioning" => s3("VersioningConfiguration", ""),
        "GET accelerate" => s3("AccelerateConfiguration", ""),
        "GET requestPayment" => s3("RequestPaymentConfiguration", "<Payer>BucketOwner</Payer>"),
        "GET logging" => s3("BucketLoggingStatus", ""),
        "GET notification" => s3("NotificationConfiguration", ""),
        other => xml(500, &format!("<Error><Code>{other}</Code></Error>")),
    }
}

#[tokio::test]
async fn a_new_bucket_of_aws_is_read_by_one_call_for_each_setting() {
    let fake = Fake::start(new_bucket).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&["aws_s3_bucket*"], &[])).await;
    assert_eq!(found.unreadable, []);
    let of = |kind: &str| {
        let mut resources = found.resources.iter();
        let resource = resources.find(|r| r.key.kind == kind).unwrap();
        resource.attributes.clone().map(Value::Object)
    };
    let absent = [
        "cors_configuration",
        "lifecycle_configuration",
        "logging",
        "object_lock_configuration",
        "policy",
        "replication_configuration",
        "website_configuration",
    ];
    for setting in absent {
        assert_eq!(of(&format!("aws_s3_bucket_{setting}")), None, "{setting}");
    }
    let value = |setting: &str, pointer: &str| {
        let setting = of(&format!("aws_s3_bucket_{setting}")).unwrap();
        setting.pointer(pointer).cloned().unwrap_or_default()
    };
    assert_eq!(
        value("ownership_controls", "/rule/0/object_ownership"),
        "BucketOwnerEnforced"
    );
    assert_eq!(value("public_access_block", "/block_public_acls"), true);
    assert_eq!(value("accelerate_configuration", "/status"), "Suspended");
    assert_eq!(
        value("request_payment_configuration", "/payer"),
        "BucketOwner"
    );
    assert_eq!(value("notification", "/eventbridge"), false);
    assert_eq!(
        value("acl", "/access_control_policy/0/grant/0/permission"),
        "FULL_CONTROL"
    );
    let mut asked = fake.asked();
    let calls = asked.len();
    asked.sort();
    asked.dedup();
    assert_eq!(
        asked.len(),
        calls,
        "each setting is asked for once: {asked:?}"
    );
    assert_eq!(calls, found.resources.len() + 1, "and the listing");
}

static PAYER: Mutex<&str> = Mutex::new("Requester");

/// A bucket whose requesters pay, until somebody says otherwise.
fn requesters_pay(operation: &str, _parameters: &BTreeMap<String, String>) -> ResponseTemplate {
    let mut payer = PAYER.lock().unwrap();
    match operation {
        "GET requestPayment" => s3(
            "RequestPaymentConfiguration",
            &format!("<Payer>{payer}</Payer>"),
        ),
        "PUT requestPayment" => {
            *payer = "BucketOwner";
            xml(200, "")
        }
        other => xml(500, &format!("<Error><Code>{other}</Code></Error>")),
    }
}

#[tokio::test]
async fn who_pays_is_restored() {
    let fake = Fake::start(requesters_pay).await;
    let connection = fake.connect().await;
    let kind = "aws_s3_bucket_request_payment_configuration";
    let key = key(kind, "us-east-1", "b");
    let approved = json!({"id": "b", "bucket": "b", "payer": "BucketOwner"});
    let line = restore(&connection, &key, approved.as_object()).await;
    let typed = "aws s3api put-bucket-request-payment --region us-east-1 --bucket b \
                 --request-payment-configuration '{\"Payer\":\"BucketOwner\"}'";
    assert_eq!(line, typed);
    assert_eq!(
        fake.asked(),
        [
            "GET requestPayment",
            "PUT requestPayment",
            "GET requestPayment"
        ]
    );
}

#[tokio::test]
async fn the_accounts_public_access_block_comes_and_goes() {
    let moto = Moto::start().unwrap();
    let connection = emulated(&moto.endpoint()).await;
    let account = connection.identity().account.clone();
    let key = key("aws_s3_account_public_access_block", Key::GLOBAL, &account);
    assert_eq!(connection.read(&key).await.unwrap(), None);
    let block = json!({"id": account, "account_id": account, "block_public_acls": true,
        "block_public_policy": false, "ignore_public_acls": true, "restrict_public_buckets": true});
    let line = restore(&connection, &key, block.as_object()).await;
    assert!(
        line.starts_with("aws s3control put-public-access-block --account-id"),
        "{line}"
    );
    let line = restore(&connection, &key, None).await;
    assert!(
        line.starts_with("aws s3control delete-public-access-block"),
        "{line}"
    );
}

/// A rule of each version of the schema, with all that S3 documents ("Replication configuration" in the
/// S3 user guide).
fn copied(operation: &str, _parameters: &BTreeMap<String, String>) -> ResponseTemplate {
    let on = |block: &str| format!("<{block}><Status>Enabled</Status></{block}>");
    match operation {
        "GET replication" => s3(
            "ReplicationConfiguration",
            &format!(
                "<Role>arn:aws:iam::123456789012:role/copy</Role>\
                 <Rule><ID>new</ID><Priority>7</Priority><Status>Enabled</Status><Filter><And>\
                 <Prefix>p/</Prefix><Tag><Key>k</Key><Value></Value></Tag></And></Filter>\
                 <SourceSelectionCriteria>{}{}</SourceSelectionCriteria>\
                 {}{}<Destination><Bucket>arn:aws:s3:::copies</Bucket><Account>210987654321</Account>\
                 <StorageClass>GLACIER</StorageClass><AccessControlTranslation>\
                 <Owner>Destination</Owner></AccessControlTranslation><EncryptionConfiguration>\
                 <ReplicaKmsKeyID>arn:key</ReplicaKmsKeyID></EncryptionConfiguration>\
                 <ReplicationTime><Status>Enabled</Status><Time><Minutes>15</Minutes></Time>\
                 </ReplicationTime><Metrics><Status>Enabled</Status><EventThreshold>\
                 <Minutes>15</Minutes></EventThreshold></Metrics></Destination></Rule>\
                 <Rule><ID>tagged</ID><Priority>8</Priority><Status>Disabled</Status><Filter>\
                 <Tag><Key>k</Key><Value>v</Value></Tag></Filter><Destination>\
                 <Bucket>arn:aws:s3:::copies</Bucket></Destination></Rule>\
                 <Rule><ID>first</ID><Prefix>old/</Prefix><Status>Enabled</Status><Destination>\
                 <Bucket>arn:aws:s3:::copies</Bucket></Destination></Rule>",
                on("SseKmsEncryptedObjects"),
                on("ReplicaModifications"),
                on("DeleteMarkerReplication"),
                on("ExistingObjectReplication"),
            ),
        ),
        "DELETE replication" => xml(204, ""),
        other => xml(500, &format!("<Error><Code>{other}</Code></Error>")),
    }
}

/// The same as Terraform's state holds it: much of it empty.
fn copied_in_state() -> Value {
    let on = || json!([{"status": "Enabled"}]);
    let to_copies = || {
        json!([{"bucket": "arn:aws:s3:::copies", "account": "", "storage_class": "", "metrics": [],
            "access_control_translation": [], "encryption_configuration": [],
            "replication_time": []}])
    };
    json!({"id": "b", "bucket": "b", "role": "arn:aws:iam::123456789012:role/copy", "token": null,
    "rule": [
        {"id": "first", "prefix": "old/", "priority": 0, "status": "Enabled", "filter": [],
         "destination": to_copies(), "delete_marker_replication": [],
         "existing_object_replication": [], "source_selection_criteria": []},
        {"id": "new", "prefix": "", "priority": 7, "status": "Enabled",
         "filter": [{"prefix": "", "tag": [], "and": [{"prefix": "p/", "tags": {"k": ""}}]}],
         "delete_marker_replication": on(), "existing_object_replication": on(),
         "source_selection_criteria":
            [{"sse_kms_encrypted_objects": on(), "replica_modifications": on()}],
         "destination": [{"bucket": "arn:aws:s3:::copies", "account": "210987654321",
            "storage_class": "GLACIER", "access_control_translation": [{"owner": "Destination"}],
            "encryption_configuration": [{"replica_kms_key_id": "arn:key"}],
            "metrics": [{"status": "Enabled", "event_threshold": [{"minutes": 15}]}],
            "replication_time": [{"status": "Enabled", "time": [{"minutes": 15}]}]}]},
        {"id": "tagged", "prefix": "", "priority": 8, "status": "Disabled",
         "filter": [{"prefix": "", "and": [], "tag": [{"key": "k", "value": "v"}]}],
         "destination": to_copies()},
    ]})
}

#[tokio::test]
async fn copies_are_read_whole_and_only_those_nobody_approved_are_stopped() {
    let fake = Fake::start(copied).await;
    let connection = fake.connect().await;
    let kind = "aws_s3_bucket_replication_configuration";
    let key = key(kind, "us-east-1", "b");
    let read = connection.read(&key).await.unwrap();
    let state = copied_in_state().as_object().unwrap().clone();
    assert_eq!(read, Some(normalise(kind, state.clone())));

    let mut fewer = state;
    fewer["rule"].as_array_mut().unwrap().pop();
    let approved = normalise(kind, fewer);
    let plan = plan_restore(kind, "b", Some(&approved), read.as_ref());
    assert_eq!(plan.calls, []);
    let paths: Vec<_> = plan.unrestorable.iter().map(|u| u.path.as_str()).collect();
    assert_eq!(paths, ["rule[tagged]"]);

    let plan = plan_restore(kind, "b", None, read.as_ref());
    assert_eq!((plan.calls.len(), plan.unrestorable.len()), (1, 0));
    connection.execute(&key, &plan.calls[0]).await.unwrap();
    assert_eq!(fake.asked(), ["GET replication", "DELETE replication"]);
    let line = command_line(&key, &plan.calls[0]).unwrap();
    let typed = "aws s3api delete-bucket-replication --region us-east-1 --bucket b";
    assert_eq!(line, typed);
}

fn key(kind: &str, region: &str, id: &str) -> Key {
    Key {
        kind: kind.to_owned(),
        region: region.to_owned(),
        id: id.to_owned(),
        account: None,
    }
}

/// Brings the one resource to `approved` by one call, and answers its line.
async fn restore(connection: &Connection, key: &Key, approved: Option<&Attributes>) -> String {
    let observed = connection.read(key).await.unwrap();
    let plan = plan_restore(&key.kind, &key.id, approved, observed.as_ref());
    assert_eq!((plan.calls.len(), plan.unrestorable.len()), (1, 0));
    crate::check_declared(&key.kind, &plan.calls[0].action);
    connection.execute(key, &plan.calls[0]).await.unwrap();
    let read = connection.read(key).await.unwrap();
    assert_eq!(read.as_ref(), approved);
    command_line(key, &plan.calls[0]).unwrap()
}

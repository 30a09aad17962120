//! What AWS documents and the emulator does not do.

use std::collections::BTreeMap;

use driftlock_core::{Call, Key, Unreadable};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{Fake, ec2, ec2_error, s3, s3_error, xml};
use crate::{BUCKETS, scope, sweep};

type Parameters = BTreeMap<String, String>;

/// 2,500 groups in pages of at most what was asked for.
fn groups_in_pages(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    assert_eq!(operation, "DescribeSecurityGroups");
    let page: usize = parameters["MaxResults"].parse().unwrap();
    let from: usize = parameters
        .get("NextToken")
        .map_or(0, |token| token.parse().unwrap());
    let to = (from + page).min(2_500);
    let items: String = (from..to)
        .map(|n| {
            format!(
                "<item><groupId>sg-{n}</groupId><groupName>n{n}</groupName><ownerId>123456789012\
                 </ownerId><ipPermissions><item><ipProtocol>udp</ipProtocol><fromPort>53</fromPort>\
                 <toPort>53</toPort><prefixListIds><item><prefixListId>pl-1</prefixListId>\
                 <description>names</description></item></prefixListIds></item></ipPermissions></item>"
            )
        })
        .collect();
    let token = if to < 2_500 {
        format!("<nextToken>{to}</nextToken>")
    } else {
        String::new()
    };
    ec2(
        operation,
        &format!("<securityGroupInfo>{items}</securityGroupInfo>{token}"),
    )
}

#[tokio::test]
async fn security_groups_are_read_a_thousand_at_a_time() {
    let fake = Fake::start(groups_in_pages).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&["aws_security_group"], &[])).await;
    assert_eq!(found.unreadable, []);
    assert_eq!(found.resources.len(), 2_500);
    assert_eq!(fake.asked(), ["DescribeSecurityGroups"; 3]);
    let first = found.resources[0].attributes.as_ref().unwrap();
    assert_eq!(first["ingress"][0]["prefix_list_ids"], json!(["pl-1"]));
    assert_eq!(first["ingress"][0]["description"], "names");
}

/// A second page by token, and a bucket of another region although this one was asked for.
fn buckets_in_pages(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    if operation != "ListBuckets" {
        return s3_error(404, "NoSuchTagSet", "The TagSet does not exist");
    }
    assert_eq!(parameters["bucket-region"], "us-east-1");
    assert_eq!(parameters["max-buckets"], "10000");
    let bucket = |name: &str, region: &str| {
        format!("<Bucket><Name>{name}</Name><BucketRegion>{region}</BucketRegion></Bucket>")
    };
    let (buckets, token) = match parameters.get("continuation-token").map(String::as_str) {
        None => (
            bucket("one", "us-east-1") + &bucket("far", "eu-west-1"),
            "<ContinuationToken>to/2+=</ContinuationToken>",
        ),
        Some("to/2+=") => (bucket("two", "us-east-1"), ""),
        Some(other) => panic!("{other}"),
    };
    s3(
        "ListAllMyBucketsResult",
        &format!("<Buckets>{buckets}</Buckets>{token}"),
    )
}

#[tokio::test]
async fn buckets_are_listed_page_by_page_and_those_of_other_regions_left_out() {
    let fake = Fake::start(buckets_in_pages).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&["aws_s3_bucket"], &[])).await;
    assert_eq!(found.unreadable, []);
    let mut ids: Vec<_> = found.resources.iter().map(|r| r.key.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["one", "two"]);
    let mut asked = fake.asked();
    asked.sort();
    assert_eq!(
        asked,
        ["GET tagging", "GET tagging", "ListBuckets", "ListBuckets"]
    );
}

/// A bucket that AWS has just made: SSE-S3, all public access blocked, nothing else; and with a
/// policy whose statements and lists AWS has put into an order of its own.
fn a_bucket_of_aws(operation: &str, _: &Parameters) -> ResponseTemplate {
    match operation {
        "ListBuckets" => s3(
            "ListAllMyBucketsResult",
            "<Buckets><Bucket><Name>b</Name><BucketRegion>us-east-1</BucketRegion></Bucket></Buckets>",
        ),
        "GET tagging" => s3(
            "Tagging",
            "<TagSet><Tag><Key>aws:cloudformation:stack-name</Key><Value>s</Value></Tag>\
             <Tag><Key>a &amp; b</Key><Value></Value></Tag></TagSet>",
        ),
        "GET versioning" => s3("VersioningConfiguration", ""),
        "GET encryption" => s3(
            "ServerSideEncryptionConfiguration",
            "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
             </ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>",
        ),
        "GET publicAccessBlock" => s3(
            "PublicAccessBlockConfiguration",
            "<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>\
             <BlockPublicPolicy>true</BlockPublicPolicy>\
             <RestrictPublicBuckets>true</RestrictPublicBuckets>",
        ),
        "GET policy" => ResponseTemplate::new(200).set_body_raw(
            r#"{"Statement":[{"Resource":["b","a"],"Effect":"Allow","Action":["s3:List*","s3:Get*"],
            "Principal":{"AWS":"arn:aws:iam::123456789012:root"}},{"Sid":"","Effect":"Deny",
            "Principal":{"AWS":"*"},"Action":"s3:*","Resource":"a",
            "Condition":{"Bool":{"aws:SecureTransport":"false"}}}],"Version":"2012-10-17"}"#,
            "application/json",
        ),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_new_bucket_has_the_defaults_that_aws_documents() {
    let fake = Fake::start(a_bucket_of_aws).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(BUCKETS, &[])).await;
    assert_eq!(found.unreadable, []);
    let of = |kind: &str| {
        let mut resources = found.resources.iter().filter(|r| r.key.kind == kind);
        Value::Object(resources.next().unwrap().attributes.clone().unwrap())
    };
    assert_eq!(of("aws_s3_bucket")["tags"], json!({"a & b": ""}));
    assert_eq!(
        of("aws_s3_bucket_versioning")["versioning_configuration"],
        json!([{"mfa_delete": "Disabled", "status": "Disabled"}])
    );
    assert_eq!(
        of("aws_s3_bucket_server_side_encryption_configuration")["rule"],
        json!([{
            "apply_server_side_encryption_by_default":
                [{"kms_master_key_id": "", "sse_algorithm": "AES256"}],
            "bucket_key_enabled": false,
        }])
    );
    assert_eq!(
        of("aws_s3_bucket_public_access_block"),
        json!({"id": "b", "bucket": "b", "block_public_acls": true, "block_public_policy": true,
            "ignore_public_acls": true, "restrict_public_buckets": true})
    );
    let declared = json!({"id": "b", "bucket": "b", "policy": json!({
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Deny", "Principal": "*", "Action": ["s3:*"], "Resource": ["a"],
             "Condition": {"Bool": {"aws:SecureTransport": false}}},
            {"Effect": "Allow", "Principal": {"AWS": ["123456789012"]},
             "Action": ["s3:Get*", "s3:List*"], "Resource": ["a", "b"]},
        ],
    }).to_string()});
    let declared = declared.as_object().unwrap().clone();
    let policy = "aws_s3_bucket_policy";
    assert_eq!(
        Value::Object(driftlock_aws::normalise(policy, declared)),
        of(policy)
    );
}

fn garbage(operation: &str, _: &Parameters) -> ResponseTemplate {
    match operation {
        "DescribeSecurityGroups" => xml(200, "<html><body>Sign in to the network</body></html>"),
        _ => xml(502, "<html>bad gateway"),
    }
}

#[tokio::test]
async fn an_answer_that_is_none_leaves_the_type_unreadable() {
    let fake = Fake::start(garbage).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&["aws_security_group"], &[])).await;
    assert_eq!(found.resources, []);
    let [group] = found.unreadable.as_slice() else {
        panic!("{:?}", found.unreadable)
    };
    assert_eq!(group.key.id, Unreadable::ALL);
    assert_eq!(
        group.reason,
        "no answer calling `ec2:DescribeSecurityGroups`: \
         what came back is no answer of AWS (HTTP 200)"
    );
    let found = sweep(&connection, &scope(&["aws_s3_bucket"], &[])).await;
    assert_eq!(
        found.unreadable[0].reason,
        "no answer calling `s3:ListAllMyBuckets`: what came back is no answer of AWS (HTTP 502)"
    );
}

/// Port 22 is gone already: AWS then revokes nothing of the whole call.
fn one_rule_is_gone(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    assert_eq!(operation, "RevokeSecurityGroupIngress");
    if parameters.values().any(|port| port == "22") {
        let message = "The specified rule does not exist in this security group.";
        return ec2_error(400, "InvalidPermission.NotFound", message);
    }
    ec2(
        operation,
        "<return>true</return><requestId>r-3389</requestId>",
    )
}

#[tokio::test]
async fn a_rule_that_somebody_revoked_already_does_not_save_the_others() {
    let fake = Fake::start(one_rule_is_gone).await;
    let connection = fake.connect().await;
    let with = |ports: &[u16]| {
        let rules: Vec<Value> = ports
            .iter()
            .map(|port| json!({"protocol": "tcp", "from_port": port, "to_port": port, "cidr_blocks": ["0.0.0.0/0"]}))
            .collect();
        let group = json!({"id": "sg-1", "ingress": rules});
        driftlock_aws::normalise("aws_security_group", group.as_object().unwrap().clone())
    };
    let (approved, observed) = (with(&[]), with(&[22, 3389]));
    let plan = driftlock_aws::plan_restore(
        "aws_security_group",
        "sg-1",
        Some(&approved),
        Some(&observed),
    );
    let [call]: &[Call] = plan.calls.as_slice() else {
        panic!("{:?}", plan.calls)
    };
    let key = Key {
        kind: "aws_security_group".to_owned(),
        region: "us-east-1".to_owned(),
        id: "sg-1".to_owned(),
        account: None,
    };
    connection.execute(&key, call).await.unwrap();
    assert_eq!(
        fake.asked(),
        ["RevokeSecurityGroupIngress"; 3],
        "both, then each alone"
    );
}

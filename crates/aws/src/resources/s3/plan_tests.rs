//! Plans of the bucket types, purely: what is called for which difference, in words.

use serde_json::{Value, json};

use crate::{normalise, plan_restore};

/// Plans from `observed` back to `approved`, both as Terraform state may hold them; null is absence.
fn check(kind: &str, approved: Value, observed: Value, calls: &[&str], unrestorable: &[&str]) {
    let form = |value: Value| value.as_object().map(|a| normalise(kind, a.clone()));
    let (approved, observed) = (form(approved), form(observed));
    for attributes in [&approved, &observed].into_iter().flatten() {
        assert_eq!(
            &normalise(kind, attributes.clone()),
            attributes,
            "twice is once"
        );
        let idle = plan_restore(kind, "b", Some(attributes), Some(attributes));
        assert_eq!(idle, crate::RestorePlan::default());
    }
    let plan = plan_restore(kind, "b", approved.as_ref(), observed.as_ref());
    let planned = plan
        .calls
        .iter()
        .map(|call| format!("{} | {}", call.action, call.summary));
    assert_eq!(planned.collect::<Vec<_>>(), calls);
    let left: Vec<_> = plan.unrestorable.iter().map(|u| u.path.as_str()).collect();
    assert_eq!(left, unrestorable);
}

#[test]
fn bucket_tags_are_put_as_a_whole_and_the_rest_cannot_change() {
    let bucket = |tags: Value, region: &str| json!({"id": "b", "region": region, "tags_all": tags});
    check(
        "aws_s3_bucket",
        bucket(json!({"Env": "prod"}), "us-east-1"),
        bucket(json!({"Evil": "1", "aws:x": "y"}), "us-east-1"),
        &["s3:PutBucketTagging | set tags to {\"Env\":\"prod\"}"],
        &[],
    );
    check(
        "aws_s3_bucket",
        bucket(json!({}), "us-east-1"),
        bucket(json!(null), "eu-west-1"),
        &[],
        &["region"],
    );
}

#[test]
fn a_bucket_that_is_gone_is_made_anew_and_its_objects_are_not() {
    let bucket = |tags: Value| json!({"id": "b", "region": "eu-west-1", "tags_all": tags});
    check(
        "aws_s3_bucket",
        bucket(json!({"Env": "prod"})),
        Value::Null,
        &[
            "s3:CreateBucket | make the bucket anew in eu-west-1, empty",
            "s3:PutBucketTagging | set tags to {\"Env\":\"prod\"}",
        ],
        &["objects"],
    );
    check(
        "aws_s3_bucket",
        Value::Null,
        bucket(json!({})),
        &["s3:DeleteBucket | delete the bucket, which AWS refuses unless it is empty"],
        &[],
    );
}

#[test]
fn versioning_is_set_unless_it_never_was_on() {
    let versioning =
        |status: Value| json!({"id": "b", "versioning_configuration": [{"status": status}]});
    let kind = "aws_s3_bucket_versioning";
    for (wanted, seen) in [
        ("Enabled", "Suspended"),
        ("Suspended", "Enabled"),
        ("Enabled", ""),
    ] {
        let call = format!("s3:PutBucketVersioning | set versioning to {wanted}");
        check(
            kind,
            versioning(json!(wanted)),
            versioning(json!(seen)),
            &[call.as_str()],
            &[],
        );
    }
    let status = "versioning_configuration[0].status";
    check(
        kind,
        versioning(json!("Disabled")),
        versioning(json!("Enabled")),
        &[],
        &[status],
    );
    check(
        kind,
        versioning(json!(null)),
        versioning(json!("Disabled")),
        &[],
        &[],
    );
}

#[test]
fn mfa_delete_is_left_to_the_root_user() {
    let versioning = |mfa: &str| json!({"id": "b", "versioning_configuration": [{"status": "Enabled", "mfa_delete": mfa}]});
    check(
        "aws_s3_bucket_versioning",
        versioning("Enabled"),
        versioning("Disabled"),
        &[],
        &["versioning_configuration[0].mfa_delete"],
    );
}

#[test]
fn encryption_comes_back_with_its_key_or_goes() {
    let kind = "aws_s3_bucket_server_side_encryption_configuration";
    let rule = |algorithm: &str, key: Value| {
        json!({"id": "b", "bucket": "b", "expected_bucket_owner": "", "rule": [{
            "apply_server_side_encryption_by_default":
                [{"sse_algorithm": algorithm, "kms_master_key_id": key}],
            "bucket_key_enabled": null,
        }]})
    };
    let put = |words: &str| format!("s3:PutEncryptionConfiguration | {words}");
    check(
        kind,
        rule("aws:kms", json!("k")),
        rule("AES256", json!(null)),
        &[put("encrypt with aws:kms and key k").as_str()],
        &[],
    );
    check(
        kind,
        rule("AES256", json!("")),
        Value::Null,
        &[put("encrypt with AES256").as_str()],
        &[],
    );
    check(
        kind,
        Value::Null,
        rule("AES256", json!(null)),
        &[put("delete the encryption configuration").as_str()],
        &[],
    );
    check(
        kind,
        rule("AES256", json!("")),
        rule("AES256", json!(null)),
        &[],
        &[],
    );
}

#[test]
fn a_public_access_block_is_put_as_a_whole() {
    let kind = "aws_s3_bucket_public_access_block";
    let block = |on: bool| {
        json!({"id": "b", "bucket": "b", "block_public_acls": on, "block_public_policy": true,
            "ignore_public_acls": true, "restrict_public_buckets": true})
    };
    let put = "s3:PutBucketPublicAccessBlock | set the public access block to \
               block_public_acls=true block_public_policy=true ignore_public_acls=true \
               restrict_public_buckets=true";
    check(kind, block(true), block(false), &[put], &[]);
    check(kind, block(true), Value::Null, &[put], &[]);
    let delete = "s3:PutBucketPublicAccessBlock | delete the public access block";
    check(kind, Value::Null, block(true), &[delete], &[]);
}

#[test]
fn a_policy_is_put_or_deleted_and_its_spelling_is_no_difference() {
    let kind = "aws_s3_bucket_policy";
    let policy = |text: &str| json!({"id": "b", "bucket": "b", "policy": text});
    let one = r#"{"Statement":{"Effect":"Allow","Action":["a:B"],"Resource":"*"}}"#;
    let same = r#"{ "Statement": [{"Resource": ["*"], "Action": "a:B", "Effect": "Allow"}] }"#;
    let other = r#"{"Statement":{"Effect":"Allow","Action":["a:*"],"Resource":"*"}}"#;
    let put = "s3:PutBucketPolicy | put the approved bucket policy";
    check(kind, policy(one), policy(same), &[], &[]);
    check(kind, policy(one), policy(other), &[put], &[]);
    check(kind, policy(one), Value::Null, &[put], &[]);
    let delete = "s3:DeleteBucketPolicy | delete the bucket policy";
    check(kind, Value::Null, policy(one), &[delete], &[]);
}

/// The lines of a plan from `observed` back to `approved`.
fn lines(kind: &str, approved: Value, observed: Value) -> String {
    let form = |value: Value| value.as_object().map(|a| normalise(kind, a.clone()));
    let (approved, observed) = (form(approved), form(observed));
    let plan = plan_restore(kind, "b", approved.as_ref(), observed.as_ref());
    let key = key(kind);
    let lines = plan
        .calls
        .iter()
        .map(|call| crate::command_line(&key, call));
    lines.map(Option::unwrap).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_call_is_a_line_for_a_shell() {
    let policy = r#"{"Statement":[{"Sid":"it's"}]}"#;
    assert_eq!(
        lines(
            "aws_s3_bucket_policy",
            json!({"id": "b", "policy": policy}),
            Value::Null
        ),
        "aws s3api put-bucket-policy --region eu-west-1 --bucket b \
         --policy '{\"Statement\":[{\"Sid\":\"it'\\''s\"}]}'"
    );
    let rule = |port: u16| json!([{"protocol": "tcp", "from_port": port, "to_port": port, "cidr_blocks": ["0.0.0.0/0"]}]);
    assert_eq!(
        lines(
            "aws_security_group",
            json!({"id": "b", "tags": {"A b": "1"}}),
            json!({"id": "b", "ingress": rule(22)})
        ),
        "aws ec2 revoke-security-group-ingress --region eu-west-1 --group-id b --ip-permissions \
         '[{\"FromPort\":22,\"IpProtocol\":\"tcp\",\"IpRanges\":[{\"CidrIp\":\"0.0.0.0/0\"}],\
         \"ToPort\":22}]'\n\
         aws ec2 create-tags --region eu-west-1 --resources b --tags \
         '[{\"Key\":\"A b\",\"Value\":\"1\"}]'"
    );
}

#[test]
fn no_line_is_made_up_for_a_call_that_is_not_the_type_s_own() {
    for kind in crate::supported_types().into_iter().chain(["aws_unknown"]) {
        let key = key(kind);
        for arguments in [json!({}), json!({"other": null}), Value::Null] {
            let call = driftlock_core::Call {
                action: "s3:PutBucketPolicy".to_owned(),
                summary: String::new(),
                arguments,
            };
            assert_eq!(crate::command_line(&key, &call), None, "{kind}");
        }
    }
}

fn key(kind: &str) -> driftlock_core::Key {
    driftlock_core::Key {
        kind: kind.to_owned(),
        region: "eu-west-1".to_owned(),
        id: "b".to_owned(),
        account: None,
    }
}

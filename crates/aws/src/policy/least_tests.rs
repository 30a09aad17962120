use std::collections::BTreeMap;

use super::*;

fn selector(types: &[&str], ids: &[&str]) -> Selector {
    let texts = |all: &[&str]| all.iter().map(|&text| text.to_owned()).collect();
    Selector {
        resource_types: texts(types),
        ids: texts(ids),
        ..Selector::default()
    }
}

fn scope(select: Vec<Selector>) -> Scope {
    Scope {
        select,
        exclude: Vec::new(),
    }
}

fn key(kind: &str, region: &str, id: &str) -> Key {
    Key {
        kind: kind.to_owned(),
        region: region.to_owned(),
        id: id.to_owned(),
        account: None,
    }
}

fn subject<'a>(scope: &'a Scope, keys: &'a [Key]) -> Subject<'a> {
    Subject {
        scope,
        region: "eu-west-1",
        keys,
        account: "123456789012",
    }
}

fn pretty(documents: &[Value]) -> String {
    serde_json::to_string_pretty(documents).unwrap()
}

const S3: &[&str] = &[
    "aws_s3_bucket",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
];

/// Everything of groups, and of buckets with some of their settings; two buckets with all settings, one with a policy alone, two groups.
fn everything() -> (Scope, Vec<Key>) {
    let region = "eu-west-1";
    let mut keys: Vec<Key> = REGISTRY
        .iter()
        .filter(|kind| S3.contains(&kind.name()))
        .flat_map(|kind| ["logs", "data"].map(|id| key(kind.name(), region, id)))
        .collect();
    keys.push(key("aws_s3_bucket_policy", region, "other"));
    keys.push(key("aws_security_group", region, "sg-2"));
    keys.push(key("aws_security_group", "us-east-1", "sg-1"));
    let types = [S3, &["aws_security_group"]].concat();
    (scope(vec![selector(&types, &[])]), keys)
}

#[test]
fn a_baseline_of_every_type() {
    let (scope, keys) = everything();
    let subject = subject(&scope, &keys);
    let role = "arn:aws:iam::123456789012:role/restore";
    let roles = Roles {
        restore: Some(role.to_owned()),
        accounts: ["arn:aws:iam::210987654321:role/read".to_owned()].into(),
    };
    let read = read_policy(&subject, roles).unwrap();
    insta::assert_snapshot!("read_of_every_type", pretty(&read));
    let restore = restore_policy(&subject, WholeObjects::default()).unwrap();
    insta::assert_snapshot!("restore_of_every_type", pretty(&restore));
    let all = WholeObjects {
        allow_delete: true,
        allow_replace: true,
    };
    let restore = restore_policy(&subject, all).unwrap();
    insta::assert_snapshot!("restore_of_whole_objects", pretty(&restore));
}

/// Actions that a policy allows, each with its resources.
fn allowed(documents: &[Value]) -> BTreeMap<String, Vec<String>> {
    let texts = |value: &Value| -> Vec<String> {
        match value {
            Value::Array(items) => items
                .iter()
                .map(|i| i.as_str().unwrap().to_owned())
                .collect(),
            one => vec![one.as_str().unwrap().to_owned()],
        }
    };
    let mut all = BTreeMap::<String, Vec<String>>::new();
    for statement in documents
        .iter()
        .flat_map(|d| d["Statement"].as_array().unwrap())
    {
        for action in texts(&statement["Action"]) {
            all.entry(action)
                .or_default()
                .extend(texts(&statement["Resource"]));
        }
    }
    all
}

fn check_read(select: Vec<Selector>, keys: &[Key], expected: &[(&str, &[&str])]) {
    let scope = scope(select);
    let documents = read_policy(&subject(&scope, keys), Roles::default()).unwrap();
    let looked_up: (&str, &[&str]) = ("cloudtrail:LookupEvents", &["*"]);
    let expected = expected
        .iter()
        .chain([&looked_up])
        .map(|(action, resources)| {
            let resources = resources.iter().map(|&text| text.to_owned());
            ((*action).to_owned(), resources.collect())
        });
    assert_eq!(allowed(&documents), expected.collect());
}

const LIST: (&str, &[&str]) = ("s3:ListAllMyBuckets", &["*"]);

#[test]
fn a_setting_needs_the_listing_of_its_parent_and_nothing_else_of_it() {
    check_read(
        vec![selector(&["aws_s3_bucket_versioning"], &[])],
        &[],
        &[("s3:GetBucketVersioning", &["arn:aws:s3:::*"]), LIST],
    );
}

#[test]
fn tags_are_read_where_they_decide() {
    let mut tagged = selector(&["aws_s3_bucket_versioning"], &[]);
    tagged.tags.insert("app".to_owned(), "web".to_owned());
    check_read(
        vec![tagged],
        &[],
        &[
            ("s3:GetBucketTagging", &["arn:aws:s3:::*"]),
            ("s3:GetBucketVersioning", &["arn:aws:s3:::*"]),
            LIST,
        ],
    );
}

#[test]
fn ids_name_objects_where_every_selection_has_some() {
    let by_id = || selector(&["aws_s3_bucket"], &["web-*", "logs"]);
    let known = [key("aws_s3_bucket", "cn-north-1", "data")];
    check_read(
        vec![by_id()],
        &known,
        &[
            (
                "s3:GetBucketTagging",
                &[
                    "arn:aws-cn:s3:::data",
                    "arn:aws-cn:s3:::logs",
                    "arn:aws-cn:s3:::web-*",
                    "arn:aws:s3:::data",
                    "arn:aws:s3:::logs",
                    "arn:aws:s3:::web-*",
                ],
            ),
            LIST,
        ],
    );
    let every = ("s3:GetBucketTagging", &["arn:aws:s3:::*"][..]);
    check_read(
        vec![by_id(), selector(&["aws_s3_bucket"], &[])],
        &[],
        &[every, LIST],
    );
    let ours_alone = selector(&["aws_s3_bucket"], &["{a,b}"]);
    check_read(vec![ours_alone], &[], &[every, LIST]);
    let describe = ("ec2:DescribeSecurityGroups", &["*"][..]);
    check_read(
        vec![by_id(), selector(&["aws_security_group"], &[])],
        &[],
        &[
            describe,
            (
                "s3:GetBucketTagging",
                &["arn:aws:s3:::logs", "arn:aws:s3:::web-*"],
            ),
            LIST,
        ],
    );
}

#[test]
fn a_restore_names_what_the_baseline_holds_and_no_type_that_it_does_not() {
    let scope = scope(vec![selector(&["*"], &[])]);
    let keys = [key("aws_s3_bucket_policy", "us-gov-west-1", "b")];
    let restore = restore_policy(&subject(&scope, &keys), WholeObjects::default()).unwrap();
    let expected = ["s3:DeleteBucketPolicy", "s3:PutBucketPolicy"]
        .map(|action| (action.to_owned(), vec!["arn:aws-us-gov:s3:::b".to_owned()]));
    assert_eq!(allowed(&restore), BTreeMap::from(expected));
    let nothing = restore_policy(&subject(&scope, &[]), WholeObjects::default()).unwrap();
    assert_eq!(nothing, Vec::<Value>::new());
}

#[test]
fn thousands_of_objects_are_named_by_type() {
    let scope = scope(vec![selector(&["*"], &[])]);
    let group = |n| key("aws_security_group", "eu-west-1", &format!("sg-{n:017}"));
    let keys: Vec<Key> = (0..3_000).map(group).collect();
    let restore = restore_policy(&subject(&scope, &keys), WholeObjects::default()).unwrap();
    assert_eq!(restore.len(), 1);
    let statement = &restore[0]["Statement"][0];
    assert_eq!(statement["Sid"], "RestoreAnyAwsSecurityGroup");
    let any = "arn:aws:ec2:eu-west-1:123456789012:security-group/*";
    assert_eq!(statement["Resource"], any);
}

#[test]
fn a_store_needs_its_objects_and_a_look_into_its_bucket() {
    for (prefix, objects) in [
        ("prod/web/", "arn:aws:s3:::history/prod/web/*"),
        ("", "arn:aws:s3:::history/*"),
    ] {
        let document = store_policy("history", prefix, "eu-west-1");
        let bucket = || vec!["arn:aws:s3:::history".to_owned()];
        let expected = [
            ("s3:GetBucketVersioning".to_owned(), bucket()),
            ("s3:GetObject".to_owned(), vec![objects.to_owned()]),
            ("s3:ListBucket".to_owned(), bucket()),
            ("s3:PutObject".to_owned(), vec![objects.to_owned()]),
        ];
        assert_eq!(allowed(&[document]), BTreeMap::from(expected));
    }
}

//! Thirteen changes made behind Terraform's back, each found, named, and taken back.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use driftlock_stories::Story;
use serde_json::Value;

const DECLARED: &str = include_str!("out_of_band/main.tf");

/// What somebody does, and what drift must say of it.
struct Change {
    name: &'static str,
    /// Statements for boto3. `ec2`, `s3`, `group` and the helpers of `tools.py` are there.
    done: &'static str,
    kind: &'static str,
    /// A part of the resource's id or address.
    of: &'static str,
    /// The attributes named, without what is below them.
    attributes: &'static [&'static str],
    /// Whether Terraform's own plan sees it.
    declared: Declared,
}

#[derive(PartialEq)]
enum Declared {
    Yes,
    /// No configuration mentions it: a plan is clean, and an apply would leave it.
    No,
}

const CHANGES: [Change; 13] = [
    Change {
        name: "SSH opened to the world",
        done: "ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[tcp(22, '0.0.0.0/0')])",
        kind: "aws_security_group",
        of: "sg-",
        attributes: &["ingress"],
        declared: Declared::Yes,
    },
    Change {
        name: "HTTPS closed",
        done: "ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[live_rule(443)])",
        kind: "aws_security_group",
        of: "sg-",
        attributes: &["ingress"],
        declared: Declared::Yes,
    },
    Change {
        name: "a rule widened from the office to everybody",
        done: "ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[live_rule(8443)])
ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[tcp(8443, '0.0.0.0/0', 'office')])",
        kind: "aws_security_group",
        of: "sg-",
        attributes: &["ingress"],
        declared: Declared::Yes,
    },
    Change {
        name: "all outgoing traffic stopped",
        done: "ec2.revoke_security_group_egress(GroupId=group, IpPermissions=live_group()['IpPermissionsEgress'])",
        kind: "aws_security_group",
        of: "sg-",
        attributes: &["egress"],
        declared: Declared::Yes,
    },
    Change {
        name: "a security group's tag changed",
        done: "ec2.create_tags(Resources=[group], Tags=[{'Key': 'owner', 'Value': 'nobody'}])",
        kind: "aws_security_group",
        of: "sg-",
        attributes: &["tags"],
        declared: Declared::Yes,
    },
    Change {
        name: "a bucket's tags replaced",
        done: "s3.put_bucket_tagging(Bucket='story-data', Tagging={'TagSet': [{'Key': 'app', 'Value': 'story'}]})",
        kind: "aws_s3_bucket",
        of: "story-data",
        attributes: &["tags"],
        declared: Declared::Yes,
    },
    Change {
        name: "versioning suspended",
        done: "s3.put_bucket_versioning(Bucket='story-data', VersioningConfiguration={'Status': 'Suspended'})",
        kind: "aws_s3_bucket_versioning",
        of: "story-data",
        attributes: &["versioning_configuration"],
        declared: Declared::Yes,
    },
    Change {
        name: "encryption with the customer's key replaced by the service's",
        done: "s3.put_bucket_encryption(Bucket='story-data', ServerSideEncryptionConfiguration={'Rules': [{'ApplyServerSideEncryptionByDefault': {'SSEAlgorithm': 'AES256'}}]})",
        kind: "aws_s3_bucket_server_side_encryption_configuration",
        of: "story-data",
        attributes: &["rule"],
        declared: Declared::Yes,
    },
    Change {
        name: "one flag of the public access block turned off",
        done: "s3.put_public_access_block(Bucket='story-data', PublicAccessBlockConfiguration=blocked(BlockPublicPolicy=False))",
        kind: "aws_s3_bucket_public_access_block",
        of: "story-data",
        attributes: &["block_public_policy"],
        declared: Declared::Yes,
    },
    Change {
        name: "the public access block removed",
        done: "s3.delete_public_access_block(Bucket='story-data')",
        kind: "aws_s3_bucket_public_access_block",
        of: "story-data",
        attributes: &[],
        declared: Declared::Yes,
    },
    Change {
        name: "a bucket policy replaced by one that lets everybody read",
        done: "s3.put_bucket_policy(Bucket='story-data', Policy=everybody('story-data'))",
        kind: "aws_s3_bucket_policy",
        of: "story-data",
        attributes: &["policy"],
        declared: Declared::Yes,
    },
    Change {
        name: "a bucket policy removed",
        done: "s3.delete_bucket_policy(Bucket='story-data')",
        kind: "aws_s3_bucket_policy",
        of: "story-data",
        attributes: &[],
        declared: Declared::Yes,
    },
    Change {
        name: "a policy for everybody added to a bucket that had none",
        done: "s3.put_bucket_policy(Bucket='story-bare', Policy=everybody('story-bare'))",
        kind: "aws_s3_bucket_policy",
        of: "story-bare",
        attributes: &[],
        declared: Declared::No,
    },
];

#[test]
fn every_change_is_found_by_name_and_taken_back() {
    let story = begin();
    for change in &CHANGES {
        do_by_hand(&story, change);
        let drift = story.drift(1).unwrap();
        assert_names(&drift, change);
        assert_names_only(&drift, change);
        story.enforce().unwrap();
        let left = story.drift(0).unwrap();
        assert_eq!(left["in_sync"], true, "{}: left over {left:#}", change.name);
    }
    let plan = story.scene.workspace.plan().unwrap();
    assert_eq!(
        plan.code, 0,
        "Terraform finds something left over:\n{}",
        plan.stdout
    );
}

#[test]
fn what_terraform_cannot_see_is_seen_and_taken_back() {
    let story = begin();
    for change in CHANGES
        .iter()
        .filter(|change| change.declared == Declared::No)
    {
        do_by_hand(&story, change);
        assert_eq!(
            story.scene.workspace.plan_exitcode().unwrap(),
            0,
            "{}",
            change.name
        );
        assert_names(&story.drift(1).unwrap(), change);
        story.enforce().unwrap();
        story.drift(0).unwrap();
    }
}

#[test]
fn many_changes_at_once_are_one_report_and_one_restore() {
    let story = begin();
    let at_once = [0, 1, 4, 5, 6, 7, 8, 10, 12].map(|index| CHANGES.get(index).unwrap());
    for change in at_once {
        do_by_hand(&story, change);
    }
    let drift = story.drift(1).unwrap();
    for change in at_once {
        assert_names(&drift, change);
    }
    let resources = drift["resources"].as_array().unwrap();
    let mut named: Vec<_> = resources
        .iter()
        .map(|r| (&r["type"], &r["id"]))
        .map(|(t, i)| format!("{t} {i}"))
        .collect();
    named.sort();
    named.dedup();
    assert_eq!(
        named.len(),
        resources.len(),
        "a resource is reported once: {drift:#}"
    );
    assert_eq!(story.scene.workspace.plan_exitcode().unwrap(), 2);
    story.enforce().unwrap();
    story.drift(0).unwrap();
    assert_eq!(story.scene.workspace.plan_exitcode().unwrap(), 0);
}

/// Applies what is declared and approves it.
fn begin() -> Story {
    let story = Story::begin(DECLARED, "story").unwrap();
    story.scene.workspace.apply().unwrap();
    let types = ["--type", "aws_security_group", "--type", "aws_s3_bucket*"];
    let set = [
        &["baseline", "set", "story"],
        &types[..],
        &["--tag", "app=story"],
    ]
    .concat();
    story.driftlock(&set, 0).unwrap();
    story.drift(0).unwrap();
    story
}

fn do_by_hand(story: &Story, change: &Change) {
    let group = story.attribute("aws_security_group.web", "id").unwrap();
    let script = format!("group = '{group}'\n{TOOLS}\n{}", change.done);
    story.scene.moto.boto3(&script).expect(change.name);
}

const TOOLS: &str = include_str!("out_of_band/tools.py");

/// The drift has one entry for the changed resource, and it names the changed attributes.
fn assert_names(drift: &Value, change: &Change) {
    let resources = drift["resources"].as_array().unwrap();
    let entry = resources.iter().find(|resource| {
        resource["type"] == change.kind && resource["id"].as_str().unwrap().contains(change.of)
    });
    let entry = entry.unwrap_or_else(|| panic!("{}: not in {drift:#}", change.name));
    assert_eq!(entry["kind"], "changed", "{}: {entry:#}", change.name);
    let changes = entry["changes"].as_array().unwrap();
    let paths: Vec<_> = changes
        .iter()
        .map(|change| change["path"].as_str().unwrap())
        .collect();
    assert!(!paths.is_empty(), "{}: {entry:#}", change.name);
    for attribute in change.attributes {
        let named = paths.iter().any(|path| path.starts_with(attribute));
        assert!(
            named,
            "{}: `{attribute}` is not among {paths:?}",
            change.name
        );
    }
}

/// Nothing is named that did not change.
fn assert_names_only(drift: &Value, change: &Change) {
    let resources = drift["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 1, "{}: {drift:#}", change.name);
    let changes = resources
        .iter()
        .flat_map(|resource| resource["changes"].as_array().unwrap());
    for path in changes.map(|change| change["path"].as_str().unwrap()) {
        let expected = change.attributes.is_empty()
            || change
                .attributes
                .iter()
                .any(|attribute| path.starts_with(attribute));
        assert!(expected, "{}: `{path}` did not change", change.name);
    }
}

//! Two snapshots of any size, compared as detection compares them. `cargo xtask bench diff` runs it and
//! takes the cost of the process.
//!
//! `compare RESOURCES TIMES [readable|unreadable]`: with no times, the snapshots are only made.

use std::env;
use std::error::Error;
use std::hint::black_box;

use driftlock_core::{
    Drift, DriftKind, Key, PROVIDER_AWS, Parent, Resource, Shape, Snapshot, Sweep, Unreadable,
    compare,
};
use serde_json::{Map, Value, json};

const GROUP: &str = "aws_security_group";
const BUCKET: &str = "aws_s3_bucket";
const REGION: &str = "eu-west-1";
/// An application is four groups of five rules, and a bucket with five settings, one of them absent.
const APPLICATION: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let mut next = || arguments.next().ok_or("RESOURCES and TIMES are missing");
    let (resources, times): (usize, usize) = (next()?.parse()?, next()?.parse()?);
    let readable = arguments.next().as_deref() != Some("unreadable");
    let approved = Snapshot::new((0..resources).map(resource).collect());
    let observed = if readable {
        read(resources)
    } else {
        refused(resources)
    };
    for _ in 0..times {
        let drift = compare("bench", 1, black_box(&approved), &observed, &shape);
        check(&drift, resources, readable)?;
    }
    Ok(())
}

/// What was made to drift was found, and nothing else.
fn check(drift: &Drift, resources: usize, readable: bool) -> Result<(), Box<dyn Error>> {
    let expected = if readable {
        [resources / 100, resources / 500, resources / 500, 0]
    } else {
        [0, 0, 0, resources]
    };
    let kinds = [
        DriftKind::Changed,
        DriftKind::Missing,
        DriftKind::Unmanaged,
        DriftKind::Unreadable,
    ];
    let found = kinds.map(|kind| drift.count(kind));
    if found == expected {
        return Ok(());
    }
    Err(format!("found {found:?} instead of {expected:?}").into())
}

/// One of a hundred changed, one of five hundred gone and as many added, in no order, as answers come.
fn read(resources: usize) -> Sweep {
    // A prime, so that each number comes once.
    let anywhere = (0..resources).map(|at| at * 7919 % resources);
    let seen = anywhere.filter(|at| at % 500 != 3).map(|at| {
        let mut resource = resource(at);
        if matches!(at % 200, 1 | 105) {
            change(&mut resource);
        }
        resource
    });
    let added = (0..resources).step_by(500).map(|at| {
        let id = format!("sg-added{at:08}");
        object(GROUP, &id, group(&id, at))
    });
    Sweep {
        resources: seen.chain(added).collect(),
        unreadable: Vec::new(),
    }
}

/// Every single read was refused.
fn refused(resources: usize) -> Sweep {
    let all = (0..resources).map(resource);
    let unreadable = all.map(|resource| Unreadable {
        key: resource.key,
        parent: resource.parent,
        reason: "access denied".to_owned(),
    });
    Sweep {
        resources: Vec::new(),
        unreadable: unreadable.collect(),
    }
}

/// Opens a group's last rule to the world; suspends a bucket's versioning.
fn change(resource: &mut Resource) {
    let attributes = resource.attributes.get_or_insert_default();
    if let Some(last) = attributes.get_mut("ingress").and_then(Value::as_array_mut) {
        last.pop();
        last.push(rule(443, "0.0.0.0/0"));
    } else {
        let suspended = json!([{ "mfa_delete": "", "status": "Suspended" }]);
        attributes.insert("versioning_configuration".to_owned(), suspended);
    }
}

fn resource(at: usize) -> Resource {
    let bucket = format!("acme-application-{:06}-data", at / APPLICATION);
    match at % APPLICATION {
        0..=3 => {
            let id = format!("sg-{at:017x}");
            object(GROUP, &id, group(&id, at))
        }
        4 => object(BUCKET, &bucket, bucket_itself(&bucket)),
        5 => setting(
            "versioning",
            &bucket,
            &json!({ "versioning_configuration": [{ "mfa_delete": "", "status": "Enabled" }] }),
        ),
        6 => setting(
            "server_side_encryption_configuration",
            &bucket,
            &json!({ "rule": [{
            "apply_server_side_encryption_by_default": [{ "kms_master_key_id": "", "sse_algorithm": "AES256" }],
            "bucket_key_enabled": false,
        }] }),
        ),
        7 => setting(
            "public_access_block",
            &bucket,
            &json!({
                "block_public_acls": true, "block_public_policy": true,
                "ignore_public_acls": true, "restrict_public_buckets": true,
            }),
        ),
        8 => setting(
            "ownership_controls",
            &bucket,
            &json!({ "rule": [{ "object_ownership": "BucketOwnerEnforced" }] }),
        ),
        _ => setting("policy", &bucket, &Value::Null),
    }
}

fn object(kind: &str, id: &str, attributes: Value) -> Resource {
    Resource {
        provider: PROVIDER_AWS.to_owned(),
        key: Key {
            kind: kind.to_owned(),
            region: REGION.to_owned(),
            id: id.to_owned(),
            account: None,
        },
        account: "123456789012".to_owned(),
        address: Some(format!("module.application.{kind}.{id}")),
        parent: None,
        parts: std::collections::BTreeMap::new(),
        attributes: match attributes {
            Value::Object(attributes) => Some(attributes),
            _ => None,
        },
    }
}

/// A setting with these attributes; null where it is absent.
fn setting(name: &str, bucket: &str, attributes: &Value) -> Resource {
    let named = |all: &Map<String, Value>| {
        let mut all = all.clone();
        all.insert("id".to_owned(), bucket.into());
        all.insert("bucket".to_owned(), bucket.into());
        Value::Object(all)
    };
    let attributes = attributes.as_object().map_or(Value::Null, named);
    Resource {
        parent: Some(Parent {
            kind: BUCKET.to_owned(),
            id: bucket.to_owned(),
        }),
        ..object(&format!("{BUCKET}_{name}"), bucket, attributes)
    }
}

fn bucket_itself(name: &str) -> Value {
    json!({
        "id": name,
        "bucket": name,
        "arn": format!("arn:aws:s3:::{name}"),
        "region": REGION,
        "bucket_domain_name": format!("{name}.s3.amazonaws.com"),
        "bucket_regional_domain_name": format!("{name}.s3.{REGION}.amazonaws.com"),
        "tags": { "Name": name, "environment": "production", "team": "payments" },
    })
}

fn group(id: &str, at: usize) -> Value {
    let ports = [22, 80, 8080, 443];
    json!({
        "id": id,
        "arn": format!("arn:aws:ec2:{REGION}:123456789012:security-group/{id}"),
        "name": format!("application-{at:06}"),
        "description": "traffic of one application",
        "owner_id": "123456789012",
        "vpc_id": "vpc-0123456789abcdef0",
        "ingress": ports.map(|port| rule(port, "10.0.0.0/8")),
        "egress": [rule(0, "0.0.0.0/0")],
        "tags": { "Name": format!("application-{at:06}"), "environment": "production", "team": "payments" },
    })
}

fn rule(port: u16, from: &str) -> Value {
    json!({
        "cidr_blocks": [from],
        "description": "",
        "from_port": port,
        "ipv6_cidr_blocks": [],
        "prefix_list_ids": [],
        "protocol": "tcp",
        "security_groups": [],
        "self": false,
        "to_port": port,
    })
}

fn shape(kind: &str) -> Shape {
    if kind == GROUP {
        return Shape {
            sets: &[("ingress", label), ("egress", label)],
            ..Shape::default()
        };
    }
    Shape {
        identity: &["bucket", "id"],
        ..Shape::default()
    }
}

fn label(rule: &Value) -> String {
    let part = |name| rule.get(name).map(Value::to_string).unwrap_or_default();
    let (protocol, port, from) = (part("protocol"), part("from_port"), part("cidr_blocks"));
    format!("{protocol} {port} from {from}")
}

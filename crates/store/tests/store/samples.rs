//! Values to store.

use driftlock_core::{
    Actor, BaselineName, Digest, EventKind, Key, PROVIDER_AWS, Pause, Resource, Revision, Scope,
    Snapshot,
};
use jiff::Timestamp;
use serde_json::json;

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

pub(crate) fn name(name: &str) -> BaselineName {
    name.parse().unwrap()
}

pub(crate) fn actor(user: &str) -> Actor {
    Actor {
        arn: None,
        user: Some(user.to_owned()),
        job: None,
        program: "driftlock 0.1.0".to_owned(),
    }
}

pub(crate) fn event(revision: u64) -> EventKind {
    EventKind::BackInSync { revision }
}

pub(crate) fn pause(id: &str, since: i64, until: i64) -> Pause {
    Pause {
        resource: None,
        id: id.to_owned(),
        owner: "ci".to_owned(),
        reason: "release".to_owned(),
        since: at(since),
        until: at(until),
        lease: None,
    }
}

pub(crate) fn revision(baseline: &str, revision: u64) -> Revision {
    Revision {
        types: Vec::new(),
        unstable: Vec::new(),
        version: 1,
        baseline: name(baseline),
        revision,
        digest: Digest::of_bytes(&revision.to_le_bytes()),
        scope: Scope::default(),
        resources: 3,
        account: "123456789012".to_owned(),
        at: at(1_700_000_000),
        actor: actor("ada"),
        reason: None,
        deployment: None,
        compliance: None,
        ignore: Vec::new(),
    }
}

pub(crate) fn snapshot(resources: u32) -> Snapshot {
    let resource = |n| Resource {
        provider: PROVIDER_AWS.to_owned(),
        key: Key {
            kind: "aws_security_group".to_owned(),
            region: "eu-west-1".to_owned(),
            id: format!("sg-{n:04}"),
            account: None,
        },
        account: "123456789012".to_owned(),
        address: Some(format!("aws_security_group.web[{n}]")),
        parent: None,
        parts: std::collections::BTreeMap::new(),
        attributes: json!({"name": "web", "ports": [443, 80], "ratio": 0.5, "note": "ü\n"})
            .as_object()
            .cloned(),
    };
    Snapshot::new((0..resources).map(resource).collect())
}

//! What a plan does to what a baseline holds.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use driftlock_policy::{Lock, Locked, LockedResource, OpenPause, Plan, What, read_plan};
use serde_json::{Value, json};

const GROUP: &str = "aws_security_group";
const ARN: &str = "arn:aws:ec2:eu-west-1:123456789012:security-group/sg-1";

fn plan(changes: &[Value]) -> Plan {
    let plan = json!({"format_version": "1.2", "planned_values": {}, "resource_changes": changes});
    read_plan(plan.to_string().as_bytes()).unwrap()
}

/// A change of `TYPE.NAME`, as a plan writes it.
fn change(address: &str, actions: &[&str], before: Value, after: Value) -> Value {
    let (kind, name) = address.rsplit_once('.').unwrap();
    let kind = kind.rsplit('.').next().unwrap();
    json!({
        "address": address, "mode": "managed", "type": kind, "name": name,
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": {}},
    })
}

fn resource(kind: &str, id: &str, attributes: Value) -> LockedResource {
    LockedResource {
        kind: kind.into(),
        id: id.into(),
        attributes: attributes.as_object().cloned(),
        ..LockedResource::default()
    }
}

/// A group that lets the web in, and a bucket that is known by its address.
fn held() -> Vec<LockedResource> {
    let rule = |port: u16, cidr: &str| {
        json!({
            "from_port": port, "to_port": port, "protocol": "tcp", "description": "",
            "cidr_blocks": [cidr], "ipv6_cidr_blocks": [], "prefix_list_ids": [],
            "security_groups": [], "self": false,
        })
    };
    let group = json!({
        "id": "sg-1", "arn": ARN, "tags": {"app": "web", "team": "edge"},
        "ingress": [rule(443, "10.0.0.0/8"), rule(443, "192.168.0.0/16")],
    });
    vec![
        resource(GROUP, "sg-1", group),
        LockedResource {
            address: Some("module.web.aws_s3_bucket.data".into()),
            ..resource(
                "aws_s3_bucket",
                "data",
                json!({"id": "data", "bucket": "data"}),
            )
        },
        resource("aws_s3_bucket_policy", "data", Value::Null),
    ]
}

fn lock() -> Lock {
    Lock {
        baseline: "web".into(),
        revision: 3,
        approved_at: "2026-01-31T12:00:00Z".parse().unwrap(),
        pause: None,
        resources: held(),
        allowed: false,
    }
}

fn of(changes: &[Value]) -> Locked {
    Locked::of(lock(), &plan(changes).changes())
}

/// The group, with the ingress and tags that are given.
fn group(ingress: Value, tags: Value) -> Value {
    json!({"id": "sg-1", "arn": ARN, "ingress": ingress, "tags": tags})
}

/// As approved, in the words of a configuration.
fn approved_group() -> Value {
    let rule = json!({
        "from_port": 443, "to_port": 443, "protocol": "tcp", "description": "",
        "cidr_blocks": ["192.168.0.0/16", "10.0.0.0/8"], "ipv6_cidr_blocks": null,
        "prefix_list_ids": [], "security_groups": [], "self": false,
    });
    group(json!([rule]), json!({"team": "edge", "app": "web"}))
}

fn update(before: Value, after: Value) -> Value {
    change("aws_security_group.web", &["update"], before, after)
}

#[test]
fn what_is_left_alone_or_not_held_is_not_touched() {
    let left = of(&[
        change(
            "aws_security_group.web",
            &["no-op"],
            approved_group(),
            approved_group(),
        ),
        change(
            "aws_sqs_queue.q",
            &["create"],
            Value::Null,
            json!({"name": "q"}),
        ),
        change(
            "aws_s3_bucket.other",
            &["delete"],
            json!({"id": "other"}),
            Value::Null,
        ),
    ]);
    assert_eq!(left.touched, []);
    assert!(!left.refuses() && !left.only_undoes_drift);
    assert_eq!(
        left.lines(),
        [
            "baseline web: the plan touches none of the 2 resources that revision 3 holds, approved \
          2026-01-31 12:00:00Z"
        ]
    );
    assert!(
        !of(&[]).only_undoes_drift,
        "a plan of nothing undoes nothing"
    );
}

#[test]
fn what_is_taken_away_is_refused_until_it_is_allowed() {
    let gone = |actions: &[&str], after: Value| {
        change(
            "module.web.aws_s3_bucket.data",
            actions,
            json!({"id": "data"}),
            after,
        )
    };
    for (change, what) in [
        (gone(&["delete"], Value::Null), What::Deleted),
        (
            gone(&["delete", "create"], json!({"bucket": "new"})),
            What::Replaced,
        ),
        (
            gone(&["create", "delete"], json!({"bucket": "new"})),
            What::Replaced,
        ),
    ] {
        let mut locked = of(&[change]);
        assert_eq!(locked.touched[0].what, what);
        assert!(locked.refuses());
        let last = locked.lines().pop().unwrap();
        assert!(
            last.starts_with("refused: a locked resource would be"),
            "{last}"
        );
        locked.allowed = true;
        assert!(!locked.refuses());
        let last = locked.lines().pop().unwrap();
        assert!(
            last.starts_with("allowed: a locked resource would be"),
            "{last}"
        );
    }
}

#[test]
fn a_resource_that_terraform_forgets_stays_as_it_is() {
    let forgotten = change(
        "aws_s3_bucket.x",
        &["forget"],
        json!({"id": "data"}),
        Value::Null,
    );
    assert_eq!(of(&[forgotten]).touched, []);
}

#[test]
fn an_object_that_waits_for_its_deletion_is_seen_too() {
    let mut deposed = change(
        "aws_s3_bucket.x",
        &["delete"],
        json!({"id": "data"}),
        Value::Null,
    );
    deposed["deposed"] = json!("abcd1234");
    let kept = change(
        "aws_s3_bucket.x",
        &["no-op"],
        json!({"id": "n"}),
        json!({"id": "n"}),
    );
    let locked = of(&[kept, deposed]);
    assert_eq!(locked.touched[0].what, What::Deleted);
    assert!(locked.refuses());
}

#[test]
fn a_resource_is_known_by_id_else_by_address() {
    let by_id = change(
        "aws_s3_bucket.other_name",
        &["delete"],
        json!({"id": "data"}),
        Value::Null,
    );
    assert_eq!(of(&[by_id]).touched[0].id, "data");
    let address = "module.web.aws_s3_bucket.data";
    let by_address = change(address, &["create"], Value::Null, json!({"bucket": "data"}));
    let locked = of(&[by_address]);
    assert_eq!(
        (locked.touched[0].what, locked.refuses()),
        (What::Created, false)
    );
    // The same id of another type is another thing.
    let other = change(
        "aws_sns_topic.t",
        &["delete"],
        json!({"id": "data"}),
        Value::Null,
    );
    assert_eq!(of(&[other]).touched, []);
}

#[test]
fn the_same_id_in_another_account_or_region_is_another_thing() {
    let there = json!({"id": "sg-1", "arn": ARN.replace("eu-west-1", "us-east-1")});
    let other = change("aws_security_group.web", &["delete"], there, Value::Null);
    assert_eq!(of(&[other]).touched, []);
    let same = json!({"id": "other", "arn": ARN});
    let alias = change(
        "aws_default_security_group.d",
        &["delete"],
        same,
        Value::Null,
    );
    assert_eq!(of(&[alias]).touched[0].id, "sg-1");
}

#[test]
fn a_part_and_a_setting_touch_what_they_belong_to() {
    let mut lock = lock();
    lock.resources[0].parts = vec!["aws_vpc_security_group_ingress_rule.web".into()];
    lock.resources[2].setting = true;
    let rule = json!({"id": "sgr-1", "from_port": 443});
    let part = change(
        "aws_vpc_security_group_ingress_rule.web",
        &["delete"],
        rule,
        Value::Null,
    );
    let setting = change(
        "aws_s3_bucket_policy.data",
        &["create"],
        Value::Null,
        json!({"bucket": "data", "policy": "{}"}),
    );
    let locked = Locked::of(lock, &plan(&[part, setting]).changes());
    let what: Vec<_> = locked
        .touched
        .iter()
        .map(|one| (one.id.as_str(), one.what))
        .collect();
    // To take a rule away changes the group, and takes no resource away.
    assert_eq!(what, [("data", What::Created), ("sg-1", What::Updated)]);
    assert!(!locked.refuses());
}

#[test]
fn an_update_to_what_was_approved_undoes_drift() {
    let drifted = group(json!([]), json!({"app": "web"}));
    let locked = of(&[update(drifted.clone(), approved_group())]);
    assert_eq!(locked.touched[0].what, What::RevertsDrift);
    assert_eq!(locked.touched[0].attributes, ["ingress", "tags"]);
    assert!(locked.only_undoes_drift);
    let lines = locked.lines();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(
        lines[2].starts_with("the plan undoes drift and nothing else"),
        "{lines:?}"
    );
    // One change beside it, and it is no longer all.
    let queue = change(
        "aws_sqs_queue.q",
        &["create"],
        Value::Null,
        json!({"name": "q"}),
    );
    let locked = of(&[update(drifted, approved_group()), queue]);
    assert_eq!(locked.touched[0].what, What::RevertsDrift);
    assert!(!locked.only_undoes_drift);
}

#[test]
fn a_setting_that_went_missing_is_drift_and_an_object_is_another_one() {
    let create = |address: &str, after: Value| {
        let mut one = change(address, &["create"], Value::Null, after);
        one["change"]["after_unknown"] = json!({"id": true});
        one
    };
    let mut lock = lock();
    let blocked = |id: &str| json!({"id": id, "bucket": "data", "block_public_acls": true});
    lock.resources.push(LockedResource {
        setting: true,
        ..resource("aws_s3_bucket_public_access_block", "data", blocked("data"))
    });
    let of = |one: Value| Locked::of(lock.clone(), &plan(&[one]).changes());
    let block = |on: bool| {
        let after = json!({"bucket": "data", "block_public_acls": on});
        create("aws_s3_bucket_public_access_block.data", after)
    };
    assert_eq!(of(block(true)).touched[0].what, What::RevertsDrift);
    assert!(of(block(true)).only_undoes_drift);
    assert_eq!(of(block(false)).touched[0].what, What::Created);
    let bucket = create("aws_s3_bucket.data", json!({"bucket": "data"}));
    assert_eq!(of(bucket).touched[0].what, What::Created);
}

#[test]
fn what_a_plan_leaves_as_it_is_in_a_block_is_not_asked_for() {
    let block = |status: &str, mfa: &str| json!({"id": "data", "versioning_configuration": [{"status": status, "mfa_delete": mfa}]});
    let mut lock = lock();
    let kind = "aws_s3_bucket_versioning";
    lock.resources
        .push(resource(kind, "data", block("Enabled", "Disabled")));
    for (status, mfa, what) in [
        ("Enabled", "", What::RevertsDrift),
        ("Suspended", "", What::Updated),
        ("Enabled", "Enabled", What::Updated),
    ] {
        let address = "aws_s3_bucket_versioning.data";
        let change = change(address, &["update"], block("Off", ""), block(status, mfa));
        let locked = Locked::of(lock.clone(), &plan(&[change]).changes());
        assert_eq!(locked.touched[0].what, what, "{status} {mfa}");
    }
}

#[test]
fn an_update_to_anything_else_does_not() {
    let wider = |cidr: &str| {
        let mut after = approved_group();
        after["ingress"][0]["cidr_blocks"] = json!(["10.0.0.0/8", cidr]);
        after
    };
    for after in [
        wider("0.0.0.0/0"),
        group(json!([]), json!({"app": "web", "team": "edge"})),
        group(approved_group()["ingress"].clone(), json!({"app": "web"})),
    ] {
        let drifted = group(
            json!([{"cidr_blocks": ["1.1.1.1/32"]}]),
            json!({"app": "x"}),
        );
        let locked = of(&[update(drifted, after)]);
        assert_eq!(locked.touched[0].what, What::Updated);
        assert!(!locked.only_undoes_drift);
    }
}

#[test]
fn what_is_known_only_after_apply_may_be_anything() {
    let drifted = || group(json!([]), json!({"app": "web", "team": "edge"}));
    let unknown = |attribute: &str| {
        let mut one = update(drifted(), approved_group());
        one["change"]["after_unknown"] = json!({attribute: true});
        of(&[one])
    };
    assert_eq!(unknown("ingress").touched[0].what, What::Updated);
    assert_eq!(unknown("egress").touched[0].what, What::RevertsDrift);
}

#[test]
fn default_tags_are_tags() {
    let mut drifted = group(json!([]), json!({"app": "x"}));
    drifted["ingress"] = approved_group()["ingress"].clone();
    drifted["tags_all"] = json!({"app": "x", "team": "edge"});
    let mut after = approved_group();
    after["tags"] = json!({"app": "web"});
    after["tags_all"] = json!({"app": "web", "team": "edge"});
    let locked = of(&[update(drifted, after)]);
    assert_eq!(locked.touched[0].what, What::RevertsDrift);
}

#[test]
fn policies_are_compared_by_meaning() {
    let approved =
        r#"{"Statement":[{"Action":["s3:GetObject"],"Effect":"Allow"}],"Version":"2012-10-17"}"#;
    let planned = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "s3:GetObject" } }"#;
    let mut lock = lock();
    let held = resource("aws_sns_topic", "t", json!({"policy": approved}));
    lock.resources.push(held);
    for (planned, what) in [
        (planned.to_owned(), What::RevertsDrift),
        (planned.replace("Allow", "Deny"), What::Updated),
    ] {
        let topic = |policy: &str| json!({"id": "t", "policy": policy});
        let change = change("aws_sns_topic.t", &["update"], topic("{}"), topic(&planned));
        let locked = Locked::of(lock.clone(), &plan(&[change]).changes());
        assert_eq!(locked.touched[0].what, what);
    }
}

#[test]
fn a_pause_is_told_and_one_that_is_missing_too() {
    let changes = plan(&[update(approved_group(), group(json!([]), Value::Null))]).changes();
    let without = Locked::of(lock(), &changes).lines().join("\n");
    assert!(without.contains("no pause is open"), "{without}");
    assert!(
        without.contains("driftlock pause web --ttl 30m --reason"),
        "{without}"
    );
    assert!(
        without.contains("driftlock resume web --rebaseline"),
        "{without}"
    );
    let pause = OpenPause {
        who: "ada".into(),
        until: "2026-01-31T13:00:00Z".parse().unwrap(),
        reason: "release 7".into(),
    };
    let paused = Lock {
        pause: Some(pause),
        ..lock()
    };
    let with = Locked::of(paused, &changes).lines().join("\n");
    let says = "enforcement is paused until 2026-01-31 13:00:00Z by ada: release 7";
    assert!(with.contains(says), "{with}");
    assert!(!with.contains("driftlock pause"), "{with}");
}

#[test]
fn the_json_keeps_its_names_and_holds_no_value() {
    let drifted = group(json!([]), json!({"app": "hunter2"}));
    let json = serde_json::to_value(of(&[update(drifted, approved_group())])).unwrap();
    assert_eq!(
        json,
        json!({
            "baseline": "web", "revision": 3, "approved_at": "2026-01-31T12:00:00Z", "resources": 2,
            "pause": null, "only_undoes_drift": true, "allowed": false,
            "touched": [{
                "address": "aws_security_group.web", "type": GROUP, "id": "sg-1",
                "actions": ["update"], "what": "reverts_drift", "attributes": ["ingress", "tags"],
            }],
        })
    );
}

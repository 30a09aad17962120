use driftlock_core::{Shape, diff};
use serde_json::{Value, json};

use super::super::{SecurityGroup, rule};
use super::*;
use crate::resources::ResourceType;

fn rule(port: u16, peer: &str) -> Value {
    let mut rule = json!({
        "protocol": "tcp", "from_port": port, "to_port": port, "description": "",
    });
    match peer {
        "self" => rule["self"] = json!(true),
        _ if peer.contains(':') => rule["ipv6_cidr_blocks"] = json!([peer]),
        _ if peer.contains('/') => rule["cidr_blocks"] = json!([peer]),
        _ => rule["security_groups"] = json!([peer]),
    }
    rule
}

fn group(ingress: Vec<Value>) -> Attributes {
    let group = json!({"id": "sg-1", "name": "web", "ingress": ingress, "egress": [], "tags": {}});
    SecurityGroup.normalise(group.as_object().unwrap().clone())
}

fn check(approved: &Attributes, observed: &Attributes, expected: &[&str]) {
    let plan = SecurityGroup.plan_restore("sg-1", Some(approved), Some(observed));
    let calls: Vec<String> = plan
        .calls
        .iter()
        .map(|c| format!("{} | {}", c.action, c.summary))
        .collect();
    assert_eq!(calls, expected);
    assert_eq!(plan.unrestorable, []);
}

#[test]
fn a_closed_and_an_opened_port_are_both_put_right_the_exposure_first() {
    check(
        &group(vec![rule(80, "0.0.0.0/0"), rule(443, "0.0.0.0/0")]),
        &group(vec![rule(80, "0.0.0.0/0"), rule(22, "0.0.0.0/0")]),
        &[
            "ec2:RevokeSecurityGroupIngress | revoke ingress tcp 22 from 0.0.0.0/0",
            "ec2:AuthorizeSecurityGroupIngress | allow ingress tcp 443 from 0.0.0.0/0",
        ],
    );
}

#[test]
fn a_whole_group_is_deleted_but_never_made_anew() {
    let plan = |approved: Option<&Attributes>, observed: Option<&Attributes>| {
        let plan = SecurityGroup.plan_restore("sg-1", approved, observed);
        let calls: Vec<String> = plan.calls.into_iter().map(|call| call.action).collect();
        (calls, plan.unrestorable.len())
    };
    let rogue = group(vec![]);
    assert_eq!(
        plan(None, Some(&rogue)),
        (vec!["ec2:DeleteSecurityGroup".to_owned()], 0)
    );
    assert_eq!(plan(Some(&rogue), None), (vec![], 1));
    let mut default = rogue;
    default.insert("name".into(), json!("default"));
    assert_eq!(plan(None, Some(&default)), (vec![], 1));
}

#[test]
fn a_narrowed_rule_is_widened_before_the_narrow_one_goes() {
    check(
        &group(vec![rule(443, "10.0.0.0/8")]),
        &group(vec![rule(443, "10.1.0.0/16")]),
        &[
            "ec2:AuthorizeSecurityGroupIngress | allow ingress tcp 443 from 10.0.0.0/8",
            "ec2:RevokeSecurityGroupIngress | revoke ingress tcp 443 from 10.1.0.0/16",
        ],
    );
}

#[test]
fn a_rule_opened_to_the_world_is_closed_before_anything_else() {
    check(
        &group(vec![rule(443, "10.0.0.0/8")]),
        &group(vec![rule(443, "::/0")]),
        &[
            "ec2:RevokeSecurityGroupIngress | revoke ingress tcp 443 from ::/0",
            "ec2:AuthorizeSecurityGroupIngress | allow ingress tcp 443 from 10.0.0.0/8",
        ],
    );
}

#[test]
fn a_description_is_set_in_place() {
    let mut changed = rule(443, "self");
    changed["description"] = json!("oops");
    check(
        &group(vec![rule(443, "self")]),
        &group(vec![changed]),
        &[
            "ec2:UpdateSecurityGroupRuleDescriptionsIngress | set the description of ingress tcp 443 from self",
        ],
    );
}

#[test]
fn tags_come_back_and_strangers_go() {
    let with = |tags: Value| {
        let mut group = group(vec![]);
        group.insert("tags".into(), tags);
        group
    };
    check(
        &with(json!({"Env": "prod", "Owner": "a"})),
        &with(json!({"Env": "test", "Evil": "1"})),
        &[
            "ec2:CreateTags | set tags Env, Owner",
            "ec2:DeleteTags | remove tags Evil",
        ],
    );
}

#[test]
fn what_aws_cannot_change_is_said() {
    let approved = group(vec![]);
    let mut observed = approved.clone();
    observed.insert("description".into(), json!("other"));
    let plan = SecurityGroup.plan_restore("sg-1", Some(&approved), Some(&observed));
    assert_eq!(plan.calls, []);
    assert_eq!(plan.unrestorable[0].path, "description");
}

#[test]
fn however_rules_are_grouped_they_are_the_same_set() {
    let one = json!([{"protocol": "TCP", "from_port": 1, "to_port": 2, "self": true,
        "cidr_blocks": ["10.0.0.1/8", "192.168.0.0/16"], "security_groups": ["sg-2"]}]);
    let many = json!([
        {"protocol": "6", "from_port": 1, "to_port": 2, "security_groups": ["sg-1", "sg-2"]},
        {"protocol": "tcp", "from_port": 1, "to_port": 2, "cidr_blocks": ["192.168.0.0/16"]},
        {"protocol": "tcp", "from_port": 1, "to_port": 2, "cidr_blocks": ["10.0.0.0/8"], "description": ""},
    ]);
    let of = |rules: &Value| group(rules.as_array().unwrap().clone());
    assert_eq!(
        diff(Some(&of(&one)), Some(&of(&many)), &SecurityGroup.shape()),
        []
    );
    assert_eq!(of(&one)["ingress"].as_array().unwrap().len(), 4);
}

#[test]
fn all_traffic_has_no_ports() {
    let of = |from: i64| {
        group(vec![
            json!({"protocol": "-1", "from_port": from, "to_port": from, "self": true}),
        ])
    };
    assert_eq!(of(0), of(-1));
    assert_eq!(rule::egress_label(&of(0)["ingress"][0]), "all to self");
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    fn rules() -> impl Strategy<Value = Vec<Value>> {
        let peers = prop::sample::select(vec![
            "0.0.0.0/0",
            "10.0.0.0/8",
            "10.1.2.3/16",
            "::/0",
            "fd00::1/64",
            "sg-1",
            "sg-2",
            "self",
        ]);
        prop::collection::vec((0_u16..4, peers, "[ab]?"), 0..8).prop_map(|all| {
            all.into_iter()
                .map(|(port, peer, words)| {
                    let mut rule = rule(port, peer);
                    rule["description"] = json!(words);
                    rule
                })
                .collect()
        })
    }

    /// What AWS would make of the calls.
    fn apply(observed: &Attributes, plan: &RestorePlan) -> Attributes {
        let mut rules = Rule::all_from(observed.get("ingress"), "sg-1");
        for call in &plan.calls {
            match serde_json::from_value::<SgCall>(call.arguments.clone()).unwrap() {
                SgCall::Authorize { rules: new, .. } => rules.extend(new),
                SgCall::Revoke { rules: old, .. } => {
                    rules.retain(|rule| !old.iter().any(|o| o.is_same(rule)));
                }
                SgCall::Describe { rules: new, .. } => {
                    for rule in &mut rules {
                        if let Some(described) = new.iter().find(|n| n.is_same(rule)) {
                            *rule = described.clone();
                        }
                    }
                }
                SgCall::SetTags { .. } | SgCall::RemoveTags { .. } | SgCall::Delete => {}
            }
        }
        let mut after = observed.clone();
        after.insert("ingress".into(), Rule::all_to_value(rules));
        SecurityGroup.normalise(after)
    }

    /// AWS holds one rule per traffic and peer, whatever its description.
    fn as_in_aws(mut rules: Vec<Value>) -> Attributes {
        let mut seen: Vec<Rule> = Vec::new();
        rules.retain(|value| {
            let of = Rule::all_from(Some(&json!([value])), "sg-1");
            let new = of.iter().all(|rule| !seen.iter().any(|s| s.is_same(rule)));
            seen.extend(of);
            new
        });
        group(rules)
    }

    proptest! {
        #[test]
        fn normalising_twice_is_normalising_once(rules in rules()) {
            let once = group(rules);
            prop_assert_eq!(SecurityGroup.normalise(once.clone()), once);
        }

        #[test]
        fn a_plan_undoes_exactly_the_drift(approved in rules(), observed in rules()) {
            let (approved, observed) = (as_in_aws(approved), as_in_aws(observed));
            let plan = SecurityGroup.plan_restore("sg-1", Some(&approved), Some(&observed));
            let after = apply(&observed, &plan);
            prop_assert_eq!(diff(Some(&approved), Some(&after), &Shape { ..SecurityGroup.shape() }), vec![]);
            let again = SecurityGroup.plan_restore("sg-1", Some(&approved), Some(&after));
            prop_assert_eq!(again.calls, vec![]);
        }
    }
}

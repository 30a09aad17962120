//! Planning the way back for a network ACL.

use driftlock_core::{Attributes, Call, Unrestorable, diff};
use serde_json::{Value, json};

use super::{CREATE, DELETE, MOVE, NetworkAcl, PROTOCOLS, REPLACE, SERVICE, number, rule_number};
use crate::resources::ec2::tagging;
use crate::resources::form::{attributes, elements};
use crate::resources::request::request;
use crate::resources::vpc::{cannot_change, only_in};
use crate::resources::{ResourceType, RestorePlan};

pub(super) fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut plan = RestorePlan::default();
    let mut entries = Vec::new();
    for direction in ["ingress", "egress"] {
        entries.extend(entries_back(id, direction, approved, observed));
    }
    entries.sort_by_key(|(rank, _)| *rank);
    plan.calls.extend(entries.into_iter().map(|(_, call)| call));
    for subnet in only_in(approved, observed, "subnet_ids") {
        plan.calls.push(request(
            MOVE,
            format!("give {subnet} back to this ACL"),
            [SERVICE, "ReplaceNetworkAclAssociation"],
            json!({"NetworkAclId": id, "SubnetId": subnet}),
        ));
    }
    let gained = only_in(observed, approved, "subnet_ids").into_iter();
    plan.unrestorable.extend(gained.map(|subnet| Unrestorable {
        path: format!("subnet_ids[{subnet}]"),
        reason: "a subnet has one ACL at a time; restore the one that it was taken from".to_owned(),
    }));
    tagging::restore(&mut plan, id, approved, observed);
    let changes = diff(Some(approved), Some(observed), &NetworkAcl.shape());
    let restored = ["egress", "ingress", "subnet_ids", "tags"];
    cannot_change(&mut plan, changes.iter(), &restored);
    plan
}

/// First what closes, then what lets through again, last what no longer has to be denied.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Close,
    Open,
    Unblock,
}

fn entries_back(
    id: &str,
    direction: &str,
    approved: &Attributes,
    observed: &Attributes,
) -> Vec<(Rank, Call)> {
    let find = |all: &Attributes, wanted: &Value| {
        let mut rules = elements(all, direction);
        rules
            .find(|rule| number(rule, "rule_no") == number(wanted, "rule_no"))
            .cloned()
    };
    let allows = |rule: &Value| rule.get("action") == Some(&Value::from("allow"));
    let mut calls = Vec::new();
    for rule in elements(observed, direction) {
        if find(approved, rule).is_none() {
            let rank = if allows(rule) {
                Rank::Close
            } else {
                Rank::Unblock
            };
            calls.push((rank, entry(DELETE, "delete", id, direction, rule)));
        }
    }
    for rule in elements(approved, direction) {
        let rank = if allows(rule) {
            Rank::Open
        } else {
            Rank::Close
        };
        match find(observed, rule) {
            Some(present) if present == *rule => {}
            Some(_) => calls.push((rank, entry(REPLACE, "set back", id, direction, rule))),
            None => calls.push((rank, entry(CREATE, "make", id, direction, rule))),
        }
    }
    calls
}

fn entry(action: &str, verb: &str, id: &str, direction: &str, rule: &Value) -> Call {
    let operation = action.split(':').next_back().unwrap_or_default();
    let mut input = attributes([
        ("NetworkAclId", Value::from(id)),
        ("RuleNumber", Value::from(number(rule, "rule_no"))),
        ("Egress", Value::from(direction == "egress")),
    ]);
    if action != DELETE {
        input.extend(rule_input(rule));
    }
    let summary = format!("{verb} {direction} rule {}", rule_number(rule));
    request(action, summary, [SERVICE, operation], Value::Object(input))
}

fn rule_input(rule: &Value) -> Attributes {
    let protocol = rule.get("protocol").and_then(Value::as_str);
    let protocol = protocol.unwrap_or_default();
    let known = PROTOCOLS.iter().find(|(_, name)| *name == protocol);
    let mut input = attributes([
        (
            "Protocol",
            Value::from(known.map_or(protocol, |(number, _)| number)),
        ),
        ("RuleAction", json!(rule.get("action"))),
        ("CidrBlock", json!(rule.get("cidr_block"))),
        ("Ipv6CidrBlock", json!(rule.get("ipv6_cidr_block"))),
    ]);
    let pair = |[one, two]: [(&str, &str); 2]| {
        let part = |(member, name): (&str, &str)| (member.to_owned(), number(rule, name).into());
        Value::Object([part(one), part(two)].into_iter().collect())
    };
    match protocol {
        "tcp" | "udp" => {
            let ports = pair([("From", "from_port"), ("To", "to_port")]);
            input.insert("PortRange".to_owned(), ports);
        }
        "icmp" | "icmpv6" => {
            let kind = pair([("Type", "icmp_type"), ("Code", "icmp_code")]);
            input.insert("IcmpTypeCode".to_owned(), kind);
        }
        _ => {}
    }
    input
}

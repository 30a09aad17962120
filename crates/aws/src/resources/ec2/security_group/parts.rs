//! Rules that Terraform declares as resources of their own.

use driftlock_core::Attributes;
use serde_json::{Value, json};

use super::rule::{Direction, Rule};
use crate::resources::form::text;
use crate::resources::{Part, Places};

pub(super) const PARTS: &[Part] = &[
    Part {
        declared_by: "aws_vpc_security_group_ingress_rule",
        places: |values| of_rule(values, Direction::Ingress),
    },
    Part {
        declared_by: "aws_vpc_security_group_egress_rule",
        places: |values| of_rule(values, Direction::Egress),
    },
    Part {
        declared_by: "aws_security_group_rule",
        places: of_old_rule,
    },
];

/// One rule with one peer.
fn of_rule(values: &Attributes, direction: Direction) -> Option<Places> {
    let list = |name: &str| match text(values, name) {
        "" => json!([]),
        peer => json!([peer]),
    };
    let element = json!({
        "protocol": values.get("ip_protocol"),
        "from_port": values.get("from_port"),
        "to_port": values.get("to_port"),
        "cidr_blocks": list("cidr_ipv4"),
        "ipv6_cidr_blocks": list("cidr_ipv6"),
        "prefix_list_ids": list("prefix_list_id"),
        "security_groups": list("referenced_security_group_id"),
    });
    places(values, direction, &element)
}

/// One rule with several peers. That of a rule for the group itself may be named twice.
fn of_old_rule(values: &Attributes) -> Option<Places> {
    let direction = match text(values, "type") {
        "ingress" => Direction::Ingress,
        "egress" => Direction::Egress,
        _ => return None,
    };
    let mut element = values.clone();
    let group = text(values, "source_security_group_id");
    if !group.is_empty() {
        element.insert("security_groups".to_owned(), json!([group]));
    }
    places(values, direction, &Value::Object(element))
}

fn places(values: &Attributes, direction: Direction, element: &Value) -> Option<Places> {
    let group = text(values, "security_group_id");
    let rules = Rule::all_from(Some(&json!([element])), group);
    let path = |rule: &Rule| format!("{direction}[{}]", rule.label(direction));
    let paths: Vec<String> = rules.iter().map(path).collect();
    (!group.is_empty() && !paths.is_empty()).then(|| (group.to_owned(), paths))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: &str, values: &Value, expected: &[&str]) {
        let mut values = values.as_object().unwrap().clone();
        values.insert("security_group_id".to_owned(), json!("sg-1"));
        let part = PARTS.iter().find(|part| part.declared_by == kind).unwrap();
        let found = (part.places)(&values).map(|(_, paths)| paths);
        assert_eq!(found.unwrap_or_default(), expected, "{kind}");
    }

    #[test]
    fn rules_are_found_by_what_they_let_through() {
        let ingress = "aws_vpc_security_group_ingress_rule";
        let tcp = |peer: &str, value: &str| json!({"ip_protocol": "tcp", "from_port": 443, "to_port": 443, peer: value});
        check(
            ingress,
            &tcp("cidr_ipv4", "10.0.0.0/8"),
            &["ingress[tcp 443 from 10.0.0.0/8]"],
        );
        check(
            ingress,
            &tcp("cidr_ipv6", "0::/0"),
            &["ingress[tcp 443 from ::/0]"],
        );
        check(
            ingress,
            &tcp("prefix_list_id", "pl-1"),
            &["ingress[tcp 443 from pl-1]"],
        );
        let group = "referenced_security_group_id";
        check(
            ingress,
            &tcp(group, "sg-1"),
            &["ingress[tcp 443 from self]"],
        );
        check(
            ingress,
            &tcp(group, "1234/sg-2"),
            &["ingress[tcp 443 from 1234/sg-2]"],
        );
        let all = json!({"ip_protocol": "-1", "from_port": null, "cidr_ipv4": "0.0.0.0/0"});
        let egress = "aws_vpc_security_group_egress_rule";
        check(egress, &all, &["egress[all to 0.0.0.0/0]"]);
    }

    #[test]
    fn an_old_rule_has_a_place_for_each_peer() {
        let kind = "aws_security_group_rule";
        let of = |more: Value| {
            let mut all = json!({"type": "ingress", "protocol": "udp", "from_port": 1,
                "to_port": 9, "self": false, "source_security_group_id": ""});
            let more = more.as_object().unwrap().clone();
            all.as_object_mut().unwrap().extend(more);
            all
        };
        let peers = json!({"cidr_blocks": ["10.1.0.0/16", "10.0.0.0/16"],
            "ipv6_cidr_blocks": ["fd00::/8"], "prefix_list_ids": ["pl-1"]});
        check(
            kind,
            &of(peers),
            &[
                "ingress[udp 1-9 from 10.0.0.0/16]",
                "ingress[udp 1-9 from 10.1.0.0/16]",
                "ingress[udp 1-9 from fd00::/8]",
                "ingress[udp 1-9 from pl-1]",
            ],
        );
        let own = json!({"self": true, "source_security_group_id": "sg-1"});
        check(kind, &of(own), &["ingress[udp 1-9 from self]"]);
        let other = json!({"source_security_group_id": "sg-2"});
        check(kind, &of(other), &["ingress[udp 1-9 from sg-2]"]);
        check(kind, &of(json!({"type": "?", "self": true})), &[]);
    }
}

//! Security group rules, one per peer.
//!
//! AWS groups permissions by protocol and ports, Terraform by whatever the configuration says.
//! Neither grouping means anything, so both are taken apart into one rule per peer and compared as
//! a set. Formats: `IpPermission` in the EC2 API reference; the `ingress` block in the
//! `aws_security_group` documentation of hashicorp/aws.

use std::collections::BTreeMap;
use std::fmt;

use aws_sdk_ec2::types::{IpPermission, IpRange, Ipv6Range, PrefixListId, UserIdGroupPair};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Which way traffic flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Direction {
    Ingress,
    Egress,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ingress => "ingress",
            Self::Egress => "egress",
        })
    }
}

/// The other end of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Peer {
    Ipv4(String),
    Ipv6(String),
    PrefixList(String),
    /// A group id, with its owner's account before a `/` where that is not the rule's own.
    Group(String),
    /// The group itself.
    Itself,
}

/// One rule with one peer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Rule {
    pub(super) protocol: String,
    pub(super) from_port: i64,
    pub(super) to_port: i64,
    pub(super) peer: Peer,
    pub(super) description: String,
}

/// The label of an element of `ingress`.
pub(super) fn ingress_label(element: &Value) -> String {
    label_of(element, Direction::Ingress)
}

/// The label of an element of `egress`.
pub(super) fn egress_label(element: &Value) -> String {
    label_of(element, Direction::Egress)
}

fn label_of(element: &Value, direction: Direction) -> String {
    match Rule::from_element(element, "").as_slice() {
        [rule] => rule.label(direction),
        _ => element.to_string(),
    }
}

impl Rule {
    /// What identifies the rule within its group, in words; the description is an attribute of it.
    pub(super) fn label(&self, direction: Direction) -> String {
        let word = match direction {
            Direction::Ingress => "from",
            Direction::Egress => "to",
        };
        let peer = match &self.peer {
            Peer::Ipv4(text) | Peer::Ipv6(text) | Peer::PrefixList(text) | Peer::Group(text) => {
                text
            }
            Peer::Itself => "self",
        };
        format!("{} {word} {peer}", self.traffic())
    }

    fn traffic(&self) -> String {
        let (from, to) = (self.from_port, self.to_port);
        match self.protocol.as_str() {
            "-1" => "all".to_owned(),
            "icmp" | "icmpv6" if from == -1 => self.protocol.clone(),
            "icmp" | "icmpv6" => format!("{} {from}/{to}", self.protocol),
            _ if from == to => format!("{} {from}", self.protocol),
            _ => format!("{} {from}-{to}", self.protocol),
        }
    }

    /// Whether the two let the same kind of traffic through at some port.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let any = |rule: &Self| rule.protocol == "-1";
        any(self)
            || any(other)
            || (self.protocol == other.protocol
                && self.from_port <= other.to_port
                && other.from_port <= self.to_port)
    }

    /// Whether the peer is the whole internet.
    pub(super) fn is_world(&self) -> bool {
        matches!(&self.peer, Peer::Ipv4(cidr) | Peer::Ipv6(cidr) if cidr.ends_with("/0"))
    }

    /// The same rule, whatever its description.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Self {
            description: String::new(),
            ..self.clone()
        } == Self {
            description: String::new(),
            ..other.clone()
        }
    }

    /// All rules of an `ingress` or `egress` attribute, sorted, each once. `group` is the id of the
    /// group that they belong to.
    pub(super) fn all_from(attribute: Option<&Value>, group: &str) -> Vec<Self> {
        let elements = attribute.and_then(Value::as_array).into_iter().flatten();
        sorted(
            elements
                .flat_map(|element| Self::from_element(element, group))
                .collect(),
        )
    }

    /// The attribute that holds `rules`.
    pub(super) fn all_to_value(rules: Vec<Self>) -> Value {
        rules.iter().map(Self::to_element).collect()
    }

    fn from_element(element: &Value, group: &str) -> Vec<Self> {
        let texts = |name: &str| {
            let list = element
                .get(name)
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            list.filter_map(Value::as_str)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let itself = element
            .get("self")
            .and_then(Value::as_bool)
            .unwrap_or_default();
        let peers = itself
            .then_some(Peer::Itself)
            .into_iter()
            .chain(
                texts("cidr_blocks")
                    .into_iter()
                    .map(|cidr| Peer::Ipv4(canonical(&cidr))),
            )
            .chain(
                texts("ipv6_cidr_blocks")
                    .into_iter()
                    .map(|cidr| Peer::Ipv6(canonical(&cidr))),
            )
            .chain(texts("prefix_list_ids").into_iter().map(Peer::PrefixList))
            .chain(texts("security_groups").into_iter().map(|id| {
                if id == group {
                    Peer::Itself
                } else {
                    Peer::Group(id)
                }
            }));
        let text = |name: &str| {
            element
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let port = |name: &str| {
            element
                .get(name)
                .and_then(Value::as_i64)
                .unwrap_or_default()
        };
        let (protocol, from_port, to_port) =
            canonical_traffic(text("protocol"), port("from_port"), port("to_port"));
        peers
            .map(|peer| Self {
                protocol: protocol.clone(),
                from_port,
                to_port,
                peer,
                description: text("description").to_owned(),
            })
            .collect()
    }

    /// The rule in the schema of the `ingress` attribute.
    pub(super) fn to_element(&self) -> Value {
        let only = |wanted: Option<&String>| wanted.into_iter().cloned().collect::<Vec<String>>();
        let (mut v4, mut v6, mut lists, mut groups) = (None, None, None, None);
        match &self.peer {
            Peer::Ipv4(cidr) => v4 = Some(cidr),
            Peer::Ipv6(cidr) => v6 = Some(cidr),
            Peer::PrefixList(id) => lists = Some(id),
            Peer::Group(id) => groups = Some(id),
            Peer::Itself => {}
        }
        json!({
            "cidr_blocks": only(v4),
            "description": self.description,
            "from_port": self.from_port,
            "ipv6_cidr_blocks": only(v6),
            "prefix_list_ids": only(lists),
            "protocol": self.protocol,
            "security_groups": only(groups),
            "self": self.peer == Peer::Itself,
            "to_port": self.to_port,
        })
    }

    /// The rules of AWS's permissions. `group` and `owner` are those of the group described.
    pub(super) fn all_from_aws(
        permissions: &[IpPermission],
        group: &str,
        owner: &str,
    ) -> Vec<Self> {
        sorted(
            permissions
                .iter()
                .flat_map(|p| Self::from_permission(p, group, owner))
                .collect(),
        )
    }

    fn from_permission(permission: &IpPermission, group: &str, owner: &str) -> Vec<Self> {
        let v4 = permission.ip_ranges().iter().filter_map(|range| {
            Some((Peer::Ipv4(canonical(range.cidr_ip()?)), range.description()))
        });
        let v6 = permission.ipv6_ranges().iter().filter_map(|range| {
            Some((
                Peer::Ipv6(canonical(range.cidr_ipv6()?)),
                range.description(),
            ))
        });
        let lists = permission.prefix_list_ids().iter().filter_map(|list| {
            Some((
                Peer::PrefixList(list.prefix_list_id()?.to_owned()),
                list.description(),
            ))
        });
        let groups = permission
            .user_id_group_pairs()
            .iter()
            .filter_map(|pair| Some((group_peer(pair, group, owner)?, pair.description())));
        let (protocol, from_port, to_port) = canonical_traffic(
            permission.ip_protocol().unwrap_or("-1"),
            permission.from_port().unwrap_or_default().into(),
            permission.to_port().unwrap_or_default().into(),
        );
        v4.chain(v6)
            .chain(lists)
            .chain(groups)
            .map(|(peer, description)| Self {
                protocol: protocol.clone(),
                from_port,
                to_port,
                peer,
                description: description.unwrap_or_default().to_owned(),
            })
            .collect()
    }

    /// AWS's permissions for `rules`, one per protocol and ports.
    pub(super) fn all_to_aws(rules: &[Self], group: &str) -> Vec<IpPermission> {
        let mut by_traffic: BTreeMap<(&str, i64, i64), Vec<&Self>> = BTreeMap::new();
        for rule in rules {
            let traffic = (rule.protocol.as_str(), rule.from_port, rule.to_port);
            by_traffic.entry(traffic).or_default().push(rule);
        }
        by_traffic
            .into_iter()
            .map(|((protocol, from, to), rules)| permission(protocol, from, to, &rules, group))
            .collect()
    }
}

fn permission(protocol: &str, from: i64, to: i64, rules: &[&Rule], group: &str) -> IpPermission {
    let mut builder = IpPermission::builder().ip_protocol(protocol);
    // All-traffic rules have no ports; the EC2 API refuses them there.
    if protocol != "-1" {
        builder = builder
            .set_from_port(i32::try_from(from).ok())
            .set_to_port(i32::try_from(to).ok());
    }
    for rule in rules {
        let words = (!rule.description.is_empty()).then(|| rule.description.clone());
        builder = match &rule.peer {
            Peer::Ipv4(cidr) => builder.ip_ranges(
                IpRange::builder()
                    .cidr_ip(cidr)
                    .set_description(words)
                    .build(),
            ),
            Peer::Ipv6(cidr) => builder.ipv6_ranges(
                Ipv6Range::builder()
                    .cidr_ipv6(cidr)
                    .set_description(words)
                    .build(),
            ),
            Peer::PrefixList(id) => builder.prefix_list_ids(
                PrefixListId::builder()
                    .prefix_list_id(id)
                    .set_description(words)
                    .build(),
            ),
            Peer::Group(id) => {
                let (owner, id) = id
                    .split_once('/')
                    .map_or((None, id.as_str()), |(o, i)| (Some(o), i));
                let pair = UserIdGroupPair::builder()
                    .group_id(id)
                    .set_description(words);
                builder.user_id_group_pairs(pair.set_user_id(owner.map(str::to_owned)).build())
            }
            Peer::Itself => builder.user_id_group_pairs(
                UserIdGroupPair::builder()
                    .group_id(group)
                    .set_description(words)
                    .build(),
            ),
        };
    }
    builder.build()
}

fn group_peer(pair: &UserIdGroupPair, group: &str, owner: &str) -> Option<Peer> {
    let id = pair.group_id().or(pair.group_name())?;
    if id == group {
        return Some(Peer::Itself);
    }
    // hashicorp/aws writes `account/id` for a group of another account.
    Some(match pair.user_id() {
        Some(user) if user != owner => Peer::Group(format!("{user}/{id}")),
        _ => Peer::Group(id.to_owned()),
    })
}

/// Protocols by name where hashicorp/aws uses one, and no ports where they mean nothing.
fn canonical_traffic(protocol: &str, from: i64, to: i64) -> (String, i64, i64) {
    let protocol = protocol.to_ascii_lowercase();
    match protocol.as_str() {
        "-1" | "all" => ("-1".to_owned(), 0, 0),
        "6" => ("tcp".to_owned(), from, to),
        "17" => ("udp".to_owned(), from, to),
        "1" => ("icmp".to_owned(), from, to),
        "58" => ("icmpv6".to_owned(), from, to),
        _ => (protocol, from, to),
    }
}

/// A CIDR with its host bits cleared and IPv6 in its shortest form, which is how AWS stores it.
fn canonical(cidr: &str) -> String {
    cidr.parse::<IpNet>()
        .map_or_else(|_| cidr.to_owned(), |net| net.trunc().to_string())
}

fn sorted(mut rules: Vec<Rule>) -> Vec<Rule> {
    rules.sort();
    rules.dedup();
    rules
}

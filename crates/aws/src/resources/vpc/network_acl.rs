//! `aws_network_acl`: what may pass between subnets and the rest, rule by rule.
//!
//! Owned: `id arn owner_id vpc_id subnet_ids ingress egress tags`. A VPC's default ACL, which Terraform
//! also calls `aws_default_network_acl`, is one of them. The last rule, which denies everything and
//! which nobody can change, is left out as hashicorp/aws does. Protocols are held by name where there is
//! one, ports and ICMP types that mean nothing as 0.
//! Restored: rules, tags, and subnets that the ACL has lost. A subnet has one ACL at a time: one that
//! was gained goes when the ACL that it was taken from is restored.
//!
//! `DescribeNetworkAcls` reads 100 a page.

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    IcmpTypeCode, NetworkAcl as Described, NetworkAclEntry, PortRange, RuleAction,
};
use driftlock_core::{Attributes, Call, Risk, Shape};
use serde_json::{Value, json};

use super::{arn, both, filters, look_up, not_there, root};
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::ec2::tagging;
use crate::resources::form::{attributes, label_text, prune, sort_set, text};
use crate::resources::request::Request;
use crate::resources::{
    Difference, Kind, Listed, LookUp, Part, Places, ResourceType, RestorePlan, Sent, configured,
    drop_differences,
};
use crate::{CallError, tags};

mod plan;

/// See the module's documentation.
pub(crate) struct NetworkAcl;

const DESCRIBE: &str = "ec2:DescribeNetworkAcls";
const CREATE: &str = "ec2:CreateNetworkAclEntry";
const REPLACE: &str = "ec2:ReplaceNetworkAclEntry";
const DELETE: &str = "ec2:DeleteNetworkAclEntry";
const MOVE: &str = "ec2:ReplaceNetworkAclAssociation";
const SERVICE: &str = "ec2";

/// From here on rules are AWS's own: "*" in the console, for IPv4 and for IPv6.
const LAST_RULES: i64 = 32767;

/// Numbers of the protocols that hashicorp/aws also takes by name (IANA, "Protocol Numbers").
const PROTOCOLS: [(&str, &str); 4] = [("1", "icmp"), ("6", "tcp"), ("17", "udp"), ("58", "icmpv6")];

#[async_trait]
impl ResourceType for NetworkAcl {
    fn name(&self) -> &'static str {
        "aws_network_acl"
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["aws_default_network_acl"]
    }

    fn parts(&self) -> &'static [Part] {
        &[
            Part {
                declared_by: "aws_network_acl_rule",
                places: places_of_rule,
            },
            Part {
                declared_by: "aws_network_acl_association",
                places: places_of_association,
            },
        ]
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[
                ("egress", rule_number),
                ("ingress", rule_number),
                ("subnet_ids", label_text),
            ],
            identity: &[],
            risk: Some(risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "default_network_acl_id",
                reason: "the same as `id`",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const { &[Action::on_all(DESCRIBE)] },
            restore: const {
                &[
                    Action::on_each(CREATE),
                    Action::on_each(tagging::TAG),
                    Action::on_each(DELETE),
                    Action::on_each(tagging::UNTAG),
                    // Also asked for on the subnet.
                    Action::on_all(MOVE).with(&[DESCRIBE]),
                    Action::on_each(REPLACE),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn(place, "network-acl", id)
    }

    fn restore_rank(&self) -> u8 {
        1
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        for name in ["egress", "ingress"] {
            if let Some(Value::Array(rules)) = attributes.get_mut(name) {
                rules.retain(|rule| number(rule, "rule_no") < LAST_RULES);
                rules.iter_mut().for_each(|rule| *rule = normal_rule(rule));
            }
        }
        prune(&mut attributes);
        for name in ["egress", "ingress", "subnet_ids"] {
            sort_set(&mut attributes, name);
        }
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all: Vec<Described> = describe!(
            clients,
            describe_network_acls,
            set_filters,
            Vec::new(),
            DESCRIBE
        )?;
        let read = |acl| Listed::whole(self.normalise(read_from(clients, acl)));
        Ok(all.iter().map(read).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.ec2.describe_network_acls();
        let answer = answer.network_acl_ids(id).send().await;
        let output = configured(DESCRIBE, &["InvalidNetworkAclID.NotFound"], answer)?;
        let acl = output
            .as_ref()
            .and_then(|output| output.network_acls().first());
        Ok(acl.map(|acl| self.normalise(read_from(clients, acl))))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        match both(approved, observed) {
            Ok((approved, observed)) => plan::restore(id, approved, observed),
            Err(plan) => plan,
        }
    }

    /// The subnet is no option, but what its association is looked up by; and the command line says
    /// `--ingress` for no `--egress`.
    fn command(&self, _id: &str, call: &Call) -> Result<Vec<String>, CallError> {
        let request = Request::of(call)?;
        let mut words = request.words();
        if request.operation() == "ReplaceNetworkAclAssociation" {
            words.truncate(4);
        }
        for word in &mut words {
            if word == "--no-egress" {
                "--ingress".clone_into(word);
            }
        }
        Ok(words)
    }

    fn look_up(&self, _id: &str, call: &Call) -> Option<LookUp> {
        let request = Request::of(call).ok()?;
        let subnet = request.text("SubnetId")?;
        let query = format!(
            "NetworkAcls[].Associations[] | [?SubnetId=='{subnet}'].NetworkAclAssociationId | [0]"
        );
        let by_subnet = [("association.subnet-id", subnet.as_str())];
        let operation = "describe-network-acls";
        Some(look_up("association-id", operation, &by_subnet, &query))
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let (rule, egress) = (request.number("RuleNumber"), request.truth("Egress"));
        match request.operation() {
            "CreateNetworkAclEntry" => create_entry(clients, id, &request).await,
            "ReplaceNetworkAclEntry" => replace_entry(clients, id, &request).await,
            "DeleteNetworkAclEntry" => {
                let call = clients.ec2.delete_network_acl_entry().network_acl_id(id);
                let call = call.set_rule_number(rule).set_egress(egress);
                Sent::of(DELETE, call.send().await)
            }
            "ReplaceNetworkAclAssociation" => {
                let subnet = request.text("SubnetId").unwrap_or_default();
                let association = association_id(clients, &subnet).await?;
                let call = clients.ec2.replace_network_acl_association();
                let call = call.network_acl_id(id).association_id(association);
                Sent::of(MOVE, call.send().await)
            }
            _ => tagging::execute(clients, &request).await,
        }
    }
}

/// The two operations differ in name and type only.
macro_rules! send_entry {
    ($clients:expr, $operation:ident, $id:expr, $request:expr, $action:expr) => {{
        let (icmp, ports) = ($request.value("IcmpTypeCode"), $request.value("PortRange"));
        let call = $clients.ec2.$operation().network_acl_id($id);
        let call = call
            .set_rule_number($request.number("RuleNumber"))
            .set_egress($request.truth("Egress"))
            .set_protocol($request.text("Protocol"))
            .set_rule_action($request.text("RuleAction").as_deref().map(RuleAction::from))
            .set_cidr_block($request.text("CidrBlock"))
            .set_ipv6_cidr_block($request.text("Ipv6CidrBlock"))
            .set_icmp_type_code(icmp_from(icmp))
            .set_port_range(ports_from(ports));
        Sent::of($action, call.send().await)
    }};
}

async fn create_entry(clients: &Clients, id: &str, request: &Request) -> Result<Sent, CallError> {
    send_entry!(clients, create_network_acl_entry, id, request, CREATE)
}

async fn replace_entry(clients: &Clients, id: &str, request: &Request) -> Result<Sent, CallError> {
    send_entry!(clients, replace_network_acl_entry, id, request, REPLACE)
}

fn icmp_from(input: &Value) -> Option<IcmpTypeCode> {
    let number = |name: &str| input.get(name)?.as_i64()?.try_into().ok();
    let all = IcmpTypeCode::builder().set_code(number("Code"));
    input
        .is_object()
        .then(|| all.set_type(number("Type")).build())
}

fn ports_from(input: &Value) -> Option<PortRange> {
    let number = |name: &str| input.get(name)?.as_i64()?.try_into().ok();
    let all = PortRange::builder().set_from(number("From"));
    input.is_object().then(|| all.set_to(number("To")).build())
}

async fn association_id(clients: &Clients, subnet: &str) -> Result<String, CallError> {
    let by_subnet = filters("association.subnet-id", Some(subnet));
    let all: Vec<Described> = describe!(
        clients,
        describe_network_acls,
        set_filters,
        by_subnet,
        DESCRIBE
    )?;
    let mut associations = all.iter().flat_map(Described::associations);
    let found = associations.find(|association| association.subnet_id() == Some(subnet));
    found
        .and_then(|association| association.network_acl_association_id())
        .map(str::to_owned)
        .ok_or_else(|| not_there(MOVE, &format!("the subnet {subnet}")))
}

fn read_from(clients: &Clients, acl: &Described) -> Attributes {
    let id = acl.network_acl_id().unwrap_or_default();
    let owner = acl.owner_id().unwrap_or(&clients.account);
    let place = Place {
        account: owner,
        ..clients.place()
    };
    let rules = |egress: bool| -> Value {
        let entries = acl.entries().iter();
        let entries = entries.filter(|entry| entry.egress().unwrap_or_default() == egress);
        entries.map(rule_from).collect()
    };
    let subnets = acl.associations().iter();
    attributes([
        ("id", Value::from(id)),
        ("arn", Value::from(arn(&place, "network-acl", id))),
        ("owner_id", Value::from(owner)),
        ("vpc_id", Value::from(acl.vpc_id())),
        (
            "subnet_ids",
            subnets
                .filter_map(|association| association.subnet_id())
                .collect(),
        ),
        ("egress", rules(true)),
        ("ingress", rules(false)),
        ("tags", tagging::read(acl.tags())),
    ])
}

fn rule_from(entry: &NetworkAclEntry) -> Value {
    let (ports, icmp) = (entry.port_range(), entry.icmp_type_code());
    json!({
        "rule_no": entry.rule_number(),
        "action": entry.rule_action().map(RuleAction::as_str),
        "protocol": entry.protocol(),
        "cidr_block": entry.cidr_block(),
        "ipv6_cidr_block": entry.ipv6_cidr_block(),
        "from_port": ports.and_then(PortRange::from),
        "to_port": ports.and_then(PortRange::to),
        "icmp_type": icmp.and_then(IcmpTypeCode::r#type),
        "icmp_code": icmp.and_then(IcmpTypeCode::code),
    })
}

/// The one form of a rule.
fn normal_rule(rule: &Value) -> Value {
    let text = |name: &str| rule.get(name).and_then(Value::as_str).unwrap_or_default();
    let protocol = match text("protocol").to_ascii_lowercase().as_str() {
        "all" => "-1".to_owned(),
        other => PROTOCOLS
            .iter()
            .find(|(number, _)| *number == other)
            .map_or_else(|| other.to_owned(), |(_, name)| (*name).to_owned()),
    };
    let has_ports = matches!(protocol.as_str(), "tcp" | "udp");
    let has_types = matches!(protocol.as_str(), "icmp" | "icmpv6");
    let only = |name: &str, has: bool| if has { number(rule, name) } else { 0 };
    json!({
        "rule_no": number(rule, "rule_no"),
        "action": text("action").to_ascii_lowercase(),
        "cidr_block": text("cidr_block"),
        "ipv6_cidr_block": text("ipv6_cidr_block"),
        "from_port": only("from_port", has_ports),
        "to_port": only("to_port", has_ports),
        "icmp_type": only("icmp_type", has_types),
        "icmp_code": only("icmp_code", has_types),
        "protocol": protocol,
    })
}

fn number(rule: &Value, name: &str) -> i64 {
    rule.get(name).and_then(Value::as_i64).unwrap_or_default()
}

/// The label of a rule: an ACL has one of each number in each direction.
fn rule_number(rule: &Value) -> String {
    number(rule, "rule_no").to_string()
}

fn places_of_rule(values: &Attributes) -> Option<Places> {
    let acl = text(values, "network_acl_id").to_owned();
    let is_egress = values
        .get("egress")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    let direction = if is_egress { "egress" } else { "ingress" };
    let number = values.get("rule_number")?.as_i64()?;
    Some((acl, vec![format!("{direction}[{number}]")]))
}

fn places_of_association(values: &Attributes) -> Option<Places> {
    let (acl, subnet) = (text(values, "network_acl_id"), text(values, "subnet_id"));
    (!subnet.is_empty()).then(|| (acl.to_owned(), vec![format!("subnet_ids[{subnet}]")]))
}

/// Of a rule that changed we see one attribute at a time, and take it to let more through.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    let wider = match root(path) {
        "tags" => return Risk::Cosmetic,
        "subnet_ids" | "ingress" => Risk::ExposureWidened,
        "egress" => Risk::ProtectionWeakened,
        _ => return Risk::ServiceBroken,
    };
    let action = |rule: &Value| {
        rule.get("action")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let narrower = match (approved, observed) {
        (Value::Object(_), Value::Null) => action(approved).as_deref() == Some("allow"),
        (Value::Null, Value::Object(_)) => action(observed).as_deref() == Some("deny"),
        _ => path.ends_with("].action") && observed == "deny",
    };
    if narrower { Risk::ServiceBroken } else { wider }
}

#[cfg(test)]
#[path = "network_acl_tests.rs"]
mod tests;

//! `aws_vpc_endpoint`: a way from a VPC to a service that does not lead through the internet.
//!
//! Owned: the schema but for what AWS makes of it (names, interfaces, address blocks). The policy is held
//! in its canonical form (see `iam_policy`). Restored, in one call: policy, route tables, subnets,
//! groups, private names, address family and name options; besides it tags. The order is AWS's.
//!
//! `DescribeVpcEndpoints` reads 100 a page.

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    DnsOptionsSpecification, DnsRecordIpType, IpAddressType, SecurityGroupIdentifier,
    VpcEndpoint as Described,
};
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use serde_json::{Value, json};

use super::{arn, both, cannot_change, filters, only_in, root};
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::iam_policy::{canonical, compare};
use crate::resources::ec2::tagging;
use crate::resources::form::{attributes, block, default, label_text, prune, sort_set, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct VpcEndpoint;

const DESCRIBE: &str = "ec2:DescribeVpcEndpoints";
const MODIFY: &str = "ec2:ModifyVpcEndpoint";
const SERVICE: &str = "ec2";
const NOT_FOUND: &[&str] = &[
    "InvalidVpcEndpointId.NotFound",
    "InvalidVpcEndpoint.NotFound",
];

/// Sets, each with the members that add to it and remove from it.
const SETS: [(&str, &str, &str); 3] = [
    ("route_table_ids", "AddRouteTableIds", "RemoveRouteTableIds"),
    (
        "security_group_ids",
        "AddSecurityGroupIds",
        "RemoveSecurityGroupIds",
    ),
    ("subnet_ids", "AddSubnetIds", "RemoveSubnetIds"),
];

#[async_trait]
impl ResourceType for VpcEndpoint {
    fn name(&self) -> &'static str {
        "aws_vpc_endpoint"
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[
                ("route_table_ids", label_text),
                ("security_group_ids", label_text),
                ("subnet_ids", label_text),
            ],
            identity: &[],
            risk: Some(risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        const OF_AWS: &str = "AWS makes it, and changes it at will";
        &[
            Difference {
                attribute: "auto_accept",
                reason: "an instruction to Terraform",
            },
            Difference {
                attribute: "cidr_blocks",
                reason: OF_AWS,
            },
            Difference {
                attribute: "dns_entry",
                reason: OF_AWS,
            },
            Difference {
                attribute: "network_interface_ids",
                reason: "AWS makes one for each subnet, another whenever the subnet comes back",
            },
            Difference {
                attribute: "prefix_list_id",
                reason: "belongs to the service, and never changes",
            },
            Difference {
                attribute: "state",
                reason: "changes by itself while AWS works",
            },
            Difference {
                attribute: "subnet_configuration",
                reason: "the addresses of its interfaces, which are given when they are made",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
            Difference {
                attribute: "timeouts",
                reason: "an instruction to Terraform",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const { &[Action::on_all(DESCRIBE)] },
            restore: const {
                &[
                    Action::on_each(tagging::TAG),
                    Action::on_each(tagging::UNTAG),
                    // Also asked for on route tables, subnets and groups.
                    Action::on_all(MODIFY),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn(place, "vpc-endpoint", id)
    }

    fn restore_rank(&self) -> u8 {
        3
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        if let Some(Value::String(policy)) = attributes.get_mut("policy") {
            *policy = canonical(policy);
        }
        let options = attributes.get_mut("dns_options");
        if let Some(Value::Object(options)) = options.and_then(|all| all.get_mut(0)) {
            let inbound = "private_dns_only_for_inbound_resolver_endpoint";
            default(options, inbound, false);
        }
        default(&mut attributes, "private_dns_enabled", false);
        default(&mut attributes, "requester_managed", false);
        default(&mut attributes, "vpc_endpoint_type", "Gateway");
        prune(&mut attributes);
        for (name, ..) in SETS {
            sort_set(&mut attributes, name);
        }
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all: Vec<Described> = describe!(
            clients,
            describe_vpc_endpoints,
            set_filters,
            filters("", None),
            DESCRIBE
        )?;
        let there = all.iter().filter(|endpoint| is_there(endpoint));
        let read = |endpoint| Listed::whole(self.normalise(read_from(clients, endpoint)));
        Ok(there.map(read).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.ec2.describe_vpc_endpoints();
        let answer = answer.vpc_endpoint_ids(id).send().await;
        let output = configured(DESCRIBE, NOT_FOUND, answer)?;
        let all = output.as_ref().map(|output| output.vpc_endpoints());
        let mut there = all
            .into_iter()
            .flatten()
            .filter(|endpoint| is_there(endpoint));
        let read = |endpoint| self.normalise(read_from(clients, endpoint));
        Ok(there.next().map(read))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        match both(approved, observed) {
            Ok((approved, observed)) => restore(id, approved, observed),
            Err(plan) => plan,
        }
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        match request.operation() {
            "ModifyVpcEndpoint" => modify(clients, id, &request).await,
            _ => tagging::execute(clients, &request).await,
        }
    }
}

async fn modify(clients: &Clients, id: &str, request: &Request) -> Result<Sent, CallError> {
    let family = request.text("IpAddressType");
    let call = clients
        .ec2
        .modify_vpc_endpoint()
        .vpc_endpoint_id(id)
        .set_policy_document(request.text("PolicyDocument"))
        .set_reset_policy(request.truth("ResetPolicy"))
        .set_add_route_table_ids(request.texts("AddRouteTableIds"))
        .set_remove_route_table_ids(request.texts("RemoveRouteTableIds"))
        .set_add_security_group_ids(request.texts("AddSecurityGroupIds"))
        .set_remove_security_group_ids(request.texts("RemoveSecurityGroupIds"))
        .set_add_subnet_ids(request.texts("AddSubnetIds"))
        .set_remove_subnet_ids(request.texts("RemoveSubnetIds"))
        .set_private_dns_enabled(request.truth("PrivateDnsEnabled"))
        .set_ip_address_type(family.as_deref().map(IpAddressType::from))
        .set_dns_options(dns_options(request.value("DnsOptions")));
    Sent::of(MODIFY, call.send().await)
}

fn dns_options(input: &Value) -> Option<DnsOptionsSpecification> {
    let family = input.get("DnsRecordIpType").and_then(Value::as_str);
    let inbound = input.get("PrivateDnsOnlyForInboundResolverEndpoint");
    let all = DnsOptionsSpecification::builder()
        .set_dns_record_ip_type(family.map(DnsRecordIpType::from))
        .set_private_dns_only_for_inbound_resolver_endpoint(inbound.and_then(Value::as_bool));
    input.is_object().then(|| all.build())
}

/// AWS describes an endpoint for a while after it was deleted. The API's letters differ from those of
/// its reference.
fn is_there(endpoint: &Described) -> bool {
    let state = endpoint
        .state()
        .map(|state| state.as_str().to_ascii_lowercase());
    !matches!(state.as_deref(), Some("deleted" | "deleting"))
}

fn read_from(clients: &Clients, endpoint: &Described) -> Attributes {
    let id = endpoint.vpc_endpoint_id().unwrap_or_default();
    let owner = endpoint.owner_id().unwrap_or(&clients.account);
    let place = Place {
        account: owner,
        ..clients.place()
    };
    let groups = endpoint.groups().iter();
    let groups: Value = groups
        .filter_map(SecurityGroupIdentifier::group_id)
        .collect();
    let kind = endpoint.vpc_endpoint_type().map(|kind| kind.as_str());
    let family = endpoint.ip_address_type().map(IpAddressType::as_str);
    let mut all = attributes([
        ("id", Value::from(id)),
        ("arn", Value::from(arn(&place, "vpc-endpoint", id))),
        ("owner_id", Value::from(owner)),
        ("vpc_id", Value::from(endpoint.vpc_id())),
        ("vpc_endpoint_type", Value::from(kind)),
        ("ip_address_type", Value::from(family)),
        ("policy", Value::from(endpoint.policy_document())),
        (
            "private_dns_enabled",
            Value::from(endpoint.private_dns_enabled()),
        ),
        (
            "requester_managed",
            Value::from(endpoint.requester_managed()),
        ),
        ("route_table_ids", Value::from(endpoint.route_table_ids())),
        ("security_group_ids", groups),
        ("subnet_ids", Value::from(endpoint.subnet_ids())),
        ("tags", tagging::read(endpoint.tags())),
    ]);
    all.extend(service_from(endpoint));
    all
}

/// What the endpoint leads to, and under which names.
fn service_from(endpoint: &Described) -> Attributes {
    let options = endpoint.dns_options().map(|options| {
        json!([{
            "dns_record_ip_type": options.dns_record_ip_type().map(DnsRecordIpType::as_str),
            "private_dns_only_for_inbound_resolver_endpoint":
                options.private_dns_only_for_inbound_resolver_endpoint(),
        }])
    });
    attributes([
        ("dns_options", options.unwrap_or_default()),
        (
            "resource_configuration_arn",
            Value::from(endpoint.resource_configuration_arn()),
        ),
        ("service_name", Value::from(endpoint.service_name())),
        (
            "service_network_arn",
            Value::from(endpoint.service_network_arn()),
        ),
        ("service_region", Value::from(endpoint.service_region())),
    ])
}

const RESTORED: [&str; 8] = [
    "dns_options",
    "ip_address_type",
    "policy",
    "private_dns_enabled",
    "route_table_ids",
    "security_group_ids",
    "subnet_ids",
    "tags",
];

fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut plan = RestorePlan::default();
    let input = changed(approved, observed);
    if !input.is_empty() {
        let names: Vec<&str> = input.keys().map(String::as_str).collect();
        let summary = format!("change the endpoint back: {}", names.join(", "));
        let mut input = input.clone();
        input.insert("VpcEndpointId".to_owned(), Value::from(id));
        let operation = [SERVICE, "ModifyVpcEndpoint"];
        plan.calls
            .push(request(MODIFY, summary, operation, Value::Object(input)));
    }
    tagging::restore(&mut plan, id, approved, observed);
    let changes = diff(Some(approved), Some(observed), &VpcEndpoint.shape());
    cannot_change(&mut plan, changes.iter(), &RESTORED);
    plan
}

/// Members of `ModifyVpcEndpoint` for what differs.
fn changed(approved: &Attributes, observed: &Attributes) -> Attributes {
    let mut input = Attributes::new();
    let differs = |name: &str| approved.get(name) != observed.get(name);
    let mut put = |name: &str, value: Value| input.insert(name.to_owned(), value);
    if differs("policy") {
        match text(approved, "policy") {
            "" => put("ResetPolicy", Value::from(true)),
            policy => put("PolicyDocument", Value::from(policy)),
        };
    }
    for (name, add, remove) in SETS {
        for (member, ids) in [
            (add, only_in(approved, observed, name)),
            (remove, only_in(observed, approved, name)),
        ] {
            if !ids.is_empty() {
                put(member, Value::from(ids));
            }
        }
    }
    if differs("private_dns_enabled") {
        let value = approved.get("private_dns_enabled").cloned();
        put("PrivateDnsEnabled", value.unwrap_or_default());
    }
    if differs("ip_address_type") && !text(approved, "ip_address_type").is_empty() {
        let value = text(approved, "ip_address_type");
        put("IpAddressType", Value::from(value));
    }
    if let Some(options) = block(approved, "dns_options").filter(|_| differs("dns_options")) {
        let inbound = "private_dns_only_for_inbound_resolver_endpoint";
        let mut members = Attributes::new();
        for (name, member) in [
            ("dns_record_ip_type", "DnsRecordIpType"),
            (inbound, "PrivateDnsOnlyForInboundResolverEndpoint"),
        ] {
            if let Some(value) = options.get(name) {
                members.insert(member.to_owned(), value.clone());
            }
        }
        put("DnsOptions", Value::Object(members));
    }
    input
}

/// Without its private names, or a way to it, traffic for the service goes through the internet.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    match (root(path), observed) {
        ("tags", _) => Risk::Cosmetic,
        ("policy", _) => policy_risk(approved, observed),
        ("private_dns_enabled", Value::Bool(true)) => Risk::ServiceBroken,
        ("private_dns_enabled", _) | ("route_table_ids", Value::Null) => Risk::ProtectionWeakened,
        ("security_group_ids" | "subnet_ids" | "route_table_ids", Value::String(_)) => {
            Risk::ExposureWidened
        }
        _ => Risk::ServiceBroken,
    }
}

/// What cannot be understood may let anybody in; an endpoint without a policy of its own allows all.
fn policy_risk(approved: &Value, observed: &Value) -> Risk {
    let Some(observed) = observed.as_str() else {
        return Risk::ExposureWidened;
    };
    match compare(approved.as_str(), Some(observed)) {
        Some(compared) if compared.allows_more.is_empty() && compared.denies_less.is_empty() => {
            if compared.allows_less.is_empty() && compared.denies_more.is_empty() {
                Risk::Cosmetic
            } else {
                Risk::ServiceBroken
            }
        }
        _ => Risk::ExposureWidened,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    fn endpoint(policy: &str, more: Value) -> Value {
        let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
            "Principal": "*", "Action": policy, "Resource": "*"}]});
        let mut all = json!({"id": "vpce-1", "policy": policy.to_string()});
        let more = more.as_object().unwrap().clone();
        all.as_object_mut().unwrap().extend(more);
        all
    }

    #[test]
    fn a_wider_policy_or_way_exposes_and_a_lost_one_leads_through_the_internet() {
        let of = |policy: &str, dns: bool, table: &str, group: &str| {
            endpoint(
                policy,
                json!({"private_dns_enabled": dns, "route_table_ids": [table],
                    "security_group_ids": [group]}),
            )
        };
        check_risk(
            "aws_vpc_endpoint",
            &of("s3:GetObject", true, "rtb-1", "sg-1"),
            &of("*", false, "rtb-2", "sg-2"),
            &[
                ("policy", Risk::ExposureWidened),
                ("private_dns_enabled", Risk::ProtectionWeakened),
                ("route_table_ids[rtb-1]", Risk::ProtectionWeakened),
                ("route_table_ids[rtb-2]", Risk::ExposureWidened),
                ("security_group_ids[sg-1]", Risk::ServiceBroken),
                ("security_group_ids[sg-2]", Risk::ExposureWidened),
            ],
        );
        check_risk(
            "aws_vpc_endpoint",
            &of("*", true, "rtb-1", "sg-1"),
            &of("s3:GetObject", true, "rtb-1", "sg-1"),
            &[("policy", Risk::ServiceBroken)],
        );
    }

    #[test]
    fn one_call_changes_all_that_differs() {
        let form = |value: Value| VpcEndpoint.normalise(value.as_object().unwrap().clone());
        let approved = form(endpoint(
            "s3:*",
            json!({"private_dns_enabled": true, "ip_address_type": "ipv4",
                "subnet_ids": ["subnet-1"], "dns_options": [{"dns_record_ip_type": "ipv4",
                    "private_dns_only_for_inbound_resolver_endpoint": false}]}),
        ));
        let observed = form(endpoint(
            "*",
            json!({"ip_address_type": "dualstack", "subnet_ids": ["subnet-2"],
                "dns_options": [{"dns_record_ip_type": "dualstack",
                    "private_dns_only_for_inbound_resolver_endpoint": true}]}),
        ));
        let plan = VpcEndpoint.plan_restore("vpce-1", Some(&approved), Some(&observed));
        assert_eq!(plan.unrestorable, []);
        let [call] = plan.calls.as_slice() else {
            panic!("{:?}", plan.calls)
        };
        let input: Attributes = Request::of(call).unwrap().input().unwrap();
        let policy = approved["policy"].clone();
        let expected = json!({"VpcEndpointId": "vpce-1", "PolicyDocument": policy,
            "AddSubnetIds": ["subnet-1"], "RemoveSubnetIds": ["subnet-2"],
            "PrivateDnsEnabled": true, "IpAddressType": "ipv4",
            "DnsOptions": {"DnsRecordIpType": "ipv4",
                "PrivateDnsOnlyForInboundResolverEndpoint": false}});
        assert_eq!(Value::Object(input), expected);
    }
}

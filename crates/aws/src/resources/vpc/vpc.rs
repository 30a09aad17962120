//! `aws_vpc`: a network, with its name resolution, its DHCP options and its main route table.
//!
//! Owned: `id arn owner_id cidr_block instance_tenancy dhcp_options_id enable_dns_hostnames
//! enable_dns_support enable_network_address_usage_metrics main_route_table_id
//! assign_generated_ipv6_cidr_block ipv6_cidr_block ipv6_association_id
//! ipv6_cidr_block_network_border_group tags`. The default VPC, which Terraform also calls
//! `aws_default_vpc`, is one of them.
//! Restored: names, metrics, DHCP options, main route table and tags, and an IPv6 block that was added
//! goes. One that was taken away does not come back: Amazon would give another.
//!
//! One `DescribeVpcs` and one `DescribeRouteTables` for a region, and `DescribeVpcAttribute` three times
//! for each VPC: it answers one attribute at a time.

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    AttributeBooleanValue, Filter, RouteTable, Vpc as Described, VpcAttributeName,
    VpcCidrBlockStateCode, VpcIpv6CidrBlockAssociation,
};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use futures::stream::{self, StreamExt, TryStreamExt};
use serde_json::{Value, json};

use super::{arn, both, cannot_change, filters, look_up, not_there, root};
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::ec2::tagging;
use crate::resources::form::{attributes, default, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, LookUp, Part, Places, ResourceType, RestorePlan, Sent, configured,
    drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct Vpc;

const DESCRIBE: &str = "ec2:DescribeVpcs";
const DESCRIBE_ATTRIBUTE: &str = "ec2:DescribeVpcAttribute";
const DESCRIBE_TABLES: &str = "ec2:DescribeRouteTables";
const MODIFY: &str = "ec2:ModifyVpcAttribute";
const SET_DHCP: &str = "ec2:AssociateDhcpOptions";
const REMOVE_CIDR: &str = "ec2:DisassociateVpcCidrBlock";
const REPLACE_MAIN: &str = "ec2:ReplaceRouteTableAssociation";
const SERVICE: &str = "ec2";
const NOT_FOUND: &str = "InvalidVpcID.NotFound";

/// Attributes of their own, by AWS's names: each is read and set by a call of its own.
const SWITCHES: [(&str, &str, VpcAttributeName); 3] = [
    (
        "enable_dns_hostnames",
        "EnableDnsHostnames",
        VpcAttributeName::EnableDnsHostnames,
    ),
    (
        "enable_dns_support",
        "EnableDnsSupport",
        VpcAttributeName::EnableDnsSupport,
    ),
    (
        "enable_network_address_usage_metrics",
        "EnableNetworkAddressUsageMetrics",
        VpcAttributeName::EnableNetworkAddressUsageMetrics,
    ),
];

#[async_trait]
impl ResourceType for Vpc {
    fn name(&self) -> &'static str {
        "aws_vpc"
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["aws_default_vpc"]
    }

    fn parts(&self) -> &'static [Part] {
        &[
            Part {
                declared_by: "aws_main_route_table_association",
                places: |values| place_of(values, "main_route_table_id"),
            },
            Part {
                declared_by: "aws_vpc_dhcp_options_association",
                places: |values| place_of(values, "dhcp_options_id"),
            },
        ]
    }

    fn shape(&self) -> Shape {
        Shape {
            risk: Some(risk),
            ..Shape::default()
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "default_network_acl_id",
                reason: "never changes; the default ACL is an `aws_network_acl`",
            },
            Difference {
                attribute: "default_route_table_id",
                reason: "the same as `main_route_table_id`",
            },
            Difference {
                attribute: "default_security_group_id",
                reason: "never changes; the default group is an `aws_security_group`",
            },
            Difference {
                attribute: "existing_default_vpc",
                reason: "only tells how Terraform came to a default VPC",
            },
            Difference {
                attribute: "force_destroy",
                reason: "an instruction to Terraform; AWS does not know it",
            },
            Difference {
                attribute: "ipv4_ipam_pool_id",
                reason: "only tells Terraform where to take the block from",
            },
            Difference {
                attribute: "ipv4_netmask_length",
                reason: "only tells Terraform how large a block to take",
            },
            Difference {
                attribute: "ipv6_ipam_pool_id",
                reason: "only tells Terraform where to take the block from",
            },
            Difference {
                attribute: "ipv6_netmask_length",
                reason: "only tells Terraform how large a block to take",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
        ]
    }

    fn actions(&self) -> Actions {
        const READ: &[Action] = &[
            Action::on_all(DESCRIBE_TABLES),
            Action::on_all(DESCRIBE_ATTRIBUTE),
            Action::on_all(DESCRIBE),
        ];
        Actions {
            list: READ,
            read: READ,
            restore: const {
                &[
                    // Also asked for on the DHCP options, or the route tables.
                    Action::on_all(SET_DHCP),
                    Action::on_each(tagging::TAG),
                    Action::on_each(tagging::UNTAG),
                    Action::on_each(REMOVE_CIDR),
                    Action::on_each(MODIFY),
                    Action::on_all(REPLACE_MAIN).with(&[DESCRIBE_TABLES]),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn(place, "vpc", id)
    }

    fn restore_rank(&self) -> u8 {
        2
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        default(&mut attributes, "assign_generated_ipv6_cidr_block", false);
        default(&mut attributes, "enable_dns_hostnames", false);
        default(&mut attributes, "enable_dns_support", true);
        let metrics = "enable_network_address_usage_metrics";
        default(&mut attributes, metrics, false);
        default(&mut attributes, "instance_tenancy", "default");
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let found = describe_all(clients, None).await?;
        Ok(found.into_iter().map(Listed::whole).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        Ok(describe_all(clients, Some(id)).await?.into_iter().next())
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

    fn look_up(&self, id: &str, call: &Call) -> Option<LookUp> {
        let main = [("association.main", "true"), ("vpc-id", id)];
        let query = "RouteTables[].Associations[] | [?Main].RouteTableAssociationId | [0]";
        (call.action == REPLACE_MAIN)
            .then(|| look_up("association-id", "describe-route-tables", &main, query))
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let ec2 = &clients.ec2;
        match request.operation() {
            "AssociateDhcpOptions" => {
                let call = ec2.associate_dhcp_options().vpc_id(id);
                let call = call.set_dhcp_options_id(request.text("DhcpOptionsId"));
                Sent::of(SET_DHCP, call.send().await)
            }
            "DisassociateVpcCidrBlock" => {
                let call = ec2.disassociate_vpc_cidr_block();
                let call = call.set_association_id(request.text("AssociationId"));
                Sent::of(REMOVE_CIDR, call.send().await)
            }
            "ModifyVpcAttribute" => {
                let switch = |name: &str| {
                    let value = request.value(name).get("Value")?.as_bool()?;
                    Some(AttributeBooleanValue::builder().value(value).build())
                };
                let call = ec2.modify_vpc_attribute().vpc_id(id);
                let call = call
                    .set_enable_dns_hostnames(switch("EnableDnsHostnames"))
                    .set_enable_dns_support(switch("EnableDnsSupport"))
                    .set_enable_network_address_usage_metrics(switch(
                        "EnableNetworkAddressUsageMetrics",
                    ));
                Sent::of(MODIFY, call.send().await)
            }
            "ReplaceRouteTableAssociation" => {
                let call = ec2.replace_route_table_association();
                let call = call.association_id(main_association(clients, id).await?);
                let call = call.set_route_table_id(request.text("RouteTableId"));
                Sent::of(REPLACE_MAIN, call.send().await)
            }
            _ => tagging::execute(clients, &request).await,
        }
    }
}

/// All VPCs, or the one with this id, normalised.
async fn describe_all(clients: &Clients, id: Option<&str>) -> Result<Vec<Attributes>, CallError> {
    let by_id = filters("vpc-id", id);
    let all: Vec<Described> = describe!(clients, describe_vpcs, set_filters, by_id, DESCRIBE)?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let tables = &main_tables(clients, id).await?;
    let read = stream::iter(all).map(|vpc| async move {
        let Some(switches) = switches(clients, vpc.vpc_id().unwrap_or_default()).await? else {
            return Ok(None);
        };
        let mut read = read_from(clients, &vpc, tables);
        read.extend(switches);
        Ok(Some(Vpc.normalise(read)))
    });
    let read: Vec<Option<Attributes>> = read.buffered(4).try_collect().await?;
    Ok(read.into_iter().flatten().collect())
}

/// Main route tables: of a region, or of one VPC.
async fn main_tables(clients: &Clients, id: Option<&str>) -> Result<Vec<RouteTable>, CallError> {
    let mut main: Vec<Filter> = filters("association.main", Some("true"));
    main.extend(filters("vpc-id", id));
    describe!(
        clients,
        describe_route_tables,
        set_filters,
        main,
        DESCRIBE_TABLES
    )
}

async fn main_association(clients: &Clients, id: &str) -> Result<String, CallError> {
    let tables = main_tables(clients, Some(id)).await?;
    let mut all = tables.iter().flat_map(RouteTable::associations);
    let main = all.find(|association| association.main() == Some(true));
    main.and_then(|association| association.route_table_association_id())
        .map(str::to_owned)
        .ok_or_else(|| not_there(REPLACE_MAIN, "the main route table"))
}

fn place_of(values: &Attributes, path: &str) -> Option<Places> {
    let id = text(values, "vpc_id");
    (!id.is_empty()).then(|| (id.to_owned(), vec![path.to_owned()]))
}

/// None where the VPC has gone meanwhile.
async fn switches(clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
    let mut all = Attributes::new();
    for (name, _, attribute) in SWITCHES {
        let asked = clients.ec2.describe_vpc_attribute().vpc_id(id);
        let answer = asked.attribute(attribute).send().await;
        let Some(output) = configured(DESCRIBE_ATTRIBUTE, &[NOT_FOUND], answer)? else {
            return Ok(None);
        };
        let answered = output
            .enable_dns_hostnames()
            .or(output.enable_dns_support())
            .or(output.enable_network_address_usage_metrics());
        let value = answered.and_then(AttributeBooleanValue::value);
        all.insert(name.to_owned(), Value::from(value));
    }
    Ok(Some(all))
}

fn read_from(clients: &Clients, vpc: &Described, tables: &[RouteTable]) -> Attributes {
    let id = vpc.vpc_id().unwrap_or_default();
    let owner = vpc.owner_id().unwrap_or(&clients.account);
    let place = Place {
        account: owner,
        ..clients.place()
    };
    let main = tables.iter().find(|table| table.vpc_id() == Some(id));
    let mut all = attributes([
        ("id", Value::from(id)),
        ("arn", Value::from(arn(&place, "vpc", id))),
        ("owner_id", Value::from(owner)),
        ("cidr_block", Value::from(vpc.cidr_block())),
        ("dhcp_options_id", Value::from(vpc.dhcp_options_id())),
        (
            "instance_tenancy",
            Value::from(vpc.instance_tenancy().map(|tenancy| tenancy.as_str())),
        ),
        (
            "main_route_table_id",
            Value::from(main.and_then(|table| table.route_table_id())),
        ),
        ("tags", tagging::read(vpc.tags())),
    ]);
    let ipv6 = vpc.ipv6_cidr_block_association_set().iter();
    if let Some(ipv6) = ipv6.into_iter().find(|block| is_associated(block)) {
        all.extend(ipv6_from(ipv6));
    }
    all
}

fn is_associated(block: &VpcIpv6CidrBlockAssociation) -> bool {
    let state = block
        .ipv6_cidr_block_state()
        .and_then(|state| state.state());
    state == Some(&VpcCidrBlockStateCode::Associated)
}

fn ipv6_from(block: &VpcIpv6CidrBlockAssociation) -> Attributes {
    attributes([
        (
            "assign_generated_ipv6_cidr_block",
            Value::from(block.ipv6_pool() == Some("Amazon")),
        ),
        ("ipv6_association_id", Value::from(block.association_id())),
        ("ipv6_cidr_block", Value::from(block.ipv6_cidr_block())),
        (
            "ipv6_cidr_block_network_border_group",
            Value::from(block.network_border_group()),
        ),
    ])
}

const IPV6: [&str; 4] = [
    "assign_generated_ipv6_cidr_block",
    "ipv6_association_id",
    "ipv6_cidr_block",
    "ipv6_cidr_block_network_border_group",
];

fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut plan = RestorePlan::default();
    let changes = diff(Some(approved), Some(observed), &Vpc.shape());
    for change in &changes {
        let name = change.path.as_str();
        let value = &change.approved;
        if name == "main_route_table_id" {
            plan.calls.push(request(
                REPLACE_MAIN,
                format!("make {} the main route table", text(approved, name)),
                [SERVICE, "ReplaceRouteTableAssociation"],
                json!({ "RouteTableId": value }),
            ));
        } else if name == "dhcp_options_id" {
            // "default" stands for none (`AssociateDhcpOptions` in the EC2 API reference).
            let options = value.as_str().unwrap_or("default");
            plan.calls.push(request(
                SET_DHCP,
                format!("use the DHCP options {options}"),
                [SERVICE, "AssociateDhcpOptions"],
                json!({"DhcpOptionsId": options, "VpcId": id}),
            ));
        }
    }
    restore_ipv6(&mut plan, approved, observed);
    restore_switches(&mut plan, id, approved, observed);
    tagging::restore(&mut plan, id, approved, observed);
    let mut restored = vec!["main_route_table_id", "dhcp_options_id", "tags"];
    restored.extend(SWITCHES.map(|(name, ..)| name));
    restored.extend(IPV6);
    cannot_change(&mut plan, changes.iter(), &restored);
    plan
}

fn restore_ipv6(plan: &mut RestorePlan, approved: &Attributes, observed: &Attributes) {
    let changed = IPV6
        .iter()
        .filter(|name| approved.get(**name) != observed.get(**name));
    let changed: Vec<&&str> = changed.collect();
    let added = text(observed, "ipv6_association_id");
    if text(approved, "ipv6_cidr_block").is_empty() && !added.is_empty() {
        plan.calls.push(request(
            REMOVE_CIDR,
            format!("take away {}", text(observed, "ipv6_cidr_block")),
            [SERVICE, "DisassociateVpcCidrBlock"],
            json!({ "AssociationId": added }),
        ));
        return;
    }
    plan.unrestorable
        .extend(
            changed.into_iter().map(|name| Unrestorable {
                path: (*name).to_owned(),
                reason: "an IPv6 block that was taken away does not come back; AWS gives another"
                    .to_owned(),
            }),
        );
}

/// "You cannot modify the DNS resolution and DNS hostnames attributes in the same request"
/// (`ModifyVpcAttribute` in the EC2 API reference); host names need name resolution first, and go
/// before it.
fn restore_switches(
    plan: &mut RestorePlan,
    id: &str,
    approved: &Attributes,
    observed: &Attributes,
) {
    let wanted = |name: &str| approved.get(name).and_then(Value::as_bool);
    let mut changed: Vec<_> = SWITCHES
        .iter()
        .filter(|(name, ..)| approved.get(*name) != observed.get(*name))
        .filter_map(|(name, member, _)| Some((*name, *member, wanted(name)?)))
        .collect();
    changed.sort_by_key(|(name, _, on)| (*name == "enable_dns_hostnames") == *on);
    for (name, member, on) in changed {
        plan.calls.push(request(
            MODIFY,
            format!("set {name} to {on}"),
            [SERVICE, "ModifyVpcAttribute"],
            json!({"VpcId": id, member: {"Value": on}}),
        ));
    }
}

/// Other DHCP options name other name servers; another main route table may lead into the internet
/// whatever has no table of its own.
fn risk(path: &str, _: &Value, observed: &Value) -> Risk {
    match root(path) {
        "tags" | "enable_network_address_usage_metrics" => Risk::Cosmetic,
        "main_route_table_id" => Risk::ExposureWidened,
        name if IPV6.contains(&name) && !observed.is_null() && observed != &json!(false) => {
            Risk::ExposureWidened
        }
        "dhcp_options_id" | "instance_tenancy" => Risk::ProtectionWeakened,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
#[path = "vpc_tests.rs"]
mod tests;

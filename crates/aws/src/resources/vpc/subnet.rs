//! `aws_subnet`: a part of a network, and what machines get that start in it.
//!
//! Owned: the whole schema but for association ids, which AWS gives anew each time. The default
//! subnets, which Terraform also calls `aws_default_subnet`, are some of them.
//! Restored: public addresses, names, DNS64, local network interfaces, customer-owned addresses, the
//! IPv6 block and tags; place and IPv4 block cannot change.
//!
//! `DescribeSubnets` reads 100 a page.

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    AttributeBooleanValue, HostnameType, Subnet as Described, SubnetCidrBlockStateCode,
    SubnetIpv6CidrBlockAssociation,
};
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use serde_json::{Value, json};

use super::{arn, both, cannot_change, filters, look_up, not_there, root};
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::ec2::tagging;
use crate::resources::form::{attributes, default, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, LookUp, ResourceType, RestorePlan, Sent, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct Subnet;

const DESCRIBE: &str = "ec2:DescribeSubnets";
const MODIFY: &str = "ec2:ModifySubnetAttribute";
const ADD_CIDR: &str = "ec2:AssociateSubnetCidrBlock";
const REMOVE_CIDR: &str = "ec2:DisassociateSubnetCidrBlock";
const SERVICE: &str = "ec2";

/// Switches by their names in `ModifySubnetAttribute`.
const SWITCHES: [(&str, &str); 6] = [
    ("map_public_ip_on_launch", "MapPublicIpOnLaunch"),
    (
        "assign_ipv6_address_on_creation",
        "AssignIpv6AddressOnCreation",
    ),
    ("enable_dns64", "EnableDns64"),
    (
        "enable_resource_name_dns_a_record_on_launch",
        "EnableResourceNameDnsARecordOnLaunch",
    ),
    (
        "enable_resource_name_dns_aaaa_record_on_launch",
        "EnableResourceNameDnsAAAARecordOnLaunch",
    ),
    (
        "map_customer_owned_ip_on_launch",
        "MapCustomerOwnedIpOnLaunch",
    ),
];

#[async_trait]
impl ResourceType for Subnet {
    fn name(&self) -> &'static str {
        "aws_subnet"
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["aws_default_subnet"]
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
                attribute: "existing_default_subnet",
                reason: "only tells how Terraform came to a default subnet",
            },
            Difference {
                attribute: "force_destroy",
                reason: "an instruction to Terraform; AWS does not know it",
            },
            Difference {
                attribute: "ipv6_cidr_block_association_id",
                reason: "AWS gives each association of the same block another",
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
                    Action::on_each(ADD_CIDR),
                    Action::on_each(tagging::TAG),
                    Action::on_each(tagging::UNTAG),
                    // Together with the description, which has no resource-level permissions.
                    Action::on_all(REMOVE_CIDR).with(&[DESCRIBE]),
                    Action::on_each(MODIFY),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn(place, "subnet", id)
    }

    fn restore_rank(&self) -> u8 {
        3
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        for (name, _) in SWITCHES {
            default(&mut attributes, name, false);
        }
        default(&mut attributes, "enable_lni_at_device_index", 0);
        default(&mut attributes, "ipv6_native", false);
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = describe_all(clients, None).await?;
        let read = |subnet| Listed::whole(self.normalise(read_from(clients, subnet)));
        Ok(all.iter().map(read).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let all = describe_all(clients, Some(id)).await?;
        let read = |subnet| self.normalise(read_from(clients, subnet));
        Ok(all.first().map(read))
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
        let query = "Subnets[].Ipv6CidrBlockAssociationSet[] \
                     | [?Ipv6CidrBlockState.State=='associated'].AssociationId | [0]";
        (call.action == REMOVE_CIDR).then(|| {
            look_up(
                "association-id",
                "describe-subnets",
                &[("subnet-id", id)],
                query,
            )
        })
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let ec2 = &clients.ec2;
        match request.operation() {
            "ModifySubnetAttribute" => modify(clients, id, &request).await,
            "AssociateSubnetCidrBlock" => {
                let call = ec2.associate_subnet_cidr_block().subnet_id(id);
                let call = call.set_ipv6_cidr_block(request.text("Ipv6CidrBlock"));
                Sent::of(ADD_CIDR, call.send().await)
            }
            "DisassociateSubnetCidrBlock" => {
                let call = ec2.disassociate_subnet_cidr_block();
                let call = call.association_id(association(clients, id).await?);
                Sent::of(REMOVE_CIDR, call.send().await)
            }
            _ => tagging::execute(clients, &request).await,
        }
    }
}

async fn describe_all(clients: &Clients, id: Option<&str>) -> Result<Vec<Described>, CallError> {
    let by_id = filters("subnet-id", id);
    describe!(clients, describe_subnets, set_filters, by_id, DESCRIBE)
}

async fn association(clients: &Clients, id: &str) -> Result<String, CallError> {
    let all = describe_all(clients, Some(id)).await?;
    let block = all
        .first()
        .and_then(ipv6)
        .and_then(|block| block.association_id());
    let id = block.map(str::to_owned);
    id.ok_or_else(|| not_there(REMOVE_CIDR, "the IPv6 block"))
}

async fn modify(clients: &Clients, id: &str, request: &Request) -> Result<Sent, CallError> {
    let switch = |name: &str| {
        let value = request.value(name).get("Value")?.as_bool()?;
        Some(AttributeBooleanValue::builder().value(value).build())
    };
    let hostname = request.text("PrivateDnsHostnameTypeOnLaunch");
    let call = clients
        .ec2
        .modify_subnet_attribute()
        .subnet_id(id)
        .set_map_public_ip_on_launch(switch("MapPublicIpOnLaunch"))
        .set_assign_ipv6_address_on_creation(switch("AssignIpv6AddressOnCreation"))
        .set_enable_dns64(switch("EnableDns64"))
        .set_enable_resource_name_dns_a_record_on_launch(switch(
            "EnableResourceNameDnsARecordOnLaunch",
        ))
        .set_enable_resource_name_dns_aaaa_record_on_launch(switch(
            "EnableResourceNameDnsAAAARecordOnLaunch",
        ))
        .set_map_customer_owned_ip_on_launch(switch("MapCustomerOwnedIpOnLaunch"))
        .set_customer_owned_ipv4_pool(request.text("CustomerOwnedIpv4Pool"))
        .set_private_dns_hostname_type_on_launch(hostname.as_deref().map(HostnameType::from))
        .set_enable_lni_at_device_index(request.number("EnableLniAtDeviceIndex"))
        .set_disable_lni_at_device_index(switch("DisableLniAtDeviceIndex"));
    Sent::of(MODIFY, call.send().await)
}

fn ipv6(subnet: &Described) -> Option<&SubnetIpv6CidrBlockAssociation> {
    let mut all = subnet.ipv6_cidr_block_association_set().iter();
    all.find(|block| {
        let state = block
            .ipv6_cidr_block_state()
            .and_then(|state| state.state());
        state == Some(&SubnetCidrBlockStateCode::Associated)
    })
}

fn read_from(clients: &Clients, subnet: &Described) -> Attributes {
    let id = subnet.subnet_id().unwrap_or_default();
    let owner = subnet.owner_id().unwrap_or(&clients.account);
    let place = Place {
        account: owner,
        ..clients.place()
    };
    let ipv6 = ipv6(subnet).and_then(|block| block.ipv6_cidr_block());
    let mut all = attributes([
        ("id", Value::from(id)),
        ("arn", Value::from(arn(&place, "subnet", id))),
        ("owner_id", Value::from(owner)),
        ("vpc_id", Value::from(subnet.vpc_id())),
        ("availability_zone", Value::from(subnet.availability_zone())),
        (
            "availability_zone_id",
            Value::from(subnet.availability_zone_id()),
        ),
        // `""` for a subnet without IPv4.
        ("cidr_block", Value::from(subnet.cidr_block())),
        ("ipv6_cidr_block", Value::from(ipv6)),
        ("ipv6_native", Value::from(subnet.ipv6_native())),
        ("outpost_arn", Value::from(subnet.outpost_arn())),
        ("tags", tagging::read(subnet.tags())),
    ]);
    all.extend(launch_from(subnet));
    all
}

/// What machines get that start in the subnet.
fn launch_from(subnet: &Described) -> Attributes {
    let names = subnet.private_dns_name_options_on_launch();
    let kind = names.and_then(|names| names.hostname_type());
    let a = names.and_then(|names| names.enable_resource_name_dns_a_record());
    let aaaa = names.and_then(|names| names.enable_resource_name_dns_aaaa_record());
    attributes([
        (
            "assign_ipv6_address_on_creation",
            Value::from(subnet.assign_ipv6_address_on_creation()),
        ),
        (
            "customer_owned_ipv4_pool",
            Value::from(subnet.customer_owned_ipv4_pool()),
        ),
        ("enable_dns64", Value::from(subnet.enable_dns64())),
        (
            "enable_lni_at_device_index",
            Value::from(subnet.enable_lni_at_device_index()),
        ),
        (
            "enable_resource_name_dns_a_record_on_launch",
            Value::from(a),
        ),
        (
            "enable_resource_name_dns_aaaa_record_on_launch",
            Value::from(aaaa),
        ),
        (
            "map_customer_owned_ip_on_launch",
            Value::from(subnet.map_customer_owned_ip_on_launch()),
        ),
        (
            "map_public_ip_on_launch",
            Value::from(subnet.map_public_ip_on_launch()),
        ),
        (
            "private_dns_hostname_type_on_launch",
            Value::from(kind.map(HostnameType::as_str)),
        ),
    ])
}

const RESTORED: [&str; 11] = [
    "assign_ipv6_address_on_creation",
    "customer_owned_ipv4_pool",
    "enable_dns64",
    "enable_lni_at_device_index",
    "enable_resource_name_dns_a_record_on_launch",
    "enable_resource_name_dns_aaaa_record_on_launch",
    "ipv6_cidr_block",
    "map_customer_owned_ip_on_launch",
    "map_public_ip_on_launch",
    "private_dns_hostname_type_on_launch",
    "tags",
];

/// A call sets one attribute (`ModifySubnetAttribute` in the EC2 API reference). Public addresses come
/// first; IPv6 addresses are given out only while there is an IPv6 block.
fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut plan = RestorePlan::default();
    let is_on = |name: &str| approved.get(name) == Some(&Value::Bool(true));
    let differs = |name: &str| approved.get(name) != observed.get(name);
    let switches = SWITCHES.iter().copied().filter(|(name, _)| differs(name));
    let (on, off): (Vec<_>, Vec<_>) = switches.partition(|(name, _)| is_on(name));
    for (name, member) in off {
        set(&mut plan, id, name, [(member, json!({"Value": false}))]);
    }
    if differs("ipv6_cidr_block") {
        restore_ipv6(&mut plan, id, approved, observed);
    }
    for (name, member) in on {
        // "When this value is true, you must specify the customer-owned IP pool."
        let pool = approved.get("customer_owned_ipv4_pool");
        let pool = pool.filter(|_| name == "map_customer_owned_ip_on_launch");
        let pool = ("CustomerOwnedIpv4Pool", json!(pool));
        set(
            &mut plan,
            id,
            name,
            [(member, json!({"Value": true})), pool],
        );
    }
    restore_others(&mut plan, id, approved, differs);
    tagging::restore(&mut plan, id, approved, observed);
    let changes = diff(Some(approved), Some(observed), &Subnet.shape());
    cannot_change(&mut plan, changes.iter(), &RESTORED);
    plan
}

fn restore_others(
    plan: &mut RestorePlan,
    id: &str,
    approved: &Attributes,
    differs: impl Fn(&str) -> bool,
) {
    let pool = text(approved, "customer_owned_ipv4_pool");
    if differs("customer_owned_ipv4_pool")
        && !differs("map_customer_owned_ip_on_launch")
        && !pool.is_empty()
    {
        let on = ("MapCustomerOwnedIpOnLaunch", json!({"Value": true}));
        let input = [on, ("CustomerOwnedIpv4Pool", Value::from(pool))];
        set(plan, id, "customer_owned_ipv4_pool", input);
    }
    let name = "private_dns_hostname_type_on_launch";
    if differs(name) {
        let kind = json!(approved.get(name));
        set(plan, id, name, [("PrivateDnsHostnameTypeOnLaunch", kind)]);
    }
    let name = "enable_lni_at_device_index";
    if differs(name) {
        let input = match approved.get(name).and_then(Value::as_i64) {
            None | Some(0) => ("DisableLniAtDeviceIndex", json!({"Value": true})),
            Some(index) => ("EnableLniAtDeviceIndex", Value::from(index)),
        };
        set(plan, id, name, [input]);
    }
}

fn set<const N: usize>(plan: &mut RestorePlan, id: &str, name: &str, input: [(&str, Value); N]) {
    let mut input = attributes(input);
    input.insert("SubnetId".to_owned(), Value::from(id));
    let summary = format!("set {name} as approved");
    plan.calls.push(request(
        MODIFY,
        summary,
        [SERVICE, "ModifySubnetAttribute"],
        Value::Object(input),
    ));
}

fn restore_ipv6(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let [wanted, present] = [approved, observed].map(|all| text(all, "ipv6_cidr_block"));
    if !present.is_empty() {
        let summary = format!("take away {present}");
        let operation = [SERVICE, "DisassociateSubnetCidrBlock"];
        plan.calls
            .push(request(REMOVE_CIDR, summary, operation, json!({})));
    }
    if !wanted.is_empty() {
        let input = json!({"SubnetId": id, "Ipv6CidrBlock": wanted});
        let operation = [SERVICE, "AssociateSubnetCidrBlock"];
        plan.calls.push(request(
            ADD_CIDR,
            format!("give back {wanted}"),
            operation,
            input,
        ));
    }
}

/// A machine with a public address can be reached from the internet as far as routes and groups allow.
fn risk(path: &str, _: &Value, observed: &Value) -> Risk {
    match (root(path), observed) {
        ("tags", _) => Risk::Cosmetic,
        (
            "map_public_ip_on_launch"
            | "assign_ipv6_address_on_creation"
            | "map_customer_owned_ip_on_launch",
            Value::Bool(true),
        )
        | ("ipv6_cidr_block", Value::String(_)) => Risk::ExposureWidened,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
#[path = "subnet_tests.rs"]
mod tests;

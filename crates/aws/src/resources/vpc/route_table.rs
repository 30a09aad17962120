//! `aws_route_table`: where the traffic of subnets goes.
//!
//! Owned: `id arn owner_id vpc_id propagating_vgws route tags`. A main table, which Terraform also calls
//! `aws_default_route_table`, is one of them. As hashicorp/aws does, we leave out of `route` what AWS
//! keeps up itself: local routes, those of gateway endpoints and those that a VPN gateway propagates.
//! Restored: routes, propagation and tags. A local route that was sent elsewhere shows as a new one;
//! AWS refuses to delete it, and `ReplaceRoute` with its local target brings it back.
//!
//! `DescribeRouteTables` reads 100 a page.

use async_trait::async_trait;
use aws_sdk_ec2::types::{Route, RouteOrigin, RouteTable as Described};
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use ipnet::IpNet;
use serde_json::{Value, json};

use super::{arn, both, cannot_change, filters, only_in, root};
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::ec2::tagging;
use crate::resources::form::{attributes, elements, label_text, prune, sort_set, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, Part, Places, ResourceType, RestorePlan, Sent, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct RouteTable;

const DESCRIBE: &str = "ec2:DescribeRouteTables";
const CREATE: &str = "ec2:CreateRoute";
const REPLACE: &str = "ec2:ReplaceRoute";
const DELETE: &str = "ec2:DeleteRoute";
const PROPAGATE: &str = "ec2:EnableVgwRoutePropagation";
const STOP_PROPAGATING: &str = "ec2:DisableVgwRoutePropagation";
const SERVICE: &str = "ec2";

/// Destinations of a route: in the schema, in `aws_route`, in the EC2 API.
const DESTINATIONS: [(&str, &str, &str); 3] = [
    (
        "cidr_block",
        "destination_cidr_block",
        "DestinationCidrBlock",
    ),
    (
        "ipv6_cidr_block",
        "destination_ipv6_cidr_block",
        "DestinationIpv6CidrBlock",
    ),
    (
        "destination_prefix_list_id",
        "destination_prefix_list_id",
        "DestinationPrefixListId",
    ),
];

/// Targets of a route: in the schema, in the EC2 API.
const TARGETS: [(&str, &str); 10] = [
    ("carrier_gateway_id", "CarrierGatewayId"),
    ("core_network_arn", "CoreNetworkArn"),
    ("egress_only_gateway_id", "EgressOnlyInternetGatewayId"),
    ("gateway_id", "GatewayId"),
    ("local_gateway_id", "LocalGatewayId"),
    ("nat_gateway_id", "NatGatewayId"),
    ("network_interface_id", "NetworkInterfaceId"),
    ("transit_gateway_id", "TransitGatewayId"),
    ("vpc_endpoint_id", "VpcEndpointId"),
    ("vpc_peering_connection_id", "VpcPeeringConnectionId"),
];

#[async_trait]
impl ResourceType for RouteTable {
    fn name(&self) -> &'static str {
        "aws_route_table"
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["aws_default_route_table"]
    }

    fn parts(&self) -> &'static [Part] {
        &[
            Part {
                declared_by: "aws_route",
                places: places_of_route,
            },
            Part {
                declared_by: "aws_vpn_gateway_route_propagation",
                places: places_of_propagation,
            },
        ]
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[("propagating_vgws", label_text), ("route", destination)],
            identity: &[],
            risk: Some(risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "default_route_table_id",
                reason: "the same as `id`",
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
                    Action::on_each(CREATE),
                    Action::on_each(tagging::TAG),
                    Action::on_each(DELETE),
                    Action::on_each(tagging::UNTAG),
                    // Also asked for on the VPN gateway.
                    Action::on_all(STOP_PROPAGATING),
                    Action::on_all(PROPAGATE),
                    Action::on_each(REPLACE),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn(place, "route-table", id)
    }

    fn restore_rank(&self) -> u8 {
        2
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        if let Some(Value::Array(routes)) = attributes.get_mut("route") {
            routes.retain(|route| route.get("gateway_id") != Some(&Value::from("local")));
            routes.iter_mut().for_each(normalise_route);
        }
        prune(&mut attributes);
        for name in ["propagating_vgws", "route"] {
            sort_set(&mut attributes, name);
        }
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = describe_all(clients, None).await?;
        let read = |table| Listed::whole(self.normalise(read_from(clients, table)));
        Ok(all.iter().map(read).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let all = describe_all(clients, Some(id)).await?;
        let read = |table| self.normalise(read_from(clients, table));
        Ok(all.first().map(read))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let (approved, observed) = match both(approved, observed) {
            Ok(both) => both,
            Err(plan) => return plan,
        };
        let mut plan = RestorePlan::default();
        propagate(
            &mut plan,
            id,
            false,
            &only_in(observed, approved, "propagating_vgws"),
        );
        restore_routes(&mut plan, id, approved, observed);
        propagate(
            &mut plan,
            id,
            true,
            &only_in(approved, observed, "propagating_vgws"),
        );
        tagging::restore(&mut plan, id, approved, observed);
        let changes = diff(Some(approved), Some(observed), &self.shape());
        let restored = ["propagating_vgws", "route", "tags"];
        cannot_change(&mut plan, changes.iter(), &restored);
        plan
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let gateway = request.text("GatewayId");
        match request.operation() {
            "CreateRoute" => create_route(clients, id, &request).await,
            "ReplaceRoute" => replace_route(clients, id, &request).await,
            "DeleteRoute" => {
                let call = clients.ec2.delete_route().route_table_id(id);
                let call = call
                    .set_destination_cidr_block(request.text("DestinationCidrBlock"))
                    .set_destination_ipv6_cidr_block(request.text("DestinationIpv6CidrBlock"))
                    .set_destination_prefix_list_id(request.text("DestinationPrefixListId"));
                Sent::of(DELETE, call.send().await)
            }
            "EnableVgwRoutePropagation" => {
                let call = clients
                    .ec2
                    .enable_vgw_route_propagation()
                    .route_table_id(id);
                Sent::of(PROPAGATE, call.set_gateway_id(gateway).send().await)
            }
            "DisableVgwRoutePropagation" => {
                let call = clients.ec2.disable_vgw_route_propagation();
                let call = call.route_table_id(id).set_gateway_id(gateway);
                Sent::of(STOP_PROPAGATING, call.send().await)
            }
            _ => tagging::execute(clients, &request).await,
        }
    }
}

/// The two operations differ in name and type only.
macro_rules! send_route {
    ($clients:expr, $operation:ident, $id:expr, $request:expr, $action:expr) => {{
        let (text, call) = (|name| $request.text(name), $clients.ec2.$operation());
        let call = call
            .route_table_id($id)
            .set_destination_cidr_block(text("DestinationCidrBlock"))
            .set_destination_ipv6_cidr_block(text("DestinationIpv6CidrBlock"))
            .set_destination_prefix_list_id(text("DestinationPrefixListId"))
            .set_carrier_gateway_id(text("CarrierGatewayId"))
            .set_core_network_arn(text("CoreNetworkArn"))
            .set_egress_only_internet_gateway_id(text("EgressOnlyInternetGatewayId"))
            .set_gateway_id(text("GatewayId"))
            .set_local_gateway_id(text("LocalGatewayId"))
            .set_nat_gateway_id(text("NatGatewayId"))
            .set_network_interface_id(text("NetworkInterfaceId"))
            .set_transit_gateway_id(text("TransitGatewayId"))
            .set_vpc_endpoint_id(text("VpcEndpointId"))
            .set_vpc_peering_connection_id(text("VpcPeeringConnectionId"));
        Sent::of($action, call.send().await)
    }};
}

async fn create_route(clients: &Clients, id: &str, request: &Request) -> Result<Sent, CallError> {
    send_route!(clients, create_route, id, request, CREATE)
}

async fn replace_route(clients: &Clients, id: &str, request: &Request) -> Result<Sent, CallError> {
    send_route!(clients, replace_route, id, request, REPLACE)
}

async fn describe_all(clients: &Clients, id: Option<&str>) -> Result<Vec<Described>, CallError> {
    let by_id = filters("route-table-id", id);
    describe!(clients, describe_route_tables, set_filters, by_id, DESCRIBE)
}

fn read_from(clients: &Clients, table: &Described) -> Attributes {
    let id = table.route_table_id().unwrap_or_default();
    let owner = table.owner_id().unwrap_or(&clients.account);
    let place = Place {
        account: owner,
        ..clients.place()
    };
    let gateways = table.propagating_vgws().iter();
    let gateways: Value = gateways
        .filter_map(|gateway| gateway.gateway_id())
        .collect();
    let routes = table.routes().iter().filter(|route| is_own(route));
    attributes([
        ("id", Value::from(id)),
        ("arn", Value::from(arn(&place, "route-table", id))),
        ("owner_id", Value::from(owner)),
        ("vpc_id", Value::from(table.vpc_id())),
        ("propagating_vgws", gateways),
        ("route", routes.map(route_from).collect()),
        ("tags", tagging::read(table.tags())),
    ])
}

/// Neither propagated nor made for a gateway endpoint, nor by VPC Lattice.
fn is_own(route: &Route) -> bool {
    let gateway = route.gateway_id().unwrap_or_default();
    let of_endpoint = gateway.starts_with("vpce-") && route.destination_prefix_list_id().is_some();
    route.origin() != Some(&RouteOrigin::EnableVgwRoutePropagation)
        && gateway != "VpcLattice"
        && !of_endpoint
}

fn route_from(route: &Route) -> Value {
    let gateway = route.gateway_id();
    let is_endpoint = gateway.is_some_and(|id| id.starts_with("vpce-"));
    let (gateway, endpoint) = if is_endpoint {
        (None, gateway)
    } else {
        (gateway, None)
    };
    json!({
        "carrier_gateway_id": route.carrier_gateway_id(),
        "cidr_block": route.destination_cidr_block(),
        "core_network_arn": route.core_network_arn(),
        "destination_prefix_list_id": route.destination_prefix_list_id(),
        "egress_only_gateway_id": route.egress_only_internet_gateway_id(),
        "gateway_id": gateway,
        "ipv6_cidr_block": route.destination_ipv6_cidr_block(),
        "local_gateway_id": route.local_gateway_id(),
        "nat_gateway_id": route.nat_gateway_id(),
        "network_interface_id": route.network_interface_id(),
        "transit_gateway_id": route.transit_gateway_id(),
        "vpc_endpoint_id": endpoint,
        "vpc_peering_connection_id": route.vpc_peering_connection_id(),
    })
}

/// A default route table names the instance as well, which its network interface tells already.
fn normalise_route(route: &mut Value) {
    let Some(route) = route.as_object_mut() else {
        return;
    };
    route.remove("instance_id");
    for name in ["cidr_block", "ipv6_cidr_block"] {
        if let Some(Value::String(cidr)) = route.get_mut(name) {
            *cidr = canonical(cidr);
        }
    }
}

/// A CIDR with its host bits cleared and IPv6 in its shortest form, which is how AWS stores it.
fn canonical(cidr: &str) -> String {
    cidr.parse::<IpNet>()
        .map_or_else(|_| cidr.to_owned(), |net| net.trunc().to_string())
}

/// The label of a route: a table has one for each destination.
fn destination(route: &Value) -> String {
    let text = |(name, ..): &(&str, &str, &str)| route.get(name)?.as_str().map(canonical);
    let mut all = DESTINATIONS.iter().filter_map(text);
    all.find(|text| !text.is_empty())
        .unwrap_or_else(|| route.to_string())
}

fn places_of_route(values: &Attributes) -> Option<Places> {
    let mut all = DESTINATIONS.iter().map(|(_, name, _)| text(values, name));
    let destination = canonical(all.find(|text| !text.is_empty())?);
    let table = text(values, "route_table_id").to_owned();
    Some((table, vec![format!("route[{destination}]")]))
}

fn places_of_propagation(values: &Attributes) -> Option<Places> {
    let gateway = text(values, "vpn_gateway_id");
    let table = text(values, "route_table_id").to_owned();
    (!gateway.is_empty()).then(|| (table, vec![format!("propagating_vgws[{gateway}]")]))
}

/// Routes that were added go first; then those are turned back that lead elsewhere, and the missing ones
/// are made.
fn restore_routes(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let find = |all: &Attributes, label: &str| {
        let mut routes = elements(all, "route");
        routes.find(|route| destination(route) == label).cloned()
    };
    for route in elements(observed, "route") {
        let label = destination(route);
        if find(approved, &label).is_none() {
            let summary = format!("delete the route to {label}");
            let input = input(id, route, false);
            plan.calls
                .push(request(DELETE, summary, [SERVICE, "DeleteRoute"], input));
        }
    }
    let mut missing = Vec::new();
    for route in elements(approved, "route") {
        let label = destination(route);
        let input = input(id, route, true);
        match find(observed, &label) {
            Some(present) if present == *route => {}
            Some(_) => plan.calls.push(request(
                REPLACE,
                format!("turn the route to {label} back"),
                [SERVICE, "ReplaceRoute"],
                input,
            )),
            None => missing.push(request(
                CREATE,
                format!("make the route to {label}"),
                [SERVICE, "CreateRoute"],
                input,
            )),
        }
    }
    plan.calls.extend(missing);
}

fn input(id: &str, route: &Value, with_target: bool) -> Value {
    let mut input = Attributes::new();
    input.insert("RouteTableId".to_owned(), Value::from(id));
    let destinations = DESTINATIONS.iter().map(|(name, _, member)| (name, member));
    let targets = TARGETS.iter().map(|(name, member)| (name, member));
    let targets = targets.filter(|_| with_target);
    for (name, member) in destinations.chain(targets) {
        if let Some(value) = route.get(name) {
            input.insert((*member).to_owned(), value.clone());
        }
    }
    Value::Object(input)
}

fn propagate(plan: &mut RestorePlan, id: &str, on: bool, gateways: &[String]) {
    for gateway in gateways {
        let input = json!({"RouteTableId": id, "GatewayId": gateway});
        plan.calls.push(if on {
            let summary = format!("take routes from {gateway}");
            let operation = [SERVICE, "EnableVgwRoutePropagation"];
            request(PROPAGATE, summary, operation, input)
        } else {
            let summary = format!("take no routes from {gateway}");
            let operation = [SERVICE, "DisableVgwRoutePropagation"];
            request(STOP_PROPAGATING, summary, operation, input)
        });
    }
}

/// A way that was not approved may lead anywhere.
fn risk(path: &str, _: &Value, observed: &Value) -> Risk {
    match (root(path), observed) {
        ("tags", _) => Risk::Cosmetic,
        ("route" | "propagating_vgws", Value::Null) => Risk::ServiceBroken,
        ("route" | "propagating_vgws", _) => Risk::ExposureWidened,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
#[path = "route_table_tests.rs"]
mod tests;

//! `aws_nat_gateway`: how machines without public addresses reach the internet, or other networks.
//!
//! Owned: `id subnet_id connectivity_type allocation_id association_id network_interface_id private_ip
//! public_ip secondary_allocation_ids secondary_private_ip_addresses tags`.
//! Restored: secondary addresses and tags; AWS changes nothing else on an existing gateway. One that was
//! deleted, though AWS describes it for an hour, is gone.
//!
//! `DescribeNatGateways` reads 100 a page.

use async_trait::async_trait;
use aws_sdk_ec2::types::{NatGateway as Described, NatGatewayAddress, NatGatewayState};
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use serde_json::{Value, json};

use super::{arn, both, cannot_change, filters, not_there, only_in, root};
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::ec2::tagging;
use crate::resources::form::{attributes, default, label_text, prune, sort_set, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, LookUp, ResourceType, RestorePlan, Sent, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct NatGateway;

const DESCRIBE: &str = "ec2:DescribeNatGateways";
const ADD_PUBLIC: &str = "ec2:AssociateNatGatewayAddress";
const REMOVE_PUBLIC: &str = "ec2:DisassociateNatGatewayAddress";
const ADD_PRIVATE: &str = "ec2:AssignPrivateNatGatewayAddress";
const REMOVE_PRIVATE: &str = "ec2:UnassignPrivateNatGatewayAddress";
const SERVICE: &str = "ec2";

#[async_trait]
impl ResourceType for NatGateway {
    fn name(&self) -> &'static str {
        "aws_nat_gateway"
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[
                ("secondary_allocation_ids", label_text),
                ("secondary_private_ip_addresses", label_text),
            ],
            identity: &[],
            risk: Some(risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "secondary_private_ip_address_count",
                reason: "the number of `secondary_private_ip_addresses`",
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
                    Action::on_each(ADD_PRIVATE),
                    // Also asked for on the elastic IP.
                    Action::on_all(ADD_PUBLIC),
                    Action::on_each(tagging::TAG),
                    Action::on_each(tagging::UNTAG),
                    Action::on_all(REMOVE_PUBLIC).with(&[DESCRIBE]),
                    Action::on_each(REMOVE_PRIVATE),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn(place, "natgateway", id)
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        default(&mut attributes, "connectivity_type", "public");
        prune(&mut attributes);
        for name in ["secondary_allocation_ids", "secondary_private_ip_addresses"] {
            sort_set(&mut attributes, name);
        }
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = describe_all(clients, None).await?;
        let read = |gateway| Listed::whole(self.normalise(read_from(gateway)));
        Ok(all.iter().map(read).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let all = describe_all(clients, Some(id)).await?;
        Ok(all
            .first()
            .map(|gateway| self.normalise(read_from(gateway))))
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

    /// The elastic IP is no option, but what its association is looked up by.
    fn command(&self, _id: &str, call: &Call) -> Result<Vec<String>, CallError> {
        let request = Request::of(call)?;
        let mut words = request.words();
        if request.operation() == "DisassociateNatGatewayAddress" {
            words.retain(|word| word != "--allocation-id");
            words.retain(|word| Some(word.as_str()) != request.text("AllocationId").as_deref());
        }
        Ok(words)
    }

    fn look_up(&self, id: &str, call: &Call) -> Option<LookUp> {
        let request = Request::of(call).ok()?;
        let address = request.text("AllocationId")?;
        let query = format!(
            "NatGateways[].NatGatewayAddresses[] | [?AllocationId=='{address}'].AssociationId | [0]"
        );
        let operation = "describe-nat-gateways";
        let mut found = super::look_up(
            "association-ids",
            operation,
            &[("nat-gateway-id", id)],
            &query,
        );
        // This one operation has its filters in the singular.
        for word in &mut found.words {
            if word == "--filters" {
                "--filter".clone_into(word);
            }
        }
        Some(found)
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let ec2 = &clients.ec2;
        let private = request.texts("PrivateIpAddresses");
        match request.operation() {
            "AssociateNatGatewayAddress" => {
                let call = ec2.associate_nat_gateway_address().nat_gateway_id(id);
                let call = call.set_allocation_ids(request.texts("AllocationIds"));
                Sent::of(ADD_PUBLIC, call.send().await)
            }
            "DisassociateNatGatewayAddress" => {
                let address = request.text("AllocationId").unwrap_or_default();
                let association = association_id(clients, id, &address).await?;
                let call = ec2.disassociate_nat_gateway_address().nat_gateway_id(id);
                let call = call.association_ids(association);
                Sent::of(REMOVE_PUBLIC, call.send().await)
            }
            "AssignPrivateNatGatewayAddress" => {
                let call = ec2.assign_private_nat_gateway_address().nat_gateway_id(id);
                let call = call.set_private_ip_addresses(private);
                Sent::of(ADD_PRIVATE, call.send().await)
            }
            "UnassignPrivateNatGatewayAddress" => {
                let call = ec2
                    .unassign_private_nat_gateway_address()
                    .nat_gateway_id(id);
                let call = call.set_private_ip_addresses(private);
                Sent::of(REMOVE_PRIVATE, call.send().await)
            }
            _ => tagging::execute(clients, &request).await,
        }
    }
}

async fn describe_all(clients: &Clients, id: Option<&str>) -> Result<Vec<Described>, CallError> {
    let by_id = filters("nat-gateway-id", id);
    let mut all: Vec<Described> =
        describe!(clients, describe_nat_gateways, set_filter, by_id, DESCRIBE)?;
    all.retain(|gateway| {
        let gone = [
            NatGatewayState::Deleted,
            NatGatewayState::Deleting,
            NatGatewayState::Failed,
        ];
        gateway.state().is_none_or(|state| !gone.contains(state))
    });
    Ok(all)
}

async fn association_id(clients: &Clients, id: &str, address: &str) -> Result<String, CallError> {
    let all = describe_all(clients, Some(id)).await?;
    let mut addresses = all.iter().flat_map(Described::nat_gateway_addresses);
    let found = addresses.find(|found| found.allocation_id() == Some(address));
    found
        .and_then(NatGatewayAddress::association_id)
        .map(str::to_owned)
        .ok_or_else(|| not_there(REMOVE_PUBLIC, &format!("the address {address}")))
}

fn read_from(gateway: &Described) -> Attributes {
    let addresses = gateway.nat_gateway_addresses();
    let is_primary =
        |address: &&NatGatewayAddress| addresses.len() == 1 || address.is_primary() == Some(true);
    let primary = addresses.iter().find(is_primary);
    let secondary = |part: fn(&NatGatewayAddress) -> Option<&str>| -> Value {
        let others = addresses.iter().filter(|address| !is_primary(address));
        others.filter_map(part).collect()
    };
    let primary =
        |part: fn(&NatGatewayAddress) -> Option<&str>| Value::from(primary.and_then(part));
    let kind = gateway.connectivity_type().map(|kind| kind.as_str());
    attributes([
        ("id", Value::from(gateway.nat_gateway_id())),
        ("subnet_id", Value::from(gateway.subnet_id())),
        ("connectivity_type", Value::from(kind)),
        ("allocation_id", primary(NatGatewayAddress::allocation_id)),
        ("association_id", primary(NatGatewayAddress::association_id)),
        (
            "network_interface_id",
            primary(NatGatewayAddress::network_interface_id),
        ),
        ("private_ip", primary(NatGatewayAddress::private_ip)),
        ("public_ip", primary(NatGatewayAddress::public_ip)),
        (
            "secondary_allocation_ids",
            secondary(NatGatewayAddress::allocation_id),
        ),
        (
            "secondary_private_ip_addresses",
            secondary(NatGatewayAddress::private_ip),
        ),
        ("tags", tagging::read(gateway.tags())),
    ])
}

/// A public gateway takes its secondary addresses by elastic IP, and AWS chooses the private address
/// beside each; a private one takes them as they are.
fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut plan = RestorePlan::default();
    let mut restored = vec!["secondary_allocation_ids", "tags"];
    let gained = only_in(observed, approved, "secondary_allocation_ids");
    for address in gained {
        plan.calls.push(request(
            REMOVE_PUBLIC,
            format!("take {address} away"),
            [SERVICE, "DisassociateNatGatewayAddress"],
            json!({"NatGatewayId": id, "AllocationId": address}),
        ));
    }
    let lost = only_in(approved, observed, "secondary_allocation_ids");
    if !lost.is_empty() {
        plan.calls.push(request(
            ADD_PUBLIC,
            format!("give {} back", lost.join(", ")),
            [SERVICE, "AssociateNatGatewayAddress"],
            json!({"NatGatewayId": id, "AllocationIds": lost}),
        ));
    }
    if text(approved, "connectivity_type") == "private" {
        restored.push("secondary_private_ip_addresses");
        restore_private(&mut plan, id, approved, observed);
    }
    tagging::restore(&mut plan, id, approved, observed);
    let changes = diff(Some(approved), Some(observed), &NatGateway.shape());
    cannot_change(&mut plan, changes.iter(), &restored);
    plan
}

fn restore_private(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let name = "secondary_private_ip_addresses";
    let (gained, lost) = (
        only_in(observed, approved, name),
        only_in(approved, observed, name),
    );
    if !gained.is_empty() {
        plan.calls.push(request(
            REMOVE_PRIVATE,
            format!("take {} away", gained.join(", ")),
            [SERVICE, "UnassignPrivateNatGatewayAddress"],
            json!({"NatGatewayId": id, "PrivateIpAddresses": gained}),
        ));
    }
    if !lost.is_empty() {
        plan.calls.push(request(
            ADD_PRIVATE,
            format!("give {} back", lost.join(", ")),
            [SERVICE, "AssignPrivateNatGatewayAddress"],
            json!({"NatGatewayId": id, "PrivateIpAddresses": lost}),
        ));
    }
}

/// Others let in who comes from the approved addresses, not from any more.
fn risk(path: &str, _: &Value, _: &Value) -> Risk {
    match root(path) {
        "tags" => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    fn lines(kind: &str, approved: &Value, observed: &Value) -> (Vec<String>, Vec<String>) {
        let form = |more: &Value| {
            let mut all = json!({"id": "nat-1", "connectivity_type": kind})
                .as_object()
                .unwrap()
                .clone();
            all.extend(more.as_object().unwrap().clone());
            NatGateway.normalise(all)
        };
        let (approved, observed) = (form(approved), form(observed));
        let plan = NatGateway.plan_restore("nat-1", Some(&approved), Some(&observed));
        let words = |call| NatGateway.command("nat-1", call).unwrap().join(" ");
        (
            plan.calls.iter().map(words).collect(),
            plan.unrestorable.into_iter().map(|u| u.path).collect(),
        )
    }

    #[test]
    fn public_gateways_get_their_elastic_ips_back() {
        let of = |eip: &str, ip: &str| json!({"secondary_allocation_ids": [eip], "secondary_private_ip_addresses": [ip]});
        let (calls, lost) = lines("public", &of("eip-1", "10.0.0.1"), &of("eip-2", "10.0.0.2"));
        assert_eq!(
            calls,
            [
                "ec2 disassociate-nat-gateway-address --nat-gateway-id nat-1",
                r#"ec2 associate-nat-gateway-address --allocation-ids ["eip-1"] --nat-gateway-id nat-1"#,
            ]
        );
        let addresses = "secondary_private_ip_addresses";
        let expected = [
            format!("{addresses}[10.0.0.1]"),
            format!("{addresses}[10.0.0.2]"),
        ];
        assert_eq!(lost, expected);
    }

    #[test]
    fn private_gateways_get_their_addresses_back() {
        let of = |ip: &str| json!({"secondary_private_ip_addresses": [ip]});
        let (calls, lost) = lines("private", &of("10.0.0.1"), &of("10.0.0.2"));
        assert_eq!(
            calls,
            [
                r#"ec2 unassign-private-nat-gateway-address --nat-gateway-id nat-1 --private-ip-addresses ["10.0.0.2"]"#,
                r#"ec2 assign-private-nat-gateway-address --nat-gateway-id nat-1 --private-ip-addresses ["10.0.0.1"]"#,
            ]
        );
        assert_eq!(lost, [""; 0]);
    }

    #[test]
    fn another_address_breaks() {
        let of = |eip: &str| json!({"id": "nat-1", "secondary_allocation_ids": [eip], "tags": {"a": eip}});
        check_risk(
            "aws_nat_gateway",
            &of("eip-1"),
            &of("eip-2"),
            &[
                ("secondary_allocation_ids[eip-1]", Risk::ServiceBroken),
                ("secondary_allocation_ids[eip-2]", Risk::ServiceBroken),
                ("tags.a", Risk::Cosmetic),
            ],
        );
    }
}

//! `aws_eip`: a public address, and what has it.
//!
//! Owned: the schema but for what AWS makes anew with each association, and names that it makes of
//! addresses. Restored: what has the address, and tags. A service that holds the address itself, such as
//! a NAT gateway, lets nobody take it away. One that was released is gone.
//!
//! One `DescribeAddresses` for a region; it has no pages.

use async_trait::async_trait;
use aws_sdk_ec2::types::Address;
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use serde_json::{Value, json};

use super::{arn, both, cannot_change, filters, look_up, not_there, root};
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::ec2::tagging;
use crate::resources::form::{attributes, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, LookUp, Part, Places, ResourceType, RestorePlan, Sent,
    drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct Eip;

const DESCRIBE: &str = "ec2:DescribeAddresses";
const ASSOCIATE: &str = "ec2:AssociateAddress";
const DISASSOCIATE: &str = "ec2:DisassociateAddress";
const SERVICE: &str = "ec2";

/// What says who has the address.
const HOLDER: [&str; 3] = ["instance", "network_interface", "private_ip"];

#[async_trait]
impl ResourceType for Eip {
    fn name(&self) -> &'static str {
        "aws_eip"
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn parts(&self) -> &'static [Part] {
        &[Part {
            declared_by: "aws_eip_association",
            places: places_of_association,
        }]
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
                attribute: "address",
                reason: "only tells Terraform which address to take from a pool",
            },
            Difference {
                attribute: "associate_with_private_ip",
                reason: "an instruction to Terraform; the outcome is held as `private_ip`",
            },
            Difference {
                attribute: "association_id",
                reason: "AWS gives each association another",
            },
            Difference {
                attribute: "ipam_pool_id",
                reason: "only tells Terraform where to take the address from",
            },
            Difference {
                attribute: "private_dns",
                reason: "a name that is made of `private_ip`",
            },
            Difference {
                attribute: "ptr_record",
                reason: "a resource of its own in Terraform, `aws_eip_domain_name`",
            },
            Difference {
                attribute: "public_dns",
                reason: "a name that is made of `public_ip`",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
            Difference {
                attribute: "timeouts",
                reason: "an instruction to Terraform",
            },
            Difference {
                attribute: "vpc",
                reason: "the same as `domain`",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const { &[Action::on_all(DESCRIBE)] },
            restore: const {
                &[
                    // Asked for on the address, and on who gets or has it.
                    Action::on_all(ASSOCIATE),
                    Action::on_each(tagging::TAG),
                    Action::on_each(tagging::UNTAG),
                    Action::on_all(DISASSOCIATE).with(&[DESCRIBE]),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn(place, "elastic-ip", id)
    }

    fn restore_rank(&self) -> u8 {
        3
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = describe_all(clients, None).await?;
        let read = |address| Listed::whole(self.normalise(read_from(clients, address)));
        Ok(all.iter().map(read).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let all = describe_all(clients, Some(id)).await?;
        let read = |address| self.normalise(read_from(clients, address));
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
        restore_holder(&mut plan, id, approved, observed);
        tagging::restore(&mut plan, id, approved, observed);
        let changes = diff(Some(approved), Some(observed), &self.shape());
        let mut restored = HOLDER.to_vec();
        restored.push("tags");
        cannot_change(&mut plan, changes.iter(), &restored);
        plan
    }

    fn look_up(&self, id: &str, call: &Call) -> Option<LookUp> {
        let query = "Addresses[0].AssociationId";
        let by_id = [("allocation-id", id)];
        (call.action == DISASSOCIATE)
            .then(|| look_up("association-id", "describe-addresses", &by_id, query))
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        match request.operation() {
            "AssociateAddress" => {
                let call = clients.ec2.associate_address().allocation_id(id);
                let call = call
                    .set_allow_reassociation(request.truth("AllowReassociation"))
                    .set_instance_id(request.text("InstanceId"))
                    .set_network_interface_id(request.text("NetworkInterfaceId"))
                    .set_private_ip_address(request.text("PrivateIpAddress"));
                Sent::of(ASSOCIATE, call.send().await)
            }
            "DisassociateAddress" => {
                let association = association_id(clients, id).await?;
                let call = clients.ec2.disassociate_address();
                let call = call.association_id(association);
                Sent::of(DISASSOCIATE, call.send().await)
            }
            _ => tagging::execute(clients, &request).await,
        }
    }
}

/// Addresses of a VPC; those of EC2-Classic, which is no more, had no allocation.
async fn describe_all(clients: &Clients, id: Option<&str>) -> Result<Vec<Address>, CallError> {
    let call = clients.ec2.describe_addresses();
    let call = call.set_filters(Some(filters("allocation-id", id)));
    let answer = call.send().await;
    let output = answer.map_err(|error| CallError::new(DESCRIBE, error))?;
    let all = output.addresses.unwrap_or_default().into_iter();
    Ok(all
        .filter(|address| address.allocation_id().is_some())
        .collect())
}

async fn association_id(clients: &Clients, id: &str) -> Result<String, CallError> {
    let all = describe_all(clients, Some(id)).await?;
    let found = all.first().and_then(Address::association_id);
    let found = found.map(str::to_owned);
    found.ok_or_else(|| not_there(DISASSOCIATE, "the association"))
}

fn read_from(clients: &Clients, address: &Address) -> Attributes {
    let id = address.allocation_id().unwrap_or_default();
    let domain = address.domain().map(|domain| domain.as_str());
    attributes([
        ("id", Value::from(id)),
        ("allocation_id", Value::from(id)),
        ("arn", Value::from(arn(&clients.place(), "elastic-ip", id))),
        ("carrier_ip", Value::from(address.carrier_ip())),
        (
            "customer_owned_ip",
            Value::from(address.customer_owned_ip()),
        ),
        (
            "customer_owned_ipv4_pool",
            Value::from(address.customer_owned_ipv4_pool()),
        ),
        ("domain", Value::from(domain)),
        ("instance", Value::from(address.instance_id())),
        (
            "network_border_group",
            Value::from(address.network_border_group()),
        ),
        (
            "network_interface",
            Value::from(address.network_interface_id()),
        ),
        ("private_ip", Value::from(address.private_ip_address())),
        ("public_ip", Value::from(address.public_ip())),
        ("public_ipv4_pool", Value::from(address.public_ipv4_pool())),
        ("tags", tagging::read(address.tags())),
    ])
}

fn places_of_association(values: &Attributes) -> Option<Places> {
    let id = text(values, "allocation_id");
    let names = [
        ("instance_id", "instance"),
        ("network_interface_id", "network_interface"),
        ("private_ip_address", "private_ip"),
    ];
    let names = names
        .iter()
        .filter(|(name, _)| !text(values, name).is_empty());
    let paths = names.map(|(_, path)| (*path).to_owned()).collect();
    (!id.is_empty()).then(|| (id.to_owned(), paths))
}

fn restore_holder(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    if HOLDER
        .iter()
        .all(|name| approved.get(*name) == observed.get(*name))
    {
        return;
    }
    let [instance, interface, private] = HOLDER.map(|name| text(approved, name));
    // Every instance that has an address has it by a network interface.
    let (member, holder) = match interface {
        "" => ("InstanceId", instance),
        interface => ("NetworkInterfaceId", interface),
    };
    if holder.is_empty() {
        plan.calls.push(request(
            DISASSOCIATE,
            "take the address away from who has it",
            [SERVICE, "DisassociateAddress"],
            json!({}),
        ));
        return;
    }
    let private = (!private.is_empty()).then_some(private);
    let input = json!({"AllocationId": id, "AllowReassociation": true, member: holder,
        "PrivateIpAddress": private});
    let summary = format!("give the address to {holder}");
    let operation = [SERVICE, "AssociateAddress"];
    plan.calls
        .push(request(ASSOCIATE, summary, operation, input));
}

/// Who has a public address can be reached by it, as far as routes and groups allow.
fn risk(path: &str, _: &Value, observed: &Value) -> Risk {
    match (root(path), observed) {
        ("tags", _) => Risk::Cosmetic,
        ("instance" | "network_interface" | "private_ip", Value::String(_)) => {
            Risk::ExposureWidened
        }
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn whoever_gets_the_address_is_exposed() {
        let of = |holder: &str| json!({"id": "eipalloc-1", "network_interface": holder});
        let check = |approved: &str, observed: &str, risk: Risk| {
            let (approved, observed) = (of(approved), of(observed));
            check_risk(
                "aws_eip",
                &approved,
                &observed,
                &[("network_interface", risk)],
            );
        };
        check("", "eni-1", Risk::ExposureWidened);
        check("eni-1", "eni-2", Risk::ExposureWidened);
        check("eni-1", "", Risk::ServiceBroken);
    }

    #[test]
    fn an_instance_is_given_its_address_by_its_interface() {
        let form = |value: Value| Eip.normalise(value.as_object().unwrap().clone());
        let approved = form(json!({"id": "eipalloc-1", "instance": "i-1",
            "network_interface": "eni-1", "private_ip": "10.0.0.9"}));
        let observed = form(json!({"id": "eipalloc-1"}));
        let line = |approved, observed| {
            let plan = Eip.plan_restore("eipalloc-1", Some(approved), Some(observed));
            assert_eq!(plan.calls.len(), 1);
            Request::of(&plan.calls[0]).unwrap().words().join(" ")
        };
        assert_eq!(
            line(&approved, &observed),
            "ec2 associate-address --allocation-id eipalloc-1 --allow-reassociation \
             --network-interface-id eni-1 --private-ip-address 10.0.0.9"
        );
        assert_eq!(line(&observed, &approved), "ec2 disassociate-address");
    }
}

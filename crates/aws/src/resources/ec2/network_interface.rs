//! `aws_network_interface`: an address in a subnet with its security groups, and tags. Those that an AWS
//! service made (requester-managed) and those that were made with an instance, and go with it, are no
//! objects of their own.
//!
//! Owned: all of the schema but what [`DIFFERENCES`] names; of an attachment the instance and the place at it.
//! Restored: security groups, source/destination check, description, addresses, prefixes, an attachment that
//! is gone, and tags. An attachment that is made again has another id, so that an
//! `aws_network_interface_attachment` has to be imported anew. The primary address, the subnet and the kind cannot change.
//!
//! `DescribeNetworkInterfaces` reads 1,000 a page and everything there is to read.

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    AttributeBooleanValue, AttributeValue, Filter, NetworkInterface as Described,
    NetworkInterfaceType,
};
use driftlock_core::{Attributes, Call, Risk, Shape};
use serde_json::{Value, json};

use super::tagging;
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, default, label_text, prune, sort_set, text};
use crate::resources::request::Request;
use crate::resources::{
    Difference, Kind, Listed, Part, Places, ResourceType, RestorePlan, Sent, drop_differences,
};
use crate::{CallError, tags};

mod plan;

/// See the module's documentation.
pub(crate) struct NetworkInterface;

const NAME: &str = "aws_network_interface";
const DESCRIBE: &str = "ec2:DescribeNetworkInterfaces";
const MODIFY: &str = "ec2:ModifyNetworkInterfaceAttribute";
const ASSIGN: &str = "ec2:AssignPrivateIpAddresses";
const UNASSIGN: &str = "ec2:UnassignPrivateIpAddresses";
const ASSIGN_6: &str = "ec2:AssignIpv6Addresses";
const UNASSIGN_6: &str = "ec2:UnassignIpv6Addresses";
const ATTACH: &str = "ec2:AttachNetworkInterface";
/// Most results of one call, by the EC2 API reference.
const PAGE: i32 = 1000;

/// Sets of texts.
const SETS: [&str; 5] = [
    "security_groups",
    "private_ips",
    "ipv4_prefixes",
    "ipv6_addresses",
    "ipv6_prefixes",
];

#[async_trait]
impl ResourceType for NetworkInterface {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn parts(&self) -> &'static [Part] {
        &[
            Part {
                declared_by: "aws_network_interface_attachment",
                places: place_of_attachment,
            },
            Part {
                declared_by: "aws_network_interface_sg_attachment",
                places: place_of_group,
            },
        ]
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[
                ("attachment", label_of_attachment),
                ("security_groups", label_text),
                ("private_ips", label_text),
                ("ipv4_prefixes", label_text),
                ("ipv6_addresses", label_text),
                ("ipv6_prefixes", label_text),
            ],
            identity: &[],
            risk: Some(risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        DIFFERENCES
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const { &[Action::on_all(DESCRIBE)] },
            restore: const {
                &[
                    Action::on_each(ASSIGN_6),
                    Action::on_each(ASSIGN),
                    // It is asked for on the instance as well, which no plan is about.
                    Action::on_all(ATTACH),
                    Action::on_each(tagging::TAG),
                    Action::on_each(tagging::UNTAG),
                    Action::on_each(MODIFY),
                    Action::on_each(UNASSIGN_6),
                    Action::on_each(UNASSIGN),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        let partition = partition(region);
        format!("arn:{partition}:ec2:{region}:{account}:network-interface/{id}")
    }

    /// Its security groups decide who reaches the instance.
    fn restore_rank(&self) -> u8 {
        2
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        default(&mut attributes, "interface_type", "interface");
        default(&mut attributes, "source_dest_check", true);
        default(&mut attributes, "enable_primary_ipv6", false);
        for name in SETS {
            sort_set(&mut attributes, name);
        }
        let attachments = attributes
            .get_mut("attachment")
            .and_then(Value::as_array_mut);
        for attachment in attachments.into_iter().flatten() {
            if let Some(attachment) = attachment.as_object_mut() {
                attachment.remove("attachment_id");
            }
        }
        sort_set(&mut attributes, "attachment");
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let pages = clients.ec2.describe_network_interfaces().max_results(PAGE);
        let all = pages
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|error| CallError::new(DESCRIBE, error))?;
        let own = all.iter().filter(|one| is_its_own(one));
        Ok(own
            .map(|one| Listed::whole(self.normalise(read_from(clients, one))))
            .collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let one = Filter::builder().name("network-interface-id").values(id);
        let call = clients.ec2.describe_network_interfaces();
        let answer = call.filters(one.build()).send().await;
        let output = answer.map_err(|error| CallError::new(DESCRIBE, error))?;
        let found = output.network_interfaces().first();
        Ok(found.map(|one| self.normalise(read_from(clients, one))))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        plan::plan(id, approved, observed)
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let id = request.text("NetworkInterfaceId");
        let ec2 = &clients.ec2;
        match request.operation() {
            "ModifyNetworkInterfaceAttribute" => {
                let call = ec2.modify_network_interface_attribute();
                let call = call.set_network_interface_id(id);
                let words = request.value("Description").get("Value");
                let words = words.and_then(Value::as_str).map(str::to_owned);
                let words = words.map(|words| AttributeValue::builder().value(words).build());
                let check = request.truth("SourceDestCheck");
                let check = check.map(|on| AttributeBooleanValue::builder().value(on).build());
                let call = call
                    .set_groups(request.texts("Groups"))
                    .set_description(words)
                    .set_source_dest_check(check);
                Sent::of(MODIFY, call.send().await)
            }
            "AssignPrivateIpAddresses" => {
                let call = ec2.assign_private_ip_addresses();
                let call = call
                    .set_network_interface_id(id)
                    .set_private_ip_addresses(request.texts("PrivateIpAddresses"))
                    .set_ipv4_prefixes(request.texts("Ipv4Prefixes"));
                Sent::of(ASSIGN, call.send().await)
            }
            "UnassignPrivateIpAddresses" => {
                let call = ec2.unassign_private_ip_addresses();
                let call = call
                    .set_network_interface_id(id)
                    .set_private_ip_addresses(request.texts("PrivateIpAddresses"))
                    .set_ipv4_prefixes(request.texts("Ipv4Prefixes"));
                Sent::of(UNASSIGN, call.send().await)
            }
            "AssignIpv6Addresses" => {
                let call = ec2.assign_ipv6_addresses();
                let call = call
                    .set_network_interface_id(id)
                    .set_ipv6_addresses(request.texts("Ipv6Addresses"))
                    .set_ipv6_prefixes(request.texts("Ipv6Prefixes"));
                Sent::of(ASSIGN_6, call.send().await)
            }
            "UnassignIpv6Addresses" => {
                let call = ec2.unassign_ipv6_addresses();
                let call = call
                    .set_network_interface_id(id)
                    .set_ipv6_addresses(request.texts("Ipv6Addresses"))
                    .set_ipv6_prefixes(request.texts("Ipv6Prefixes"));
                Sent::of(UNASSIGN_6, call.send().await)
            }
            "AttachNetworkInterface" => {
                let call = ec2.attach_network_interface();
                let call = call
                    .set_network_interface_id(id)
                    .set_instance_id(request.text("InstanceId"))
                    .set_device_index(request.number("DeviceIndex"));
                Sent::of(ATTACH, call.send().await)
            }
            _ => tagging::execute(clients, &request).await,
        }
    }
}

const DIFFERENCES: &[Difference] = &[
    Difference {
        attribute: "ipv4_prefix_count",
        reason: "counts `ipv4_prefixes`, which is held",
    },
    Difference {
        attribute: "ipv6_address_count",
        reason: "counts `ipv6_addresses`, which is held",
    },
    Difference {
        attribute: "ipv6_address_list",
        reason: "the same as `ipv6_addresses`, which is held",
    },
    Difference {
        attribute: "ipv6_address_list_enabled",
        reason: "an instruction to Terraform; AWS does not know it",
    },
    Difference {
        attribute: "ipv6_prefix_count",
        reason: "counts `ipv6_prefixes`, which is held",
    },
    Difference {
        attribute: "private_ip_list",
        reason: "the same as `private_ips`, which is held",
    },
    Difference {
        attribute: "private_ip_list_enabled",
        reason: "an instruction to Terraform; AWS does not know it",
    },
    Difference {
        attribute: "private_ips_count",
        reason: "counts `private_ips`, which is held",
    },
    Difference {
        attribute: "tags_all",
        reason: "held as `tags`, which has all tags",
    },
];

fn place_of_attachment(values: &Attributes) -> Option<Places> {
    place(values, "attachment", text(values, "instance_id"))
}

fn place_of_group(values: &Attributes) -> Option<Places> {
    place(values, "security_groups", text(values, "security_group_id"))
}

fn place(values: &Attributes, name: &str, label: &str) -> Option<Places> {
    let id = text(values, "network_interface_id");
    let known = !id.is_empty() && !label.is_empty();
    known.then(|| (id.to_owned(), vec![format!("{name}[{label}]")]))
}

fn label_of_attachment(attachment: &Value) -> String {
    label_text(attachment.get("instance").unwrap_or(&Value::Null))
}

/// One that AWS made for a service, or with an instance that it goes with, is part of that.
fn is_its_own(one: &Described) -> bool {
    let goes_with_instance = one.attachment().is_some_and(|attachment| {
        attachment.delete_on_termination() == Some(true) && attachment.device_index() == Some(0)
    });
    one.requester_managed() != Some(true) && !goes_with_instance
}

fn read_from(clients: &Clients, one: &Described) -> Attributes {
    let id = one.network_interface_id().unwrap_or_default();
    let attachment = one.attachment().map(|attachment| {
        json!([{
            "instance": attachment.instance_id(),
            "device_index": attachment.device_index(),
        }])
    });
    let groups = one.groups().iter().filter_map(|group| group.group_id());
    let addresses = one.private_ip_addresses().iter();
    let addresses = addresses.filter_map(|address| address.private_ip_address());
    let prefixes = one.ipv4_prefixes().iter();
    let prefixes = prefixes.filter_map(|prefix| prefix.ipv4_prefix());
    let addresses_6 = one.ipv6_addresses().iter();
    let is_primary = |address: &aws_sdk_ec2::types::NetworkInterfaceIpv6Address| {
        address.is_primary_ipv6() == Some(true)
    };
    let primary_6 = addresses_6.clone().any(is_primary);
    let addresses_6 = addresses_6.filter_map(|address| address.ipv6_address());
    let prefixes_6 = one.ipv6_prefixes().iter();
    let prefixes_6 = prefixes_6.filter_map(|prefix| prefix.ipv6_prefix());
    attributes([
        ("id", Value::from(id)),
        (
            "arn",
            Value::from(NetworkInterface.arn(&clients.place(), id)),
        ),
        ("attachment", Value::from(attachment)),
        ("description", Value::from(one.description())),
        ("enable_primary_ipv6", Value::from(primary_6)),
        (
            "interface_type",
            Value::from(one.interface_type().map(NetworkInterfaceType::as_str)),
        ),
        ("ipv4_prefixes", prefixes.collect()),
        ("ipv6_addresses", addresses_6.collect()),
        ("ipv6_prefixes", prefixes_6.collect()),
        ("mac_address", Value::from(one.mac_address())),
        ("outpost_arn", Value::from(one.outpost_arn())),
        ("owner_id", Value::from(one.owner_id())),
        ("private_dns_name", Value::from(one.private_dns_name())),
        ("private_ip", Value::from(one.private_ip_address())),
        ("private_ips", addresses.collect()),
        ("security_groups", groups.collect()),
        ("source_dest_check", Value::from(one.source_dest_check())),
        ("subnet_id", Value::from(one.subnet_id())),
        ("tags", tagging::read(one.tag_set())),
    ])
}

/// A group more lets more in; without its check an interface may take what is meant for others, and
/// speak in their names.
fn risk(path: &str, _approved: &Value, observed: &Value) -> Risk {
    let root = path.split(['.', '[']).next().unwrap_or_default();
    match root {
        "tags" | "description" => Risk::Cosmetic,
        "security_groups" if !observed.is_null() => Risk::ExposureWidened,
        "attachment" if !observed.is_null() => Risk::ExposureWidened,
        "source_dest_check" if observed == &Value::from(false) => Risk::ProtectionWeakened,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn groups_and_attachments_that_were_added_expose() {
        let of = |group: &str, check: bool, instance: &str| {
            json!({"id": "eni-1", "security_groups": [group], "source_dest_check": check,
                "attachment": [{"instance": instance, "device_index": 1, "attachment_id": "a"}]})
        };
        check_risk(
            NAME,
            &of("sg-1", true, "i-1"),
            &of("sg-2", false, "i-2"),
            &[
                ("attachment[i-1]", Risk::ServiceBroken),
                ("attachment[i-2]", Risk::ExposureWidened),
                ("security_groups[sg-1]", Risk::ServiceBroken),
                ("security_groups[sg-2]", Risk::ExposureWidened),
                ("source_dest_check", Risk::ProtectionWeakened),
            ],
        );
    }
}

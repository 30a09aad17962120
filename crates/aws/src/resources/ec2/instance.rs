//! `aws_instance`: a machine: how it is guarded, reached and kept, its disks, and tags.
//!
//! Owned: all of the schema but what [`DIFFERENCES`] names. User data is held as Terraform holds it, by its
//! SHA-1 in `user_data`, and that only as a keyed hash; by which attribute it was declared AWS cannot tell.
//! Restored: metadata options, termination and stop protection, source/destination check, security groups,
//! instance profile, monitoring, shutdown behaviour, credits, recovery, host names, secondary addresses,
//! disks (but for size that grew), and tags. What changes only while an instance is stopped, such as its type,
//! is left to whoever may stop it; one that is gone cannot come back under its id. To give an instance a
//! profile AWS also asks for `iam:PassRole` on the role of that profile, which no policy of ours grants.
//!
//! `DescribeInstances` reads 1,000 a page, then `DescribeInstances`, `DescribeVolumes`, four
//! `DescribeInstanceAttribute` and, of burstable types, `DescribeInstanceCreditSpecifications` each.

use async_trait::async_trait;
use aws_sdk_ec2::types::{Instance as Described, InstanceStateName};
use driftlock_core::{Attributes, Call, Shape};
use serde_json::Value;

use super::tagging;
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{block, default, label_text, prune, sort_set, text};
use crate::resources::request::Request;
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, drop_differences,
};
use crate::{CallError, tags};

mod device;
mod plan;
mod read;
mod risk;
mod send;

/// See the module's documentation.
pub(crate) struct Instance;

const NAME: &str = "aws_instance";
const DESCRIBE: &str = "ec2:DescribeInstances";
const DESCRIBE_ATTRIBUTE: &str = "ec2:DescribeInstanceAttribute";
const DESCRIBE_VOLUMES: &str = "ec2:DescribeVolumes";
const DESCRIBE_CREDITS: &str = "ec2:DescribeInstanceCreditSpecifications";
const DESCRIBE_PROFILES: &str = "ec2:DescribeIamInstanceProfileAssociations";
const MODIFY: &str = "ec2:ModifyInstanceAttribute";
const MODIFY_METADATA: &str = "ec2:ModifyInstanceMetadataOptions";
const MODIFY_MAINTENANCE: &str = "ec2:ModifyInstanceMaintenanceOptions";
const MODIFY_NAMES: &str = "ec2:ModifyPrivateDnsNameOptions";
const MODIFY_CREDITS: &str = "ec2:ModifyInstanceCreditSpecification";
const MODIFY_INTERFACE: &str = "ec2:ModifyNetworkInterfaceAttribute";
const MODIFY_VOLUME: &str = "ec2:ModifyVolume";
const MONITOR: &str = "ec2:MonitorInstances";
const UNMONITOR: &str = "ec2:UnmonitorInstances";
const ASSIGN: &str = "ec2:AssignPrivateIpAddresses";
const UNASSIGN: &str = "ec2:UnassignPrivateIpAddresses";
const ASSIGN_6: &str = "ec2:AssignIpv6Addresses";
const UNASSIGN_6: &str = "ec2:UnassignIpv6Addresses";
const GIVE_PROFILE: &str = "ec2:AssociateIamInstanceProfile";
const REPLACE_PROFILE: &str = "ec2:ReplaceIamInstanceProfileAssociation";
const TAKE_PROFILE: &str = "ec2:DisassociateIamInstanceProfile";
/// Most results of one call, by the EC2 API reference.
const PAGE: i32 = 1000;

#[async_trait]
impl ResourceType for Instance {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn secrets(&self) -> &'static [&'static str] {
        &["user_data", "user_data_base64"]
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[
                ("vpc_security_group_ids", label_text),
                ("secondary_private_ips", label_text),
                ("ipv6_addresses", label_text),
                ("ebs_block_device", device::label),
            ],
            identity: &[],
            risk: Some(risk::risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        DIFFERENCES
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const {
                &[
                    Action::on_all(DESCRIBE_ATTRIBUTE),
                    Action::on_all(DESCRIBE_CREDITS),
                    Action::on_all(DESCRIBE),
                    Action::on_all(DESCRIBE_VOLUMES),
                ]
            },
            // What is done to its volumes and interfaces is asked for on those.
            restore: const {
                &[
                    Action::on_all(ASSIGN_6),
                    Action::on_all(ASSIGN),
                    Action::on_each(GIVE_PROFILE),
                    Action::on_all(tagging::TAG),
                    Action::on_all(tagging::UNTAG),
                    Action::on_all(DESCRIBE_PROFILES),
                    Action::on_each(TAKE_PROFILE),
                    Action::on_each(MODIFY),
                    Action::on_each(MODIFY_CREDITS),
                    Action::on_each(MODIFY_MAINTENANCE),
                    Action::on_each(MODIFY_METADATA),
                    Action::on_all(MODIFY_INTERFACE),
                    Action::on_each(MODIFY_NAMES),
                    Action::on_all(MODIFY_VOLUME),
                    Action::on_each(MONITOR),
                    Action::on_each(REPLACE_PROFILE),
                    Action::on_all(UNASSIGN_6),
                    Action::on_all(UNASSIGN),
                    Action::on_each(UNMONITOR),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        let partition = partition(region);
        format!("arn:{partition}:ec2:{region}:{account}:instance/{id}")
    }

    /// Its security groups decide who reaches it.
    fn restore_rank(&self) -> u8 {
        2
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        for name in [
            "associate_public_ip_address",
            "disable_api_stop",
            "disable_api_termination",
            "ebs_optimized",
            "hibernation",
            "monitoring",
            "enable_primary_ipv6",
        ] {
            default(&mut attributes, name, false);
        }
        default(&mut attributes, "source_dest_check", true);
        default(&mut attributes, "tenancy", "default");
        if attributes.get("placement_partition_number") == Some(&Value::from(0)) {
            attributes.remove("placement_partition_number");
        }
        let enclave = block(&attributes, "enclave_options");
        if enclave.is_none_or(|block| block.get("enabled") != Some(&Value::from(true))) {
            attributes.remove("enclave_options");
        }
        device::normalise(&mut attributes);
        for name in [
            "vpc_security_group_ids",
            "secondary_private_ips",
            "ipv6_addresses",
            "ebs_block_device",
        ] {
            sort_set(&mut attributes, name);
        }
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let pages = clients.ec2.describe_instances().max_results(PAGE);
        let pages = pages.into_paginator().send();
        let pages = pages.collect::<Result<Vec<_>, _>>().await;
        let pages = pages.map_err(|error| CallError::new(DESCRIBE, error))?;
        let all = pages.iter().flat_map(|page| page.reservations());
        let all = all.flat_map(|reservation| reservation.instances());
        Ok(all
            .filter(|instance| is_there(instance))
            .filter_map(|instance| Some(Listed::part(instance.instance_id()?, instance.clone())))
            .collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let read = read::read(clients, id).await?;
        Ok(read.map(|all| self.normalise(all)))
    }

    async fn complete(
        &self,
        clients: &Clients,
        listed: &Listed,
    ) -> Result<Option<Attributes>, CallError> {
        let read = match listed.held::<Described>() {
            Some(described) => read::rest(clients, &listed.id, described).await?,
            None => read::read(clients, &listed.id).await?,
        };
        Ok(read.map(|all| self.normalise(all)))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        plan::plan(id, approved, observed)
    }

    fn command(&self, id: &str, call: &Call) -> Result<Vec<String>, CallError> {
        let mut words = Request::of(call)?.words();
        // AWS gives each association of a profile an id, which only a call of its own tells.
        if [REPLACE_PROFILE, TAKE_PROFILE].contains(&call.action.as_str())
            && let Some(at) = words.iter().position(|word| word == "--instance-id")
        {
            words.splice(
                at..at + 2,
                [
                    "--association-id".to_owned(),
                    format!("the one that describe-iam-instance-profile-associations has for {id}"),
                ],
            );
        }
        Ok(words)
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        send::send(clients, &Request::of(call)?).await
    }
}

const DIFFERENCES: &[Difference] = &[
    Difference {
        attribute: "cpu_core_count",
        reason: "held as `cpu_options`, which has taken its place",
    },
    Difference {
        attribute: "cpu_threads_per_core",
        reason: "held as `cpu_options`, which has taken its place",
    },
    Difference {
        attribute: "ephemeral_block_device",
        reason: "AWS does not tell it; only the configuration has it",
    },
    Difference {
        attribute: "get_password_data",
        reason: "an instruction to Terraform; AWS does not know it",
    },
    Difference {
        attribute: "instance_market_options",
        reason: "the terms of a spot request, which nobody can change",
    },
    Difference {
        attribute: "instance_state",
        reason: "changes with every start and stop",
    },
    Difference {
        attribute: "ipv6_address_count",
        reason: "counts `ipv6_addresses`, which is held",
    },
    Difference {
        attribute: "launch_template",
        reason: "what it was started from, which nobody can change",
    },
    Difference {
        attribute: "network_interface",
        reason: "only those that the configuration names; they are an `aws_network_interface` each",
    },
    Difference {
        attribute: "password_data",
        reason: "a password of Windows, which is read only for who holds the key",
    },
    Difference {
        attribute: "public_dns",
        reason: "changes with every start, unless an address is associated",
    },
    Difference {
        attribute: "public_ip",
        reason: "changes with every start, unless an address is associated",
    },
    Difference {
        attribute: "security_groups",
        reason: "the names of `vpc_security_group_ids`, which is held",
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
        attribute: "user_data_base64",
        reason: "another way to declare what is held as `user_data`",
    },
    Difference {
        attribute: "user_data_replace_on_change",
        reason: "an instruction to Terraform; AWS does not know it",
    },
    Difference {
        attribute: "volume_tags",
        reason: "held as the tags of each block device",
    },
];

/// Terminated instances are shown for an hour.
fn is_there(instance: &Described) -> bool {
    let state = instance.state().and_then(|state| state.name());
    !matches!(
        state,
        Some(InstanceStateName::Terminated | InstanceStateName::ShuttingDown)
    )
}

/// Whether instances of this type earn CPU credits ("Burstable performance instances" in the EC2 user
/// guide): those of families T2, T3, T3a and T4g.
fn is_burstable(instance_type: &str) -> bool {
    let family = instance_type.split('.').next().unwrap_or_default();
    ["t2", "t3", "t3a", "t4g"].contains(&family)
}

/// The id of the interface at which the instance is reached.
fn interface(attributes: &Attributes) -> &str {
    text(attributes, "primary_network_interface_id")
}

//! Making the calls of a plan.

use aws_sdk_ec2::types::{
    AttributeBooleanValue, AttributeValue, EbsInstanceBlockDeviceSpecification, Filter,
    HostnameType, HttpTokensState, IamInstanceProfileSpecification, InstanceAutoRecoveryState,
    InstanceBlockDeviceMappingSpecification, InstanceCreditSpecificationRequest,
    InstanceMetadataEndpointState, InstanceMetadataProtocolState, InstanceMetadataTagsState,
};
use serde_json::Value;

use super::{
    ASSIGN, ASSIGN_6, DESCRIBE_PROFILES, GIVE_PROFILE, MODIFY, MODIFY_CREDITS, MODIFY_INTERFACE,
    MODIFY_MAINTENANCE, MODIFY_METADATA, MODIFY_NAMES, MODIFY_VOLUME, MONITOR, REPLACE_PROFILE,
    TAKE_PROFILE, UNASSIGN, UNASSIGN_6, UNMONITOR,
};
use crate::CallError;
use crate::connection::Clients;
use crate::resources::Sent;
use crate::resources::ec2::{ebs_volume, tagging};
use crate::resources::request::Request;

pub(super) async fn send(clients: &Clients, request: &Request) -> Result<Sent, CallError> {
    let ec2 = &clients.ec2;
    let id = request.text("InstanceId");
    let ids = request.texts("InstanceIds");
    let text = |name: &str| request.text(name);
    match request.operation() {
        "ModifyInstanceAttribute" => modify(clients, request).await,
        "ModifyInstanceMetadataOptions" => {
            let (tokens, endpoint) = (text("HttpTokens"), text("HttpEndpoint"));
            let (protocol, tags) = (text("HttpProtocolIpv6"), text("InstanceMetadataTags"));
            let protocol = protocol.as_deref().map(InstanceMetadataProtocolState::from);
            let endpoint = endpoint.as_deref().map(InstanceMetadataEndpointState::from);
            let call = ec2.modify_instance_metadata_options().set_instance_id(id);
            let call = call
                .set_http_endpoint(endpoint)
                .set_http_protocol_ipv6(protocol)
                .set_http_put_response_hop_limit(request.number("HttpPutResponseHopLimit"))
                .set_http_tokens(tokens.as_deref().map(HttpTokensState::from))
                .set_instance_metadata_tags(tags.as_deref().map(InstanceMetadataTagsState::from));
            Sent::of(MODIFY_METADATA, call.send().await)
        }
        "ModifyInstanceMaintenanceOptions" => {
            let recovery = text("AutoRecovery");
            let recovery = recovery.as_deref().map(InstanceAutoRecoveryState::from);
            let call = ec2.modify_instance_maintenance_options();
            let call = call.set_instance_id(id).set_auto_recovery(recovery);
            Sent::of(MODIFY_MAINTENANCE, call.send().await)
        }
        "ModifyPrivateDnsNameOptions" => {
            let kind = text("PrivateDnsHostnameType");
            let (a, aaaa) = (
                "EnableResourceNameDnsARecord",
                "EnableResourceNameDnsAAAARecord",
            );
            let call = ec2.modify_private_dns_name_options().set_instance_id(id);
            let call = call
                .set_private_dns_hostname_type(kind.as_deref().map(HostnameType::from))
                .set_enable_resource_name_dns_a_record(request.truth(a))
                .set_enable_resource_name_dns_aaaa_record(request.truth(aaaa));
            Sent::of(MODIFY_NAMES, call.send().await)
        }
        "ModifyInstanceCreditSpecification" => {
            let all = request.value("InstanceCreditSpecifications");
            let one = |value: &Value| {
                InstanceCreditSpecificationRequest::builder()
                    .set_instance_id(words(value, "InstanceId"))
                    .set_cpu_credits(words(value, "CpuCredits"))
                    .build()
            };
            let all = all.as_array().into_iter().flatten().map(one).collect();
            let call = ec2.modify_instance_credit_specification();
            let call = call.set_instance_credit_specifications(Some(all));
            Sent::of(MODIFY_CREDITS, call.send().await)
        }
        "MonitorInstances" => {
            let call = ec2.monitor_instances().set_instance_ids(ids);
            Sent::of(MONITOR, call.send().await)
        }
        "UnmonitorInstances" => {
            let call = ec2.unmonitor_instances().set_instance_ids(ids);
            Sent::of(UNMONITOR, call.send().await)
        }
        "ModifyVolume" => {
            let call = ebs_volume::modify(clients, request);
            Sent::of(MODIFY_VOLUME, call.send().await)
        }
        "AssociateIamInstanceProfile"
        | "ReplaceIamInstanceProfileAssociation"
        | "DisassociateIamInstanceProfile" => profile(clients, request).await,
        _ => interface(clients, request).await,
    }
}

async fn modify(clients: &Clients, request: &Request) -> Result<Sent, CallError> {
    let truth = |name: &str| {
        let value = AttributeBooleanValue::builder();
        let on = request.truth(name)?;
        Some(value.value(on).build())
    };
    let behaviour = request.value("InstanceInitiatedShutdownBehavior");
    let behaviour = words(behaviour, "Value");
    let behaviour = behaviour.map(|value| AttributeValue::builder().value(value).build());
    let mappings = request.value("BlockDeviceMappings").as_array();
    let call = clients
        .ec2
        .modify_instance_attribute()
        .set_instance_id(request.text("InstanceId"))
        .set_disable_api_stop(truth("DisableApiStop"))
        .set_disable_api_termination(truth("DisableApiTermination"))
        .set_source_dest_check(truth("SourceDestCheck"))
        .set_instance_initiated_shutdown_behavior(behaviour)
        .set_block_device_mappings(mappings.map(|all| all.iter().map(mapping).collect()));
    Sent::of(MODIFY, call.send().await)
}

fn words(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

fn mapping(value: &Value) -> InstanceBlockDeviceMappingSpecification {
    let ebs = value.get("Ebs");
    let goes = ebs.and_then(|ebs| ebs.get("DeleteOnTermination"));
    let ebs = EbsInstanceBlockDeviceSpecification::builder()
        .set_delete_on_termination(goes.and_then(Value::as_bool));
    InstanceBlockDeviceMappingSpecification::builder()
        .set_device_name(words(value, "DeviceName"))
        .ebs(ebs.build())
        .build()
}

async fn profile(clients: &Clients, request: &Request) -> Result<Sent, CallError> {
    let ec2 = &clients.ec2;
    let instance = request.text("InstanceId").unwrap_or_default();
    let name = words(request.value("IamInstanceProfile"), "Name");
    let wanted = IamInstanceProfileSpecification::builder().set_name(name);
    if request.operation() == "AssociateIamInstanceProfile" {
        let call = ec2.associate_iam_instance_profile();
        let call = call
            .instance_id(instance)
            .iam_instance_profile(wanted.build());
        return Sent::of(GIVE_PROFILE, call.send().await);
    }
    let association = association(clients, &instance).await?;
    if request.operation() == "DisassociateIamInstanceProfile" {
        let call = ec2.disassociate_iam_instance_profile();
        let call = call.set_association_id(association);
        return Sent::of(TAKE_PROFILE, call.send().await);
    }
    let call = ec2.replace_iam_instance_profile_association();
    let call = call
        .set_association_id(association)
        .iam_instance_profile(wanted.build());
    Sent::of(REPLACE_PROFILE, call.send().await)
}

/// AWS changes and ends an association by its id, which no instance tells.
async fn association(clients: &Clients, instance: &str) -> Result<Option<String>, CallError> {
    let call = clients.ec2.describe_iam_instance_profile_associations();
    let of = Filter::builder().name("instance-id").values(instance);
    let state = Filter::builder().name("state").values("associated");
    let answer = call.filters(of.build()).filters(state.build()).send().await;
    let output = answer.map_err(|error| CallError::new(DESCRIBE_PROFILES, error))?;
    let first = output.iam_instance_profile_associations().first();
    Ok(first
        .and_then(|one| one.association_id())
        .map(str::to_owned))
}

/// What is done to its first interface, and tags.
async fn interface(clients: &Clients, request: &Request) -> Result<Sent, CallError> {
    let ec2 = &clients.ec2;
    let id = request.text("NetworkInterfaceId");
    let addresses = request.texts("PrivateIpAddresses");
    let addresses_6 = request.texts("Ipv6Addresses");
    match request.operation() {
        "ModifyNetworkInterfaceAttribute" => {
            let call = ec2.modify_network_interface_attribute();
            let call = call.set_network_interface_id(id);
            let call = call.set_groups(request.texts("Groups"));
            Sent::of(MODIFY_INTERFACE, call.send().await)
        }
        "AssignPrivateIpAddresses" => {
            let call = ec2.assign_private_ip_addresses();
            let call = call.set_network_interface_id(id);
            let call = call.set_private_ip_addresses(addresses);
            Sent::of(ASSIGN, call.send().await)
        }
        "UnassignPrivateIpAddresses" => {
            let call = ec2.unassign_private_ip_addresses();
            let call = call.set_network_interface_id(id);
            let call = call.set_private_ip_addresses(addresses);
            Sent::of(UNASSIGN, call.send().await)
        }
        "AssignIpv6Addresses" => {
            let call = ec2.assign_ipv6_addresses().set_network_interface_id(id);
            let call = call.set_ipv6_addresses(addresses_6);
            Sent::of(ASSIGN_6, call.send().await)
        }
        "UnassignIpv6Addresses" => {
            let call = ec2.unassign_ipv6_addresses().set_network_interface_id(id);
            let call = call.set_ipv6_addresses(addresses_6);
            Sent::of(UNASSIGN_6, call.send().await)
        }
        _ => tagging::execute(clients, request).await,
    }
}

//! Reading one instance.

use aws_sdk_ec2::operation::describe_instance_attribute::DescribeInstanceAttributeOutput;
use aws_sdk_ec2::types::{
    CapacityReservationSpecificationResponse, CpuOptions, Filter, Instance as Described,
    InstanceAttributeName, InstanceMetadataOptionsResponse, InstanceNetworkInterface,
    MonitoringState, PrivateDnsNameOptionsResponse, Volume, VolumeType,
};
use aws_smithy_types::base64;
use driftlock_core::Attributes;
use serde_json::{Value, json};
use sha1::{Digest as _, Sha1};

use super::{
    DESCRIBE, DESCRIBE_ATTRIBUTE, DESCRIBE_CREDITS, DESCRIBE_VOLUMES, Instance, is_burstable,
    is_there,
};
use crate::CallError;
use crate::connection::Clients;
use crate::resources::ec2::tagging;
use crate::resources::form::attributes;
use crate::resources::{ResourceType as _, configured};

/// Its attributes; none where there is no such instance.
pub(super) async fn read(clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
    let one = Filter::builder().name("instance-id").values(id).build();
    let answer = clients.ec2.describe_instances().filters(one).send().await;
    let output = answer.map_err(|error| CallError::new(DESCRIBE, error))?;
    let mut found = output.reservations().iter().flat_map(|one| one.instances());
    match found.find(|instance| is_there(instance)) {
        Some(instance) => rest(clients, id, instance).await,
        None => Ok(None),
    }
}

/// The attributes of an instance that is described already.
pub(super) async fn rest(
    clients: &Clients,
    id: &str,
    instance: &Described,
) -> Result<Option<Attributes>, CallError> {
    let mut all = read_from(clients, instance, id);
    reached(&mut all, instance);
    let mut put = |name: &str, value: Value| {
        all.insert(name.to_owned(), value);
    };
    let (root, others) = devices(instance, &volumes(clients, instance).await?);
    put("root_block_device", root);
    put("ebs_block_device", others);
    let of = |name| attribute(clients, id, name);
    let Some(stop) = of(InstanceAttributeName::DisableApiStop).await? else {
        return Ok(None);
    };
    let stop = stop.disable_api_stop().and_then(|stop| stop.value());
    put("disable_api_stop", Value::from(stop));
    let Some(end) = of(InstanceAttributeName::DisableApiTermination).await? else {
        return Ok(None);
    };
    let end = end.disable_api_termination().and_then(|end| end.value());
    put("disable_api_termination", Value::from(end));
    let behaviour = InstanceAttributeName::InstanceInitiatedShutdownBehavior;
    let Some(behaviour) = of(behaviour).await? else {
        return Ok(None);
    };
    let behaviour = behaviour.instance_initiated_shutdown_behavior();
    put(
        "instance_initiated_shutdown_behavior",
        Value::from(behaviour.and_then(|behaviour| behaviour.value())),
    );
    let Some(data) = of(InstanceAttributeName::UserData).await? else {
        return Ok(None);
    };
    let data = data.user_data().and_then(|data| data.value());
    put("user_data", Value::from(data.map(fingerprint)));
    let kind = instance.instance_type().map(|kind| kind.as_str());
    if kind.is_some_and(is_burstable) {
        put("credit_specification", credits(clients, id).await?);
    }
    Ok(Some(all))
}

/// Terraform's state has the SHA-1 of user data instead of it: of what base64 stands for, and of the
/// text itself where it is no base64.
fn fingerprint(data: &str) -> String {
    let bytes = base64::decode(data).unwrap_or_else(|_| data.as_bytes().to_vec());
    hex::encode(Sha1::digest(bytes))
}

async fn attribute(
    clients: &Clients,
    id: &str,
    name: InstanceAttributeName,
) -> Result<Option<DescribeInstanceAttributeOutput>, CallError> {
    let call = clients.ec2.describe_instance_attribute();
    let answer = call.instance_id(id).attribute(name).send().await;
    configured(DESCRIBE_ATTRIBUTE, &["InvalidInstanceID.NotFound"], answer)
}

async fn credits(clients: &Clients, id: &str) -> Result<Value, CallError> {
    let call = clients.ec2.describe_instance_credit_specifications();
    let answer = call.instance_ids(id).send().await;
    // Some partitions do not have the feature, nor do instances that are gone meanwhile.
    let missing = &[
        "InstanceCreditSpecification.NotSupported",
        "UnsupportedOperation",
        "InvalidInstanceID.NotFound",
    ];
    let Some(output) = configured(DESCRIBE_CREDITS, missing, answer)? else {
        return Ok(Value::Null);
    };
    let one = output.instance_credit_specifications().first();
    let credits = one.and_then(|one| one.cpu_credits());
    Ok(credits.map_or(Value::Null, |credits| json!([{"cpu_credits": credits}])))
}

async fn volumes(clients: &Clients, instance: &Described) -> Result<Vec<Volume>, CallError> {
    let mappings = instance.block_device_mappings().iter();
    let ids = mappings.filter_map(|mapping| mapping.ebs()?.volume_id());
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    // A filter leaves out what is gone, where `VolumeIds` fails the whole call.
    let filter = Filter::builder().name("volume-id").set_values(Some(ids));
    let pages = clients.ec2.describe_volumes().filters(filter.build());
    let all = pages.into_paginator().items().send();
    all.collect::<Result<Vec<_>, _>>()
        .await
        .map_err(|error| CallError::new(DESCRIBE_VOLUMES, error))
}

/// The root as a single block, and the others.
fn devices(instance: &Described, volumes: &[Volume]) -> (Value, Value) {
    let (mut roots, mut others) = (Vec::new(), Vec::new());
    for mapping in instance.block_device_mappings() {
        let Some(ebs) = mapping.ebs() else { continue };
        let Some(volume) = volumes
            .iter()
            .find(|one| one.volume_id() == ebs.volume_id())
        else {
            continue;
        };
        let is_root = mapping.device_name() == instance.root_device_name();
        let device = json!({
            "delete_on_termination": ebs.delete_on_termination(),
            "device_name": mapping.device_name(),
            "encrypted": volume.encrypted(),
            "iops": volume.iops(),
            "kms_key_id": volume.kms_key_id(),
            "snapshot_id": volume.snapshot_id().filter(|_| !is_root),
            "tags": tagging::read(volume.tags()),
            "throughput": volume.throughput(),
            "volume_id": volume.volume_id(),
            "volume_size": volume.size(),
            "volume_type": volume.volume_type().map(VolumeType::as_str),
        });
        match is_root {
            true => roots.push(device),
            false => others.push(device),
        }
    }
    (Value::from(roots), Value::from(others))
}

fn read_from(clients: &Clients, instance: &Described, id: &str) -> Attributes {
    let placement = instance.placement();
    let monitoring = instance
        .monitoring()
        .and_then(|monitoring| monitoring.state());
    let monitored = matches!(
        monitoring,
        Some(MonitoringState::Enabled | MonitoringState::Pending)
    );
    let profile = instance.iam_instance_profile().and_then(|one| one.arn());
    let profile = profile.and_then(|arn| arn.rsplit('/').next());
    let groups = instance.security_groups().iter();
    let groups = groups.filter_map(|group| group.group_id());
    let hibernation = instance
        .hibernation_options()
        .and_then(|one| one.configured());
    let enclave = instance.enclave_options();
    let maintenance = instance.maintenance_options();
    let lifecycle = instance.instance_lifecycle();
    let mut all = attributes([
        ("id", Value::from(id)),
        ("ami", Value::from(instance.image_id())),
        ("arn", Value::from(Instance.arn(&clients.place(), id))),
        ("ebs_optimized", Value::from(instance.ebs_optimized())),
        (
            "enclave_options",
            Value::from(enclave.map(|one| json!([{"enabled": one.enabled()}]))),
        ),
        ("hibernation", Value::from(hibernation)),
        ("iam_instance_profile", Value::from(profile)),
        (
            "instance_lifecycle",
            Value::from(lifecycle.map(|lifecycle| lifecycle.as_str())),
        ),
        (
            "instance_type",
            Value::from(instance.instance_type().map(|kind| kind.as_str())),
        ),
        ("key_name", Value::from(instance.key_name())),
        (
            "maintenance_options",
            Value::from(maintenance.map(|one| {
                let recovery = one.auto_recovery().map(|recovery| recovery.as_str());
                json!([{"auto_recovery": recovery}])
            })),
        ),
        ("monitoring", Value::from(monitored)),
        ("outpost_arn", Value::from(instance.outpost_arn())),
        ("private_dns", Value::from(instance.private_dns_name())),
        ("private_ip", Value::from(instance.private_ip_address())),
        (
            "spot_instance_request_id",
            Value::from(instance.spot_instance_request_id()),
        ),
        (
            "source_dest_check",
            Value::from(instance.source_dest_check()),
        ),
        ("subnet_id", Value::from(instance.subnet_id())),
        ("vpc_security_group_ids", groups.collect()),
        ("tags", tagging::read(instance.tags())),
    ]);
    all.extend(options(instance));
    if let Some(placement) = placement {
        all.extend(attributes([
            (
                "availability_zone",
                Value::from(placement.availability_zone()),
            ),
            ("host_id", Value::from(placement.host_id())),
            (
                "host_resource_group_arn",
                Value::from(placement.host_resource_group_arn()),
            ),
            ("placement_group", Value::from(placement.group_name())),
            (
                "placement_partition_number",
                Value::from(placement.partition_number()),
            ),
            (
                "tenancy",
                Value::from(placement.tenancy().map(|tenancy| tenancy.as_str())),
            ),
        ]));
    }
    all
}

fn options(instance: &Described) -> Attributes {
    attributes([
        (
            "metadata_options",
            Value::from(instance.metadata_options().map(metadata)),
        ),
        (
            "private_dns_name_options",
            Value::from(instance.private_dns_name_options().map(host_names)),
        ),
        ("cpu_options", Value::from(instance.cpu_options().map(cpu))),
        (
            "capacity_reservation_specification",
            Value::from(
                instance
                    .capacity_reservation_specification()
                    .map(reservation),
            ),
        ),
    ])
}

fn metadata(options: &InstanceMetadataOptionsResponse) -> Value {
    json!([{
        "http_endpoint": options.http_endpoint().map(|one| one.as_str()),
        "http_protocol_ipv6": options.http_protocol_ipv6().map(|one| one.as_str()),
        "http_put_response_hop_limit": options.http_put_response_hop_limit(),
        "http_tokens": options.http_tokens().map(|one| one.as_str()),
        "instance_metadata_tags": options.instance_metadata_tags().map(|one| one.as_str()),
    }])
}

fn host_names(options: &PrivateDnsNameOptionsResponse) -> Value {
    json!([{
        "enable_resource_name_dns_a_record": options.enable_resource_name_dns_a_record(),
        "enable_resource_name_dns_aaaa_record": options.enable_resource_name_dns_aaaa_record(),
        "hostname_type": options.hostname_type().map(|one| one.as_str()),
    }])
}

fn cpu(options: &CpuOptions) -> Value {
    json!([{
        "amd_sev_snp": options.amd_sev_snp().map(|one| one.as_str()),
        "core_count": options.core_count(),
        "threads_per_core": options.threads_per_core(),
    }])
}

fn reservation(specification: &CapacityReservationSpecificationResponse) -> Value {
    let preference = specification.capacity_reservation_preference();
    let target = specification.capacity_reservation_target().map(|target| {
        json!([{
            "capacity_reservation_id": target.capacity_reservation_id(),
            "capacity_reservation_resource_group_arn":
                target.capacity_reservation_resource_group_arn(),
        }])
    });
    json!([{
        "capacity_reservation_preference": preference.map(|one| one.as_str()),
        "capacity_reservation_target": target,
    }])
}

/// What its first interface has, by which it is reached.
fn reached(all: &mut Attributes, instance: &Described) {
    let is_first = |one: &&InstanceNetworkInterface| {
        let attachment = one.attachment();
        attachment.and_then(|attachment| attachment.device_index()) == Some(0)
    };
    let Some(first) = instance.network_interfaces().iter().find(is_first) else {
        let has_public = Value::from(instance.public_ip_address().is_some());
        all.insert("associate_public_ip_address".to_owned(), has_public);
        return;
    };
    let secondary = first.private_ip_addresses().iter();
    let secondary = secondary.filter(|address| address.primary() != Some(true));
    let secondary = secondary.filter_map(|address| address.private_ip_address());
    let addresses_6 = first.ipv6_addresses().iter();
    let primary_6 = addresses_6
        .clone()
        .any(|one| one.is_primary_ipv6() == Some(true));
    let addresses_6 = addresses_6.filter_map(|address| address.ipv6_address());
    all.extend(attributes([
        (
            "associate_public_ip_address",
            Value::from(first.association().is_some()),
        ),
        ("enable_primary_ipv6", Value::from(primary_6)),
        ("ipv6_addresses", addresses_6.collect()),
        (
            "primary_network_interface_id",
            Value::from(first.network_interface_id()),
        ),
        ("secondary_private_ips", secondary.collect()),
    ]));
}

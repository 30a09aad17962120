//! The settings as AWS answers them, in the form of the schema.

use aws_sdk_ec2::types::{
    InstanceRequirements, LaunchTemplateBlockDeviceMapping,
    LaunchTemplateCapacityReservationSpecificationResponse, LaunchTemplateCpuOptions,
    LaunchTemplateInstanceMarketOptions, LaunchTemplateInstanceMetadataOptions,
    LaunchTemplateInstanceNetworkInterfaceSpecification, LaunchTemplatePlacement,
    LaunchTemplatePrivateDnsNameOptions, ResponseLaunchTemplateData,
};
use aws_smithy_types::date_time::Format;
use driftlock_core::Attributes;
use serde_json::{Value, json};

use crate::resources::ec2::tagging;
use crate::resources::form::attributes;

/// All settings of a version.
pub(in crate::resources::ec2::launch_template) fn read(
    data: &ResponseLaunchTemplateData,
) -> Attributes {
    let behaviour = data.instance_initiated_shutdown_behavior();
    let mut all = attributes([
        ("disable_api_stop", Value::from(data.disable_api_stop())),
        (
            "disable_api_termination",
            Value::from(data.disable_api_termination()),
        ),
        ("ebs_optimized", Value::from(data.ebs_optimized())),
        ("image_id", Value::from(data.image_id())),
        (
            "instance_initiated_shutdown_behavior",
            Value::from(behaviour.map(|one| one.as_str())),
        ),
        (
            "instance_type",
            Value::from(data.instance_type().map(|one| one.as_str())),
        ),
        ("kernel_id", Value::from(data.kernel_id())),
        ("key_name", Value::from(data.key_name())),
        ("ram_disk_id", Value::from(data.ram_disk_id())),
        ("security_group_names", Value::from(data.security_groups())),
        ("user_data", Value::from(data.user_data())),
        (
            "vpc_security_group_ids",
            Value::from(data.security_group_ids()),
        ),
    ]);
    all.extend(lists(data));
    all.extend(blocks(data));
    all
}

fn lists(data: &ResponseLaunchTemplateData) -> Attributes {
    let disks = data.block_device_mappings().iter().map(disk);
    let interfaces = data.network_interfaces().iter().map(interface);
    let gpus = data.elastic_gpu_specifications().iter();
    let gpus = gpus.map(|one| json!({"type": one.r#type()}));
    let accelerators = data.elastic_inference_accelerators().iter();
    let accelerators = accelerators.map(|one| json!({"type": one.r#type()}));
    let licenses = data.license_specifications().iter();
    let licenses =
        licenses.map(|one| json!({"license_configuration_arn": one.license_configuration_arn()}));
    let specifications = data.tag_specifications().iter().map(|one| {
        let kind = one.resource_type().map(|kind| kind.as_str());
        json!({"resource_type": kind, "tags": tagging::read(one.tags())})
    });
    attributes([
        ("block_device_mappings", disks.collect()),
        ("network_interfaces", interfaces.collect()),
        ("elastic_gpu_specifications", gpus.collect()),
        ("elastic_inference_accelerator", accelerators.collect()),
        ("license_specification", licenses.collect()),
        ("tag_specifications", specifications.collect()),
    ])
}

fn blocks(data: &ResponseLaunchTemplateData) -> Attributes {
    let profile = data.iam_instance_profile();
    let credits = data.credit_specification();
    let maintenance = data.maintenance_options();
    attributes([
        (
            "capacity_reservation_specification",
            Value::from(data.capacity_reservation_specification().map(reservation)),
        ),
        ("cpu_options", Value::from(data.cpu_options().map(cpu))),
        (
            "credit_specification",
            Value::from(credits.map(|one| json!([{"cpu_credits": one.cpu_credits()}]))),
        ),
        (
            "enclave_options",
            Value::from(
                data.enclave_options()
                    .map(|one| json!([{"enabled": one.enabled()}])),
            ),
        ),
        (
            "hibernation_options",
            Value::from(
                data.hibernation_options()
                    .map(|one| json!([{"configured": one.configured()}])),
            ),
        ),
        (
            "iam_instance_profile",
            Value::from(profile.map(|one| json!([{"arn": one.arn(), "name": one.name()}]))),
        ),
        (
            "instance_market_options",
            Value::from(data.instance_market_options().map(market)),
        ),
        (
            "instance_requirements",
            Value::from(data.instance_requirements().map(requirements)),
        ),
        (
            "maintenance_options",
            Value::from(maintenance.map(
                |one| json!([{"auto_recovery": one.auto_recovery().map(|one| one.as_str())}]),
            )),
        ),
        (
            "metadata_options",
            Value::from(data.metadata_options().map(metadata)),
        ),
        (
            "monitoring",
            Value::from(
                data.monitoring()
                    .map(|one| json!([{"enabled": one.enabled()}])),
            ),
        ),
        ("placement", Value::from(data.placement().map(placement))),
        (
            "private_dns_name_options",
            Value::from(data.private_dns_name_options().map(host_names)),
        ),
    ])
}

fn disk(mapping: &LaunchTemplateBlockDeviceMapping) -> Value {
    let ebs = mapping.ebs().map(|ebs| {
        json!([{
            "delete_on_termination": ebs.delete_on_termination(),
            "encrypted": ebs.encrypted(),
            "iops": ebs.iops(),
            "kms_key_id": ebs.kms_key_id(),
            "snapshot_id": ebs.snapshot_id(),
            "throughput": ebs.throughput(),
            "volume_initialization_rate": ebs.volume_initialization_rate(),
            "volume_size": ebs.volume_size(),
            "volume_type": ebs.volume_type().map(|one| one.as_str()),
        }])
    });
    json!({
        "device_name": mapping.device_name(),
        "ebs": ebs,
        "no_device": mapping.no_device(),
        "virtual_name": mapping.virtual_name(),
    })
}

fn interface(one: &LaunchTemplateInstanceNetworkInterfaceSpecification) -> Value {
    let addresses = one.private_ip_addresses().iter();
    let addresses: Value = addresses.map(|one| one.private_ip_address()).collect();
    let prefixes = one.ipv4_prefixes().iter();
    let prefixes: Value = prefixes.map(|one| one.ipv4_prefix()).collect();
    let addresses_6 = one.ipv6_addresses().iter();
    let addresses_6: Value = addresses_6.map(|one| one.ipv6_address()).collect();
    let prefixes_6 = one.ipv6_prefixes().iter();
    let prefixes_6: Value = prefixes_6.map(|one| one.ipv6_prefix()).collect();
    let tracking = one.connection_tracking_specification().map(|one| {
        json!([{
            "tcp_established_timeout": one.tcp_established_timeout(),
            "udp_stream_timeout": one.udp_stream_timeout(),
            "udp_timeout": one.udp_timeout(),
        }])
    });
    let express = one.ena_srd_specification().map(|one| {
        let udp = one.ena_srd_udp_specification();
        json!([{
            "ena_srd_enabled": one.ena_srd_enabled(),
            "ena_srd_udp_specification":
                udp.map(|udp| json!([{"ena_srd_udp_enabled": udp.ena_srd_udp_enabled()}])),
        }])
    });
    json!({
        "associate_carrier_ip_address": one.associate_carrier_ip_address(),
        "associate_public_ip_address": one.associate_public_ip_address(),
        "connection_tracking_specification": tracking,
        "delete_on_termination": one.delete_on_termination(),
        "description": one.description(),
        "device_index": one.device_index(),
        "ena_srd_specification": express,
        "interface_type": one.interface_type(),
        "ipv4_address_count": one.secondary_private_ip_address_count(),
        "ipv4_addresses": addresses,
        "ipv4_prefix_count": one.ipv4_prefix_count(),
        "ipv4_prefixes": prefixes,
        "ipv6_address_count": one.ipv6_address_count(),
        "ipv6_addresses": addresses_6,
        "ipv6_prefix_count": one.ipv6_prefix_count(),
        "ipv6_prefixes": prefixes_6,
        "network_card_index": one.network_card_index(),
        "network_interface_id": one.network_interface_id(),
        "primary_ipv6": one.primary_ipv6(),
        "private_ip_address": one.private_ip_address(),
        "security_groups": one.groups(),
        "subnet_id": one.subnet_id(),
    })
}

fn reservation(one: &LaunchTemplateCapacityReservationSpecificationResponse) -> Value {
    let preference = one.capacity_reservation_preference();
    let target = one.capacity_reservation_target().map(|target| {
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

fn cpu(one: &LaunchTemplateCpuOptions) -> Value {
    json!([{
        "amd_sev_snp": one.amd_sev_snp().map(|one| one.as_str()),
        "core_count": one.core_count(),
        "threads_per_core": one.threads_per_core(),
    }])
}

fn market(one: &LaunchTemplateInstanceMarketOptions) -> Value {
    let spot = one.spot_options().map(|spot| {
        let until = spot.valid_until();
        let until = until.and_then(|until| until.fmt(Format::DateTime).ok());
        let behaviour = spot.instance_interruption_behavior();
        json!([{
            "block_duration_minutes": spot.block_duration_minutes(),
            "instance_interruption_behavior": behaviour.map(|one| one.as_str()),
            "max_price": spot.max_price(),
            "spot_instance_type": spot.spot_instance_type().map(|one| one.as_str()),
            "valid_until": until,
        }])
    });
    json!([{
        "market_type": one.market_type().map(|one| one.as_str()),
        "spot_options": spot,
    }])
}

fn metadata(one: &LaunchTemplateInstanceMetadataOptions) -> Value {
    json!([{
        "http_endpoint": one.http_endpoint().map(|one| one.as_str()),
        "http_protocol_ipv6": one.http_protocol_ipv6().map(|one| one.as_str()),
        "http_put_response_hop_limit": one.http_put_response_hop_limit(),
        "http_tokens": one.http_tokens().map(|one| one.as_str()),
        "instance_metadata_tags": one.instance_metadata_tags().map(|one| one.as_str()),
    }])
}

fn placement(one: &LaunchTemplatePlacement) -> Value {
    json!([{
        "affinity": one.affinity(),
        "availability_zone": one.availability_zone(),
        "group_name": one.group_name(),
        "host_id": one.host_id(),
        "host_resource_group_arn": one.host_resource_group_arn(),
        "partition_number": one.partition_number(),
        "spread_domain": one.spread_domain(),
        "tenancy": one.tenancy().map(|one| one.as_str()),
    }])
}

fn host_names(one: &LaunchTemplatePrivateDnsNameOptions) -> Value {
    json!([{
        "enable_resource_name_dns_a_record": one.enable_resource_name_dns_a_record(),
        "enable_resource_name_dns_aaaa_record": one.enable_resource_name_dns_aaaa_record(),
        "hostname_type": one.hostname_type().map(|one| one.as_str()),
    }])
}

/// A range as a single block.
macro_rules! range {
    ($range:expr) => {
        $range.map(|range| json!([{"max": range.max(), "min": range.min()}]))
    };
}

/// Texts of an enumeration.
macro_rules! names {
    ($all:expr) => {
        $all.iter().map(|one| one.as_str()).collect::<Vec<_>>()
    };
}

fn requirements(one: &InstanceRequirements) -> Value {
    let spot_percentage = one.max_spot_price_as_percentage_of_optimal_on_demand_price();
    json!([{
        "accelerator_count": range!(one.accelerator_count()),
        "accelerator_manufacturers": names!(one.accelerator_manufacturers()),
        "accelerator_names": names!(one.accelerator_names()),
        "accelerator_total_memory_mib": range!(one.accelerator_total_memory_mib()),
        "accelerator_types": names!(one.accelerator_types()),
        "allowed_instance_types": one.allowed_instance_types(),
        "bare_metal": one.bare_metal().map(|one| one.as_str()),
        "baseline_ebs_bandwidth_mbps": range!(one.baseline_ebs_bandwidth_mbps()),
        "burstable_performance": one.burstable_performance().map(|one| one.as_str()),
        "cpu_manufacturers": names!(one.cpu_manufacturers()),
        "excluded_instance_types": one.excluded_instance_types(),
        "instance_generations": names!(one.instance_generations()),
        "local_storage": one.local_storage().map(|one| one.as_str()),
        "local_storage_types": names!(one.local_storage_types()),
        "max_spot_price_as_percentage_of_optimal_on_demand_price": spot_percentage,
        "memory_gib_per_vcpu": range!(one.memory_gib_per_v_cpu()),
        "memory_mib": range!(one.memory_mib()),
        "network_bandwidth_gbps": range!(one.network_bandwidth_gbps()),
        "network_interface_count": range!(one.network_interface_count()),
        "on_demand_max_price_percentage_over_lowest_price":
            one.on_demand_max_price_percentage_over_lowest_price(),
        "require_hibernate_support": one.require_hibernate_support(),
        "spot_max_price_percentage_over_lowest_price":
            one.spot_max_price_percentage_over_lowest_price(),
        "total_local_storage_gb": range!(one.total_local_storage_gb()),
        "vcpu_count": range!(one.v_cpu_count()),
    }])
}

//! The table itself.

use super::Form::{
    self, Block, Blocks, Each, Number, Range, Tags, Text, Texts, Truth, TruthAsText,
};
use super::Setting;

const fn same(attribute: &'static str, member: &'static str, form: Form) -> Setting {
    Setting {
        attribute,
        member,
        wire: member,
        form,
    }
}

const fn list(attribute: &'static str, [member, wire]: [&'static str; 2], form: Form) -> Setting {
    Setting {
        attribute,
        member,
        wire,
        form,
    }
}

const RANGE: &[Setting] = &[same("max", "Max", Number), same("min", "Min", Number)];

/// All settings but user data.
pub(in crate::resources::ec2::launch_template) const ALL: &[Setting] = &[
    list(
        "block_device_mappings",
        ["BlockDeviceMappings", "BlockDeviceMapping"],
        Blocks(&[
            same("device_name", "DeviceName", Text),
            same("no_device", "NoDevice", Text),
            same("virtual_name", "VirtualName", Text),
            same(
                "ebs",
                "Ebs",
                Block(&[
                    same("delete_on_termination", "DeleteOnTermination", TruthAsText),
                    same("encrypted", "Encrypted", TruthAsText),
                    same("iops", "Iops", Number),
                    same("kms_key_id", "KmsKeyId", Text),
                    same("snapshot_id", "SnapshotId", Text),
                    same("throughput", "Throughput", Number),
                    same(
                        "volume_initialization_rate",
                        "VolumeInitializationRate",
                        Number,
                    ),
                    same("volume_size", "VolumeSize", Number),
                    same("volume_type", "VolumeType", Text),
                ]),
            ),
        ]),
    ),
    same(
        "capacity_reservation_specification",
        "CapacityReservationSpecification",
        Block(&[
            same(
                "capacity_reservation_preference",
                "CapacityReservationPreference",
                Text,
            ),
            same(
                "capacity_reservation_target",
                "CapacityReservationTarget",
                Block(&[
                    same("capacity_reservation_id", "CapacityReservationId", Text),
                    same(
                        "capacity_reservation_resource_group_arn",
                        "CapacityReservationResourceGroupArn",
                        Text,
                    ),
                ]),
            ),
        ]),
    ),
    same(
        "cpu_options",
        "CpuOptions",
        Block(&[
            same("amd_sev_snp", "AmdSevSnp", Text),
            same("core_count", "CoreCount", Number),
            same("threads_per_core", "ThreadsPerCore", Number),
        ]),
    ),
    same(
        "credit_specification",
        "CreditSpecification",
        Block(&[same("cpu_credits", "CpuCredits", Text)]),
    ),
    same("disable_api_stop", "DisableApiStop", Truth),
    same("disable_api_termination", "DisableApiTermination", Truth),
    same("ebs_optimized", "EbsOptimized", TruthAsText),
    list(
        "elastic_gpu_specifications",
        ["ElasticGpuSpecifications", "ElasticGpuSpecification"],
        Blocks(&[same("type", "Type", Text)]),
    ),
    list(
        "elastic_inference_accelerator",
        [
            "ElasticInferenceAccelerators",
            "ElasticInferenceAccelerator",
        ],
        Blocks(&[same("type", "Type", Text)]),
    ),
    same(
        "enclave_options",
        "EnclaveOptions",
        Block(&[same("enabled", "Enabled", Truth)]),
    ),
    same(
        "hibernation_options",
        "HibernationOptions",
        Block(&[same("configured", "Configured", Truth)]),
    ),
    same(
        "iam_instance_profile",
        "IamInstanceProfile",
        Block(&[same("arn", "Arn", Text), same("name", "Name", Text)]),
    ),
    same("image_id", "ImageId", Text),
    same(
        "instance_initiated_shutdown_behavior",
        "InstanceInitiatedShutdownBehavior",
        Text,
    ),
    same(
        "instance_market_options",
        "InstanceMarketOptions",
        Block(&[
            same("market_type", "MarketType", Text),
            same(
                "spot_options",
                "SpotOptions",
                Block(&[
                    same("block_duration_minutes", "BlockDurationMinutes", Number),
                    same(
                        "instance_interruption_behavior",
                        "InstanceInterruptionBehavior",
                        Text,
                    ),
                    same("max_price", "MaxPrice", Text),
                    same("spot_instance_type", "SpotInstanceType", Text),
                    same("valid_until", "ValidUntil", Text),
                ]),
            ),
        ]),
    ),
    same(
        "instance_requirements",
        "InstanceRequirements",
        Block(REQUIREMENTS),
    ),
    same("instance_type", "InstanceType", Text),
    same("kernel_id", "KernelId", Text),
    same("key_name", "KeyName", Text),
    list(
        "license_specification",
        ["LicenseSpecifications", "LicenseSpecification"],
        Blocks(&[same(
            "license_configuration_arn",
            "LicenseConfigurationArn",
            Text,
        )]),
    ),
    same(
        "maintenance_options",
        "MaintenanceOptions",
        Block(&[same("auto_recovery", "AutoRecovery", Text)]),
    ),
    same(
        "metadata_options",
        "MetadataOptions",
        Block(&[
            same("http_endpoint", "HttpEndpoint", Text),
            same("http_protocol_ipv6", "HttpProtocolIpv6", Text),
            same(
                "http_put_response_hop_limit",
                "HttpPutResponseHopLimit",
                Number,
            ),
            same("http_tokens", "HttpTokens", Text),
            same("instance_metadata_tags", "InstanceMetadataTags", Text),
        ]),
    ),
    same(
        "monitoring",
        "Monitoring",
        Block(&[same("enabled", "Enabled", Truth)]),
    ),
    list(
        "network_interfaces",
        ["NetworkInterfaces", "NetworkInterface"],
        Blocks(INTERFACE),
    ),
    same(
        "placement",
        "Placement",
        Block(&[
            same("affinity", "Affinity", Text),
            same("availability_zone", "AvailabilityZone", Text),
            same("group_name", "GroupName", Text),
            same("host_id", "HostId", Text),
            same("host_resource_group_arn", "HostResourceGroupArn", Text),
            same("partition_number", "PartitionNumber", Number),
            same("spread_domain", "SpreadDomain", Text),
            same("tenancy", "Tenancy", Text),
        ]),
    ),
    same(
        "private_dns_name_options",
        "PrivateDnsNameOptions",
        Block(&[
            same(
                "enable_resource_name_dns_a_record",
                "EnableResourceNameDnsARecord",
                Truth,
            ),
            same(
                "enable_resource_name_dns_aaaa_record",
                "EnableResourceNameDnsAAAARecord",
                Truth,
            ),
            same("hostname_type", "HostnameType", Text),
        ]),
    ),
    same("ram_disk_id", "RamDiskId", Text),
    list(
        "security_group_names",
        ["SecurityGroups", "SecurityGroup"],
        Texts,
    ),
    list(
        "tag_specifications",
        ["TagSpecifications", "TagSpecification"],
        Blocks(&[
            same("resource_type", "ResourceType", Text),
            list("tags", ["Tags", "Tag"], Tags),
        ]),
    ),
    list(
        "vpc_security_group_ids",
        ["SecurityGroupIds", "SecurityGroupId"],
        Texts,
    ),
];

const INTERFACE: &[Setting] = &[
    same(
        "associate_carrier_ip_address",
        "AssociateCarrierIpAddress",
        TruthAsText,
    ),
    same(
        "associate_public_ip_address",
        "AssociatePublicIpAddress",
        TruthAsText,
    ),
    same("delete_on_termination", "DeleteOnTermination", TruthAsText),
    same("description", "Description", Text),
    same("device_index", "DeviceIndex", Number),
    same("interface_type", "InterfaceType", Text),
    same(
        "ipv4_address_count",
        "SecondaryPrivateIpAddressCount",
        Number,
    ),
    same(
        "ipv4_addresses",
        "PrivateIpAddresses",
        Each("PrivateIpAddress"),
    ),
    same("ipv4_prefix_count", "Ipv4PrefixCount", Number),
    list(
        "ipv4_prefixes",
        ["Ipv4Prefixes", "Ipv4Prefix"],
        Each("Ipv4Prefix"),
    ),
    same("ipv6_address_count", "Ipv6AddressCount", Number),
    same("ipv6_addresses", "Ipv6Addresses", Each("Ipv6Address")),
    same("ipv6_prefix_count", "Ipv6PrefixCount", Number),
    list(
        "ipv6_prefixes",
        ["Ipv6Prefixes", "Ipv6Prefix"],
        Each("Ipv6Prefix"),
    ),
    same("network_card_index", "NetworkCardIndex", Number),
    same("network_interface_id", "NetworkInterfaceId", Text),
    same("primary_ipv6", "PrimaryIpv6", TruthAsText),
    same("private_ip_address", "PrivateIpAddress", Text),
    list("security_groups", ["Groups", "SecurityGroupId"], Texts),
    same("subnet_id", "SubnetId", Text),
    same(
        "connection_tracking_specification",
        "ConnectionTrackingSpecification",
        Block(&[
            same("tcp_established_timeout", "TcpEstablishedTimeout", Number),
            same("udp_stream_timeout", "UdpStreamTimeout", Number),
            same("udp_timeout", "UdpTimeout", Number),
        ]),
    ),
    same(
        "ena_srd_specification",
        "EnaSrdSpecification",
        Block(&[
            same("ena_srd_enabled", "EnaSrdEnabled", Truth),
            same(
                "ena_srd_udp_specification",
                "EnaSrdUdpSpecification",
                Block(&[same("ena_srd_udp_enabled", "EnaSrdUdpEnabled", Truth)]),
            ),
        ]),
    ),
];

const REQUIREMENTS: &[Setting] = &[
    same("accelerator_count", "AcceleratorCount", Range(RANGE)),
    list(
        "accelerator_manufacturers",
        ["AcceleratorManufacturers", "AcceleratorManufacturer"],
        Texts,
    ),
    list(
        "accelerator_names",
        ["AcceleratorNames", "AcceleratorName"],
        Texts,
    ),
    same(
        "accelerator_total_memory_mib",
        "AcceleratorTotalMemoryMiB",
        Range(RANGE),
    ),
    list(
        "accelerator_types",
        ["AcceleratorTypes", "AcceleratorType"],
        Texts,
    ),
    list(
        "allowed_instance_types",
        ["AllowedInstanceTypes", "AllowedInstanceType"],
        Texts,
    ),
    same("bare_metal", "BareMetal", Text),
    same(
        "baseline_ebs_bandwidth_mbps",
        "BaselineEbsBandwidthMbps",
        Range(RANGE),
    ),
    same("burstable_performance", "BurstablePerformance", Text),
    list(
        "cpu_manufacturers",
        ["CpuManufacturers", "CpuManufacturer"],
        Texts,
    ),
    list(
        "excluded_instance_types",
        ["ExcludedInstanceTypes", "ExcludedInstanceType"],
        Texts,
    ),
    list(
        "instance_generations",
        ["InstanceGenerations", "InstanceGeneration"],
        Texts,
    ),
    same("local_storage", "LocalStorage", Text),
    list(
        "local_storage_types",
        ["LocalStorageTypes", "LocalStorageType"],
        Texts,
    ),
    same(
        "max_spot_price_as_percentage_of_optimal_on_demand_price",
        "MaxSpotPriceAsPercentageOfOptimalOnDemandPrice",
        Number,
    ),
    same("memory_gib_per_vcpu", "MemoryGiBPerVCpu", Range(RANGE)),
    same("memory_mib", "MemoryMiB", Range(RANGE)),
    same(
        "network_bandwidth_gbps",
        "NetworkBandwidthGbps",
        Range(RANGE),
    ),
    same(
        "network_interface_count",
        "NetworkInterfaceCount",
        Range(RANGE),
    ),
    same(
        "on_demand_max_price_percentage_over_lowest_price",
        "OnDemandMaxPricePercentageOverLowestPrice",
        Number,
    ),
    same(
        "require_hibernate_support",
        "RequireHibernateSupport",
        Truth,
    ),
    same(
        "spot_max_price_percentage_over_lowest_price",
        "SpotMaxPricePercentageOverLowestPrice",
        Number,
    ),
    same(
        "total_local_storage_gb",
        "TotalLocalStorageGB",
        Range(RANGE),
    ),
    same("vcpu_count", "VCpuCount", Range(RANGE)),
];

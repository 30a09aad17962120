//! What EC2 documents and the emulator does not do.

use std::collections::BTreeMap;

use driftlock_core::{HashKey, Key};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{Fake, ec2, ec2_error};
use crate::{scope, sweep};

type Parameters = BTreeMap<String, String>;

/// One item of a list in each of two pages.
fn page(
    operation: &str,
    list: &str,
    parameters: &Parameters,
    items: [&str; 2],
) -> ResponseTemplate {
    let (item, token) = match parameters.get("NextToken").map(String::as_str) {
        None => (items[0], "<nextToken>2+/=</nextToken>"),
        Some("2+/=") => (items[1], ""),
        Some(other) => panic!("{other}"),
    };
    ec2(operation, &format!("<{list}>{item}</{list}>{token}"))
}

fn volume(id: &str, goes: bool) -> String {
    format!(
        "<item><volumeId>{id}</volumeId><size>8</size><volumeType>gp3</volumeType><iops>3000</iops>\
         <throughput>125</throughput><encrypted>true</encrypted><attachmentSet><item>\
         <deleteOnTermination>{goes}</deleteOnTermination></item></attachmentSet></item>"
    )
}

fn interface(id: &str, managed: bool, index: u8) -> String {
    format!(
        "<item><networkInterfaceId>{id}</networkInterfaceId><requesterManaged>{managed}\
         </requesterManaged><sourceDestCheck>true</sourceDestCheck><attachment>\
         <instanceId>i-1</instanceId><deviceIndex>{index}</deviceIndex>\
         <deleteOnTermination>true</deleteOnTermination></attachment><ipv6AddressesSet><item>\
         <ipv6Address>2001:db8::1</ipv6Address><isPrimaryIpv6>true</isPrimaryIpv6></item>\
         </ipv6AddressesSet><ipv4PrefixSet><item><ipv4Prefix>10.0.0.16/28</ipv4Prefix></item>\
         </ipv4PrefixSet></item>"
    )
}

fn disks_and_interfaces(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    match operation {
        "DescribeVolumes" => page(
            operation,
            "volumeSet",
            parameters,
            [
                &(volume("vol-1", false) + &volume("vol-root", true)),
                &volume("vol-2", false),
            ],
        ),
        "DescribeNetworkInterfaces" => page(
            operation,
            "networkInterfaceSet",
            parameters,
            [
                &(interface("eni-1", false, 1) + &interface("eni-nat", true, 1)),
                &(interface("eni-first", false, 0) + &interface("eni-2", false, 2)),
            ],
        ),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn what_goes_with_an_instance_or_a_service_is_part_of_that() {
    let fake = Fake::start(disks_and_interfaces).await;
    let connection = fake.connect().await;
    let types = scope(&["aws_ebs_volume", "aws_network_interface"], &[]);
    let found = sweep(&connection, &types).await;
    assert_eq!(found.unreadable, []);
    let mut ids: Vec<_> = found.resources.iter().map(|r| r.key.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["eni-1", "eni-2", "vol-1", "vol-2"]);
    let interface = found.resources.iter().find(|r| r.key.id == "eni-1");
    let interface = interface.unwrap().attributes.as_ref().unwrap();
    assert_eq!(interface["enable_primary_ipv6"], true);
    assert_eq!(interface["ipv4_prefixes"], json!(["10.0.0.16/28"]));
    assert_eq!(
        interface["attachment"],
        json!([{"device_index": 1, "instance": "i-1"}])
    );
    assert_eq!(
        fake.requests()
            .iter()
            .filter(|asked| asked.operation == "DescribeVolumes")
            .count(),
        2
    );
}

const INSTANCE: &str = "<instanceId>ID</instanceId><imageId>ami-1</imageId>\
    <instanceState><name>STATE</name></instanceState><instanceType>t4g.nano</instanceType>\
    <monitoring><state>enabled</state></monitoring><rootDeviceName>/dev/xvda</rootDeviceName>\
    <iamInstanceProfile><arn>arn:aws:iam::123456789012:instance-profile/path/web</arn>\
    </iamInstanceProfile><sourceDestCheck>true</sourceDestCheck>\
    <placement><availabilityZone>us-east-1a</availabilityZone><tenancy>default</tenancy></placement>\
    <blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-root</volumeId>\
    <deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping>\
    <groupSet><item><groupId>sg-1</groupId></item></groupSet>\
    <metadataOptions><state>applied</state><httpTokens>required</httpTokens>\
    <httpPutResponseHopLimit>2</httpPutResponseHopLimit><httpEndpoint>enabled</httpEndpoint>\
    </metadataOptions><enclaveOptions><enabled>false</enabled></enclaveOptions>\
    <maintenanceOptions><autoRecovery>default</autoRecovery></maintenanceOptions>\
    <privateDnsNameOptions><hostnameType>ip-name</hostnameType></privateDnsNameOptions>\
    <networkInterfaceSet><item><networkInterfaceId>eni-1</networkInterfaceId>\
    <attachment><deviceIndex>0</deviceIndex></attachment><association><publicIp>192.0.2.1</publicIp>\
    </association><privateIpAddressesSet><item><privateIpAddress>10.0.0.4</privateIpAddress>\
    <primary>true</primary></item><item><privateIpAddress>10.0.0.5</privateIpAddress>\
    <primary>false</primary></item></privateIpAddressesSet></item></networkInterfaceSet>";

fn instance(id: &str, state: &str) -> String {
    let instance = INSTANCE.replace("ID", id).replace("STATE", state);
    format!("<item><instancesSet><item>{instance}</item></instancesSet></item>")
}

fn instances(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    let attribute = |name: &str, value: &str| {
        ec2(
            operation,
            &format!("<{name}><value>{value}</value></{name}>"),
        )
    };
    match operation {
        "DescribeInstances" if parameters.contains_key("Filter.1.Name") => {
            let id = &parameters["Filter.1.Value.1"];
            let all = instance(id, "stopped");
            ec2(
                operation,
                &format!("<reservationSet>{all}</reservationSet>"),
            )
        }
        "DescribeInstances" => page(
            operation,
            "reservationSet",
            parameters,
            [
                &(instance("i-1", "running") + &instance("i-gone", "terminated")),
                &instance("i-2", "stopped"),
            ],
        ),
        "DescribeVolumes" => page(
            operation,
            "volumeSet",
            parameters,
            ["", &volume("vol-root", true)],
        ),
        "DescribeInstanceCreditSpecifications" => ec2(
            operation,
            "<instanceCreditSpecificationSet><item><cpuCredits>unlimited</cpuCredits></item>\
             </instanceCreditSpecificationSet>",
        ),
        "DescribeInstanceAttribute" => match parameters["Attribute"].as_str() {
            "disableApiTermination" => attribute("disableApiTermination", "true"),
            "disableApiStop" => attribute("disableApiStop", "false"),
            "userData" => attribute("userData", "aGVsbG8="),
            _ => attribute("instanceInitiatedShutdownBehavior", "terminate"),
        },
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn instances_are_read_with_all_that_guards_them() {
    let fake = Fake::start(instances).await;
    let connection = fake.connect().await;
    let key = HashKey::new([7; 32]);
    connection.conceal_with(key.clone());
    let found = sweep(&connection, &scope(&["aws_instance"], &[])).await;
    assert_eq!(found.unreadable, []);
    let mut ids: Vec<_> = found.resources.iter().map(|r| r.key.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["i-1", "i-2"]);
    let mut read = found.resources[0].attributes.clone().unwrap();
    // SHA-1 of `hello`, as Terraform's state has it.
    let hello = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";
    assert_eq!(read.remove("user_data"), Some(json!(key.hash(hello))));
    for name in ["id", "arn", "root_block_device"] {
        read.remove(name);
    }
    assert_eq!(
        Value::Object(read),
        json!({
            "ami": "ami-1", "associate_public_ip_address": true, "availability_zone": "us-east-1a",
            "credit_specification": [{"cpu_credits": "unlimited"}], "disable_api_stop": false,
            "disable_api_termination": true, "ebs_optimized": false, "enable_primary_ipv6": false,
            "hibernation": false, "iam_instance_profile": "web",
            "instance_initiated_shutdown_behavior": "terminate", "instance_type": "t4g.nano",
            "maintenance_options": [{"auto_recovery": "default"}],
            "metadata_options": [{"http_endpoint": "enabled", "http_put_response_hop_limit": 2,
                "http_tokens": "required"}],
            "monitoring": true, "primary_network_interface_id": "eni-1",
            "private_dns_name_options": [{"hostname_type": "ip-name"}],
            "secondary_private_ips": ["10.0.0.5"], "source_dest_check": true, "tags": {},
            "tenancy": "default", "vpc_security_group_ids": ["sg-1"],
        })
    );
}

fn accepts(operation: &str, _: &Parameters) -> ResponseTemplate {
    match operation {
        "DescribeIamInstanceProfileAssociations" => ec2(
            operation,
            "<iamInstanceProfileAssociationSet><item><associationId>iip-assoc-1</associationId>\
             </item></iamInstanceProfileAssociationSet>",
        ),
        _ => ec2(operation, "<return>true</return>"),
    }
}

/// The requests of what leads from `observed` to `approved`.
async fn requests(
    kind: &str,
    id: &str,
    approved: Value,
    observed: Option<Value>,
) -> Vec<(String, Parameters)> {
    let fake = Fake::start(accepts).await;
    let connection = fake.connect().await;
    let form = |value: Value| driftlock_aws::normalise(kind, value.as_object().unwrap().clone());
    let (approved, observed) = (form(approved), observed.map(form));
    let plan = driftlock_aws::plan_restore(kind, id, Some(&approved), observed.as_ref());
    for call in &plan.calls {
        crate::check_declared(kind, &call.action);
        let line = driftlock_aws::command_line(&key(kind, id), call).unwrap();
        assert!(line.starts_with("aws ec2 "), "{line}");
        connection.execute(&key(kind, id), call).await.unwrap();
    }
    let all = fake.requests().into_iter();
    all.map(|asked| (asked.operation, asked.parameters))
        .collect()
}

fn key(kind: &str, id: &str) -> Key {
    Key {
        kind: kind.to_owned(),
        region: "us-east-1".to_owned(),
        id: id.to_owned(),
        account: None,
    }
}

#[tokio::test]
async fn an_instance_is_restored_by_the_calls_of_the_api() {
    let of = |on: bool, name: &str, secondary: &str| {
        json!({"primary_network_interface_id": "eni-1", "monitoring": on,
            "disable_api_termination": on, "vpc_security_group_ids": [name],
            "iam_instance_profile": name, "instance_initiated_shutdown_behavior": name,
            "credit_specification": [{"cpu_credits": name}],
            "maintenance_options": [{"auto_recovery": name}],
            "private_dns_name_options": [{"enable_resource_name_dns_a_record": on}],
            "secondary_private_ips": [secondary], "ipv6_addresses": [name]})
    };
    let sent = requests(
        "aws_instance",
        "i-1",
        of(true, "a", "10.0.0.5"),
        Some(of(false, "b", "10.0.0.6")),
    )
    .await;
    let expected = [
        ("ModifyNetworkInterfaceAttribute", "SecurityGroupId.1", "a"),
        (
            "DescribeIamInstanceProfileAssociations",
            "Filter.1.Value.1",
            "i-1",
        ),
        (
            "ReplaceIamInstanceProfileAssociation",
            "AssociationId",
            "iip-assoc-1",
        ),
        (
            "ModifyInstanceAttribute",
            "DisableApiTermination.Value",
            "true",
        ),
        (
            "ModifyInstanceAttribute",
            "InstanceInitiatedShutdownBehavior.Value",
            "a",
        ),
        ("MonitorInstances", "InstanceId.1", "i-1"),
        (
            "ModifyInstanceCreditSpecification",
            "InstanceCreditSpecification.1.CpuCredits",
            "a",
        ),
        ("ModifyInstanceMaintenanceOptions", "AutoRecovery", "a"),
        (
            "ModifyPrivateDnsNameOptions",
            "EnableResourceNameDnsARecord",
            "true",
        ),
        (
            "UnassignPrivateIpAddresses",
            "PrivateIpAddress.1",
            "10.0.0.6",
        ),
        ("AssignPrivateIpAddresses", "PrivateIpAddress.1", "10.0.0.5"),
        ("UnassignIpv6Addresses", "Ipv6Addresses.1", "b"),
        ("AssignIpv6Addresses", "Ipv6Addresses.1", "a"),
    ];
    let operations: Vec<_> = sent
        .iter()
        .map(|(operation, _)| operation.as_str())
        .collect();
    let wanted: Vec<_> = expected.iter().map(|(operation, ..)| *operation).collect();
    assert_eq!(operations, wanted);
    for ((operation, parameters), (_, name, value)) in sent.iter().zip(expected) {
        let found = parameters.get(name).map(String::as_str);
        assert_eq!(found, Some(value), "{operation} {name}: {parameters:?}");
    }
}

#[tokio::test]
async fn a_profile_is_given_and_taken_away_and_monitoring_ends() {
    let of = |name: &str, on: bool| json!({"iam_instance_profile": name, "monitoring": on});
    let sent = requests("aws_instance", "i-1", of("", false), Some(of("b", true))).await;
    let operations: Vec<_> = sent
        .iter()
        .map(|(operation, _)| operation.as_str())
        .collect();
    let wanted = [
        "DescribeIamInstanceProfileAssociations",
        "DisassociateIamInstanceProfile",
        "UnmonitorInstances",
    ];
    assert_eq!(operations, wanted);
    let sent = requests("aws_instance", "i-1", of("a", true), Some(of("", true))).await;
    assert_eq!(sent[0].0, "AssociateIamInstanceProfile");
    assert_eq!(sent[0].1["IamInstanceProfile.Name"], "a");
}

#[tokio::test]
async fn a_key_is_imported_again_and_a_prefix_assigned() {
    let pair = |key: &str| json!({"key_name": "k", "public_key": key, "tags": {"a": "b"}});
    let sent = requests(
        "aws_key_pair",
        "k",
        pair("ssh-ed25519 AAAA"),
        Some(pair("ssh-ed25519 BBBB")),
    )
    .await;
    assert_eq!(sent[0].0, "DeleteKeyPair");
    assert_eq!(sent[1].0, "ImportKeyPair");
    assert_eq!(sent[1].1["PublicKeyMaterial"], "c3NoLWVkMjU1MTkgQUFBQQ==");
    assert_eq!(sent[1].1["TagSpecification.1.Tag.1.Key"], "a");
    let interface =
        |address: &str| json!({"ipv6_addresses": [address], "ipv4_prefixes": [address]});
    let sent = requests(
        "aws_network_interface",
        "eni-1",
        interface("a"),
        Some(json!({})),
    )
    .await;
    assert_eq!(sent[0].1["Ipv4Prefix.1"], "a");
    assert_eq!(sent[1].0, "AssignIpv6Addresses");
}

fn templates(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    let template = |id: &str| {
        format!(
            "<item><launchTemplateId>{id}</launchTemplateId><launchTemplateName>n</launchTemplateName>\
             <defaultVersionNumber>1</defaultVersionNumber><latestVersionNumber>5</latestVersionNumber>\
             <tagSet><item><key>a</key><value>b</value></item></tagSet></item>"
        )
    };
    match operation {
        "DescribeLaunchTemplates" => match parameters.get("LaunchTemplateId.1") {
            Some(id) if id == "lt-gone" => {
                let message =
                    "The specified launch template, with template ID lt-gone, does not exist.";
                ec2_error(400, "InvalidLaunchTemplateId.NotFound", message)
            }
            Some(id) => {
                let one = template(id);
                ec2(
                    operation,
                    &format!("<launchTemplates>{one}</launchTemplates>"),
                )
            }
            None => page(
                operation,
                "launchTemplates",
                parameters,
                [&template("lt-1"), &template("lt-2")],
            ),
        },
        "DescribeLaunchTemplateVersions" => {
            assert_eq!(parameters["LaunchTemplateVersion.1"], "$Latest");
            ec2(
                operation,
                "<launchTemplateVersionSet><item><versionNumber>5</versionNumber>\
                 <versionDescription>d</versionDescription><launchTemplateData>\
                 <userData>c2VjcmV0</userData><instanceRequirements>\
                 <memoryGiBPerVCpu><min>0.5</min><max>2.0</max></memoryGiBPerVCpu>\
                 <acceleratorCount><max>0</max></acceleratorCount>\
                 <cpuManufacturerSet><item>intel</item><item>amd</item></cpuManufacturerSet>\
                 </instanceRequirements><instanceMarketOptions><marketType>spot</marketType>\
                 <spotOptions><validUntil>2030-01-02T03:04:05Z</validUntil></spotOptions>\
                 </instanceMarketOptions></launchTemplateData></item></launchTemplateVersionSet>",
            )
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn launch_templates_are_read_in_their_latest_version() {
    let fake = Fake::start(templates).await;
    let connection = fake.connect().await;
    let hash = HashKey::new([7; 32]);
    connection.conceal_with(hash.clone());
    let found = sweep(&connection, &scope(&["aws_launch_template"], &[])).await;
    assert_eq!(found.unreadable, []);
    assert_eq!(found.resources.len(), 2);
    let mut read = found.resources[0].attributes.clone().unwrap();
    for name in ["id", "arn"] {
        read.remove(name);
    }
    assert_eq!(
        Value::Object(read),
        json!({
            "name": "n", "description": "d", "default_version": 1, "tags": {"a": "b"},
            "user_data": hash.hash("c2VjcmV0"),
            "instance_requirements": [{"accelerator_count": [{"max": 0}],
                "cpu_manufacturers": ["amd", "intel"], "memory_gib_per_vcpu": [{"max": 2, "min": 0.5}]}],
            "instance_market_options": [{"market_type": "spot",
                "spot_options": [{"valid_until": "2030-01-02T03:04:05Z"}]}],
        })
    );
    let gone = connection
        .read(&key("aws_launch_template", "lt-gone"))
        .await;
    assert_eq!(gone.unwrap(), None);
}

#[tokio::test]
async fn a_version_is_made_with_all_settings_in_one_signed_request() {
    let of = |image: &str, version: u32, tag: &str| {
        json!({"image_id": image, "user_data": "hash", "default_version": version,
            "network_interfaces": [{"security_groups": [image]}], "tags": {"a": tag}})
    };
    let sent = requests(
        "aws_launch_template",
        "lt-1",
        of("a", 1, "b"),
        Some(of("c & d", 2, "e")),
    )
    .await;
    let operations: Vec<_> = sent
        .iter()
        .map(|(operation, _)| operation.as_str())
        .collect();
    let wanted = [
        "ModifyLaunchTemplate",
        "CreateLaunchTemplateVersion",
        "CreateTags",
    ];
    assert_eq!(operations, wanted);
    assert_eq!(sent[0].1["SetDefaultVersion"], "1");
    let version = &sent[1].1;
    assert_eq!(version["LaunchTemplateId"], "lt-1");
    assert_eq!(version["SourceVersion"], "$Latest");
    assert_eq!(version["LaunchTemplateData.ImageId"], "a");
    assert_eq!(
        version["LaunchTemplateData.NetworkInterface.1.SecurityGroupId.1"],
        "a"
    );
    assert!(!version.contains_key("LaunchTemplateData.UserData"));
}

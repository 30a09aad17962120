//! Networks, as far as AWS documents what neither the emulator nor a run of Terraform shows.

use std::collections::BTreeMap;

use driftlock_aws::{Connection, command_line, plan_restore};
use driftlock_core::{Attributes, Key};
use driftlock_testbed::Moto;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{Fake, ec2, ec2_error};
use crate::{check_declared, emulated, scope, sweep};

type Parameters = BTreeMap<String, String>;

const TYPES: [&str; 9] = [
    "aws_eip",
    "aws_flow_log",
    "aws_internet_gateway",
    "aws_nat_gateway",
    "aws_network_acl",
    "aws_route_table",
    "aws_subnet",
    "aws_vpc",
    "aws_vpc_endpoint",
];

fn key(kind: &str, id: &str) -> Key {
    Key {
        kind: kind.to_owned(),
        region: "us-east-1".to_owned(),
        id: id.to_owned(),
        account: None,
    }
}

/// Brings `key` back by our own calls, or by the lines that we print, and answers the actions.
async fn restore(
    moto: Option<(&Moto, &str)>,
    connection: &Connection,
    key: &Key,
    approved: Option<&Attributes>,
) -> Vec<String> {
    let observed = connection.read(key).await.unwrap();
    let plan = plan_restore(&key.kind, &key.id, approved, observed.as_ref());
    assert_eq!(plan.unrestorable, [], "{key}");
    for call in &plan.calls {
        check_declared(&key.kind, &call.action);
        match moto {
            Some((moto, "by hand")) => {
                moto.shell(&command_line(key, call).unwrap()).unwrap();
            }
            _ => {
                connection.execute(key, call).await.unwrap();
            }
        }
    }
    plan.calls.into_iter().map(|call| call.action).collect()
}

/// A VPC with two subnets; prints ids by name.
const NETWORK: &str = r#"
import json
ec2 = client("ec2")
vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
def subnet(cidr):
    return ec2.create_subnet(VpcId=vpc, CidrBlock=cidr)["Subnet"]["SubnetId"]
def table():
    return ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
def acl():
    return ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
ids = {"vpc": vpc, "one": subnet("10.0.1.0/24"), "two": subnet("10.0.2.0/24"),
       "table": table(), "other": table(), "acl": acl(), "other_acl": acl()}
ec2.associate_route_table(SubnetId=ids["one"], RouteTableId=ids["table"])
print(json.dumps(ids))"#;

async fn network() -> (Moto, Connection, BTreeMap<String, String>) {
    let moto = Moto::start().unwrap();
    let ids = serde_json::from_str(&moto.boto3(NETWORK).unwrap()).unwrap();
    let connection = emulated(&moto.endpoint()).await;
    (moto, connection, ids)
}

/// Ids of what `ids` names, then `statements`.
fn change(moto: &Moto, ids: &BTreeMap<String, String>, statements: &str) {
    let ids = json!(json!(ids).to_string());
    let script = format!(
        "import json\nids = json.loads({ids})\nec2 = client(\"ec2\")\n\
         def association(subnet):\n    \
         tables = ec2.describe_route_tables(Filters=[{{\"Name\": \"association.subnet-id\", \"Values\": [subnet]}}])\n    \
         return [a[\"RouteTableAssociationId\"] for a in tables[\"RouteTables\"][0][\"Associations\"] if a.get(\"SubnetId\") == subnet][0]\n\
         def acl_association(subnet):\n    \
         acls = ec2.describe_network_acls(Filters=[{{\"Name\": \"association.subnet-id\", \"Values\": [subnet]}}])\n    \
         return [a[\"NetworkAclAssociationId\"] for a in acls[\"NetworkAcls\"][0][\"Associations\"] if a[\"SubnetId\"] == subnet][0]\n\
         {statements}"
    );
    moto.boto3(&script).unwrap();
}

#[tokio::test]
async fn a_subnet_gets_its_route_table_back_whatever_became_of_the_association() {
    let (moto, connection, ids) = network().await;
    let kind = "aws_route_table_association";
    let (one, two) = (key(kind, &ids["one"]), key(kind, &ids["two"]));
    let approved = connection.read(&one).await.unwrap();
    assert_eq!(
        approved.as_ref().unwrap()["route_table_id"],
        json!(ids["table"])
    );
    assert_eq!(connection.read(&two).await.unwrap(), None);
    for how in ["by us", "by hand"] {
        let moved = "ec2.replace_route_table_association(\
                     AssociationId=association(ids[\"one\"]), RouteTableId=ids[\"other\"])";
        let lost = "ec2.disassociate_route_table(AssociationId=association(ids[\"one\"]))";
        for (statements, expected) in [
            (moved, "ec2:ReplaceRouteTableAssociation"),
            (lost, "ec2:AssociateRouteTable"),
        ] {
            change(&moto, &ids, statements);
            let calls = restore(Some((&moto, how)), &connection, &one, approved.as_ref()).await;
            assert_eq!(calls, [expected]);
            assert_eq!(connection.read(&one).await.unwrap(), approved);
        }
        let gained =
            "ec2.associate_route_table(SubnetId=ids[\"two\"], RouteTableId=ids[\"other\"])";
        change(&moto, &ids, gained);
        let calls = restore(Some((&moto, how)), &connection, &two, None).await;
        assert_eq!(calls, ["ec2:DisassociateRouteTable"]);
        assert_eq!(connection.read(&two).await.unwrap(), None);
    }
}

#[tokio::test]
async fn associations_of_a_region_are_read_in_one_call() {
    let (moto, connection, ids) = network().await;
    let kind = "aws_route_table_association";
    moto.reset_counts().unwrap();
    let found = sweep(&connection, &scope(&[kind], &[])).await;
    let counts = moto.requests().unwrap();
    let expected = [("ec2:DescribeRouteTables", 1), ("ec2:DescribeSubnets", 1)];
    let expected = expected.map(|(action, count)| (action.to_owned(), count));
    assert_eq!(counts, BTreeMap::from(expected));
    let read: Vec<_> = found
        .resources
        .iter()
        .filter_map(|found| Some((found.key.id.clone(), found.attributes.clone()?)))
        .collect();
    let [(id, association)] = read.as_slice() else {
        panic!("{read:?}")
    };
    assert_eq!(id, &ids["one"]);
    assert_eq!(association["route_table_id"], json!(ids["table"]));
    assert!(found.resources.len() > 2, "absence is recorded");
}

#[tokio::test]
async fn a_subnet_that_was_moved_goes_back_to_its_acl() {
    let (moto, connection, ids) = network().await;
    let moved = |to: &str| {
        format!(
            "ec2.replace_network_acl_association(\
             AssociationId=acl_association(ids[\"one\"]), NetworkAclId=ids[\"{to}\"])"
        )
    };
    change(&moto, &ids, &moved("acl"));
    let [acl, other] = ["acl", "other_acl"].map(|name| key("aws_network_acl", &ids[name]));
    let approved = connection.read(&acl).await.unwrap();
    let approved_other = connection.read(&other).await.unwrap();
    for how in ["by us", "by hand"] {
        change(&moto, &ids, &moved("other_acl"));
        let observed = connection.read(&other).await.unwrap();
        let (kind, id) = (&other.kind, &other.id);
        let plan = plan_restore(kind, id, approved_other.as_ref(), observed.as_ref());
        assert_eq!(plan.calls, []);
        let path = format!("subnet_ids[{}]", ids["one"]);
        assert_eq!(plan.unrestorable[0].path, path);
        let calls = restore(Some((&moto, how)), &connection, &acl, approved.as_ref()).await;
        assert_eq!(calls, ["ec2:ReplaceNetworkAclAssociation"]);
        assert_eq!(connection.read(&acl).await.unwrap(), approved);
        assert_eq!(connection.read(&other).await.unwrap(), approved_other);
    }
}

/// Two items of each listing, on a page each. Attributes of a VPC are all on.
fn two_pages(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    let (set, item) = match operation {
        "DescribeVpcs" => ("vpcSet", "vpcId>vpc-"),
        "DescribeSubnets" => ("subnetSet", "subnetId>subnet-"),
        "DescribeRouteTables" => ("routeTableSet", "routeTableId>rtb-"),
        "DescribeInternetGateways" => ("internetGatewaySet", "internetGatewayId>igw-"),
        "DescribeNetworkAcls" => ("networkAclSet", "networkAclId>acl-"),
        "DescribeNatGateways" => ("natGatewaySet", "natGatewayId>nat-"),
        "DescribeVpcEndpoints" => ("vpcEndpointSet", "vpcEndpointId>vpce-"),
        "DescribeFlowLogs" => ("flowLogSet", "flowLogId>fl-"),
        "DescribeAddresses" => ("addressesSet", "allocationId>eipalloc-"),
        "DescribeVpcAttribute" => {
            let name = &parameters["Attribute"];
            return ec2(operation, &format!("<{name}><value>true</value></{name}>"));
        }
        other => panic!("{other}"),
    };
    let (tag, _) = item.split_once('>').unwrap();
    let one = |n: &str| format!("<item><{item}{n}</{tag}></item>");
    if operation == "DescribeAddresses" {
        let all = one("1") + &one("2");
        return ec2(operation, &format!("<{set}>{all}</{set}>"));
    }
    assert_eq!(parameters["MaxResults"], "100", "{operation}");
    match parameters.get("NextToken").map(String::as_str) {
        None => ec2(
            operation,
            &format!("<{set}>{}</{set}><nextToken>more</nextToken>", one("1")),
        ),
        Some("more") => ec2(operation, &format!("<{set}>{}</{set}>", one("2"))),
        Some(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn all_pages_are_read() {
    let fake = Fake::start(two_pages).await;
    let connection = fake.connect().await;
    for kind in TYPES {
        let found = sweep(&connection, &scope(&[kind], &[])).await;
        assert_eq!(found.unreadable, [], "{kind}");
        let mut ids: Vec<_> = found.resources.iter().map(|r| r.key.id.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids.len(), 2, "{kind}");
        assert!(ids[0].ends_with("-1") && ids[1].ends_with("-2"), "{ids:?}");
        for found in &found.resources {
            let read = found.attributes.clone().unwrap();
            assert_eq!(driftlock_aws::normalise(kind, read.clone()), read);
        }
    }
    // Of a VPC each of three attributes, and the main tables.
    let attributes = fake.asked();
    let count = |name: &str| attributes.iter().filter(|asked| *asked == name).count();
    assert_eq!(count("DescribeVpcAttribute"), 6);
    assert_eq!(count("DescribeRouteTables"), 4);
}

/// Filters find nothing; ids that AWS does not know are errors.
fn nothing(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    let by_id = |code: &str| ec2_error(400, code, "does not exist");
    match operation {
        "DescribeNetworkAcls" => by_id("InvalidNetworkAclID.NotFound"),
        "DescribeVpcEndpoints" => by_id("InvalidVpcEndpointId.NotFound"),
        _ => {
            assert!(parameters.contains_key("Filter.1.Name"), "{parameters:?}");
            ec2(operation, "")
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_read_as_nothing() {
    let fake = Fake::start(nothing).await;
    let connection = fake.connect().await;
    for kind in TYPES.iter().chain(&["aws_route_table_association"]) {
        let found = connection.read(&key(kind, "x-1")).await.unwrap();
        assert_eq!(found, None, "{kind}");
    }
    assert_eq!(fake.asked().len(), TYPES.len() + 1, "one call for each");
}

/// As AWS describes it, with all that it fills in by itself.
fn as_documented(operation: &str, _: &Parameters) -> ResponseTemplate {
    let body = match operation {
        "DescribeRouteTables" => {
            "<routeTableSet><item><routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId>\
             <routeSet>\
             <item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId>\
             <state>active</state><origin>CreateRouteTable</origin></item>\
             <item><destinationPrefixListId>pl-1</destinationPrefixListId>\
             <gatewayId>vpce-1</gatewayId><state>active</state><origin>CreateRoute</origin></item>\
             <item><destinationCidrBlock>192.168.0.0/16</destinationCidrBlock>\
             <gatewayId>vgw-1</gatewayId><origin>EnableVgwRoutePropagation</origin></item>\
             <item><destinationCidrBlock>10.9.0.0/16</destinationCidrBlock>\
             <gatewayId>vpce-2</gatewayId><state>blackhole</state><origin>CreateRoute</origin></item>\
             <item><destinationIpv6CidrBlock>::/0</destinationIpv6CidrBlock>\
             <instanceId>i-1</instanceId><networkInterfaceId>eni-1</networkInterfaceId>\
             <origin>CreateRoute</origin></item></routeSet>\
             <propagatingVgwSet><item><gatewayId>vgw-1</gatewayId></item></propagatingVgwSet>\
             </item></routeTableSet>"
        }
        "DescribeNatGateways" => {
            "<natGatewaySet><item><natGatewayId>nat-1</natGatewayId><state>available</state>\
             <connectivityType>public</connectivityType><natGatewayAddressSet>\
             <item><allocationId>eip-2</allocationId><associationId>as-2</associationId>\
             <privateIp>10.0.0.2</privateIp><isPrimary>false</isPrimary></item>\
             <item><allocationId>eip-1</allocationId><associationId>as-1</associationId>\
             <privateIp>10.0.0.1</privateIp><isPrimary>true</isPrimary></item>\
             </natGatewayAddressSet></item>\
             <item><natGatewayId>nat-0</natGatewayId><state>deleted</state></item></natGatewaySet>"
        }
        "DescribeSubnets" => {
            "<subnetSet><item><subnetId>subnet-1</subnetId><ipv6CidrBlockAssociationSet>\
             <item><ipv6CidrBlock>2600:1::/64</ipv6CidrBlock><associationId>as-1</associationId>\
             <ipv6CidrBlockState><state>disassociated</state></ipv6CidrBlockState></item>\
             <item><ipv6CidrBlock>2600:2::/64</ipv6CidrBlock><associationId>as-2</associationId>\
             <ipv6CidrBlockState><state>associated</state></ipv6CidrBlockState></item>\
             </ipv6CidrBlockAssociationSet><privateDnsNameOptionsOnLaunch>\
             <hostnameType>ip-name</hostnameType></privateDnsNameOptionsOnLaunch></item></subnetSet>"
        }
        "DescribeNetworkAcls" => {
            "<networkAclSet><item><networkAclId>acl-1</networkAclId><entrySet>\
             <item><ruleNumber>100</ruleNumber><protocol>1</protocol><ruleAction>allow</ruleAction>\
             <egress>false</egress><cidrBlock>10.0.0.0/8</cidrBlock>\
             <icmpTypeCode><code>-1</code><type>8</type></icmpTypeCode></item>\
             <item><ruleNumber>32767</ruleNumber><protocol>-1</protocol><ruleAction>deny</ruleAction>\
             <egress>false</egress><cidrBlock>0.0.0.0/0</cidrBlock></item>\
             <item><ruleNumber>32768</ruleNumber><protocol>-1</protocol><ruleAction>deny</ruleAction>\
             <egress>true</egress><ipv6CidrBlock>::/0</ipv6CidrBlock></item>\
             </entrySet></item></networkAclSet>"
        }
        "DescribeVpcEndpoints" => {
            "<vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId>\
             <vpcEndpointType>Interface</vpcEndpointType><state>available</state>\
             <privateDnsEnabled>true</privateDnsEnabled><ipAddressType>ipv4</ipAddressType>\
             <dnsOptions><dnsRecordIpType>ipv4</dnsRecordIpType></dnsOptions>\
             <groupSet><item><groupId>sg-1</groupId></item></groupSet></item>\
             <item><vpcEndpointId>vpce-0</vpcEndpointId><state>deleted</state></item>\
             </vpcEndpointSet>"
        }
        _ => "<return>true</return>",
    };
    ec2(operation, body)
}

#[tokio::test]
async fn networks_are_read_as_aws_documents_them() {
    let fake = Fake::start(as_documented).await;
    let connection = fake.connect().await;
    let read = async |kind: &str, id: &str| {
        let found = connection.read(&key(kind, id)).await.unwrap().unwrap();
        let swept = sweep(&connection, &scope(&[kind], &[])).await;
        assert_eq!(swept.resources.len(), 1, "{kind}: nothing that is gone");
        assert_eq!(swept.resources[0].attributes.as_ref(), Some(&found));
        found
    };
    let table = read("aws_route_table", "rtb-1").await;
    assert_eq!(
        table["route"],
        json!([
            {"cidr_block": "10.9.0.0/16", "vpc_endpoint_id": "vpce-2"},
            {"ipv6_cidr_block": "::/0", "network_interface_id": "eni-1"},
        ])
    );
    assert_eq!(table["propagating_vgws"], json!(["vgw-1"]));
    let gateway = read("aws_nat_gateway", "nat-1").await;
    assert_eq!(gateway["allocation_id"], "eip-1");
    assert_eq!(gateway["secondary_allocation_ids"], json!(["eip-2"]));
    assert_eq!(
        gateway["secondary_private_ip_addresses"],
        json!(["10.0.0.2"])
    );
    let subnet = read("aws_subnet", "subnet-1").await;
    assert_eq!(subnet["ipv6_cidr_block"], "2600:2::/64");
    assert_eq!(subnet["map_public_ip_on_launch"], false);
    let acl = read("aws_network_acl", "acl-1").await;
    let ping = json!({"rule_no": 100, "action": "allow", "protocol": "icmp", "from_port": 0,
        "to_port": 0, "cidr_block": "10.0.0.0/8", "icmp_type": 8, "icmp_code": -1});
    assert_eq!(
        (&acl["ingress"], &acl["egress"]),
        (&json!([ping]), &json!([]))
    );
    let endpoint = read("aws_vpc_endpoint", "vpce-1").await;
    let inbound = "private_dns_only_for_inbound_resolver_endpoint";
    let options = json!([{"dns_record_ip_type": "ipv4", inbound: false}]);
    assert_eq!(endpoint["dns_options"], options);
    assert_eq!(endpoint["private_dns_enabled"], true);
}

/// Restores what is described above from what `change` makes of it, and answers the last request.
async fn sent(kind: &str, id: &str, change: Value) -> (String, Parameters) {
    let fake = Fake::start(as_documented).await;
    let connection = fake.connect().await;
    let key = key(kind, id);
    let mut approved = connection.read(&key).await.unwrap().unwrap();
    approved.extend(change.as_object().unwrap().clone());
    let approved = driftlock_aws::normalise(kind, approved);
    restore(None, &connection, &key, Some(&approved)).await;
    let last = fake.requests().pop().unwrap();
    (last.operation, last.parameters)
}

#[tokio::test]
async fn calls_that_the_emulator_lacks_are_sent_as_documented() {
    let check =
        async |kind: &str, id: &str, change: Value, operation: &str, sent_too: &[(&str, &str)]| {
            let (asked, parameters) = sent(kind, id, change).await;
            assert_eq!(asked, operation);
            for (name, value) in sent_too {
                assert_eq!(
                    parameters.get(*name).map(String::as_str),
                    Some(*value),
                    "{parameters:?}"
                );
            }
        };
    let (subnet, table) = ("aws_subnet", "aws_route_table");
    check(
        subnet,
        "subnet-1",
        json!({"ipv6_cidr_block": ""}),
        "DisassociateSubnetCidrBlock",
        &[("AssociationId", "as-2")],
    )
    .await;
    check(
        subnet,
        "subnet-1",
        json!({"ipv6_cidr_block": "2600:9::/64"}),
        "AssociateSubnetCidrBlock",
        &[("Ipv6CidrBlock", "2600:9::/64"), ("SubnetId", "subnet-1")],
    )
    .await;
    for (name, member, value) in [
        ("enable_dns64", "EnableDns64.Value", json!(true)),
        (
            "enable_lni_at_device_index",
            "EnableLniAtDeviceIndex",
            json!(1),
        ),
        (
            "private_dns_hostname_type_on_launch",
            "PrivateDnsHostnameTypeOnLaunch",
            json!("resource-name"),
        ),
    ] {
        let expected = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let members = [(member, expected.as_str())];
        check(
            subnet,
            "subnet-1",
            json!({ name: value }),
            "ModifySubnetAttribute",
            &members,
        )
        .await;
    }
    let gateway = [("RouteTableId", "rtb-1"), ("GatewayId", "vgw-1")];
    let none = json!({"propagating_vgws": []});
    check(table, "rtb-1", none, "DisableVgwRoutePropagation", &gateway).await;
    let gateway = [("RouteTableId", "rtb-1"), ("GatewayId", "vgw-2")];
    let two = json!({"propagating_vgws": ["vgw-1", "vgw-2"]});
    check(table, "rtb-1", two, "EnableVgwRoutePropagation", &gateway).await;
    let nat = "aws_nat_gateway";
    let (one, other) = (json!({"secondary_allocation_ids": []}), ["eip-2", "eip-3"]);
    let association = [("AssociationId.1", "as-2"), ("NatGatewayId", "nat-1")];
    check(
        nat,
        "nat-1",
        one,
        "DisassociateNatGatewayAddress",
        &association,
    )
    .await;
    let more = json!({ "secondary_allocation_ids": other });
    let address = [("AllocationId.1", "eip-3"), ("NatGatewayId", "nat-1")];
    check(nat, "nat-1", more, "AssociateNatGatewayAddress", &address).await;
    check(
        "aws_vpc_endpoint",
        "vpce-1",
        json!({"private_dns_enabled": false}),
        "ModifyVpcEndpoint",
        &[("PrivateDnsEnabled", "false"), ("VpcEndpointId", "vpce-1")],
    )
    .await;
    let ping = json!({"rule_no": 100, "action": "allow", "protocol": "icmp",
        "cidr_block": "10.0.0.0/8", "icmp_type": 3, "icmp_code": 4});
    let entry = [
        ("Icmp.Type", "3"),
        ("Icmp.Code", "4"),
        ("Protocol", "1"),
        ("Egress", "false"),
    ];
    let ingress = json!({ "ingress": [ping] });
    check(
        "aws_network_acl",
        "acl-1",
        ingress,
        "ReplaceNetworkAclEntry",
        &entry,
    )
    .await;
}

#[test]
fn lines_look_ids_up_in_the_region_of_the_resource() {
    let line = |kind: &str, id: &str, approved: Value, observed: Value| {
        let form =
            |value: Value| driftlock_aws::normalise(kind, value.as_object().unwrap().clone());
        let (approved, observed) = (form(approved), form(observed));
        let plan = plan_restore(kind, id, Some(&approved), Some(&observed));
        command_line(&key(kind, id), &plan.calls[0]).unwrap()
    };
    assert_eq!(
        line(
            "aws_nat_gateway",
            "nat-1",
            json!({"id": "nat-1"}),
            json!({"id": "nat-1", "secondary_allocation_ids": ["eip-2"]})
        ),
        "aws ec2 disassociate-nat-gateway-address --region us-east-1 --nat-gateway-id nat-1 \
         --association-ids \"$(aws ec2 describe-nat-gateways --region us-east-1 \
         --filter 'Name=nat-gateway-id,Values=nat-1' --query \
         'NatGateways[].NatGatewayAddresses[] | [?AllocationId=='\\''eip-2'\\''].AssociationId | [0]' \
         --output text)\""
    );
    assert_eq!(
        line(
            "aws_subnet",
            "subnet-1",
            json!({"id": "subnet-1"}),
            json!({"id": "subnet-1", "ipv6_cidr_block": "2600::/64"})
        ),
        "aws ec2 disassociate-subnet-cidr-block --region us-east-1 \
         --association-id \"$(aws ec2 describe-subnets --region us-east-1 \
         --filters 'Name=subnet-id,Values=subnet-1' --query \
         'Subnets[].Ipv6CidrBlockAssociationSet[] \
         | [?Ipv6CidrBlockState.State=='\\''associated'\\''].AssociationId | [0]' \
         --output text)\""
    );
}

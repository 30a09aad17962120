use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_security_group",
    hcl: include_str!("security_group.tf"),
    undeclared: None,
    changes: &[
        Change {
            name: "22 opened to the world",
            on: "aws_security_group.web",
            statements: r#"
client("ec2").authorize_security_group_ingress(
    GroupId=id, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0")"#,
            drift: &["ingress[tcp 22 from 0.0.0.0/0]"],
        },
        Change {
            name: "443 closed for one of its networks",
            on: "aws_security_group.web",
            statements: r#"
client("ec2").revoke_security_group_ingress(
    GroupId=id, IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp="10.0.0.0/8")"#,
            drift: &["ingress[tcp 443 from 10.0.0.0/8]"],
        },
        Change {
            name: "443 widened to the world",
            on: "aws_security_group.web",
            statements: r#"
client("ec2").revoke_security_group_ingress(
    GroupId=id, IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp="192.168.0.0/16")
client("ec2").authorize_security_group_ingress(
    GroupId=id, IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp="0.0.0.0/0")"#,
            drift: &[
                "ingress[tcp 443 from 0.0.0.0/0]",
                "ingress[tcp 443 from 192.168.0.0/16]",
            ],
        },
        Change {
            name: "all ports opened to the IPv6 world, and one IPv6 network closed",
            on: "aws_security_group.web",
            statements: r#"
ec2 = client("ec2")
ec2.authorize_security_group_ingress(GroupId=id, IpPermissions=[
    {"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}])
ec2.revoke_security_group_ingress(GroupId=id, IpPermissions=[
    {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "Ipv6Ranges": [{"CidrIpv6": "2001:db8::/32"}]}])"#,
            drift: &[
                "ingress[tcp 0-65535 from ::/0]",
                "ingress[tcp 443 from 2001:db8::/32]",
            ],
        },
        Change {
            name: "a description changed",
            on: "aws_security_group.web",
            statements: r#"
client("ec2").update_security_group_rule_descriptions_ingress(GroupId=id, IpPermissions=[
    {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
     "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "temporary, honestly"}]}])"#,
            drift: &["ingress[tcp 443 from 10.0.0.0/8].description"],
        },
        Change {
            name: "the rules for itself and for its peer removed",
            on: "aws_security_group.web",
            statements: r#"
ec2 = client("ec2")
ec2.revoke_security_group_ingress(GroupId=id, IpPermissions=[
    {"IpProtocol": "tcp", "FromPort": 7000, "ToPort": 7010,
     "UserIdGroupPairs": [{"GroupId": id, "Description": "cluster"}]}])
ec2.revoke_security_group_ingress(GroupId=id, IpPermissions=[
    {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432,
     "UserIdGroupPairs": [{"GroupId": ids["aws_security_group.peer"], "Description": "database"}]}])"#,
            drift: &[
                "ingress[tcp 5432 from {aws_security_group.peer}]",
                "ingress[tcp 7000-7010 from self]",
            ],
        },
        Change {
            name: "ping and the prefix list removed, all ICMP allowed",
            on: "aws_security_group.web",
            statements: r#"
ec2 = client("ec2")
ec2.revoke_security_group_ingress(GroupId=id, IpPermissions=[
    {"IpProtocol": "icmp", "FromPort": 8, "ToPort": 0, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}])
ec2.revoke_security_group_ingress(GroupId=id, IpPermissions=[
    {"IpProtocol": "udp", "FromPort": 53, "ToPort": 53,
     "PrefixListIds": [{"PrefixListId": ids["aws_ec2_managed_prefix_list.offices"]}]}])
ec2.authorize_security_group_ingress(GroupId=id, IpPermissions=[
    {"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])"#,
            drift: &[
                "ingress[icmp 8/0 from 10.0.0.0/8]",
                "ingress[icmp from 0.0.0.0/0]",
                "ingress[udp 53 from {aws_ec2_managed_prefix_list.offices}]",
            ],
        },
        Change {
            name: "egress narrowed from all traffic to one port",
            on: "aws_security_group.web",
            statements: r#"
ec2 = client("ec2")
ec2.revoke_security_group_egress(
    GroupId=id, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
ec2.authorize_security_group_egress(GroupId=id, IpPermissions=[
    {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])"#,
            drift: &["egress[all to 0.0.0.0/0]", "egress[tcp 443 to 0.0.0.0/0]"],
        },
        Change {
            name: "the description of an egress rule changed",
            on: "aws_security_group.web",
            statements: r#"
client("ec2").update_security_group_rule_descriptions_egress(GroupId=id, IpPermissions=[
    {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "all of it"}]}])"#,
            drift: &["egress[all to 0.0.0.0/0].description"],
        },
        Change {
            name: "tags changed, added and removed",
            on: "aws_security_group.web",
            statements: r#"
ec2 = client("ec2")
ec2.create_tags(Resources=[id], Tags=[
    {"Key": "Env", "Value": "test"}, {"Key": "a b/c", "Value": ""}, {"Key": "größe", "Value": "x"}])
ec2.delete_tags(Resources=[id], Tags=[{"Key": "cost center"}])"#,
            drift: &[
                "tags.Env",
                "tags[\"a b/c\"]",
                "tags[\"cost center\"]",
                "tags[\"größe\"]",
            ],
        },
        Change {
            name: "everything opened in a group that had no rules",
            on: "aws_security_group.peer",
            statements: r#"
ec2 = client("ec2")
all = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
ec2.authorize_security_group_ingress(GroupId=id, IpPermissions=[all])
ec2.authorize_security_group_egress(GroupId=id, IpPermissions=[all])"#,
            drift: &[
                "egress[all to 0.0.0.0/0]",
                "egress[all to ::/0]",
                "ingress[all from 0.0.0.0/0]",
                "ingress[all from ::/0]",
            ],
        },
        Change {
            name: "a rule for itself and one for another group added",
            on: "aws_security_group.peer",
            statements: r#"
web = ids["aws_security_group.web"]
client("ec2").authorize_security_group_ingress(GroupId=id, IpPermissions=[
    {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
     "UserIdGroupPairs": [{"GroupId": id, "Description": "mine"}, {"GroupId": web}]}])"#,
            drift: &[
                "ingress[tcp 22 from self]",
                "ingress[tcp 22 from {aws_security_group.web}]",
            ],
        },
        Change {
            name: "its tags given to a group without any",
            on: "aws_security_group.peer",
            statements: r#"client("ec2").create_tags(Resources=[id], Tags=[{"Key": "Name", "Value": "x"}])"#,
            drift: &["tags.Name"],
        },
        Change {
            name: "all traffic narrowed to one protocol",
            on: "aws_security_group.open",
            statements: r#"
ec2 = client("ec2")
ec2.revoke_security_group_ingress(
    GroupId=id, IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": id}]}])
ec2.authorize_security_group_ingress(GroupId=id, IpPermissions=[
    {"IpProtocol": "udp", "FromPort": 0, "ToPort": 65535, "UserIdGroupPairs": [{"GroupId": id}]}])"#,
            drift: &["ingress[all from self]", "ingress[udp 0-65535 from self]"],
        },
        Change {
            name: "IPv6 egress closed",
            on: "aws_security_group.open",
            statements: r#"
client("ec2").revoke_security_group_egress(
    GroupId=id, IpPermissions=[{"IpProtocol": "-1", "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}])"#,
            drift: &["egress[all to ::/0]"],
        },
        Change {
            name: "a rule added beside rule resources",
            on: "aws_security_group.by_rule",
            statements: r#"
client("ec2").authorize_security_group_ingress(
    GroupId=id, IpProtocol="tcp", FromPort=3389, ToPort=3389, CidrIp="203.0.113.7/32")"#,
            drift: &["ingress[tcp 3389 from 203.0.113.7/32]"],
        },
        Change {
            name: "the description of a rule resource changed",
            on: "aws_security_group.by_rule",
            statements: r#"
client("ec2").update_security_group_rule_descriptions_ingress(GroupId=id, IpPermissions=[
    {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
     "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "other"}]}])"#,
            drift: &["ingress[tcp 443 from 10.0.0.0/8].description"],
        },
        Change {
            name: "one network of an old rule resource closed",
            on: "aws_security_group.by_old_rule",
            statements: r#"
client("ec2").revoke_security_group_ingress(
    GroupId=id, IpProtocol="tcp", FromPort=8443, ToPort=8443, CidrIp="10.1.0.0/16")"#,
            drift: &["ingress[tcp 8443 from 10.1.0.0/16]"],
        },
        Change {
            name: "an old rule resource deleted",
            on: "aws_security_group.by_old_rule",
            statements: r#"
client("ec2").revoke_security_group_ingress(GroupId=id, IpPermissions=[
    {"IpProtocol": "udp", "FromPort": 500, "ToPort": 500, "UserIdGroupPairs": [{"GroupId": id}]}])"#,
            drift: &["ingress[udp 500 from self]"],
        },
        Change {
            name: "the default group opened both ways",
            on: "aws_default_security_group.of_groups",
            statements: r#"
ec2 = client("ec2")
all = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
ec2.authorize_security_group_ingress(GroupId=id, IpPermissions=[all])
ec2.authorize_security_group_egress(GroupId=id, IpPermissions=[all])"#,
            drift: &["egress[all to 0.0.0.0/0]", "ingress[all from 0.0.0.0/0]"],
        },
        Change {
            name: "the rule and the tag of the default group removed",
            on: "aws_default_security_group.of_groups",
            statements: r#"
ec2 = client("ec2")
ec2.revoke_security_group_ingress(
    GroupId=id, IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp="10.0.0.0/8")
ec2.delete_tags(Resources=[id], Tags=[{"Key": "Name"}])"#,
            drift: &["ingress[tcp 443 from 10.0.0.0/8]", "tags.Name"],
        },
    ],
    by_hand: &[
        "authorize-security-group-egress",
        "authorize-security-group-ingress",
        "create-tags",
        "delete-tags",
        "revoke-security-group-egress",
        "revoke-security-group-ingress",
        "update-security-group-rule-descriptions-ingress",
    ],
    ..NOTHING
};

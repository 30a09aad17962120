use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_lb",
    hcl: r#"
resource "aws_vpc" "lb" {
  cidr_block = "10.80.0.0/16"
}
resource "aws_internet_gateway" "lb" {
  vpc_id = aws_vpc.lb.id
}
resource "aws_subnet" "lb" {
  count             = 3
  vpc_id            = aws_vpc.lb.id
  cidr_block        = cidrsubnet("10.80.0.0/16", 8, count.index)
  availability_zone = "us-east-1${substr("abc", count.index, 1)}"
}
resource "aws_security_group" "lb" {
  count  = 2
  name   = "lb-case-${count.index}"
  vpc_id = aws_vpc.lb.id
}
resource "aws_s3_bucket" "lb_logs" {
  bucket = "lb-case-logs"
}
resource "aws_lb" "plain" {
  name            = "lb-plain"
  subnets         = [aws_subnet.lb[0].id, aws_subnet.lb[1].id]
  security_groups = [aws_security_group.lb[0].id]
  tags            = { Env = "prod", "cost center" = "a/b" }
}
resource "aws_lb" "guarded" {
  name                       = "lb-guarded"
  internal                   = true
  subnets                    = [aws_subnet.lb[1].id, aws_subnet.lb[2].id]
  security_groups            = aws_security_group.lb[*].id
  client_keep_alive          = 600
  desync_mitigation_mode     = "strictest"
  drop_invalid_header_fields = true
  enable_deletion_protection = true
  enable_http2               = false
  enable_waf_fail_open       = false
  enable_xff_client_port     = true
  enable_zonal_shift         = true
  idle_timeout               = 30
  preserve_host_header       = true
  xff_header_processing_mode = "preserve"
  enable_tls_version_and_cipher_suite_headers = true
  access_logs {
    bucket  = aws_s3_bucket.lb_logs.id
    prefix  = "access"
    enabled = true
  }
  connection_logs {
    bucket  = aws_s3_bucket.lb_logs.id
    enabled = true
  }
}
resource "aws_lb" "network" {
  name                             = "lb-network"
  load_balancer_type               = "network"
  enable_cross_zone_load_balancing = true
  dns_record_client_routing_policy = "availability_zone_affinity"
  subnet_mapping {
    subnet_id = aws_subnet.lb[0].id
  }
}
"#,
    changes: &[
        Change {
            name: "guards and logs switched off",
            on: "aws_lb.guarded",
            statements: r#"
client("elbv2").modify_load_balancer_attributes(LoadBalancerArn=id, Attributes=[
    {"Key": "deletion_protection.enabled", "Value": "false"},
    {"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "false"},
    {"Key": "routing.http.desync_mitigation_mode", "Value": "monitor"},
    {"Key": "access_logs.s3.enabled", "Value": "false"}])"#,
            drift: &[
                "access_logs[0].bucket",
                "access_logs[0].enabled",
                "access_logs[0].prefix",
                "desync_mitigation_mode",
                "drop_invalid_header_fields",
                "enable_deletion_protection",
            ],
        },
        Change {
            name: "logs sent elsewhere",
            on: "aws_lb.guarded",
            statements: r#"
client("elbv2").modify_load_balancer_attributes(LoadBalancerArn=id, Attributes=[
    {"Key": "access_logs.s3.bucket", "Value": "somebody-else"},
    {"Key": "access_logs.s3.prefix", "Value": ""},
    {"Key": "connection_logs.s3.prefix", "Value": "more"}])"#,
            drift: &[
                "access_logs[0].bucket",
                "access_logs[0].prefix",
                "connection_logs[0].prefix",
            ],
        },
        Change {
            name: "a security group taken off",
            on: "aws_lb.guarded",
            statements: r#"
client("elbv2").set_security_groups(
    LoadBalancerArn=id, SecurityGroups=[ids["aws_security_group.lb[1]"]])"#,
            drift: &["security_groups[{aws_security_group.lb[0]}]"],
        },
        Change {
            name: "a security group added, and logs that nobody asked for",
            on: "aws_lb.plain",
            statements: r#"
elb = client("elbv2")
elb.set_security_groups(LoadBalancerArn=id, SecurityGroups=[
    ids["aws_security_group.lb[0]"], ids["aws_security_group.lb[1]"]])
elb.modify_load_balancer_attributes(LoadBalancerArn=id, Attributes=[
    {"Key": "access_logs.s3.enabled", "Value": "true"},
    {"Key": "access_logs.s3.bucket", "Value": "b"}])"#,
            drift: &[
                "access_logs[0].bucket",
                "access_logs[0].enabled",
                "security_groups[{aws_security_group.lb[1]}]",
            ],
        },
        Change {
            name: "moved into other subnets and addresses",
            on: "aws_lb.plain",
            statements: r#"
elb = client("elbv2")
elb.set_subnets(LoadBalancerArn=id, Subnets=[
    ids["aws_subnet.lb[1]"], ids["aws_subnet.lb[2]"]])
elb.set_ip_address_type(LoadBalancerArn=id, IpAddressType="dualstack")"#,
            drift: &[
                "ip_address_type",
                "subnet_mapping[{aws_subnet.lb[0]}]",
                "subnet_mapping[{aws_subnet.lb[2]}]",
            ],
        },
        Change {
            name: "tags changed, added and removed",
            on: "aws_lb.plain",
            statements: r#"
elb = client("elbv2")
elb.add_tags(ResourceArns=[id], Tags=[
    {"Key": "Env", "Value": "test"}, {"Key": "größe", "Value": "x"}])
elb.remove_tags(ResourceArns=[id], TagKeys=["cost center"])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"größe\"]"],
        },
        Change {
            name: "zones no longer shared, clients sent anywhere",
            on: "aws_lb.network",
            statements: r#"
client("elbv2").modify_load_balancer_attributes(LoadBalancerArn=id, Attributes=[
    {"Key": "load_balancing.cross_zone.enabled", "Value": "false"},
    {"Key": "dns_record.client_routing_policy", "Value": "any_availability_zone"}])"#,
            drift: &[
                "dns_record_client_routing_policy",
                "enable_cross_zone_load_balancing",
            ],
        },
    ],
    unseen: &[
        (
            "elasticloadbalancing:ModifyCapacityReservation",
            "the emulator has no such call",
        ),
        (
            "elasticloadbalancing:ModifyIpPools",
            "the emulator has no such call",
        ),
    ],
    by_hand: &[
        "add-tags",
        "modify-load-balancer-attributes",
        "remove-tags",
        "set-ip-address-type",
        "set-security-groups",
        "set-subnets",
    ],
    ..NOTHING
};

use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_lb_target_group",
    hcl: r#"
resource "aws_vpc" "lb_target_group" {
  cidr_block = "10.81.0.0/16"
}
resource "aws_lb_target_group" "plain" {
  name     = "tg-plain"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.lb_target_group.id
  tags     = { Env = "prod", "cost center" = "a/b" }
}
resource "aws_lb_target_group" "tuned" {
  name                              = "tg-tuned"
  port                              = 8443
  protocol                          = "HTTPS"
  target_type                       = "ip"
  vpc_id                            = aws_vpc.lb_target_group.id
  deregistration_delay              = 20
  slow_start                        = 60
  load_balancing_algorithm_type     = "least_outstanding_requests"
  load_balancing_cross_zone_enabled = "true"
  health_check {
    path                = "/health?deep=1"
    port                = "8080"
    protocol            = "HTTP"
    matcher             = "200-299,301"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 4
  }
  stickiness {
    type            = "app_cookie"
    cookie_name     = "SESSION"
    cookie_duration = 600
  }
  target_group_health {
    dns_failover {
      minimum_healthy_targets_count = "2"
    }
    unhealthy_state_routing {
      minimum_healthy_targets_percentage = "50"
    }
  }
}
resource "aws_lb_target_group" "tcp" {
  name                   = "tg-tcp"
  port                   = 5432
  protocol               = "TCP"
  vpc_id                 = aws_vpc.lb_target_group.id
  preserve_client_ip     = "true"
  proxy_protocol_v2      = true
  connection_termination = true
  health_check {
    protocol = "TCP"
  }
  target_health_state {
    enable_unhealthy_connection_termination = false
    unhealthy_draining_interval             = 600
  }
}
resource "aws_lb_target_group" "function" {
  name                               = "tg-function"
  target_type                        = "lambda"
  lambda_multi_value_headers_enabled = true
}
"#,
    changes: &[
        Change {
            name: "health no longer checked as it was",
            on: "aws_lb_target_group.tuned",
            statements: r#"
client("elbv2").modify_target_group(
    TargetGroupArn=id, HealthCheckPath="/", HealthCheckIntervalSeconds=300,
    HealthCheckPort="traffic-port", UnhealthyThresholdCount=10, Matcher={"HttpCode": "200-499"})"#,
            drift: &[
                "health_check[0].interval",
                "health_check[0].matcher",
                "health_check[0].path",
                "health_check[0].port",
                "health_check[0].unhealthy_threshold",
            ],
        },
        Change {
            name: "sessions no longer kept together",
            on: "aws_lb_target_group.tuned",
            statements: r#"
client("elbv2").modify_target_group_attributes(TargetGroupArn=id, Attributes=[
    {"Key": "stickiness.enabled", "Value": "false"},
    {"Key": "deregistration_delay.timeout_seconds", "Value": "3000"},
    {"Key": "load_balancing.algorithm.type", "Value": "round_robin"},
    {"Key": "slow_start.duration_seconds", "Value": "0"},
    {"Key": "target_group_health.dns_failover.minimum_healthy_targets.count", "Value": "1"}])"#,
            drift: &[
                "deregistration_delay",
                "load_balancing_algorithm_type",
                "slow_start",
                "stickiness[0].enabled",
                "target_group_health[0].dns_failover[0].minimum_healthy_targets_count",
            ],
        },
        Change {
            name: "another cookie",
            on: "aws_lb_target_group.tuned",
            statements: r#"
client("elbv2").modify_target_group_attributes(TargetGroupArn=id, Attributes=[
    {"Key": "stickiness.type", "Value": "lb_cookie"},
    {"Key": "stickiness.lb_cookie.duration_seconds", "Value": "600"},
    {"Key": "stickiness.app_cookie.duration_seconds", "Value": "5"}])"#,
            drift: &["stickiness[0].cookie_name", "stickiness[0].type"],
        },
        Change {
            name: "tags changed, added and removed",
            on: "aws_lb_target_group.plain",
            statements: r#"
elb = client("elbv2")
elb.add_tags(ResourceArns=[id], Tags=[{"Key": "Env", "Value": "test"}, {"Key": "a", "Value": ""}])
elb.remove_tags(ResourceArns=[id], TagKeys=["cost center"])"#,
            drift: &["tags.Env", "tags.a", "tags[\"cost center\"]"],
        },
        Change {
            name: "sessions kept together for a minute",
            on: "aws_lb_target_group.plain",
            statements: r#"
client("elbv2").modify_target_group_attributes(TargetGroupArn=id, Attributes=[
    {"Key": "stickiness.enabled", "Value": "true"},
    {"Key": "stickiness.lb_cookie.duration_seconds", "Value": "60"}])"#,
            drift: &["stickiness[0].cookie_duration", "stickiness[0].enabled"],
        },
        Change {
            name: "callers hidden from the targets",
            on: "aws_lb_target_group.tcp",
            statements: r#"
client("elbv2").modify_target_group_attributes(TargetGroupArn=id, Attributes=[
    {"Key": "preserve_client_ip.enabled", "Value": "false"},
    {"Key": "proxy_protocol_v2.enabled", "Value": "false"},
    {"Key": "target_health_state.unhealthy.draining_interval_seconds", "Value": "0"}])"#,
            drift: &[
                "preserve_client_ip",
                "proxy_protocol_v2",
                "target_health_state[0].unhealthy_draining_interval",
            ],
        },
        Change {
            name: "headers no longer lists",
            on: "aws_lb_target_group.function",
            statements: r#"
client("elbv2").modify_target_group_attributes(TargetGroupArn=id, Attributes=[
    {"Key": "lambda.multi_value_headers.enabled", "Value": "false"}])"#,
            drift: &["lambda_multi_value_headers_enabled"],
        },
    ],
    by_hand: &[
        "add-tags",
        "modify-target-group",
        "modify-target-group-attributes",
        "remove-tags",
    ],
    ..NOTHING
};

use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_lb_listener",
    hcl: r#"
resource "aws_vpc" "lb_listener" {
  cidr_block = "10.82.0.0/16"
}
resource "aws_subnet" "lb_listener" {
  count             = 2
  vpc_id            = aws_vpc.lb_listener.id
  cidr_block        = cidrsubnet("10.82.0.0/16", 8, count.index)
  availability_zone = "us-east-1${substr("ab", count.index, 1)}"
}
resource "aws_lb" "lb_listener" {
  name     = "lb-listener"
  internal = true
  subnets  = aws_subnet.lb_listener[*].id
}
resource "aws_lb" "lb_listener_network" {
  name               = "lb-listener-network"
  load_balancer_type = "network"
  internal           = true
  subnets            = aws_subnet.lb_listener[*].id
}
resource "aws_lb_target_group" "lb_listener" {
  count    = 3
  name     = "lb-listener-${count.index}"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.lb_listener.id
}
resource "aws_lb_target_group" "lb_listener_tcp" {
  name     = "lb-listener-tcp"
  port     = 5432
  protocol = "TCP"
  vpc_id   = aws_vpc.lb_listener.id
}
resource "aws_iam_server_certificate" "lb_listener" {
  count            = 2
  name             = "lb-listener-${count.index}"
  certificate_body = "the emulator looks at neither"
  private_key      = "of these"
}
resource "aws_lb_listener" "forward" {
  load_balancer_arn = aws_lb.lb_listener.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.lb_listener[0].arn
  }
  tags = { Env = "prod", "cost center" = "a/b" }
}
resource "aws_lb_listener" "split" {
  load_balancer_arn = aws_lb.lb_listener.arn
  port              = 8080
  default_action {
    type = "forward"
    forward {
      target_group {
        arn    = aws_lb_target_group.lb_listener[0].arn
        weight = 80
      }
      target_group {
        arn    = aws_lb_target_group.lb_listener[1].arn
        weight = 20
      }
      stickiness {
        enabled  = true
        duration = 600
      }
    }
  }
}
resource "aws_lb_listener" "redirect" {
  load_balancer_arn = aws_lb.lb_listener.arn
  port              = 81
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}
resource "aws_lb_listener" "secure" {
  load_balancer_arn = aws_lb.lb_listener.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS-1-2-2017-01"
  certificate_arn   = aws_iam_server_certificate.lb_listener[0].arn
  routing_http_response_server_enabled                         = false
  routing_http_response_strict_transport_security_header_value = "max-age=31536000; includeSubDomains"
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      message_body = "nothing here, \"really\""
      status_code  = "404"
    }
  }
}
resource "aws_lb_listener" "tcp" {
  load_balancer_arn        = aws_lb.lb_listener_network.arn
  port                     = 5432
  protocol                 = "TCP"
  tcp_idle_timeout_seconds = 600
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.lb_listener_tcp.arn
  }
}
"#,
    changes: &[
        Change {
            name: "requests sent elsewhere",
            on: "aws_lb_listener.forward",
            statements: r#"
client("elbv2").modify_listener(ListenerArn=id, DefaultActions=[
    {"Type": "forward", "TargetGroupArn": ids["aws_lb_target_group.lb_listener[2]"]}])"#,
            drift: &[
                "default_action[0].forward[0].target_group[{aws_lb_target_group.lb_listener[0]}]",
                "default_action[0].forward[0].target_group[{aws_lb_target_group.lb_listener[2]}]",
            ],
        },
        Change {
            name: "requests refused, on another port",
            on: "aws_lb_listener.forward",
            statements: r#"
client("elbv2").modify_listener(ListenerArn=id, Port=8000, DefaultActions=[
    {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503"}}])"#,
            drift: &[
                "default_action[0].fixed_response[0]",
                "default_action[0].forward[0]",
                "default_action[0].type",
                "port",
            ],
        },
        Change {
            name: "tags changed, added and removed",
            on: "aws_lb_listener.forward",
            statements: r#"
elb = client("elbv2")
elb.add_tags(ResourceArns=[id], Tags=[{"Key": "Env", "Value": "test"}, {"Key": "a", "Value": "b"}])
elb.remove_tags(ResourceArns=[id], TagKeys=["cost center"])"#,
            drift: &["tags.Env", "tags.a", "tags[\"cost center\"]"],
        },
        Change {
            name: "shares shifted and a target group added",
            on: "aws_lb_listener.split",
            statements: r#"
groups = [ids[f"aws_lb_target_group.lb_listener[{n}]"] for n in range(3)]
client("elbv2").modify_listener(ListenerArn=id, DefaultActions=[
    {"Type": "forward", "ForwardConfig": {"TargetGroups": [
        {"TargetGroupArn": groups[0], "Weight": 80}, {"TargetGroupArn": groups[1], "Weight": 10},
        {"TargetGroupArn": groups[2], "Weight": 10}]}}])"#,
            drift: &[
                "default_action[0].forward[0].stickiness[0]",
                "default_action[0].forward[0].target_group[{aws_lb_target_group.lb_listener[1]}].weight",
                "default_action[0].forward[0].target_group[{aws_lb_target_group.lb_listener[2]}]",
            ],
        },
        Change {
            name: "no longer sent to HTTPS",
            on: "aws_lb_listener.redirect",
            statements: r##"
client("elbv2").modify_listener(ListenerArn=id, DefaultActions=[
    {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTP", "Port": "80", "Host": "#{host}",
     "Path": "/#{path}", "Query": "#{query}", "StatusCode": "HTTP_302"}}])"##,
            drift: &[
                "default_action[0].redirect[0].port",
                "default_action[0].redirect[0].protocol",
                "default_action[0].redirect[0].status_code",
            ],
        },
        Change {
            name: "weaker policy, another certificate",
            on: "aws_lb_listener.secure",
            statements: r#"
arn = client("iam").get_server_certificate(ServerCertificateName="lb-listener-1")
arn = arn["ServerCertificate"]["ServerCertificateMetadata"]["Arn"]
client("elbv2").modify_listener(
    ListenerArn=id, SslPolicy="ELBSecurityPolicy-2016-08", Certificates=[{"CertificateArn": arn}])"#,
            drift: &["certificate_arn", "ssl_policy"],
        },
        Change {
            name: "TLS switched off",
            on: "aws_lb_listener.secure",
            statements: r#"client("elbv2").modify_listener(ListenerArn=id, Protocol="HTTP")"#,
            drift: &["certificate_arn", "protocol", "ssl_policy"],
        },
        Change {
            name: "headers that guard browsers taken away, any origin let in",
            on: "aws_lb_listener.secure",
            statements: r#"
client("elbv2").modify_listener_attributes(ListenerArn=id, Attributes=[
    {"Key": "routing.http.response.server.enabled", "Value": "true"},
    {"Key": "routing.http.response.strict_transport_security.header_value", "Value": ""},
    {"Key": "routing.http.response.access_control_allow_origin.header_value", "Value": "*"}])"#,
            drift: &[
                "routing_http_response_access_control_allow_origin_header_value",
                "routing_http_response_server_enabled",
                "routing_http_response_strict_transport_security_header_value",
            ],
        },
        Change {
            name: "idle connections cut sooner",
            on: "aws_lb_listener.tcp",
            statements: r#"
client("elbv2").modify_listener_attributes(ListenerArn=id, Attributes=[
    {"Key": "tcp.idle_timeout.seconds", "Value": "60"}])"#,
            drift: &["tcp_idle_timeout_seconds"],
        },
    ],
    by_hand: &[
        "add-tags",
        "modify-listener",
        "modify-listener-attributes",
        "remove-tags",
    ],
    ..NOTHING
};

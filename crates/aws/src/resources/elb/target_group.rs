//! `aws_lb_target_group`: where a load balancer sends requests, how it sees whether targets are healthy,
//! and tags. Targets are no part of it, in Terraform as here.
//!
//! Owned: all of the schema but what [`DIFFERENCES`] names. What AWS does not know for the group's protocol
//! or kind of targets is left out.
//! Restored: health check, attributes and tags. Name, port, protocol, VPC and kind of targets cannot change;
//! one that is gone cannot come back under its ARN.
//!
//! `DescribeTargetGroups` reads 400 a page, then `DescribeTargetGroupAttributes` and `DescribeTags` each. Keys
//! and defaults: `TargetGroupAttribute` in the API reference.

use async_trait::async_trait;
use aws_sdk_elasticloadbalancingv2::types::{
    Matcher, ProtocolEnum, TargetGroup as Described, TargetGroupAttribute,
};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable};
use serde_json::{Map, Value, json};

use super::knob;
use super::{PAGE, tagging};
use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, default, prune, text};
use crate::resources::request::Request;
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::tags;

mod plan;
mod table;

use table::{ALL, DIFFERENCES, duration};

/// See the module's documentation.
pub(crate) struct TargetGroup;

const NAME: &str = "aws_lb_target_group";
const DESCRIBE: &str = "elasticloadbalancing:DescribeTargetGroups";
const DESCRIBE_ATTRIBUTES: &str = "elasticloadbalancing:DescribeTargetGroupAttributes";
const MODIFY: &str = "elasticloadbalancing:ModifyTargetGroup";
const MODIFY_ATTRIBUTES: &str = "elasticloadbalancing:ModifyTargetGroupAttributes";
const MISSING: &[&str] = &["TargetGroupNotFound"];

#[async_trait]
impl ResourceType for TargetGroup {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["aws_alb_target_group"]
    }

    fn shape(&self) -> Shape {
        Shape {
            risk: Some(risk),
            ..Shape::default()
        }
    }

    fn differences(&self) -> &'static [Difference] {
        DIFFERENCES
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const {
                &[
                    Action::on_all(DESCRIBE),
                    Action::on_all(DESCRIBE_ATTRIBUTES),
                    tagging::READ_ACTION,
                ]
            },
            restore: const {
                &[
                    tagging::ADD_ACTION,
                    Action::on_each(MODIFY),
                    Action::on_each(MODIFY_ATTRIBUTES),
                    tagging::REMOVE_ACTION,
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        if id.starts_with("arn:") {
            return id.to_owned();
        }
        let partition = partition(region);
        format!("arn:{partition}:elasticloadbalancing:{region}:{account}:targetgroup/{id}")
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        default(&mut attributes, "target_type", "instance");
        keep_what_applies(&mut attributes);
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let pages = clients.elb().describe_target_groups().page_size(PAGE);
        let all = pages
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|error| CallError::new(DESCRIBE, error))?;
        let listed = |one: Described| Some(Listed::part(one.target_group_arn()?, one.clone()));
        Ok(all.into_iter().filter_map(listed).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let elb = clients.elb();
        let answer = elb.describe_target_groups().target_group_arns(id).send();
        let Some(output) = configured(DESCRIBE, MISSING, answer.await)? else {
            return Ok(None);
        };
        let Some(described) = output.target_groups().first() else {
            return Ok(None);
        };
        self.rest(clients, id, described).await
    }

    async fn complete(
        &self,
        clients: &Clients,
        listed: &Listed,
    ) -> Result<Option<Attributes>, CallError> {
        match listed.held::<Described>() {
            Some(described) => self.rest(clients, &listed.id, described).await,
            None => self.read(clients, &listed.id).await,
        }
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let mut plan = RestorePlan::default();
        match (approved, observed) {
            (Some(approved), Some(observed)) => plan::restore(&mut plan, id, approved, observed),
            (Some(_), None) => plan.unrestorable.push(Unrestorable {
                path: "id".to_owned(),
                reason: "a target group that is gone cannot come back under its ARN, nor with its \
                         targets; deploy a new one"
                    .to_owned(),
            }),
            (None, _) => {}
        }
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let arn = request.text("TargetGroupArn");
        let elb = clients.elb();
        match request.operation() {
            "ModifyTargetGroup" => {
                let protocol = request.text("HealthCheckProtocol");
                let call = elb
                    .modify_target_group()
                    .set_target_group_arn(arn)
                    .set_health_check_enabled(request.truth("HealthCheckEnabled"))
                    .set_health_check_path(request.text("HealthCheckPath"))
                    .set_health_check_port(request.text("HealthCheckPort"))
                    .set_health_check_protocol(protocol.as_deref().map(ProtocolEnum::from))
                    .set_health_check_interval_seconds(request.number("HealthCheckIntervalSeconds"))
                    .set_health_check_timeout_seconds(request.number("HealthCheckTimeoutSeconds"))
                    .set_healthy_threshold_count(request.number("HealthyThresholdCount"))
                    .set_unhealthy_threshold_count(request.number("UnhealthyThresholdCount"))
                    .set_matcher(matcher(request.value("Matcher")));
                Sent::of(MODIFY, call.send().await)
            }
            "ModifyTargetGroupAttributes" => {
                let call = elb.modify_target_group_attributes();
                let call = call.set_target_group_arn(arn);
                let pairs = tags::listed(request.value("Attributes")).into_iter();
                let call = call.set_attributes(Some(pairs.map(pair).collect()));
                Sent::of(MODIFY_ATTRIBUTES, call.send().await)
            }
            _ => tagging::execute(clients, &request).await,
        }
    }
}

impl TargetGroup {
    /// What a description does not hold is asked besides.
    async fn rest(
        &self,
        clients: &Clients,
        id: &str,
        described: &Described,
    ) -> Result<Option<Attributes>, CallError> {
        let answer = clients.elb().describe_target_group_attributes();
        let answer = answer.target_group_arn(id).send().await;
        let Some(output) = configured(DESCRIBE_ATTRIBUTES, MISSING, answer)? else {
            return Ok(None);
        };
        let Some(own) = tagging::read(clients, id, MISSING).await? else {
            return Ok(None);
        };
        let mut all = read_from(described, own);
        let pairs = || {
            let pairs = output.attributes().iter();
            pairs.map(|pair| (pair.key(), pair.value()))
        };
        knob::read(ALL, pairs(), &mut all);
        let cookie = duration(
            knob::at(&all, "stickiness.type")
                .as_str()
                .unwrap_or_default(),
        );
        knob::read(&[cookie], pairs(), &mut all);
        Ok(Some(self.normalise(all)))
    }
}

/// Leaves what AWS knows for the group's protocol and kind of targets, with AWS's defaults.
fn keep_what_applies(attributes: &mut Attributes) {
    let protocol = text(attributes, "protocol").to_owned();
    let kind = text(attributes, "target_type").to_owned();
    let hosts = ["instance", "ip"].contains(&kind.as_str());
    let http = hosts && ["HTTP", "HTTPS"].contains(&protocol.as_str());
    let gateway = hosts && protocol == "GENEVE";
    let network = hosts && !http && !gateway;
    let table = [
        ("deregistration_delay", hosts, json!("300")),
        (
            "load_balancing_cross_zone_enabled",
            hosts,
            json!("use_load_balancer_configuration"),
        ),
        ("connection_termination", network, json!(false)),
        ("proxy_protocol_v2", network, json!(false)),
        ("preserve_client_ip", network, Value::Null),
        ("load_balancing_algorithm_type", http, json!("round_robin")),
        ("load_balancing_anomaly_mitigation", http, json!("off")),
        ("slow_start", http, json!(0)),
        (
            "lambda_multi_value_headers_enabled",
            kind == "lambda",
            json!(false),
        ),
        ("stickiness", hosts, Value::Null),
        ("target_failover", gateway, Value::Null),
        ("target_group_health", hosts && !gateway, Value::Null),
        (
            "target_health_state",
            network && ["TCP", "TLS"].contains(&protocol.as_str()),
            Value::Null,
        ),
    ];
    for (name, applies, value) in table {
        if applies {
            default(attributes, name, value);
        } else {
            attributes.remove(name);
        }
    }
    blocks(attributes, http, gateway);
}

fn blocks(attributes: &mut Attributes, http: bool, gateway: bool) {
    let within = |attributes: &mut Attributes, name: &str, fill: fn(&mut Map<String, Value>)| {
        if attributes.contains_key(name)
            && let Some(block) = knob::single(attributes, name)
        {
            fill(block);
        }
    };
    if http {
        within(attributes, "stickiness", |block| {
            default(block, "enabled", false);
            default(block, "type", "lb_cookie");
            // No time at all is what Terraform's state says where it knows none.
            if block.get("cookie_duration") == Some(&Value::from(0)) {
                block.remove("cookie_duration");
            }
            default(block, "cookie_duration", 86_400);
            if text(block, "type") != "app_cookie" {
                block.remove("cookie_name");
            }
        });
    } else {
        within(attributes, "stickiness", |block| {
            default(block, "enabled", false);
            block.remove("cookie_duration");
            block.remove("cookie_name");
        });
    }
    if gateway {
        within(attributes, "target_failover", |block| {
            default(block, "on_deregistration", "no_rebalance");
            default(block, "on_unhealthy", "no_rebalance");
        });
    }
    within(attributes, "target_group_health", health);
    within(attributes, "target_health_state", |block| {
        default(block, "enable_unhealthy_connection_termination", true);
        default(block, "unhealthy_draining_interval", 0);
    });
}

/// A zone fails with its last healthy target, unless said otherwise.
fn health(block: &mut Map<String, Value>) {
    let (count, percentage) = (
        "minimum_healthy_targets_count",
        "minimum_healthy_targets_percentage",
    );
    if let Some(failover) = knob::single(block, "dns_failover") {
        default(failover, count, "1");
        default(failover, percentage, "off");
    }
    if let Some(routing) = knob::single(block, "unhealthy_state_routing") {
        // No targets at all is what Terraform's state says where it knows none.
        if routing.get(count) == Some(&Value::from(0)) {
            routing.remove(count);
        }
        default(routing, count, 1);
        default(routing, percentage, "off");
    }
}

fn read_from(described: &Described, own: Attributes) -> Attributes {
    let arn = described.target_group_arn();
    let matcher = described.matcher();
    let codes = matcher.and_then(|matcher| matcher.http_code().or(matcher.grpc_code()));
    let protocol = |of: Option<&ProtocolEnum>| Value::from(of.map(ProtocolEnum::as_str));
    let check = json!([{
        "enabled": described.health_check_enabled(),
        "healthy_threshold": described.healthy_threshold_count(),
        "interval": described.health_check_interval_seconds(),
        "matcher": codes,
        "path": described.health_check_path(),
        "port": described.health_check_port(),
        "protocol": protocol(described.health_check_protocol()),
        "timeout": described.health_check_timeout_seconds(),
        "unhealthy_threshold": described.unhealthy_threshold_count(),
    }]);
    attributes([
        ("id", Value::from(arn)),
        ("arn", Value::from(arn)),
        ("name", Value::from(described.target_group_name())),
        ("port", Value::from(described.port())),
        ("protocol", protocol(described.protocol())),
        (
            "protocol_version",
            Value::from(described.protocol_version()),
        ),
        (
            "target_type",
            Value::from(described.target_type().map(|kind| kind.as_str())),
        ),
        (
            "ip_address_type",
            Value::from(described.ip_address_type().map(|kind| kind.as_str())),
        ),
        ("vpc_id", Value::from(described.vpc_id())),
        ("health_check", check),
        ("tags", Value::Object(own)),
    ])
}

fn matcher(value: &Value) -> Option<Matcher> {
    let of = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let matcher = Matcher::builder()
        .set_http_code(of("HttpCode"))
        .set_grpc_code(of("GrpcCode"));
    value.is_object().then(|| matcher.build())
}

fn pair((key, value): (String, String)) -> TargetGroupAttribute {
    let pair = TargetGroupAttribute::builder();
    pair.key(key).value(value).build()
}

/// How requests reach their targets; nothing here guards anything, but for who the targets think is
/// calling.
fn risk(path: &str, _approved: &Value, _observed: &Value) -> Risk {
    let root = path.split(['.', '[']).next().unwrap_or_default();
    match root {
        "tags" => Risk::Cosmetic,
        "preserve_client_ip" | "proxy_protocol_v2" => Risk::ProtectionWeakened,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn health_and_the_callers_address_are_no_matter_of_taste() {
        let of = |interval: u32, preserve: &str, tag: &str| {
            json!({"id": "arn:t", "protocol": "TCP", "preserve_client_ip": preserve,
                "health_check": [{"interval": interval}], "tags": {"a": tag}})
        };
        check_risk(
            NAME,
            &of(30, "true", "1"),
            &of(300, "false", "2"),
            &[
                ("health_check[0].interval", Risk::ServiceBroken),
                ("preserve_client_ip", Risk::ProtectionWeakened),
                ("tags.a", Risk::Cosmetic),
            ],
        );
    }
}

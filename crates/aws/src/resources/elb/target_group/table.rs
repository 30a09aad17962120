//! Attributes of target groups by their keys, and what is not held.

use crate::resources::Difference;
use crate::resources::elb::knob::{Knob, number, text as words, truth};

pub(super) const ALL: &[Knob] = &[
    words(
        "deregistration_delay",
        "deregistration_delay.timeout_seconds",
    ),
    truth(
        "connection_termination",
        "deregistration_delay.connection_termination.enabled",
    ),
    truth(
        "lambda_multi_value_headers_enabled",
        "lambda.multi_value_headers.enabled",
    ),
    words(
        "load_balancing_algorithm_type",
        "load_balancing.algorithm.type",
    ),
    words(
        "load_balancing_anomaly_mitigation",
        "load_balancing.algorithm.anomaly_mitigation",
    ),
    words(
        "load_balancing_cross_zone_enabled",
        "load_balancing.cross_zone.enabled",
    ),
    words("preserve_client_ip", "preserve_client_ip.enabled"),
    truth("proxy_protocol_v2", "proxy_protocol_v2.enabled"),
    number("slow_start", "slow_start.duration_seconds"),
    truth("stickiness.enabled", "stickiness.enabled"),
    words("stickiness.type", "stickiness.type"),
    words(
        "stickiness.cookie_name",
        "stickiness.app_cookie.cookie_name",
    ),
    words(
        "target_failover.on_deregistration",
        "target_failover.on_deregistration",
    ),
    words(
        "target_failover.on_unhealthy",
        "target_failover.on_unhealthy",
    ),
    words(
        "target_group_health.dns_failover.minimum_healthy_targets_count",
        "target_group_health.dns_failover.minimum_healthy_targets.count",
    ),
    words(
        "target_group_health.dns_failover.minimum_healthy_targets_percentage",
        "target_group_health.dns_failover.minimum_healthy_targets.percentage",
    ),
    number(
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets_count",
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
    ),
    words(
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets_percentage",
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage",
    ),
    truth(
        "target_health_state.enable_unhealthy_connection_termination",
        "target_health_state.unhealthy.connection_termination.enabled",
    ),
    number(
        "target_health_state.unhealthy_draining_interval",
        "target_health_state.unhealthy.draining_interval_seconds",
    ),
];

/// The schema has one duration for both kinds of cookies.
pub(super) fn duration(stickiness: &str) -> Knob {
    let key = match stickiness {
        "app_cookie" => "stickiness.app_cookie.duration_seconds",
        _ => "stickiness.lb_cookie.duration_seconds",
    };
    number("stickiness.cookie_duration", key)
}

pub(super) const DIFFERENCES: &[Difference] = &[
    Difference {
        attribute: "arn_suffix",
        reason: "the end of `arn` once more",
    },
    Difference {
        attribute: "load_balancer_arns",
        reason: "which load balancers use it is held by their listeners",
    },
    Difference {
        attribute: "name_prefix",
        reason: "only tells how Terraform made the name",
    },
    Difference {
        attribute: "tags_all",
        reason: "held as `tags`, which has all tags",
    },
];

//! Attributes of load balancers by their keys, which types have them, and what is not held.

use serde_json::{Value, json};

use super::{CAPACITY, ENFORCE};
use crate::resources::Difference;
use crate::resources::elb::knob::{Knob, number, text as words, truth};

pub(super) const ALL: &[Knob] = &[
    truth("enable_deletion_protection", "deletion_protection.enabled"),
    truth("access_logs.enabled", "access_logs.s3.enabled"),
    words("access_logs.bucket", "access_logs.s3.bucket"),
    words("access_logs.prefix", "access_logs.s3.prefix"),
    truth("connection_logs.enabled", "connection_logs.s3.enabled"),
    words("connection_logs.bucket", "connection_logs.s3.bucket"),
    words("connection_logs.prefix", "connection_logs.s3.prefix"),
    number("client_keep_alive", "client_keep_alive.seconds"),
    number("idle_timeout", "idle_timeout.timeout_seconds"),
    words(
        "desync_mitigation_mode",
        "routing.http.desync_mitigation_mode",
    ),
    words(
        "xff_header_processing_mode",
        "routing.http.xff_header_processing.mode",
    ),
    truth(
        "drop_invalid_header_fields",
        "routing.http.drop_invalid_header_fields.enabled",
    ),
    truth(
        "enable_tls_version_and_cipher_suite_headers",
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
    ),
    truth(
        "enable_xff_client_port",
        "routing.http.xff_client_port.enabled",
    ),
    truth(
        "preserve_host_header",
        "routing.http.preserve_host_header.enabled",
    ),
    truth("enable_http2", "routing.http2.enabled"),
    truth("enable_waf_fail_open", "waf.fail_open.enabled"),
    truth("enable_zonal_shift", "zonal_shift.config.enabled"),
    truth(
        "enable_cross_zone_load_balancing",
        "load_balancing.cross_zone.enabled",
    ),
    words(
        "dns_record_client_routing_policy",
        "dns_record.client_routing_policy",
    ),
];

pub(super) const DIFFERENCES: &[Difference] = &[
    Difference {
        attribute: "arn_suffix",
        reason: "the end of `arn` once more",
    },
    Difference {
        attribute: "name_prefix",
        reason: "only tells how Terraform made the name",
    },
    Difference {
        attribute: "subnets",
        reason: "held as `subnet_mapping`, which names the same subnets",
    },
    Difference {
        attribute: "tags_all",
        reason: "held as `tags`, which has all tags",
    },
    Difference {
        attribute: "timeouts",
        reason: "an instruction to Terraform",
    },
];

/// Attributes that only some types of load balancers have, with AWS's default.
pub(super) fn of_types() -> [(&'static str, &'static [&'static str], Value); 16] {
    const APPLICATION: &[&str] = &["application"];
    const NETWORK: &[&str] = &["network"];
    const NOT_GATEWAY: &[&str] = &["application", "network"];
    const NOT_APPLICATION: &[&str] = &["network", "gateway"];
    [
        ("client_keep_alive", APPLICATION, json!(3600)),
        ("idle_timeout", APPLICATION, json!(60)),
        ("desync_mitigation_mode", APPLICATION, json!("defensive")),
        ("xff_header_processing_mode", APPLICATION, json!("append")),
        ("drop_invalid_header_fields", APPLICATION, json!(false)),
        (
            "enable_tls_version_and_cipher_suite_headers",
            APPLICATION,
            json!(false),
        ),
        ("enable_xff_client_port", APPLICATION, json!(false)),
        ("preserve_host_header", APPLICATION, json!(false)),
        ("enable_http2", APPLICATION, json!(true)),
        ("enable_waf_fail_open", APPLICATION, json!(false)),
        ("ipam_pools", APPLICATION, Value::Null),
        ("enable_zonal_shift", NOT_GATEWAY, json!(false)),
        (CAPACITY, NOT_GATEWAY, Value::Null),
        (
            "enable_cross_zone_load_balancing",
            NOT_APPLICATION,
            json!(false),
        ),
        (
            "dns_record_client_routing_policy",
            NETWORK,
            json!("any_availability_zone"),
        ),
        (ENFORCE, NETWORK, Value::Null),
    ]
}

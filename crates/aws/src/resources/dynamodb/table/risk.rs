//! What a change of a table puts at risk.

use driftlock_core::Risk;
use serde_json::Value;

/// Items that go elsewhere are exposed; what guards them against loss is weakened; the rest is how the table
/// works.
pub(super) fn risk(path: &str, _approved: &Value, observed: &Value) -> Risk {
    let off = *observed == Value::Bool(false) || observed.is_null();
    let name = path.split(['.', '[']).next().unwrap_or(path);
    match name {
        "replica" if off => Risk::ServiceBroken,
        "replica" => Risk::ExposureWidened,
        "stream_enabled" if !off => Risk::ExposureWidened,
        "deletion_protection_enabled" if !off => Risk::Cosmetic,
        "deletion_protection_enabled" | "server_side_encryption" => Risk::ProtectionWeakened,
        "point_in_time_recovery" if *observed == Value::Bool(true) => Risk::Cosmetic,
        "point_in_time_recovery" => Risk::ProtectionWeakened,
        // What is switched on deletes items.
        "ttl" if off => Risk::ServiceBroken,
        "ttl" => Risk::ProtectionWeakened,
        "table_class" | "tags" => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;
    use serde_json::json;

    const NAME: &str = crate::resources::dynamodb::table::NAME;

    #[test]
    fn what_guards_items_against_loss_is_weakened() {
        let of = |on: bool, key: &str, days: u32| {
            json!({"id": "t", "deletion_protection_enabled": on, "table_class": "STANDARD",
                "point_in_time_recovery": [{"enabled": on, "recovery_period_in_days": days}],
                "server_side_encryption": [{"enabled": true, "kms_key_arn": key}]})
        };
        check_risk(
            NAME,
            &of(true, "k1", 35),
            &of(false, "k2", 0),
            &[
                ("deletion_protection_enabled", Risk::ProtectionWeakened),
                (
                    "point_in_time_recovery[0].enabled",
                    Risk::ProtectionWeakened,
                ),
                (
                    "point_in_time_recovery[0].recovery_period_in_days",
                    Risk::ProtectionWeakened,
                ),
                (
                    "server_side_encryption[0].kms_key_arn",
                    Risk::ProtectionWeakened,
                ),
            ],
        );
    }

    #[test]
    fn items_that_go_elsewhere_are_exposed_and_those_that_expire_lost() {
        let of = |region: &str, stream: bool, ttl: bool| {
            json!({"id": "t", "replica": [{"region_name": region, "propagate_tags": false}],
                "stream_enabled": stream, "read_capacity": if stream { 1 } else { 5 },
                "ttl": [{"enabled": ttl, "attribute_name": if ttl { "x" } else { "" }}]})
        };
        check_risk(
            NAME,
            &of("eu-west-1", false, false),
            &of("us-west-2", true, true),
            &[
                ("read_capacity", Risk::ServiceBroken),
                ("replica[eu-west-1]", Risk::ServiceBroken),
                ("replica[us-west-2]", Risk::ExposureWidened),
                ("stream_enabled", Risk::ExposureWidened),
                ("ttl[0].attribute_name", Risk::ProtectionWeakened),
                ("ttl[0].enabled", Risk::ProtectionWeakened),
            ],
        );
    }
}

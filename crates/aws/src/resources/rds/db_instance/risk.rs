//! What a change of a database puts at risk.

use std::cmp::Ordering;

use driftlock_core::Risk;
use serde_json::Value;

use super::plan::compare_versions;

pub(super) fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    let root = path.split(['.', '[']).next().unwrap_or_default();
    match root {
        "publicly_accessible" | "iam_database_authentication_enabled" if observed == true => {
            Risk::ExposureWidened
        }
        "network_type" if observed == "DUAL" => Risk::ExposureWidened,
        "vpc_security_group_ids" if approved.is_null() => Risk::ExposureWidened,
        // Another directory, or one at all, says who may log in.
        "domain" | "domain_fqdn" if !observed.is_null() => Risk::ExposureWidened,
        "manage_master_user_password" if observed.is_null() => Risk::ProtectionWeakened,
        "deletion_protection"
        | "multi_az"
        | "auto_minor_version_upgrade"
        | "copy_tags_to_snapshot"
        | "performance_insights_enabled" => lost(observed == false),
        "storage_encrypted" if observed == false => Risk::ProtectionWeakened,
        "backup_retention_period" | "performance_insights_retention_period" => {
            lost(approved.as_u64() > observed.as_u64())
        }
        "monitoring_interval" => lost(observed == 0),
        "enabled_cloudwatch_logs_exports" => lost(observed.is_null()),
        "engine_version" => match (approved.as_str(), observed.as_str()) {
            (Some(approved), Some(observed))
                if compare_versions(observed, approved) == Ordering::Less =>
            {
                Risk::ProtectionWeakened
            }
            _ => Risk::ServiceBroken,
        },
        // A parameter may ask for TLS, an option audit who logs in, a key say who reads.
        "parameter_group_name"
        | "option_group_name"
        | "kms_key_id"
        | "performance_insights_kms_key_id"
        | "master_user_secret_kms_key_id"
        | "engine_lifecycle_support" => Risk::ProtectionWeakened,
        "backup_window"
        | "maintenance_window"
        | "monitoring_role_arn"
        | "tags"
        | "database_insights_mode" => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

fn lost(lost: bool) -> Risk {
    if lost {
        Risk::ProtectionWeakened
    } else {
        Risk::Cosmetic
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;
    use serde_json::json;

    const NAME: &str = super::super::NAME;

    fn instance(changes: Value) -> Value {
        let mut all = json!({"identifier": "d", "engine_version": "8.0.36"});
        let given = changes.as_object().unwrap().clone();
        all.as_object_mut().unwrap().extend(given);
        all
    }

    #[test]
    fn a_database_for_everybody_is_exposed() {
        check_risk(
            NAME,
            &instance(json!({"vpc_security_group_ids": ["sg-1"]})),
            &instance(
                json!({"publicly_accessible": true, "vpc_security_group_ids": ["sg-2"],
                "iam_database_authentication_enabled": true, "network_type": "DUAL",
                "domain": "d-1"}),
            ),
            &[
                ("domain", Risk::ExposureWidened),
                ("iam_database_authentication_enabled", Risk::ExposureWidened),
                ("network_type", Risk::ExposureWidened),
                ("publicly_accessible", Risk::ExposureWidened),
                ("vpc_security_group_ids[sg-1]", Risk::ServiceBroken),
                ("vpc_security_group_ids[sg-2]", Risk::ExposureWidened),
            ],
        );
    }

    #[test]
    fn lost_backups_and_guards_weaken_and_more_of_them_harm_nobody() {
        let strong = instance(
            json!({"backup_retention_period": 35, "deletion_protection": true,
            "enabled_cloudwatch_logs_exports": ["audit"], "manage_master_user_password": true,
            "monitoring_interval": 1, "multi_az": true, "storage_encrypted": true}),
        );
        let weak = instance(
            json!({"backup_retention_period": 1, "monitoring_interval": 60,
            "engine_version": "8.0.9"}),
        );
        let weakened = [
            "backup_retention_period",
            "deletion_protection",
            "enabled_cloudwatch_logs_exports[audit]",
            "engine_version",
            "manage_master_user_password",
            "multi_az",
            "storage_encrypted",
        ];
        let mut expected: Vec<_> = weakened
            .iter()
            .map(|path| (*path, Risk::ProtectionWeakened))
            .collect();
        expected.insert(5, ("monitoring_interval", Risk::Cosmetic));
        check_risk(NAME, &strong, &weak, &expected);
        let more = instance(json!({"deletion_protection": true, "multi_az": true,
            "backup_retention_period": 7, "backup_window": "01:00-02:00"}));
        check_risk(
            NAME,
            &instance(json!({})),
            &more,
            &[
                ("backup_retention_period", Risk::Cosmetic),
                ("backup_window", Risk::Cosmetic),
                ("deletion_protection", Risk::Cosmetic),
                ("multi_az", Risk::Cosmetic),
            ],
        );
    }
}

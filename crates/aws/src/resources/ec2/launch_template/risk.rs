//! What changes of a launch template put at risk, for whatever is started from it next.

use driftlock_core::Risk;
use serde_json::Value;

/// What exposes an instance when it is set on one, exposes all that are started from now on.
pub(super) fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    let root = path.split(['.', '[']).next().unwrap_or_default();
    match root {
        "tags" | "description" | "tag_specifications" => Risk::Cosmetic,
        // Another image or program is another machine, and a key or profile is somebody's way in.
        "image_id" | "user_data" | "key_name" | "iam_instance_profile" if !observed.is_null() => {
            Risk::ExposureWidened
        }
        "vpc_security_group_ids" | "security_group_names" if !observed.is_null() => {
            Risk::ExposureWidened
        }
        "network_interfaces" if widens(path, observed) => Risk::ExposureWidened,
        "metadata_options" if observed != "required" && observed != "disabled" => {
            Risk::ProtectionWeakened
        }
        "block_device_mappings" if path.contains("encrypted") || path.contains("kms_key_id") => {
            Risk::ProtectionWeakened
        }
        "disable_api_stop" | "disable_api_termination" | "monitoring" if !approved.is_null() => {
            Risk::ProtectionWeakened
        }
        // The number says only that it is another version, which may be any.
        "default_version" => Risk::ProtectionWeakened,
        _ => Risk::ServiceBroken,
    }
}

fn widens(path: &str, observed: &Value) -> bool {
    let public = path.ends_with("associate_public_ip_address") && observed == "true";
    public || (path.contains(".security_groups[") && !observed.is_null())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::check_risk;
    use crate::resources::ec2::launch_template::NAME;

    #[test]
    fn what_is_started_next_is_judged_like_what_runs() {
        let of = |group: &str, tokens: &str, public: &str, version: u32| {
            json!({"image_id": group, "vpc_security_group_ids": [group], "default_version": version,
                "metadata_options": [{"http_tokens": tokens}], "instance_type": group,
                "network_interfaces": [{"associate_public_ip_address": public}]})
        };
        check_risk(
            NAME,
            &of("a", "required", "false", 1),
            &of("b", "optional", "true", 2),
            &[
                ("default_version", Risk::ProtectionWeakened),
                ("image_id", Risk::ExposureWidened),
                ("instance_type", Risk::ServiceBroken),
                ("metadata_options[0].http_tokens", Risk::ProtectionWeakened),
                (
                    "network_interfaces[0].associate_public_ip_address",
                    Risk::ExposureWidened,
                ),
                ("vpc_security_group_ids[a]", Risk::ServiceBroken),
                ("vpc_security_group_ids[b]", Risk::ExposureWidened),
            ],
        );
    }
}

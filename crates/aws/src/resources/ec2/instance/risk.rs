//! What changes of an instance put at risk.

use driftlock_core::Risk;
use serde_json::Value;

/// Whoever asks the metadata service gets the credentials of the instance: an answer without a token, or
/// over more hops, exposes them. A group more lets more in, another profile lets the instance do other things,
/// and what guards it from being ended guards it no longer.
pub(super) fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    let root = path.split(['.', '[']).next().unwrap_or_default();
    match root {
        "tags" => Risk::Cosmetic,
        "root_block_device" | "ebs_block_device" => disk(path, observed),
        "metadata_options" => metadata(path, approved, observed),
        "vpc_security_group_ids" if observed.is_null() => Risk::ServiceBroken,
        "vpc_security_group_ids" => Risk::ExposureWidened,
        "associate_public_ip_address" | "iam_instance_profile" if is_on(observed) => {
            Risk::ExposureWidened
        }
        "user_data" => Risk::ExposureWidened,
        "disable_api_termination" | "disable_api_stop" | "monitoring" if is_on(approved) => {
            Risk::ProtectionWeakened
        }
        "source_dest_check" if !is_on(observed) => Risk::ProtectionWeakened,
        "disable_api_termination" | "disable_api_stop" | "monitoring" | "credit_specification" => {
            Risk::Cosmetic
        }
        _ => Risk::ServiceBroken,
    }
}

fn is_on(value: &Value) -> bool {
    !value.is_null() && value != &Value::from(false)
}

fn metadata(path: &str, approved: &Value, observed: &Value) -> Risk {
    let hops = |value: &Value| value.as_u64().unwrap_or_default();
    match path.rsplit('.').next() {
        Some("http_tokens") if observed == "required" => Risk::ServiceBroken,
        Some("http_tokens") => Risk::ProtectionWeakened,
        Some("http_put_response_hop_limit") if hops(observed) > hops(approved) => {
            Risk::ProtectionWeakened
        }
        Some("http_endpoint" | "http_protocol_ipv6" | "instance_metadata_tags")
            if observed == "enabled" =>
        {
            Risk::ProtectionWeakened
        }
        _ => Risk::ServiceBroken,
    }
}

fn disk(path: &str, observed: &Value) -> Risk {
    let deleted = path.ends_with("delete_on_termination") && is_on(observed);
    match path {
        _ if path.contains(".tags") || path.ends_with(".volume_size") => Risk::Cosmetic,
        _ if path.ends_with("encrypted") || path.ends_with("kms_key_id") || deleted => {
            Risk::ProtectionWeakened
        }
        _ if path.ends_with("delete_on_termination") => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::check_risk;
    use crate::resources::ec2::instance::NAME;

    #[test]
    fn what_exposes_credentials_or_the_instance_is_told_from_what_breaks_it() {
        let of = |on: bool, group: &str| {
            let (tokens, hops) = if on {
                ("required", 1)
            } else {
                ("optional", 64)
            };
            json!({"id": "i-1", "vpc_security_group_ids": ["sg-1", group],
                "iam_instance_profile": group, "disable_api_termination": on,
                "source_dest_check": on, "tags": {"a": group},
                "metadata_options": [{"http_tokens": tokens, "http_put_response_hop_limit": hops}],
                "root_block_device": [{"delete_on_termination": !on, "volume_size": hops}]})
        };
        check_risk(
            NAME,
            &of(true, "sg-1"),
            &of(false, "sg-2"),
            &[
                ("disable_api_termination", Risk::ProtectionWeakened),
                ("iam_instance_profile", Risk::ExposureWidened),
                (
                    "metadata_options[0].http_put_response_hop_limit",
                    Risk::ProtectionWeakened,
                ),
                ("metadata_options[0].http_tokens", Risk::ProtectionWeakened),
                (
                    "root_block_device[0].delete_on_termination",
                    Risk::ProtectionWeakened,
                ),
                ("root_block_device[0].volume_size", Risk::Cosmetic),
                ("source_dest_check", Risk::ProtectionWeakened),
                ("tags.a", Risk::Cosmetic),
                ("vpc_security_group_ids[sg-2]", Risk::ExposureWidened),
            ],
        );
        check_risk(
            NAME,
            &json!({"metadata_options": [{"http_tokens": "optional"}]}),
            &json!({"metadata_options": [{"http_tokens": "required"}]}),
            &[("metadata_options[0].http_tokens", Risk::ServiceBroken)],
        );
    }
}

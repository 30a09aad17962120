//! What changes of a listener put at risk.

use driftlock_core::Risk;
use serde_json::Value;

/// Whoever need not say who he is any more has been let in; what is no longer encrypted, or by another
/// policy, is less guarded; the rest breaks what people call.
pub(super) fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    let root = path.split(['.', '[']).next().unwrap_or_default();
    match root {
        "tags" => Risk::Cosmetic,
        "default_action" => default_action(path, approved, observed),
        "mutual_authentication" if lets_in(approved, observed) => Risk::ExposureWidened,
        "mutual_authentication" => Risk::ServiceBroken,
        "protocol" if is_secure(approved) && !is_secure(observed) => Risk::ProtectionWeakened,
        "ssl_policy" => Risk::ProtectionWeakened,
        _ if root.contains("_access_control_") => Risk::ExposureWidened,
        _ if root.starts_with("routing_http_response_") => Risk::ProtectionWeakened,
        _ => Risk::ServiceBroken,
    }
}

fn is_secure(protocol: &Value) -> bool {
    protocol == "HTTPS" || protocol == "TLS"
}

/// Verification that is gone or less strict.
fn lets_in(approved: &Value, observed: &Value) -> bool {
    let mode = |value: &Value| match value {
        Value::Object(block) => block.get("mode") == Some(&Value::from("verify")),
        value => value == "verify",
    };
    (mode(approved) && !mode(observed)) || observed == &Value::from(true)
}

fn default_action(path: &str, approved: &Value, observed: &Value) -> Risk {
    let asks = |value: &Value| {
        let kind = value.get("type").unwrap_or(value).as_str();
        kind.is_some_and(|kind| kind.starts_with("authenticate"))
    };
    let within = path.contains(".authenticate_");
    if (asks(approved) && !asks(observed)) || (within && !approved.is_null()) {
        return Risk::ExposureWidened;
    }
    // Requests that go where nobody approved may be read there.
    if path.contains(".target_group[") && approved.is_null() {
        return Risk::ProtectionWeakened;
    }
    Risk::ServiceBroken
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::check_risk;
    use crate::resources::elb::listener::NAME;

    #[test]
    fn what_lets_people_in_is_worse_than_what_keeps_them_out() {
        let origin = "routing_http_response_access_control_allow_origin_header_value";
        let security = "routing_http_response_strict_transport_security_header_value";
        check_risk(
            NAME,
            &json!({"protocol": "HTTPS", "port": 443, "ssl_policy": "strong", security: "max-age=1",
                "default_action": [{"type": "authenticate-oidc"}],
                "mutual_authentication": [{"mode": "verify"}]}),
            &json!({"protocol": "HTTPS", "port": 80, "ssl_policy": "weak", origin: "*",
                "default_action": [{"type": "forward", "target_group_arn": "t"}]}),
            &[
                ("default_action[0].forward[0]", Risk::ServiceBroken),
                ("default_action[0].type", Risk::ExposureWidened),
                ("mutual_authentication[0]", Risk::ExposureWidened),
                ("port", Risk::ServiceBroken),
                (origin, Risk::ExposureWidened),
                (security, Risk::ProtectionWeakened),
                ("ssl_policy", Risk::ProtectionWeakened),
            ],
        );
        let to = |group: &str| json!({"protocol": "HTTP", "default_action": [{"type": "forward", "target_group_arn": group}]});
        check_risk(
            NAME,
            &to("mine"),
            &to("theirs"),
            &[
                (
                    "default_action[0].forward[0].target_group[mine]",
                    Risk::ServiceBroken,
                ),
                (
                    "default_action[0].forward[0].target_group[theirs]",
                    Risk::ProtectionWeakened,
                ),
            ],
        );
        let tls = |protocol: &str| json!({"protocol": protocol});
        let lost = &[("protocol", Risk::ProtectionWeakened)];
        check_risk(NAME, &tls("HTTPS"), &tls("HTTP"), lost);
    }
}

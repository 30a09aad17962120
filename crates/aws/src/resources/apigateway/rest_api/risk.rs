//! What a change of an API puts at risk.

use driftlock_core::Risk;
use serde_json::Value;

use crate::iam_policy;

pub(super) fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    let root = path.split(['.', '[']).next().unwrap_or_default();
    match root {
        // Without one, whoever reaches the API may call it.
        "policy" if observed.is_null() => Risk::ExposureWidened,
        "policy" if approved.is_null() => Risk::ServiceBroken,
        "policy" => iam_policy::judge_resource(approved.as_str(), observed.as_str(), SAFEGUARDS),
        "disable_execute_api_endpoint" if observed == false => Risk::ExposureWidened,
        "endpoint_configuration" => endpoint(path, approved, observed),
        "api_key_source" => Risk::ProtectionWeakened,
        "name" | "description" | "tags" => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

/// A private API that is private no more, or one that another endpoint reaches.
fn endpoint(path: &str, approved: &Value, observed: &Value) -> Risk {
    let came = path.contains("vpc_endpoint_ids") && approved.is_null();
    let private = approved.get(0).is_some_and(|kind| kind == "PRIVATE");
    if came || private || observed == "dualstack" {
        Risk::ExposureWidened
    } else {
        Risk::ServiceBroken
    }
}

/// A denial under a condition on one of these says how an API is called, not by whom.
const SAFEGUARDS: &[&str] = &["aws:SecureTransport"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;
    use serde_json::json;

    const NAME: &str = super::super::NAME;

    fn api(principal: &str, kind: &str, endpoint: &str) -> Value {
        let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
            "Principal": {"AWS": principal}, "Action": "execute-api:Invoke", "Resource": "*"}]});
        let policy = (!principal.is_empty()).then(|| policy.to_string());
        json!({"id": "a", "policy": policy, "endpoint_configuration": [{"types": [kind],
            "vpc_endpoint_ids": [endpoint]}], "disable_execute_api_endpoint": kind == "PRIVATE"})
    }

    #[test]
    fn an_api_for_everybody_is_exposed() {
        let exposed = Risk::ExposureWidened;
        let private = api("111122223333", "PRIVATE", "vpce-1");
        check_risk(
            NAME,
            &private,
            &api("*", "REGIONAL", "vpce-2"),
            &[
                ("disable_execute_api_endpoint", exposed),
                ("endpoint_configuration[0].types", exposed),
                (
                    "endpoint_configuration[0].vpc_endpoint_ids[vpce-1]",
                    Risk::ServiceBroken,
                ),
                (
                    "endpoint_configuration[0].vpc_endpoint_ids[vpce-2]",
                    exposed,
                ),
                ("policy", exposed),
            ],
        );
        let open = api("", "PRIVATE", "vpce-1");
        check_risk(NAME, &private, &open, &[("policy", exposed)]);
        let closed = &[("policy", Risk::ServiceBroken)];
        check_risk(NAME, &open, &private, closed);
    }
}

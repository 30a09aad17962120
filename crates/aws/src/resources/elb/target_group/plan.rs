//! From drift to calls.

use driftlock_core::{Attributes, Call, Unrestorable, diff};
use serde_json::{Value, json};

use super::table::{ALL, duration};
use super::{MODIFY, MODIFY_ATTRIBUTES, TargetGroup};
use crate::resources::elb::knob::{self, Knob};
use crate::resources::elb::{SERVICE, tagging};
use crate::resources::form::{block, text};
use crate::resources::request::request;
use crate::resources::{ResourceType as _, RestorePlan};

pub(super) fn restore(
    plan: &mut RestorePlan,
    id: &str,
    approved: &Attributes,
    observed: &Attributes,
) {
    plan.calls.extend(health_check(id, approved, observed));
    let stickiness = knob::at(approved, "stickiness.type").as_str();
    let knobs = [ALL, &[duration(stickiness.unwrap_or_default())]].concat();
    let pairs = changed(&knobs, approved, observed);
    if !pairs.is_empty() {
        plan.calls.push(request(
            MODIFY_ATTRIBUTES,
            knob::summary(&pairs),
            [SERVICE, "ModifyTargetGroupAttributes"],
            json!({"TargetGroupArn": id, "Attributes": knob::pairs(&pairs)}),
        ));
    }
    tagging::restore(plan, id, approved, observed);
    for change in diff(Some(approved), Some(observed), &TargetGroup.shape()) {
        let root = change.path.split(['.', '[']).next().unwrap_or_default();
        let held = |knob: &Knob| knob.path.split('.').next() == Some(root);
        if !["health_check", "tags"].contains(&root) && !knobs.iter().any(held) {
            plan.unrestorable.push(Unrestorable {
                path: change.path,
                reason: "AWS cannot change it on an existing target group".to_owned(),
            });
        }
    }
}

/// Each kind of cookie has a duration of its own, and only one kind has a name.
fn changed(
    knobs: &[Knob],
    approved: &Attributes,
    observed: &Attributes,
) -> Vec<(&'static str, String)> {
    let kind = "stickiness.type";
    let mut observed = observed.clone();
    if knob::at(approved, kind) != knob::at(&observed, kind)
        && let Some(block) = knob::single(&mut observed, "stickiness")
    {
        block.remove("cookie_duration");
    }
    let mut pairs = knob::changed(knobs, approved, &observed);
    pairs.retain(|(key, value)| !key.starts_with("stickiness.") || !value.is_empty());
    pairs
}

/// Members of `ModifyTargetGroup`, by the attributes of the block.
const HEALTH_CHECK: [(&str, &str); 8] = [
    ("enabled", "HealthCheckEnabled"),
    ("healthy_threshold", "HealthyThresholdCount"),
    ("interval", "HealthCheckIntervalSeconds"),
    ("path", "HealthCheckPath"),
    ("port", "HealthCheckPort"),
    ("protocol", "HealthCheckProtocol"),
    ("timeout", "HealthCheckTimeoutSeconds"),
    ("unhealthy_threshold", "UnhealthyThresholdCount"),
];

fn health_check(id: &str, approved: &Attributes, observed: &Attributes) -> Option<Call> {
    let none = Attributes::new();
    let wanted = block(approved, "health_check")?;
    let found = block(observed, "health_check").unwrap_or(&none);
    let differs = |name: &str| wanted.contains_key(name) && wanted.get(name) != found.get(name);
    let mut input = Attributes::new();
    for (name, member) in HEALTH_CHECK.iter().filter(|(name, _)| differs(name)) {
        input.insert((*member).to_owned(), wanted.get(*name)?.clone());
    }
    if differs("matcher") {
        let codes = match text(approved, "protocol_version") {
            "GRPC" => "GrpcCode",
            _ => "HttpCode",
        };
        input.insert(
            "Matcher".to_owned(),
            json!({codes: text(wanted, "matcher")}),
        );
    }
    if input.is_empty() {
        return None;
    }
    let summary = format!("check targets as approved: {}", json!(input));
    input.insert("TargetGroupArn".to_owned(), Value::from(id));
    let operation = [SERVICE, "ModifyTargetGroup"];
    Some(request(MODIFY, summary, operation, Value::Object(input)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::elb::target_group::NAME;

    fn planned(approved: &Value, observed: &Value) -> RestorePlan {
        let form = |value: &Value| crate::normalise(NAME, value.as_object().unwrap().clone());
        let (approved, observed) = (form(approved), form(observed));
        crate::plan_restore(NAME, "arn:t", Some(&approved), Some(&observed))
    }

    #[test]
    fn grpc_codes_and_application_cookies_are_restored_by_their_own_names() {
        let of = |code: &str, seconds: u32| {
            json!({"protocol": "HTTP", "protocol_version": "GRPC", "health_check": [{"matcher": code}],
                "stickiness": [{"enabled": true, "type": "app_cookie", "cookie_name": "c",
                    "cookie_duration": seconds}]})
        };
        let plan = planned(&of("12", 60), &of("0-99", 61));
        let inputs: Vec<_> = plan
            .calls
            .iter()
            .map(|call| &call.arguments["input"])
            .collect();
        assert_eq!(inputs[0]["Matcher"], json!({"GrpcCode": "12"}));
        assert_eq!(
            inputs[1]["Attributes"],
            json!([{"Key": "stickiness.app_cookie.duration_seconds", "Value": "60"}])
        );
    }

    #[test]
    fn what_a_gateway_does_with_flows_is_restored() {
        let of = |how: &str| {
            json!({"protocol": "GENEVE", "target_failover":
                [{"on_deregistration": how, "on_unhealthy": "no_rebalance"}]})
        };
        let plan = planned(&of("rebalance"), &of("no_rebalance"));
        assert_eq!(
            plan.calls[0].arguments["input"]["Attributes"],
            json!([{"Key": "target_failover.on_deregistration", "Value": "rebalance"}])
        );
    }

    #[test]
    fn what_cannot_change_is_told() {
        let plan = planned(&json!({"port": 80}), &json!({"port": 81}));
        assert_eq!(plan.calls, []);
        assert_eq!(plan.unrestorable[0].path, "port");
    }
}

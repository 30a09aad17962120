//! From drift to calls.

use driftlock_core::{Attributes, Unrestorable, diff};
use serde_json::{Value, json};

use super::{ALL, Listener, MODIFY, MODIFY_ATTRIBUTES, action};
use crate::resources::elb::{SERVICE, knob, tagging};
use crate::resources::form::{block, elements, text};
use crate::resources::request::request;
use crate::resources::{ResourceType as _, RestorePlan};

pub(super) fn plan(
    id: &str,
    approved: Option<&Attributes>,
    observed: Option<&Attributes>,
) -> RestorePlan {
    let mut plan = RestorePlan::default();
    match (approved, observed) {
        (Some(approved), Some(observed)) => restore(&mut plan, id, approved, observed),
        (Some(_), None) => plan.unrestorable.push(Unrestorable {
            path: "id".to_owned(),
            reason: "a listener that is gone cannot come back under its ARN, nor with its rules; \
                     deploy a new one"
                .to_owned(),
        }),
        (None, _) => {}
    }
    plan
}

fn restore(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let changes = diff(Some(approved), Some(observed), &Listener.shape());
    let roots: Vec<&str> = changes
        .iter()
        .filter_map(|change| change.path.split(['.', '[']).next())
        .collect();
    let secret_is_gone = roots.contains(&"default_action") && !knows_secret(approved, observed);
    let mut input = input(approved, &roots);
    if secret_is_gone {
        input.remove("DefaultActions");
    }
    if !input.is_empty() {
        let summary = format!("set {}", names(&input));
        input.insert("ListenerArn".to_owned(), Value::from(id));
        let operation = [SERVICE, "ModifyListener"];
        plan.calls
            .push(request(MODIFY, summary, operation, Value::Object(input)));
    }
    let pairs = knob::changed(ALL, approved, observed);
    if !pairs.is_empty() {
        plan.calls.push(request(
            MODIFY_ATTRIBUTES,
            knob::summary(&pairs),
            [SERVICE, "ModifyListenerAttributes"],
            json!({"ListenerArn": id, "Attributes": knob::pairs(&pairs)}),
        ));
    }
    tagging::restore(plan, id, approved, observed);
    for change in &changes {
        let root = change.path.split(['.', '[']).next().unwrap_or_default();
        let reason = match root {
            "default_action" if secret_is_gone => {
                "the client secret of its OIDC action is not known; deploy it again"
            }
            "id" | "arn" | "load_balancer_arn" => "AWS cannot change it on an existing listener",
            _ => continue,
        };
        plan.unrestorable.push(Unrestorable {
            path: change.path.clone(),
            reason: reason.to_owned(),
        });
    }
}

fn names(input: &Attributes) -> String {
    let names: Vec<&str> = input.keys().map(String::as_str).collect();
    names.join(", ")
}

/// AWS keeps the secret of an OIDC action that is there still.
fn knows_secret(approved: &Attributes, observed: &Attributes) -> bool {
    let still: Vec<&Value> = clients(observed).collect();
    clients(approved).all(|client| still.contains(&client))
}

fn clients(attributes: &Attributes) -> impl Iterator<Item = &Value> {
    elements(attributes, "default_action").filter_map(action::oidc_client)
}

/// What changed, and with a protocol all that belongs to it.
fn input(approved: &Attributes, roots: &[&str]) -> Attributes {
    let protocol = roots.contains(&"protocol");
    let secure = ["HTTPS", "TLS"].contains(&text(approved, "protocol"));
    let wanted = |name: &str| roots.contains(&name) || (protocol && secure);
    let mut input = Attributes::new();
    let mut put = |name: &str, value: Value| {
        input.insert(name.to_owned(), value);
    };
    if protocol {
        put("Protocol", json!(text(approved, "protocol")));
    }
    if let Some(port) = approved.get("port").filter(|_| roots.contains(&"port")) {
        put("Port", port.clone());
    }
    if wanted("ssl_policy") && approved.contains_key("ssl_policy") {
        put("SslPolicy", json!(text(approved, "ssl_policy")));
    }
    if wanted("certificate_arn") && approved.contains_key("certificate_arn") {
        let arn = text(approved, "certificate_arn");
        put("Certificates", json!([{"CertificateArn": arn}]));
    }
    if roots.contains(&"alpn_policy") {
        let policy = match text(approved, "alpn_policy") {
            "" => "None",
            policy => policy,
        };
        put("AlpnPolicy", json!([policy]));
    }
    if roots.contains(&"mutual_authentication") {
        put("MutualAuthentication", mutual(approved));
    }
    if roots.contains(&"default_action") {
        let actions = elements(approved, "default_action").map(action::member);
        put("DefaultActions", actions.collect());
    }
    input
}

fn mutual(approved: &Attributes) -> Value {
    let Some(held) = block(approved, "mutual_authentication") else {
        return json!({"Mode": "off"});
    };
    let mut member = json!({"Mode": text(held, "mode")});
    // Only clients that are verified have a store to be verified by.
    if text(held, "mode") == "verify" {
        let advertise = match text(held, "advertise_trust_store_ca_names") {
            "" => "off",
            advertise => advertise,
        };
        member = json!({
            "Mode": "verify",
            "TrustStoreArn": text(held, "trust_store_arn"),
            "IgnoreClientCertificateExpiry": held.get("ignore_client_certificate_expiry"),
            "AdvertiseTrustStoreCaNames": advertise,
        });
    }
    member
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::elb::listener::NAME;

    fn planned(approved: &Value, observed: &Value) -> RestorePlan {
        let form = |value: &Value| crate::normalise(NAME, value.as_object().unwrap().clone());
        let (approved, observed) = (form(approved), form(observed));
        crate::plan_restore(NAME, "arn:l", Some(&approved), Some(&observed))
    }

    #[test]
    fn a_listener_that_lost_tls_gets_it_back_with_certificate_and_policy() {
        let approved = json!({"protocol": "HTTPS", "ssl_policy": "p", "certificate_arn": "c",
            "mutual_authentication": [{"mode": "verify", "trust_store_arn": "t"}]});
        let plan = planned(&approved, &json!({"protocol": "HTTP"}));
        assert_eq!(
            plan.calls[0].arguments["input"],
            json!({"ListenerArn": "arn:l", "Protocol": "HTTPS", "SslPolicy": "p",
                "Certificates": [{"CertificateArn": "c"}],
                "MutualAuthentication": {"Mode": "verify", "TrustStoreArn": "t",
                    "IgnoreClientCertificateExpiry": false, "AdvertiseTrustStoreCaNames": "off"}})
        );
    }

    #[test]
    fn clients_are_no_longer_verified_nor_is_http2_negotiated() {
        let observed = json!({"protocol": "HTTPS", "alpn_policy": "HTTP2Only",
            "mutual_authentication": [{"mode": "passthrough"}]});
        let plan = planned(&json!({"protocol": "HTTPS"}), &observed);
        assert_eq!(
            plan.calls[0].arguments["input"],
            json!({"ListenerArn": "arn:l", "AlpnPolicy": ["None"],
                "MutualAuthentication": {"Mode": "off"}})
        );
    }

    #[test]
    fn people_are_asked_who_they_are_again_where_aws_still_has_the_secret() {
        let oidc = |scope: &str| {
            json!({"type": "authenticate-oidc", "order": 1, "authenticate_oidc": [{
                "issuer": "https://i", "authorization_endpoint": "https://a", "token_endpoint": "https://t",
                "user_info_endpoint": "https://u", "client_id": "c", "client_secret": "s",
                "scope": scope, "authentication_request_extra_params": {"a": "b"}}]})
        };
        let forward = json!({"type": "forward", "order": 2, "target_group_arn": "g"});
        let of = |actions: Value| json!({"protocol": "HTTPS", "default_action": actions});
        let approved = of(json!([oidc("openid"), forward]));
        let plan = planned(&approved, &of(json!([oidc("all"), forward])));
        let actions = &plan.calls[0].arguments["input"]["DefaultActions"];
        assert_eq!(
            actions[0]["AuthenticateOidcConfig"]["UseExistingClientSecret"],
            true
        );
        assert_eq!(actions[0]["AuthenticateOidcConfig"]["Scope"], "openid");
        assert_eq!(actions[1]["TargetGroupArn"], "g");
        assert_eq!(plan.unrestorable, []);
        assert!(
            !plan.calls[0]
                .arguments
                .to_string()
                .contains("client_secret")
        );

        let plan = planned(&approved, &of(json!([forward])));
        assert_eq!(plan.calls, []);
        assert!(plan.unrestorable[0].path.starts_with("default_action[0]"));
    }

    #[test]
    fn headers_are_cleared_that_were_none() {
        let header = "routing_http_response_access_control_allow_origin_header_value";
        let plan = planned(
            &json!({"protocol": "HTTP"}),
            &json!({"protocol": "HTTP", header: "*"}),
        );
        assert_eq!(
            plan.calls[0].arguments["input"]["Attributes"],
            json!([{"Key": "routing.http.response.access_control_allow_origin.header_value", "Value": ""}])
        );
    }
}

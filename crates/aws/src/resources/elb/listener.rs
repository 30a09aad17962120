//! `aws_lb_listener`: what a load balancer listens for, by which certificate and policy, and what it does
//! with a request that no rule matches.
//!
//! Owned: all of the schema but what is listed as a difference, and but the client secret of an
//! `authenticate_oidc` action, which AWS does not tell. A `forward` action is held as a `forward` block, also
//! where it was declared by `target_group_arn`; its stickiness only where it is on. Certificate and policies
//! are held where the protocol has them.
//! Restored: all of it but the load balancer. An OIDC action that is gone cannot be made again for want of
//! its secret. A listener that is gone cannot come back under its ARN, nor with its rules.
//!
//! `DescribeLoadBalancers` reads 400 a page, `DescribeListeners` those of one load balancer, then
//! `DescribeListeners`, `DescribeListenerAttributes` and `DescribeTags` each.

use async_trait::async_trait;
use aws_sdk_elasticloadbalancingv2::types::{
    AdvertiseTrustStoreCaNamesEnum, Certificate, Listener as Described, ListenerAttribute,
    MutualAuthenticationAttributes, ProtocolEnum,
};
use driftlock_core::{Attributes, Call, Shape};
use serde_json::{Value, json};

use super::knob::{self, Knob, number, text as words, truth};
use super::{PAGE, load_balancer, tagging};
use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, block, default, prune, text};
use crate::resources::request::Request;
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::tags;

mod action;
mod plan;
mod risk;

/// See the module's documentation.
pub(crate) struct Listener;

const NAME: &str = "aws_lb_listener";
const LIST: &str = "elasticloadbalancing:DescribeLoadBalancers";
const DESCRIBE: &str = "elasticloadbalancing:DescribeListeners";
const DESCRIBE_ATTRIBUTES: &str = "elasticloadbalancing:DescribeListenerAttributes";
const MODIFY: &str = "elasticloadbalancing:ModifyListener";
const MODIFY_ATTRIBUTES: &str = "elasticloadbalancing:ModifyListenerAttributes";
const MISSING: &[&str] = &["ListenerNotFound", "LoadBalancerNotFound"];

/// Of HTTP and HTTPS, but for the first.
const ALL: &[Knob] = &[
    number("tcp_idle_timeout_seconds", "tcp.idle_timeout.seconds"),
    words(
        "routing_http_request_x_amzn_mtls_clientcert_header_name",
        "routing.http.request.x_amzn_mtls_clientcert.header_name",
    ),
    words(
        "routing_http_request_x_amzn_mtls_clientcert_issuer_header_name",
        "routing.http.request.x_amzn_mtls_clientcert_issuer.header_name",
    ),
    words(
        "routing_http_request_x_amzn_mtls_clientcert_leaf_header_name",
        "routing.http.request.x_amzn_mtls_clientcert_leaf.header_name",
    ),
    words(
        "routing_http_request_x_amzn_mtls_clientcert_serial_number_header_name",
        "routing.http.request.x_amzn_mtls_clientcert_serial_number.header_name",
    ),
    words(
        "routing_http_request_x_amzn_mtls_clientcert_subject_header_name",
        "routing.http.request.x_amzn_mtls_clientcert_subject.header_name",
    ),
    words(
        "routing_http_request_x_amzn_mtls_clientcert_validity_header_name",
        "routing.http.request.x_amzn_mtls_clientcert_validity.header_name",
    ),
    words(
        "routing_http_request_x_amzn_tls_cipher_suite_header_name",
        "routing.http.request.x_amzn_tls_cipher_suite.header_name",
    ),
    words(
        "routing_http_request_x_amzn_tls_version_header_name",
        "routing.http.request.x_amzn_tls_version.header_name",
    ),
    words(
        "routing_http_response_access_control_allow_credentials_header_value",
        "routing.http.response.access_control_allow_credentials.header_value",
    ),
    words(
        "routing_http_response_access_control_allow_headers_header_value",
        "routing.http.response.access_control_allow_headers.header_value",
    ),
    words(
        "routing_http_response_access_control_allow_methods_header_value",
        "routing.http.response.access_control_allow_methods.header_value",
    ),
    words(
        "routing_http_response_access_control_allow_origin_header_value",
        "routing.http.response.access_control_allow_origin.header_value",
    ),
    words(
        "routing_http_response_access_control_expose_headers_header_value",
        "routing.http.response.access_control_expose_headers.header_value",
    ),
    words(
        "routing_http_response_access_control_max_age_header_value",
        "routing.http.response.access_control_max_age.header_value",
    ),
    words(
        "routing_http_response_content_security_policy_header_value",
        "routing.http.response.content_security_policy.header_value",
    ),
    truth(
        "routing_http_response_server_enabled",
        "routing.http.response.server.enabled",
    ),
    words(
        "routing_http_response_strict_transport_security_header_value",
        "routing.http.response.strict_transport_security.header_value",
    ),
    words(
        "routing_http_response_x_content_type_options_header_value",
        "routing.http.response.x_content_type_options.header_value",
    ),
    words(
        "routing_http_response_x_frame_options_header_value",
        "routing.http.response.x_frame_options.header_value",
    ),
];

#[async_trait]
impl ResourceType for Listener {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["aws_alb_listener"]
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[("default_action.forward.target_group", action::label)],
            identity: &[],
            risk: Some(risk::risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
            Difference {
                attribute: "timeouts",
                reason: "an instruction to Terraform",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(LIST), Action::on_all(DESCRIBE)] },
            read: const {
                &[
                    Action::on_all(DESCRIBE),
                    Action::on_all(DESCRIBE_ATTRIBUTES),
                    tagging::READ_ACTION,
                ]
            },
            restore: const {
                &[
                    tagging::ADD_ACTION,
                    Action::on_each(MODIFY),
                    Action::on_each(MODIFY_ATTRIBUTES),
                    tagging::REMOVE_ACTION,
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        if id.starts_with("arn:") {
            return id.to_owned();
        }
        let partition = partition(region);
        format!("arn:{partition}:elasticloadbalancing:{region}:{account}:listener/{id}")
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        keep_what_applies(&mut attributes);
        action::normalise(&mut attributes);
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let mut all = Vec::new();
        for balancer in load_balancer::described(clients, LIST).await? {
            let pages = clients.elb().describe_listeners();
            let pages = pages.set_load_balancer_arn(balancer.load_balancer_arn);
            let pages = pages.page_size(PAGE);
            let found = pages.into_paginator().items().send();
            let found = found.collect::<Result<Vec<_>, _>>().await;
            // One that was deleted meanwhile has no listeners.
            let found = configured(DESCRIBE, MISSING, found)?.unwrap_or_default();
            let listed = |one: Described| Some(Listed::part(one.listener_arn()?, one.clone()));
            all.extend(found.into_iter().filter_map(listed));
        }
        Ok(all)
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let elb = clients.elb();
        let answer = elb.describe_listeners().listener_arns(id).send().await;
        let Some(output) = configured(DESCRIBE, MISSING, answer)? else {
            return Ok(None);
        };
        let Some(described) = output.listeners().first() else {
            return Ok(None);
        };
        self.rest(clients, id, described).await
    }

    async fn complete(
        &self,
        clients: &Clients,
        listed: &Listed,
    ) -> Result<Option<Attributes>, CallError> {
        match listed.held::<Described>() {
            Some(described) => self.rest(clients, &listed.id, described).await,
            None => self.read(clients, &listed.id).await,
        }
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        plan::plan(id, approved, observed)
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let arn = request.text("ListenerArn");
        let elb = clients.elb();
        match request.operation() {
            "ModifyListener" => {
                let protocol = request.text("Protocol");
                let certificates = request.value("Certificates").as_array();
                let actions = request.value("DefaultActions").as_array();
                let call = elb
                    .modify_listener()
                    .set_listener_arn(arn)
                    .set_port(request.number("Port"))
                    .set_protocol(protocol.as_deref().map(ProtocolEnum::from))
                    .set_ssl_policy(request.text("SslPolicy"))
                    .set_alpn_policy(request.texts("AlpnPolicy"))
                    .set_certificates(certificates.map(|all| all.iter().map(certificate).collect()))
                    .set_default_actions(actions.map(|all| all.iter().map(action::sdk).collect()))
                    .set_mutual_authentication(mutual(request.value("MutualAuthentication")));
                Sent::of(MODIFY, call.send().await)
            }
            "ModifyListenerAttributes" => {
                let call = elb.modify_listener_attributes().set_listener_arn(arn);
                let pairs = tags::listed(request.value("Attributes")).into_iter();
                let call = call.set_attributes(Some(pairs.map(pair).collect()));
                Sent::of(MODIFY_ATTRIBUTES, call.send().await)
            }
            _ => tagging::execute(clients, &request).await,
        }
    }
}

impl Listener {
    /// What a description does not hold is asked besides.
    async fn rest(
        &self,
        clients: &Clients,
        id: &str,
        described: &Described,
    ) -> Result<Option<Attributes>, CallError> {
        let answer = clients
            .elb()
            .describe_listener_attributes()
            .listener_arn(id)
            .send();
        let Some(output) = configured(DESCRIBE_ATTRIBUTES, MISSING, answer.await)? else {
            return Ok(None);
        };
        let Some(own) = tagging::read(clients, id, MISSING).await? else {
            return Ok(None);
        };
        let mut all = read_from(described, own);
        let pairs = output.attributes().iter();
        knob::read(ALL, pairs.map(|pair| (pair.key(), pair.value())), &mut all);
        Ok(Some(self.normalise(all)))
    }
}

/// Leaves what the protocol has: certificates and policies are of TLS, routing is of HTTP.
fn keep_what_applies(attributes: &mut Attributes) {
    let protocol = text(attributes, "protocol").to_owned();
    let http = ["HTTP", "HTTPS"].contains(&protocol.as_str());
    if http {
        attributes.remove("tcp_idle_timeout_seconds");
    } else {
        attributes.retain(|name, _| !name.starts_with("routing_http_"));
    }
    if !["HTTPS", "TLS"].contains(&protocol.as_str()) {
        for name in ["certificate_arn", "ssl_policy", "alpn_policy"] {
            attributes.remove(name);
        }
    }
    // No verification of clients is what a listener has of itself.
    let mode = block(attributes, "mutual_authentication").map(|block| text(block, "mode"));
    if protocol != "HTTPS" || matches!(mode, None | Some("" | "off")) {
        attributes.remove("mutual_authentication");
    } else if let Some(block) = knob::single(attributes, "mutual_authentication") {
        default(block, "ignore_client_certificate_expiry", false);
        if text(block, "advertise_trust_store_ca_names") == "off" {
            block.remove("advertise_trust_store_ca_names");
        }
    }
    if text(attributes, "alpn_policy") == "None" {
        attributes.remove("alpn_policy");
    }
}

fn read_from(described: &Described, own: Attributes) -> Attributes {
    let arn = described.listener_arn();
    let certificate = described.certificates().first();
    let mutual = described.mutual_authentication().map(|mutual| {
        json!([{
            "mode": mutual.mode(),
            "trust_store_arn": mutual.trust_store_arn(),
            "ignore_client_certificate_expiry": mutual.ignore_client_certificate_expiry(),
            "advertise_trust_store_ca_names": mutual
                .advertise_trust_store_ca_names()
                .map(AdvertiseTrustStoreCaNamesEnum::as_str),
        }])
    });
    let actions = described.default_actions().iter().map(action::read);
    attributes([
        ("id", Value::from(arn)),
        ("arn", Value::from(arn)),
        (
            "load_balancer_arn",
            Value::from(described.load_balancer_arn()),
        ),
        ("port", Value::from(described.port())),
        (
            "protocol",
            Value::from(described.protocol().map(ProtocolEnum::as_str)),
        ),
        ("ssl_policy", Value::from(described.ssl_policy())),
        (
            "certificate_arn",
            Value::from(certificate.and_then(Certificate::certificate_arn)),
        ),
        (
            "alpn_policy",
            Value::from(described.alpn_policy().first().cloned()),
        ),
        ("mutual_authentication", Value::from(mutual)),
        ("default_action", actions.collect()),
        ("tags", Value::Object(own)),
    ])
}

fn pair((key, value): (String, String)) -> ListenerAttribute {
    let pair = ListenerAttribute::builder();
    pair.key(key).value(value).build()
}

fn certificate(value: &Value) -> Certificate {
    let arn = value.get("CertificateArn").and_then(Value::as_str);
    let certificate = Certificate::builder();
    certificate
        .set_certificate_arn(arn.map(str::to_owned))
        .build()
}

fn mutual(value: &Value) -> Option<MutualAuthenticationAttributes> {
    let of = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let advertise = of("AdvertiseTrustStoreCaNames");
    let mutual = MutualAuthenticationAttributes::builder()
        .set_mode(of("Mode"))
        .set_trust_store_arn(of("TrustStoreArn"))
        .set_ignore_client_certificate_expiry(
            value
                .get("IgnoreClientCertificateExpiry")
                .and_then(Value::as_bool),
        )
        .set_advertise_trust_store_ca_names(
            advertise
                .as_deref()
                .map(AdvertiseTrustStoreCaNamesEnum::from),
        );
    value.is_object().then(|| mutual.build())
}

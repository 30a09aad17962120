//! What a listener does with a request: as AWS answers it, as the schema has it, and as a call takes it.

use std::collections::HashMap;

use aws_sdk_elasticloadbalancingv2::types::{
    Action, ActionTypeEnum, AuthenticateCognitoActionConditionalBehaviorEnum,
    AuthenticateCognitoActionConfig, AuthenticateOidcActionConditionalBehaviorEnum,
    AuthenticateOidcActionConfig, FixedResponseActionConfig, ForwardActionConfig,
    RedirectActionConfig, RedirectActionStatusCodeEnum, TargetGroupStickinessConfig,
    TargetGroupTuple,
};
use driftlock_core::Attributes;
use serde_json::{Map, Value, json};

use crate::resources::form::{default, label_text, prune, sort_set};

/// Attributes of the schema with the members of the API that they are.
type Members = &'static [(&'static str, &'static str)];

/// Each block of the schema, with the member of the API that holds it, and its attributes, each with
/// the member there.
const BLOCKS: &[(&str, &str, Members)] = &[
    (
        "authenticate_cognito",
        "AuthenticateCognitoConfig",
        &[
            ("user_pool_arn", "UserPoolArn"),
            ("user_pool_client_id", "UserPoolClientId"),
            ("user_pool_domain", "UserPoolDomain"),
            ("session_cookie_name", "SessionCookieName"),
            ("scope", "Scope"),
            ("session_timeout", "SessionTimeout"),
            (
                "authentication_request_extra_params",
                "AuthenticationRequestExtraParams",
            ),
            ("on_unauthenticated_request", "OnUnauthenticatedRequest"),
        ],
    ),
    (
        "authenticate_oidc",
        "AuthenticateOidcConfig",
        &[
            ("issuer", "Issuer"),
            ("authorization_endpoint", "AuthorizationEndpoint"),
            ("token_endpoint", "TokenEndpoint"),
            ("user_info_endpoint", "UserInfoEndpoint"),
            ("client_id", "ClientId"),
            ("session_cookie_name", "SessionCookieName"),
            ("scope", "Scope"),
            ("session_timeout", "SessionTimeout"),
            (
                "authentication_request_extra_params",
                "AuthenticationRequestExtraParams",
            ),
            ("on_unauthenticated_request", "OnUnauthenticatedRequest"),
        ],
    ),
    (
        "fixed_response",
        "FixedResponseConfig",
        &[
            ("message_body", "MessageBody"),
            ("status_code", "StatusCode"),
            ("content_type", "ContentType"),
        ],
    ),
    (
        "redirect",
        "RedirectConfig",
        &[
            ("protocol", "Protocol"),
            ("port", "Port"),
            ("host", "Host"),
            ("path", "Path"),
            ("query", "Query"),
            ("status_code", "StatusCode"),
        ],
    ),
];

/// The label of a target group within a `forward` block.
pub(super) fn label(group: &Value) -> String {
    label_text(group.get("arn").unwrap_or(&Value::Null))
}

pub(super) fn normalise(attributes: &mut Attributes) {
    let actions = attributes.get_mut("default_action");
    let actions = actions.and_then(Value::as_array_mut).into_iter().flatten();
    for (at, action) in actions.enumerate() {
        if let Some(action) = action.as_object_mut() {
            normalise_one(at, action);
        }
    }
}

fn normalise_one(at: usize, action: &mut Map<String, Value>) {
    if action.get("order") == Some(&Value::from(0)) {
        action.remove("order");
    }
    default(action, "order", at + 1);
    let group = action.remove("target_group_arn");
    let group = group.filter(|arn| arn.as_str().is_some_and(|arn| !arn.is_empty()));
    let has_forward = action
        .get("forward")
        .and_then(|blocks| blocks.get(0))
        .is_some_and(|block| block.get("target_group").is_some_and(|all| !is_empty(all)));
    if let (false, Some(arn)) = (has_forward, group) {
        action.insert(
            "forward".to_owned(),
            json!([{"target_group": [{"arn": arn}]}]),
        );
    }
    // AWS takes the secret and never tells it.
    if let Some(oidc) = block_mut(action, "authenticate_oidc") {
        oidc.remove("client_secret");
    }
    if let Some(forward) = block_mut(action, "forward") {
        normalise_forward(forward);
    }
    prune(action);
}

fn normalise_forward(forward: &mut Map<String, Value>) {
    let groups = forward
        .get_mut("target_group")
        .and_then(Value::as_array_mut);
    for group in groups
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
    {
        default(group, "weight", 1);
    }
    sort_set(forward, "target_group");
    let sticky = block_mut(forward, "stickiness");
    if sticky.is_none_or(|block| block.get("enabled") != Some(&Value::from(true))) {
        forward.remove("stickiness");
    }
}

fn block_mut<'a>(
    attributes: &'a mut Map<String, Value>,
    name: &str,
) -> Option<&'a mut Map<String, Value>> {
    attributes.get_mut(name)?.get_mut(0)?.as_object_mut()
}

fn is_empty(list: &Value) -> bool {
    list.as_array().is_none_or(Vec::is_empty)
}

/// The action as the schema has it.
pub(super) fn read(action: &Action) -> Value {
    let forward = action.forward_config().map(read_forward);
    let fixed = action.fixed_response_config().map(|fixed| {
        json!([{
            "content_type": fixed.content_type(),
            "message_body": fixed.message_body(),
            "status_code": fixed.status_code(),
        }])
    });
    let redirect = action.redirect_config().map(|redirect| {
        json!([{
            "host": redirect.host(),
            "path": redirect.path(),
            "port": redirect.port(),
            "protocol": redirect.protocol(),
            "query": redirect.query(),
            "status_code": redirect.status_code().map(RedirectActionStatusCodeEnum::as_str),
        }])
    });
    json!({
        "type": action.r#type().map(ActionTypeEnum::as_str),
        "order": action.order(),
        "target_group_arn": action.target_group_arn(),
        "forward": forward,
        "fixed_response": fixed,
        "redirect": redirect,
        "authenticate_cognito": action.authenticate_cognito_config().map(read_cognito),
        "authenticate_oidc": action.authenticate_oidc_config().map(read_oidc),
    })
}

fn read_forward(forward: &ForwardActionConfig) -> Value {
    let group = |group: &TargetGroupTuple| json!({"arn": group.target_group_arn(), "weight": group.weight()});
    let groups: Value = forward.target_groups().iter().map(group).collect();
    let stickiness = forward.target_group_stickiness_config().map(
        |sticky| json!([{"enabled": sticky.enabled(), "duration": sticky.duration_seconds()}]),
    );
    json!([{"target_group": groups, "stickiness": stickiness}])
}

fn read_cognito(config: &AuthenticateCognitoActionConfig) -> Value {
    let on_unauthenticated = config.on_unauthenticated_request();
    json!([{
        "user_pool_arn": config.user_pool_arn(),
        "user_pool_client_id": config.user_pool_client_id(),
        "user_pool_domain": config.user_pool_domain(),
        "session_cookie_name": config.session_cookie_name(),
        "scope": config.scope(),
        "session_timeout": config.session_timeout(),
        "authentication_request_extra_params": config.authentication_request_extra_params(),
        "on_unauthenticated_request":
            on_unauthenticated.map(AuthenticateCognitoActionConditionalBehaviorEnum::as_str),
    }])
}

fn read_oidc(config: &AuthenticateOidcActionConfig) -> Value {
    let on_unauthenticated = config.on_unauthenticated_request();
    json!([{
        "issuer": config.issuer(),
        "authorization_endpoint": config.authorization_endpoint(),
        "token_endpoint": config.token_endpoint(),
        "user_info_endpoint": config.user_info_endpoint(),
        "client_id": config.client_id(),
        "session_cookie_name": config.session_cookie_name(),
        "scope": config.scope(),
        "session_timeout": config.session_timeout(),
        "authentication_request_extra_params": config.authentication_request_extra_params(),
        "on_unauthenticated_request":
            on_unauthenticated.map(AuthenticateOidcActionConditionalBehaviorEnum::as_str),
    }])
}

/// The action as `ModifyListener` takes it.
pub(super) fn member(held: &Value) -> Value {
    let mut member = json!({"Type": held.get("type"), "Order": held.get("order")});
    for (block, name, attributes) in BLOCKS {
        if let Some(found) = held.get(*block).and_then(|blocks| blocks.get(0)) {
            let of =
                |(from, to): &(&str, &str)| Some(((*to).to_owned(), found.get(*from)?.clone()));
            let members: Map<_, _> = attributes.iter().filter_map(of).collect();
            put(&mut member, name, Value::Object(members));
        }
    }
    // The approved secret is not known; AWS has it still where the action is there still.
    if let Some(oidc) = member.get_mut("AuthenticateOidcConfig") {
        put(oidc, "UseExistingClientSecret", Value::from(true));
    }
    if let Some(forward) = held.get("forward").and_then(|blocks| blocks.get(0)) {
        match only_group(forward) {
            Some(arn) => put(&mut member, "TargetGroupArn", arn.clone()),
            None => put(&mut member, "ForwardConfig", forward_member(forward)),
        }
    }
    member
}

/// The target group of a block that says no more than which one it is.
fn only_group(forward: &Value) -> Option<&Value> {
    let groups = forward.get("target_group")?.as_array()?;
    let ([group], None) = (groups.as_slice(), forward.get("stickiness")) else {
        return None;
    };
    let plain = group.get("weight") == Some(&Value::from(1));
    group.get("arn").filter(|_| plain)
}

fn put(member: &mut Value, name: &str, value: Value) {
    if let Some(map) = member.as_object_mut() {
        map.insert(name.to_owned(), value);
    }
}

fn forward_member(forward: &Value) -> Value {
    let groups = forward.get("target_group").and_then(Value::as_array);
    let group =
        |group: &Value| json!({"TargetGroupArn": group.get("arn"), "Weight": group.get("weight")});
    let groups: Value = groups.into_iter().flatten().map(group).collect();
    let sticky = forward.get("stickiness").and_then(|blocks| blocks.get(0));
    let sticky = match sticky {
        None => json!({"Enabled": false}),
        Some(block) => json!({"Enabled": true, "DurationSeconds": block.get("duration")}),
    };
    json!({"TargetGroups": groups, "TargetGroupStickinessConfig": sticky})
}

/// The action as the SDK has it.
pub(super) fn sdk(member: &Value) -> Action {
    let order = member.get("Order").and_then(Value::as_i64);
    let action = Action::builder()
        .r#type(ActionTypeEnum::from(
            words(member, "Type").unwrap_or_default().as_str(),
        ))
        .set_order(order.and_then(|order| i32::try_from(order).ok()))
        .set_target_group_arn(words(member, "TargetGroupArn"))
        .set_forward_config(member.get("ForwardConfig").map(sdk_forward))
        .set_fixed_response_config(member.get("FixedResponseConfig").map(|fixed| {
            FixedResponseActionConfig::builder()
                .set_message_body(words(fixed, "MessageBody"))
                .set_status_code(words(fixed, "StatusCode"))
                .set_content_type(words(fixed, "ContentType"))
                .build()
        }))
        .set_redirect_config(member.get("RedirectConfig").map(sdk_redirect))
        .set_authenticate_cognito_config(member.get("AuthenticateCognitoConfig").map(sdk_cognito))
        .set_authenticate_oidc_config(member.get("AuthenticateOidcConfig").map(sdk_oidc));
    action.build()
}

fn words(member: &Value, name: &str) -> Option<String> {
    member.get(name)?.as_str().map(str::to_owned)
}

fn number(member: &Value, name: &str) -> Option<i32> {
    i32::try_from(member.get(name)?.as_i64()?).ok()
}

fn map(member: &Value, name: &str) -> Option<HashMap<String, String>> {
    let map = member.get(name)?.as_object()?.iter();
    let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
    Some(map.filter_map(text).collect())
}

fn sdk_forward(forward: &Value) -> ForwardActionConfig {
    let groups = forward.get("TargetGroups").and_then(Value::as_array);
    let group = |group: &Value| {
        TargetGroupTuple::builder()
            .set_target_group_arn(words(group, "TargetGroupArn"))
            .set_weight(number(group, "Weight"))
            .build()
    };
    let sticky = forward.get("TargetGroupStickinessConfig").map(|sticky| {
        TargetGroupStickinessConfig::builder()
            .set_enabled(sticky.get("Enabled").and_then(Value::as_bool))
            .set_duration_seconds(number(sticky, "DurationSeconds"))
            .build()
    });
    ForwardActionConfig::builder()
        .set_target_groups(groups.map(|all| all.iter().map(group).collect()))
        .set_target_group_stickiness_config(sticky)
        .build()
}

fn sdk_redirect(redirect: &Value) -> RedirectActionConfig {
    let code = words(redirect, "StatusCode").unwrap_or_default();
    let redirect = RedirectActionConfig::builder()
        .set_protocol(words(redirect, "Protocol"))
        .set_port(words(redirect, "Port"))
        .set_host(words(redirect, "Host"))
        .set_path(words(redirect, "Path"))
        .set_query(words(redirect, "Query"))
        .status_code(RedirectActionStatusCodeEnum::from(code.as_str()));
    redirect.build()
}

fn sdk_cognito(config: &Value) -> AuthenticateCognitoActionConfig {
    let behaviour = words(config, "OnUnauthenticatedRequest");
    let behaviour = behaviour
        .as_deref()
        .map(AuthenticateCognitoActionConditionalBehaviorEnum::from);
    let cognito = AuthenticateCognitoActionConfig::builder()
        .set_user_pool_arn(words(config, "UserPoolArn"))
        .set_user_pool_client_id(words(config, "UserPoolClientId"))
        .set_user_pool_domain(words(config, "UserPoolDomain"))
        .set_session_cookie_name(words(config, "SessionCookieName"))
        .set_scope(words(config, "Scope"))
        .set_session_timeout(number(config, "SessionTimeout").map(i64::from))
        .set_authentication_request_extra_params(map(config, "AuthenticationRequestExtraParams"))
        .set_on_unauthenticated_request(behaviour);
    cognito.build()
}

fn sdk_oidc(config: &Value) -> AuthenticateOidcActionConfig {
    let behaviour = words(config, "OnUnauthenticatedRequest");
    let behaviour = behaviour
        .as_deref()
        .map(AuthenticateOidcActionConditionalBehaviorEnum::from);
    let oidc = AuthenticateOidcActionConfig::builder()
        .set_issuer(words(config, "Issuer"))
        .set_authorization_endpoint(words(config, "AuthorizationEndpoint"))
        .set_token_endpoint(words(config, "TokenEndpoint"))
        .set_user_info_endpoint(words(config, "UserInfoEndpoint"))
        .set_client_id(words(config, "ClientId"))
        .set_session_cookie_name(words(config, "SessionCookieName"))
        .set_scope(words(config, "Scope"))
        .set_session_timeout(number(config, "SessionTimeout").map(i64::from))
        .set_authentication_request_extra_params(map(config, "AuthenticationRequestExtraParams"))
        .set_on_unauthenticated_request(behaviour)
        .set_use_existing_client_secret(
            config
                .get("UseExistingClientSecret")
                .and_then(Value::as_bool),
        );
    oidc.build()
}

/// The client of an action that asks a provider of OIDC.
pub(super) fn oidc_client(held: &Value) -> Option<&Value> {
    let oidc = held.get("authenticate_oidc")?.get(0)?;
    oidc.get("client_id")
}

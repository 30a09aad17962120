//! What Elastic Load Balancing documents and the emulator does not do.

use std::collections::BTreeMap;

use driftlock_core::{Attributes, Key};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{Fake, query, xml};
use crate::{scope, sweep};

type Parameters = BTreeMap<String, String>;

const ARN: &str = "arn:aws:elasticloadbalancing:us-east-1:123456789012";

/// Two members of a list in as many pages.
fn page(
    operation: &str,
    list: &str,
    parameters: &Parameters,
    members: [&str; 2],
) -> ResponseTemplate {
    assert_eq!(parameters["PageSize"], "400", "{operation}");
    let (member, marker) = match parameters.get("Marker").map(String::as_str) {
        None => (members[0], "<NextMarker>2+/=</NextMarker>"),
        Some("2+/=") => (members[1], ""),
        Some(other) => panic!("{other}"),
    };
    query(
        operation,
        &format!("<{list}><member>{member}</member></{list}>{marker}"),
    )
}

fn load_balancer(name: &str) -> String {
    format!(
        "<LoadBalancerArn>{ARN}:loadbalancer/app/{name}/1</LoadBalancerArn>\
         <LoadBalancerName>{name}</LoadBalancerName><Type>application</Type>\
         <Scheme>internet-facing</Scheme><IpamPools><Ipv4IpamPoolId>pool</Ipv4IpamPoolId></IpamPools>\
         <AvailabilityZones><member><SubnetId>subnet-1</SubnetId></member></AvailabilityZones>"
    )
}

fn listener(name: &str) -> String {
    format!(
        "<ListenerArn>{ARN}:listener/app/{name}/1/1</ListenerArn><Port>443</Port>\
         <Protocol>HTTPS</Protocol><SslPolicy>p</SslPolicy>\
         <Certificates><member><CertificateArn>c</CertificateArn></member></Certificates>\
         <MutualAuthentication><Mode>off</Mode></MutualAuthentication>\
         <DefaultActions><member><Type>authenticate-oidc</Type><Order>1</Order>\
         <AuthenticateOidcConfig><Issuer>https://i</Issuer><ClientId>c</ClientId>\
         <SessionTimeout>604800</SessionTimeout><Scope>openid</Scope>\
         <OnUnauthenticatedRequest>authenticate</OnUnauthenticatedRequest>\
         </AuthenticateOidcConfig></member>\
         <member><Type>forward</Type><Order>2</Order><TargetGroupArn>g</TargetGroupArn>\
         <ForwardConfig><TargetGroups><member><TargetGroupArn>g</TargetGroupArn><Weight>1</Weight>\
         </member></TargetGroups><TargetGroupStickinessConfig><Enabled>false</Enabled>\
         </TargetGroupStickinessConfig></ForwardConfig></member></DefaultActions>"
    )
}

fn target_group(name: &str) -> String {
    format!(
        "<TargetGroupArn>{ARN}:targetgroup/{name}/1</TargetGroupArn><Protocol>HTTP</Protocol>\
         <ProtocolVersion>GRPC</ProtocolVersion><TargetType>ip</TargetType>\
         <Matcher><GrpcCode>12</GrpcCode></Matcher>"
    )
}

fn pairs(operation: &str, pairs: &[(&str, &str)]) -> ResponseTemplate {
    let members: String = pairs
        .iter()
        .map(|(key, value)| format!("<member><Key>{key}</Key><Value>{value}</Value></member>"))
        .collect();
    query(operation, &format!("<Attributes>{members}</Attributes>"))
}

fn documented(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    let by_arn = |kind: &str| parameters.get(&format!("{kind}Arns.member.1"));
    match operation {
        "DescribeLoadBalancers" => match by_arn("LoadBalancer") {
            Some(arn) => {
                let name = arn.split('/').nth(2).unwrap();
                let one = load_balancer(name);
                query(
                    operation,
                    &format!("<LoadBalancers><member>{one}</member></LoadBalancers>"),
                )
            }
            None => page(
                operation,
                "LoadBalancers",
                parameters,
                [&load_balancer("a"), &load_balancer("b")],
            ),
        },
        "DescribeListeners" => match by_arn("Listener") {
            Some(arn) => {
                let one = listener(arn.split('/').nth(2).unwrap());
                query(
                    operation,
                    &format!("<Listeners><member>{one}</member></Listeners>"),
                )
            }
            None => {
                let of = parameters["LoadBalancerArn"].split('/').nth(2).unwrap();
                let names = [format!("{of}-1"), format!("{of}-2")];
                let [one, two] = names.map(|name| listener(&name));
                page(operation, "Listeners", parameters, [&one, &two])
            }
        },
        "DescribeTargetGroups" => match by_arn("TargetGroup") {
            Some(arn) => {
                let one = target_group(arn.split('/').nth(1).unwrap());
                query(
                    operation,
                    &format!("<TargetGroups><member>{one}</member></TargetGroups>"),
                )
            }
            None => page(
                operation,
                "TargetGroups",
                parameters,
                [&target_group("a"), &target_group("b")],
            ),
        },
        "DescribeLoadBalancerAttributes" => pairs(
            operation,
            &[
                ("access_logs.s3.enabled", "false"),
                ("access_logs.s3.bucket", ""),
                ("load_balancing.cross_zone.enabled", "true"),
                ("idle_timeout.timeout_seconds", "60"),
            ],
        ),
        "DescribeListenerAttributes" => pairs(
            operation,
            &[
                ("routing.http.response.server.enabled", "true"),
                ("routing.http.response.x_frame_options.header_value", "DENY"),
            ],
        ),
        "DescribeTargetGroupAttributes" => pairs(
            operation,
            &[
                ("stickiness.enabled", "false"),
                ("stickiness.type", "lb_cookie"),
                ("stickiness.lb_cookie.duration_seconds", "86400"),
                ("stickiness.app_cookie.duration_seconds", "5"),
                ("load_balancing.algorithm.anomaly_mitigation", "off"),
            ],
        ),
        "DescribeCapacityReservation" => query(
            operation,
            "<MinimumLoadBalancerCapacity><CapacityUnits>100</CapacityUnits>\
             </MinimumLoadBalancerCapacity>",
        ),
        "DescribeTags" => query(
            operation,
            "<TagDescriptions><member><Tags><member><Key>aws:x</Key><Value>1</Value></member>\
             <member><Key>a</Key><Value></Value></member></Tags></member></TagDescriptions>",
        ),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn load_balancers_listeners_and_target_groups_are_read_page_by_page() {
    let fake = Fake::start(documented).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&["aws_lb*"], &[])).await;
    assert_eq!(found.unreadable, []);
    let of = |kind: &str| -> Vec<&Attributes> {
        let mut all: Vec<_> = found
            .resources
            .iter()
            .filter(|resource| resource.key.kind == kind)
            .collect();
        all.sort_by(|a, b| a.key.id.cmp(&b.key.id));
        all.into_iter()
            .map(|resource| resource.attributes.as_ref().unwrap())
            .collect()
    };
    let [balancer, _] = of("aws_lb")[..] else {
        panic!("{found:?}")
    };
    assert_eq!(
        balancer["ipam_pools"],
        json!([{"ipv4_ipam_pool_id": "pool"}])
    );
    assert_eq!(
        balancer["minimum_load_balancer_capacity"],
        json!([{"capacity_units": 100}])
    );
    assert_eq!(balancer["access_logs"], json!([{"enabled": false}]));
    assert_eq!(balancer["tags"], json!({"a": ""}));
    assert_eq!(balancer.get("enable_cross_zone_load_balancing"), None);
    let [listener, _, _, _] = of("aws_lb_listener")[..] else {
        panic!("{found:?}")
    };
    let actions = &listener["default_action"];
    assert_eq!(
        actions[0]["authenticate_oidc"][0]["session_timeout"],
        604_800
    );
    let forward = json!([{"target_group": [{"arn": "g", "weight": 1}]}]);
    assert_eq!(actions[1]["forward"], forward);
    assert_eq!(actions[1].get("target_group_arn"), None);
    assert_eq!(listener.get("mutual_authentication"), None);
    let [group, _] = of("aws_lb_target_group")[..] else {
        panic!("{found:?}")
    };
    assert_eq!(group["health_check"], json!([{"matcher": "12"}]));
    assert_eq!(group["stickiness"][0]["cookie_duration"], 86_400);
}

fn missing(operation: &str, _: &Parameters) -> ResponseTemplate {
    let code = match operation {
        "DescribeLoadBalancers" => "LoadBalancerNotFound",
        "DescribeListeners" => "ListenerNotFound",
        _ => "TargetGroupNotFound",
    };
    let error =
        format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>m</Message></Error>");
    xml(
        400,
        &format!("<ErrorResponse>{error}<RequestId>r</RequestId></ErrorResponse>"),
    )
}

#[tokio::test]
async fn what_is_gone_is_read_as_gone() {
    let fake = Fake::start(missing).await;
    let connection = fake.connect().await;
    for kind in ["aws_lb", "aws_lb_listener", "aws_lb_target_group"] {
        assert_eq!(connection.read(&key(kind, ARN)).await.unwrap(), None);
    }
}

fn key(kind: &str, id: &str) -> Key {
    Key {
        kind: kind.to_owned(),
        region: "us-east-1".to_owned(),
        id: id.to_owned(),
        account: None,
    }
}

fn accepts(operation: &str, _: &Parameters) -> ResponseTemplate {
    query(operation, "")
}

/// The requests of what leads from `observed` to `approved`, by operation.
async fn requests(kind: &str, approved: Value, observed: Value) -> Vec<(String, Parameters)> {
    let fake = Fake::start(accepts).await;
    let connection = fake.connect().await;
    let form = |value: Value| driftlock_aws::normalise(kind, value.as_object().unwrap().clone());
    let (approved, observed) = (form(approved), form(observed));
    let plan = driftlock_aws::plan_restore(kind, ARN, Some(&approved), Some(&observed));
    for call in &plan.calls {
        crate::check_declared(kind, &call.action);
        connection.execute(&key(kind, ARN), call).await.unwrap();
    }
    let all = fake.requests().into_iter();
    all.map(|asked| (asked.operation, asked.parameters))
        .collect()
}

#[tokio::test]
async fn pools_and_capacity_are_sent_as_the_api_takes_them() {
    let with = json!({"ipam_pools": [{"ipv4_ipam_pool_id": "p"}],
        "minimum_load_balancer_capacity": [{"capacity_units": 100}]});
    let sent = requests("aws_lb", with.clone(), json!({})).await;
    assert_eq!(sent[0].0, "ModifyIpPools");
    assert_eq!(sent[0].1["IpamPools.Ipv4IpamPoolId"], "p");
    assert_eq!(sent[1].0, "ModifyCapacityReservation");
    assert_eq!(
        sent[1].1["MinimumLoadBalancerCapacity.CapacityUnits"],
        "100"
    );
    let sent = requests("aws_lb", json!({}), with).await;
    assert_eq!(sent[0].1["RemoveIpamPools.member.1"], "ipv4");
    assert_eq!(sent[1].1["ResetCapacityReservation"], "true");
}

#[tokio::test]
async fn a_listener_is_sent_as_the_api_takes_it() {
    let cognito = json!({"user_pool_arn": "arn:p", "user_pool_client_id": "c",
        "user_pool_domain": "d", "session_timeout": 60,
        "authentication_request_extra_params": {"prompt": "login"}});
    let approved = json!({"protocol": "HTTPS", "alpn_policy": "HTTP2Optional",
        "mutual_authentication": [{"mode": "verify", "trust_store_arn": "t"}],
        "default_action": [
            {"type": "authenticate-cognito", "authenticate_cognito": [cognito]},
            {"type": "forward", "forward": [{
                "target_group": [{"arn": "g", "weight": 5}, {"arn": "h", "weight": 6}],
                "stickiness": [{"enabled": true, "duration": 7}]}]}]});
    let observed = json!({"protocol": "HTTPS", "default_action": [
        {"type": "fixed-response", "fixed_response": [{"status_code": "200"}]}]});
    let sent = requests("aws_lb_listener", approved, observed).await;
    let [(operation, parameters)] = sent.as_slice() else {
        panic!("{sent:?}")
    };
    assert_eq!(operation, "ModifyListener");
    for (name, value) in [
        ("AlpnPolicy.member.1", "HTTP2Optional"),
        ("MutualAuthentication.Mode", "verify"),
        ("MutualAuthentication.TrustStoreArn", "t"),
        ("DefaultActions.member.1.Type", "authenticate-cognito"),
        (
            "DefaultActions.member.1.AuthenticateCognitoConfig.SessionTimeout",
            "60",
        ),
        (
            "DefaultActions.member.1.AuthenticateCognitoConfig.AuthenticationRequestExtraParams.entry.1.key",
            "prompt",
        ),
        (
            "DefaultActions.member.2.ForwardConfig.TargetGroups.member.2.Weight",
            "6",
        ),
        (
            "DefaultActions.member.2.ForwardConfig.TargetGroupStickinessConfig.DurationSeconds",
            "7",
        ),
    ] {
        assert_eq!(
            parameters.get(name).map(String::as_str),
            Some(value),
            "{name}"
        );
    }
}

//! Who else changes a resource, as CloudTrail's `LookupEvents` answers by its API reference.

use driftlock_core::Key;
use jiff::Timestamp;
use serde_json::{Value, json};
use wiremock::matchers::header;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::emulated;

const TARGET: &str = "CloudTrail_20131101.LookupEvents";
const WHO: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::123456789012:user/fake</Arn><Account>123456789012</Account>\
    </GetCallerIdentityResult></GetCallerIdentityResponse>";

async fn cloudtrail(status: u16, answer: &Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(header("x-amz-target", TARGET))
        .respond_with(ResponseTemplate::new(status).set_body_json(answer))
        .mount(&server)
        .await;
    let who = ResponseTemplate::new(200).set_body_raw(WHO, "text/xml");
    Mock::given(wiremock::matchers::any())
        .respond_with(who)
        .with_priority(9)
        .mount(&server)
        .await;
    server
}

fn group() -> Key {
    Key {
        kind: "aws_security_group".into(),
        region: "eu-west-1".into(),
        id: "sg-1".into(),
        account: None,
    }
}

#[tokio::test]
async fn other_writers_are_looked_up_by_the_id_of_the_resource() {
    let record = json!({"userIdentity": {"arn": "arn:aws:iam::123456789012:user/eve"}});
    let own = json!({"userIdentity": {"arn": "arn:aws:iam::123456789012:user/fake"}});
    let event = |name: &str, record: &Value| {
        json!({
            "EventId": "1", "EventName": name, "ReadOnly": "false", "Username": "eve",
            "EventTime": 1_700_000_100.0, "CloudTrailEvent": record.to_string(),
        })
    };
    let events = [
        event("AuthorizeSecurityGroupIngress", &record),
        event("RevokeSecurityGroupIngress", &own),
    ];
    let server = cloudtrail(200, &json!({ "Events": events })).await;
    let connection = emulated(&server.uri()).await;
    let since = Timestamp::from_second(1_700_000_000).unwrap();
    assert_eq!(
        connection.actors(&group(), since).await.unwrap(),
        ["arn:aws:iam::123456789012:user/eve (AuthorizeSecurityGroupIngress)"]
    );
    let requests = server.received_requests().await.unwrap();
    let asked: Value = serde_json::from_slice(&requests.last().unwrap().body).unwrap();
    assert_eq!(
        asked["LookupAttributes"],
        json!([{"AttributeKey": "ResourceName", "AttributeValue": "sg-1"}])
    );
    assert_eq!(asked["StartTime"].as_f64(), Some(1_700_000_000.0));
}

#[tokio::test]
async fn whoever_made_a_group_is_named() {
    let record = json!({"userIdentity": {"arn": "arn:aws:iam::123456789012:user/eve"}});
    let event = json!({
        "EventId": "1", "EventName": "CreateSecurityGroup", "ReadOnly": "false", "Username": "eve",
        "EventTime": 1_700_000_100.0, "CloudTrailEvent": record.to_string(),
    });
    let server = cloudtrail(200, &json!({ "Events": [event] })).await;
    let connection = emulated(&server.uri()).await;
    assert_eq!(
        connection.maker(&group()).await.unwrap().as_deref(),
        Some("arn:aws:iam::123456789012:user/eve (CreateSecurityGroup, 2023-11-14T22:15:00Z)")
    );
}

#[tokio::test]
async fn a_denied_look_up_names_the_action() {
    let denied = json!({"__type": "AccessDeniedException", "Message": "not authorized"});
    let server = cloudtrail(400, &denied).await;
    let connection = emulated(&server.uri()).await;
    let error = connection
        .actors(&group(), Timestamp::UNIX_EPOCH)
        .await
        .unwrap_err();
    assert_eq!(
        error.help(),
        "grant `cloudtrail:LookupEvents` to the role in use"
    );
}

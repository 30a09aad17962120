//! Queues, topics and subscriptions, as far as AWS documents what neither the emulator nor a run of
//! Terraform shows; and how they come back when they are gone.

use std::collections::BTreeMap;

use driftlock_aws::{Connection, command_line, normalise, plan_restore};
use driftlock_core::{Attributes, Key};
use driftlock_testbed::Moto;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{Fake, json as answer, json_error, query, xml};
use crate::{check_declared, emulated, scope, sweep};

type Parameters = BTreeMap<String, String>;

/// Everything of a type that the fake has, by id.
async fn all(fake: &Fake, kind: &str) -> BTreeMap<String, Attributes> {
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&[kind], &[])).await;
    assert_eq!(found.unreadable, []);
    let found = found.resources.into_iter();
    found
        .map(|resource| (resource.key.id, resource.attributes.unwrap()))
        .collect()
}

fn ids(all: &BTreeMap<String, Attributes>) -> Vec<&str> {
    all.keys().map(String::as_str).collect()
}

/// A new queue, one that everything is said of, and two that were deleted since they were listed: AWS
/// names that fault in two ways, and in a header as in the days of its query protocol.
fn queues(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    let url = |name: &str| format!("https://sqs.us-east-1.amazonaws.com/123456789012/{name}");
    let name = parameters.get("QueueUrl").map(String::as_str);
    let name = name
        .and_then(|url| url.rsplit('/').next())
        .unwrap_or_default();
    match operation {
        "ListQueues" => {
            assert_eq!(parameters["MaxResults"], "1000");
            match parameters.get("NextToken").map(String::as_str) {
                None => answer(
                    200,
                    &json!({"QueueUrls": [url("new"), url("gone")], "NextToken": "to/2+="}),
                ),
                Some("to/2+=") => {
                    answer(200, &json!({"QueueUrls": [url("full.fifo"), url("late")]}))
                }
                Some(other) => panic!("{other}"),
            }
        }
        "GetQueueAttributes" if name == "gone" => {
            let code = "com.amazonaws.sqs#QueueDoesNotExist";
            json_error(400, code, "The specified queue does not exist.").insert_header(
                "x-amzn-query-error",
                "AWS.SimpleQueueService.NonExistentQueue;Sender",
            )
        }
        "GetQueueAttributes" => {
            assert_eq!(parameters["AttributeNames"], r#"["All"]"#);
            let arn = format!("arn:aws:sqs:us-east-1:123456789012:{name}");
            let mut all = json!({"QueueArn": arn, "ApproximateNumberOfMessages": "7",
                "CreatedTimestamp": "1700000000", "LastModifiedTimestamp": "1700000000",
                "VisibilityTimeout": "30", "MaximumMessageSize": "262144",
                "MessageRetentionPeriod": "345600", "DelaySeconds": "0",
                "ReceiveMessageWaitTimeSeconds": "0", "SqsManagedSseEnabled": "true"});
            if name == "full.fifo" {
                let more = json!({"FifoQueue": "true", "ContentBasedDeduplication": "true",
                    "DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId",
                    "KmsMasterKeyId": "alias/q", "KmsDataKeyReusePeriodSeconds": "60",
                    "SqsManagedSseEnabled": "false",
                    "RedriveAllowPolicy": "{\"redrivePermission\":\"denyAll\"}",
                    "RedrivePolicy": "{\"deadLetterTargetArn\":\"arn:d\",\"maxReceiveCount\":\"4\"}"});
                let more = more.as_object().unwrap().clone();
                all.as_object_mut().unwrap().extend(more);
            }
            answer(200, &json!({ "Attributes": all }))
        }
        "ListQueueTags" if name == "late" => json_error(400, "QueueDoesNotExist", "gone"),
        "ListQueueTags" => answer(
            200,
            &json!({"Tags": {"a": "", "aws:cloudformation:stack-name": "s"}}),
        ),
        other => panic!("{other} of {name}"),
    }
}

#[tokio::test]
async fn queues_are_read_page_by_page_and_those_deleted_since_left_out() {
    let fake = Fake::start(queues).await;
    let all = all(&fake, "aws_sqs_queue").await;
    let url = |name: &str| format!("https://sqs.us-east-1.amazonaws.com/123456789012/{name}");
    assert_eq!(ids(&all), [url("full.fifo"), url("new")]);
    let declared = json!({"id": url("new"), "url": url("new"), "name": "new", "name_prefix": "",
        "arn": "arn:aws:sqs:us-east-1:123456789012:new", "sqs_managed_sse_enabled": true,
        "policy": "", "redrive_policy": "", "tags": {"a": ""}});
    let declared = normalise("aws_sqs_queue", declared.as_object().unwrap().clone());
    assert_eq!(all[&url("new")], declared);
    let full = &all[&url("full.fifo")];
    assert_eq!(full["kms_data_key_reuse_period_seconds"], 60);
    assert_eq!(full["deduplication_scope"], "messageGroup");
    assert_eq!(full["sqs_managed_sse_enabled"], false);
    let redrive = r#"{"deadLetterTargetArn":"arn:d","maxReceiveCount":4}"#;
    assert_eq!(full["redrive_policy"], redrive);
}

fn query_error(code: &str) -> ResponseTemplate {
    xml(
        404,
        &format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>gone</Message>\
             </Error><RequestId>r</RequestId></ErrorResponse>"
        ),
    )
}

/// Of two pages the one that is asked for; the second by the token that the first one gave.
fn page(
    operation: &str,
    parameters: &Parameters,
    list: &str,
    [first, second]: [String; 2],
) -> ResponseTemplate {
    let (page, token) = match parameters.get("NextToken").map(String::as_str) {
        None => (first, "<NextToken>to/2+=</NextToken>"),
        Some("to/2+=") => (second, ""),
        Some(other) => panic!("{other}"),
    };
    query(operation, &format!("<{list}>{page}</{list}>{token}"))
}

fn map(pairs: &[(&str, &str)]) -> String {
    let entry = |(key, value): &(&str, &str)| {
        format!("<entry><key>{key}</key><value>{value}</value></entry>")
    };
    let entries: String = pairs.iter().map(entry).collect();
    format!("<Attributes>{entries}</Attributes>")
}

const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:";
/// AWS's own, of every topic, in the order of its answers.
const POLICY: &str = "{&quot;Version&quot;:&quot;2008-10-17&quot;,&quot;Statement&quot;:[]}";

fn topics(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    let topic = |name: &str| format!("<member><TopicArn>{TOPIC}{name}</TopicArn></member>");
    let arn = parameters.get("TopicArn").or(parameters.get("ResourceArn"));
    let name = arn
        .and_then(|arn| arn.strip_prefix(TOPIC))
        .unwrap_or_default();
    match operation {
        "ListTopics" => {
            let first = topic("new") + &topic("gone");
            let second = topic("full") + &topic("late");
            page(operation, parameters, "Topics", [first, second])
        }
        "GetTopicAttributes" if name == "gone" => query_error("NotFound"),
        "GetTopicAttributes" => {
            let arn = format!("{TOPIC}{name}");
            let new = [
                ("Owner", "123456789012"),
                ("TopicArn", arn.as_str()),
                ("Policy", POLICY),
                ("DisplayName", ""),
                ("SubscriptionsConfirmed", "3"),
                ("EffectiveDeliveryPolicy", "{&quot;http&quot;:{}}"),
            ];
            let full = [
                ("SignatureVersion", "2"),
                ("TracingConfig", "Active"),
                ("KmsMasterKeyId", "alias/t"),
                ("LambdaSuccessFeedbackRoleArn", "arn:r"),
                ("LambdaSuccessFeedbackSampleRate", "10"),
                (
                    "DeliveryPolicy",
                    "{ &quot;http&quot; : { &quot;b&quot; : 1 } }",
                ),
            ];
            let more: &[(&str, &str)] = if name == "full" { &full } else { &[] };
            query(operation, &map(&[&new[..], more].concat()))
        }
        "ListTagsForResource" if name == "late" => query_error("ResourceNotFound"),
        "ListTagsForResource" => query(
            operation,
            "<Tags><member><Key>aws:x</Key><Value>1</Value></member><member><Key>a</Key><Value>1\
             </Value></member></Tags>",
        ),
        other => panic!("{other} of {name}"),
    }
}

#[tokio::test]
async fn topics_are_read_page_by_page_and_those_deleted_since_left_out() {
    let fake = Fake::start(topics).await;
    let all = all(&fake, "aws_sns_topic").await;
    let arn = |name: &str| format!("{TOPIC}{name}");
    assert_eq!(ids(&all), [arn("full"), arn("new")]);
    let declared = json!({"id": arn("new"), "arn": arn("new"), "name": "new", "owner": "123456789012",
        "policy": "{\"Statement\": [], \"Version\": \"2008-10-17\"}", "display_name": "",
        "delivery_policy": "", "signature_version": 0, "tracing_config": "",
        "sqs_success_feedback_sample_rate": 0, "tags": {"a": "1"}});
    let declared = normalise("aws_sns_topic", declared.as_object().unwrap().clone());
    assert_eq!(all[&arn("new")], declared);
    let full = &all[&arn("full")];
    assert_eq!(full["signature_version"], 2);
    assert_eq!(full["lambda_success_feedback_sample_rate"], 10);
    assert_eq!(full["delivery_policy"], r#"{"http":{"b":1}}"#);
}

/// One that waits to be confirmed and one that was deleted have words where an ARN would be.
fn subscriptions(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    let one = |arn: &str| format!("<member><SubscriptionArn>{arn}</SubscriptionArn></member>");
    let arn = |name: &str| format!("{TOPIC}t:{name}");
    match operation {
        "ListSubscriptions" => {
            let first = one(&arn("1")) + &one("PendingConfirmation") + &one(&arn("gone"));
            let second = one("Deleted") + &one(&arn("2"));
            page(operation, parameters, "Subscriptions", [first, second])
        }
        "GetSubscriptionAttributes" if parameters["SubscriptionArn"] == arn("gone") => {
            query_error("NotFound")
        }
        "GetSubscriptionAttributes" => query(
            operation,
            &map(&[
                ("SubscriptionArn", parameters["SubscriptionArn"].as_str()),
                ("TopicArn", "arn:t"),
                ("Protocol", "https"),
                ("Endpoint", "https://example.com/x"),
                ("Owner", "123456789012"),
                ("ConfirmationWasAuthenticated", "true"),
                ("PendingConfirmation", "false"),
                ("RawMessageDelivery", "false"),
                ("FilterPolicyScope", "MessageAttributes"),
                ("EffectiveDeliveryPolicy", "{}"),
            ]),
        ),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn subscriptions_are_read_page_by_page_once_they_are_confirmed() {
    let fake = Fake::start(subscriptions).await;
    let all = all(&fake, "aws_sns_topic_subscription").await;
    let arn = |name: &str| format!("{TOPIC}t:{name}");
    assert_eq!(ids(&all), [arn("1"), arn("2")]);
    let expected = json!({"id": arn("1"), "arn": arn("1"), "topic_arn": "arn:t", "protocol": "https",
        "endpoint": "https://example.com/x", "owner_id": "123456789012",
        "confirmation_was_authenticated": true, "raw_message_delivery": false});
    assert_eq!(Value::Object(all[&arn("1")].clone()), expected);
}

const DELETED: &str = r#"
if kind == "queue":
    client("sqs").delete_queue(QueueUrl=id)
else:
    client("sns").delete_topic(TopicArn=id)
"#;

/// Deletes it, and brings it back by our own calls or by the lines that we print.
async fn come_back(moto: &Moto, connection: &Connection, kind: &str, id: &str) {
    let key = Key {
        kind: kind.to_owned(),
        region: "us-east-1".to_owned(),
        id: id.to_owned(),
        account: None,
    };
    let approved = connection.read(&key).await.unwrap();
    assert!(approved.is_some(), "{key}");
    for by_hand in [false, true] {
        let word = kind.rsplit('_').next().unwrap();
        let script = format!("kind, id = {}, {}\n{DELETED}", json!(word), json!(id));
        moto.boto3(&script).unwrap();
        assert_eq!(connection.read(&key).await.unwrap(), None);
        let plan = plan_restore(kind, id, approved.as_ref(), None);
        let [call] = plan.calls.as_slice() else {
            panic!("{plan:?}")
        };
        check_declared(kind, &call.action);
        if by_hand {
            moto.shell(&command_line(&key, call).unwrap()).unwrap();
        } else {
            connection.execute(&key, call).await.unwrap();
        }
        assert_eq!(connection.read(&key).await.unwrap(), approved, "{key}");
    }
}

#[tokio::test]
async fn queues_and_topics_that_are_gone_come_back_by_one_call() {
    let moto = Moto::start().unwrap();
    let made = moto
        .boto3(
            r#"
policy = '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]}'
print(client("sqs").create_queue(QueueName="plain")["QueueUrl"])
print(client("sqs").create_queue(QueueName="full.fifo", tags={"a b": "c=d", "e": ""}, Attributes={
    "FifoQueue": "true", "DelaySeconds": "5", "KmsMasterKeyId": "alias/q", "Policy": policy})["QueueUrl"])
print(client("sns").create_topic(Name="plain")["TopicArn"])
print(client("sns").create_topic(Name="full", Tags=[{"Key": "a b", "Value": "c=d"}], Attributes={
    "DisplayName": "It's", "KmsMasterKeyId": "alias/t", "Policy": policy})["TopicArn"])
"#,
        )
        .unwrap();
    let connection = emulated(&moto.endpoint()).await;
    let ids: Vec<&str> = made.lines().collect();
    let [plain_queue, full_queue, plain_topic, full_topic] = ids.as_slice() else {
        panic!("{made}")
    };
    for (kind, id) in [
        ("aws_sqs_queue", plain_queue),
        ("aws_sqs_queue", full_queue),
        ("aws_sns_topic", plain_topic),
        ("aws_sns_topic", full_topic),
    ] {
        come_back(&moto, &connection, kind, id).await;
    }
}

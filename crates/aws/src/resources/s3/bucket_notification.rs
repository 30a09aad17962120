//! `aws_s3_bucket_notification`: who is told of what happens to the objects of a bucket.
//!
//! Owned: `id bucket eventbridge lambda_function queue topic`. Every bucket has a configuration, empty
//! unless somebody wrote one. Targets have ids and no order, so they are compared as sets by id.
//! Restored: all of it, by one call that replaces it. S3 tries the targets first: one that is gone, or
//! refuses S3, makes it refuse the whole call.

use async_trait::async_trait;
use aws_sdk_s3::types::{
    Event, EventBridgeConfiguration, FilterRule, FilterRuleName, LambdaFunctionConfiguration,
    NotificationConfiguration, NotificationConfigurationFilter as Filter, QueueConfiguration,
    S3KeyFilter, TopicConfiguration,
};
use driftlock_core::{Attributes, Call, Risk, SetKey};
use serde::Deserialize;
use serde_json::{Value, json};

use super::setting::{BucketSetting, SERVICE};
use crate::CallError;
use crate::action::Action;
use crate::connection::Clients;
use crate::resources::form::{attributes, default, elements, prune, sort_set, text, texts};
use crate::resources::request::{Request, request};
use crate::resources::{Difference, Sent, configured};

/// See the module's documentation.
pub(crate) struct S3BucketNotification;

const GET: &str = "s3:GetBucketNotification";
const PUT: &str = "s3:PutBucketNotification";
const BRIDGE: &str = "EventBridgeConfiguration";
/// Blocks of the schema, each with its list in the API and the member that names the target.
const TARGETS: [(&str, &str, &str, &str); 3] = [
    (
        "lambda_function",
        "LambdaFunctionConfigurations",
        "lambda_function_arn",
        "LambdaFunctionArn",
    ),
    ("queue", "QueueConfigurations", "queue_arn", "QueueArn"),
    ("topic", "TopicConfigurations", "topic_arn", "TopicArn"),
];

#[async_trait]
impl BucketSetting for S3BucketNotification {
    const NAME: &'static str = "aws_s3_bucket_notification";
    const SETS: &'static [(&'static str, SetKey)] = &[
        ("lambda_function", label),
        ("queue", label),
        ("topic", label),
    ];
    const DIFFERENCES: &'static [Difference] = &[];
    const READ: &'static [Action] = &[Action::on_each(GET)];
    const RESTORE: &'static [Action] = &[Action::on_each(PUT)];

    fn form(&self, attributes: &mut Attributes) {
        prune(attributes);
        default(attributes, "eventbridge", false);
        for (block, ..) in TARGETS {
            let targets = attributes.get_mut(block).and_then(Value::as_array_mut);
            for target in targets
                .into_iter()
                .flatten()
                .filter_map(Value::as_object_mut)
            {
                sort_set(target, "events");
            }
            sort_set(attributes, block);
        }
        prune(attributes);
    }

    async fn get(&self, clients: &Clients, bucket: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.s3.get_bucket_notification_configuration();
        let answer = answer.bucket(bucket).send().await;
        let output = configured(GET, &["NoSuchBucket"], answer)?;
        Ok(output.map(|output| {
            let functions = output.lambda_function_configurations().iter().map(|to| {
                let arn = ("lambda_function_arn", to.lambda_function_arn());
                target(to.id(), arn, to.events(), to.filter())
            });
            let queues = output.queue_configurations().iter().map(|to| {
                target(
                    to.id(),
                    ("queue_arn", to.queue_arn()),
                    to.events(),
                    to.filter(),
                )
            });
            let topics = output.topic_configurations().iter().map(|to| {
                target(
                    to.id(),
                    ("topic_arn", to.topic_arn()),
                    to.events(),
                    to.filter(),
                )
            });
            attributes([
                (
                    "eventbridge",
                    json!(output.event_bridge_configuration().is_some()),
                ),
                ("lambda_function", functions.collect()),
                ("queue", queues.collect()),
                ("topic", topics.collect()),
            ])
        }))
    }

    fn put(&self, bucket: &str, approved: &Attributes) -> Result<Call, &'static str> {
        let mut configuration = Attributes::new();
        if approved.get("eventbridge") == Some(&Value::from(true)) {
            configuration.insert(BRIDGE.to_owned(), json!({}));
        }
        let mut count = configuration.len();
        for (block, list, attribute, member) in TARGETS {
            let targets = elements(approved, block).filter_map(Value::as_object);
            let targets: Vec<Value> = targets.map(|to| written(to, attribute, member)).collect();
            if !targets.is_empty() {
                count += targets.len();
                configuration.insert(list.to_owned(), Value::from(targets));
            }
        }
        let summary = match count {
            0 => "notify nobody".to_owned(),
            count => format!("notify the {count} targets approved, and nobody else"),
        };
        Ok(request(
            PUT,
            summary,
            [SERVICE, "PutBucketNotificationConfiguration"],
            json!({"Bucket": bucket, "NotificationConfiguration": configuration}),
        ))
    }

    fn remove(&self, _bucket: &str) -> Result<Call, &'static str> {
        Err("every bucket has a notification configuration, if an empty one")
    }

    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError> {
        if request.operation() != "PutBucketNotificationConfiguration" {
            return Err(request.unknown());
        }
        let input: Input = request.input()?;
        let wanted = input
            .wanted
            .build()
            .map_err(|error| request.unusable(&error))?;
        let call = clients.s3.put_bucket_notification_configuration();
        let call = call.bucket(input.bucket).notification_configuration(wanted);
        Sent::of(PUT, call.send().await)
    }

    /// Whoever is told learns the names of objects; who is told no longer misses work.
    fn risk(path: &str, _approved: &Value, observed: &Value) -> Risk {
        match observed {
            Value::Null | Value::Bool(false) => Risk::ServiceBroken,
            _ if path.ends_with("events") || path.contains("filter_") => Risk::ServiceBroken,
            _ => Risk::ExposureWidened,
        }
    }
}

fn label(target: &Value) -> String {
    let id = target.get("id").and_then(Value::as_str);
    id.unwrap_or_default().to_owned()
}

fn target(
    id: Option<&str>,
    (attribute, arn): (&str, &str),
    events: &[Event],
    filter: Option<&Filter>,
) -> Value {
    let rules = filter.and_then(Filter::key).map(S3KeyFilter::filter_rules);
    let value = |wanted: &str| {
        let mut rules = rules.unwrap_or_default().iter();
        // S3 answers `Prefix` where `prefix` was written.
        let rule = rules.find(|rule| {
            rule.name()
                .is_some_and(|name| name.as_str().eq_ignore_ascii_case(wanted))
        });
        rule.and_then(FilterRule::value)
    };
    json!({
        "id": id,
        attribute: arn,
        "events": events.iter().map(Event::as_str).collect::<Vec<_>>(),
        "filter_prefix": value("prefix"),
        "filter_suffix": value("suffix"),
    })
}

fn written(target: &Attributes, attribute: &str, member: &str) -> Value {
    let rule = |name: &str, value: &str| {
        (!value.is_empty()).then(|| json!({"Name": name, "Value": value}))
    };
    let rules = [
        rule("prefix", text(target, "filter_prefix")),
        rule("suffix", text(target, "filter_suffix")),
    ];
    let rules: Vec<Value> = rules.into_iter().flatten().collect();
    let mut written = attributes([
        ("Id", json!(target.get("id"))),
        (member, json!(target.get(attribute))),
        ("Events", json!(texts(target, "events"))),
        ("Filter", json!({"Key": {"FilterRules": rules}})),
    ]);
    prune(&mut written);
    Value::Object(written)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    bucket: String,
    #[serde(rename = "NotificationConfiguration")]
    wanted: Wanted,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[derive(Default)]
struct Wanted {
    #[serde(rename = "EventBridgeConfiguration")]
    bridge: Option<Value>,
    #[serde(rename = "LambdaFunctionConfigurations")]
    functions: Vec<Target>,
    #[serde(rename = "QueueConfigurations")]
    queues: Vec<Target>,
    #[serde(rename = "TopicConfigurations")]
    topics: Vec<Target>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Target {
    id: Option<String>,
    #[serde(alias = "LambdaFunctionArn", alias = "QueueArn", alias = "TopicArn")]
    arn: String,
    events: Vec<String>,
    #[serde(default)]
    filter: Value,
}

type BuildError = aws_smithy_types::error::operation::BuildError;

impl Wanted {
    fn build(self) -> Result<NotificationConfiguration, BuildError> {
        let functions = self.functions.into_iter().map(Target::function);
        let queues = self.queues.into_iter().map(Target::queue);
        let topics = self.topics.into_iter().map(Target::topic);
        let bridge = self
            .bridge
            .map(|_| EventBridgeConfiguration::builder().build());
        Ok(NotificationConfiguration::builder()
            .set_event_bridge_configuration(bridge)
            .set_lambda_function_configurations(some(functions.collect::<Result<_, _>>()?))
            .set_queue_configurations(some(queues.collect::<Result<_, _>>()?))
            .set_topic_configurations(some(topics.collect::<Result<_, _>>()?))
            .build())
    }
}

fn some<T>(all: Vec<T>) -> Option<Vec<T>> {
    (!all.is_empty()).then_some(all)
}

impl Target {
    fn events(&self) -> Option<Vec<Event>> {
        let events = self.events.iter();
        Some(events.map(|event| Event::from(event.as_str())).collect())
    }

    fn filter(&self) -> Option<Filter> {
        let rules = self.filter.pointer("/Key/FilterRules")?.as_array()?;
        let text = |rule: &Value, name: &str| rule.get(name)?.as_str().map(str::to_owned);
        let rules = rules.iter().map(|rule| {
            let name = text(rule, "Name").unwrap_or_default();
            FilterRule::builder()
                .name(FilterRuleName::from(name.as_str()))
                .set_value(text(rule, "Value"))
                .build()
        });
        let key = S3KeyFilter::builder().set_filter_rules(Some(rules.collect()));
        Some(Filter::builder().key(key.build()).build())
    }

    fn function(self) -> Result<LambdaFunctionConfiguration, BuildError> {
        LambdaFunctionConfiguration::builder()
            .set_events(self.events())
            .set_filter(self.filter())
            .lambda_function_arn(self.arn)
            .set_id(self.id)
            .build()
    }

    fn queue(self) -> Result<QueueConfiguration, BuildError> {
        QueueConfiguration::builder()
            .set_events(self.events())
            .set_filter(self.filter())
            .queue_arn(self.arn)
            .set_id(self.id)
            .build()
    }

    fn topic(self) -> Result<TopicConfiguration, BuildError> {
        TopicConfiguration::builder()
            .set_events(self.events())
            .set_filter(self.filter())
            .topic_arn(self.arn)
            .set_id(self.id)
            .build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn new_listeners_learn_names_and_lost_ones_miss_work() {
        let queue =
            |id: &str| json!({"id": id, "queue_arn": "arn:q", "events": ["s3:ObjectCreated:*"]});
        let of = |bridge: bool, id: &str| json!({"id": "b", "bucket": "b", "eventbridge": bridge, "queue": [queue(id)]});
        let check = |approved: &Value, observed: &Value, expected: &[(&str, Risk)]| {
            check_risk(S3BucketNotification::NAME, approved, observed, expected);
        };
        check(
            &of(false, "a"),
            &of(true, "b"),
            &[
                ("eventbridge", Risk::ExposureWidened),
                ("queue[a]", Risk::ServiceBroken),
                ("queue[b]", Risk::ExposureWidened),
            ],
        );
        check(
            &of(true, "a"),
            &of(false, "a"),
            &[("eventbridge", Risk::ServiceBroken)],
        );
    }
}

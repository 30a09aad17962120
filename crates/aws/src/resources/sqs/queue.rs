//! `aws_sqs_queue`: a queue with its policy, its redrive policies and its tags.
//!
//! Owned: every attribute of the schema but those that only name how Terraform made it. JSON is compared
//! by meaning, and attributes that AWS leaves out have AWS's defaults (`CreateQueue`, SQS API reference).
//! Restored: all attributes but the name and whether it is a FIFO queue. One that is gone is made anew,
//! empty, where that is allowed; SQS refuses that for a minute after a deletion.
//!
//! `ListQueues` reads 1,000 a page, then `GetQueueAttributes` and `ListQueueTags` each.

use std::collections::HashMap;

use async_trait::async_trait;
use aws_sdk_sqs::types::QueueAttributeName;
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{prune, text};
use crate::resources::request::{Request, request};
use crate::resources::text_map::{self, Entry, Form, entry};
use crate::resources::{
    Difference, Kind, Listed, Part, Places, ResourceType, RestorePlan, Sent, configured,
    drop_differences,
};
use crate::{CallError, iam_policy, tags};

/// See the module's documentation.
pub(crate) struct Queue;

const NAME: &str = "aws_sqs_queue";
const SERVICE: &str = "sqs";
const LIST: &str = "sqs:ListQueues";
const GET: &str = "sqs:GetQueueAttributes";
const LIST_TAGS: &str = "sqs:ListQueueTags";
const SET: &str = "sqs:SetQueueAttributes";
const TAG: &str = "sqs:TagQueue";
const UNTAG: &str = "sqs:UntagQueue";
const CREATE: &str = "sqs:CreateQueue";
/// Most results of one call, by the SQS API reference.
const PAGE: i32 = 1000;
const GONE: &[&str] = &[
    "AWS.SimpleQueueService.NonExistentQueue",
    "QueueDoesNotExist",
];

const ENTRIES: &[Entry] = &[
    entry(
        "content_based_deduplication",
        "ContentBasedDeduplication",
        Form::Truth,
    )
    .or("false"),
    entry("deduplication_scope", "DeduplicationScope", Form::Text),
    entry("delay_seconds", "DelaySeconds", Form::Number).or("0"),
    entry("fifo_queue", "FifoQueue", Form::Truth).or("false"),
    entry("fifo_throughput_limit", "FifoThroughputLimit", Form::Text),
    entry(
        "kms_data_key_reuse_period_seconds",
        "KmsDataKeyReusePeriodSeconds",
        Form::Number,
    )
    .or("300"),
    entry("kms_master_key_id", "KmsMasterKeyId", Form::Text),
    entry("max_message_size", "MaximumMessageSize", Form::Number).or("262144"),
    entry(
        "message_retention_seconds",
        "MessageRetentionPeriod",
        Form::Number,
    )
    .or("345600"),
    entry("policy", "Policy", Form::Policy),
    entry(
        "receive_wait_time_seconds",
        "ReceiveMessageWaitTimeSeconds",
        Form::Number,
    )
    .or("0"),
    entry("redrive_allow_policy", "RedriveAllowPolicy", Form::Json),
    entry("redrive_policy", "RedrivePolicy", Form::Json),
    entry(
        "sqs_managed_sse_enabled",
        "SqsManagedSseEnabled",
        Form::Truth,
    )
    .or("false"),
    entry(
        "visibility_timeout_seconds",
        "VisibilityTimeout",
        Form::Number,
    )
    .or("30"),
];

#[async_trait]
impl ResourceType for Queue {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn shape(&self) -> Shape {
        Shape {
            risk: Some(risk),
            ..Shape::default()
        }
    }

    fn parts(&self) -> &'static [Part] {
        const {
            &[
                Part {
                    declared_by: "aws_sqs_queue_policy",
                    places: |values| place(values, "policy"),
                },
                Part {
                    declared_by: "aws_sqs_queue_redrive_allow_policy",
                    places: |values| place(values, "redrive_allow_policy"),
                },
                Part {
                    declared_by: "aws_sqs_queue_redrive_policy",
                    places: |values| place(values, "redrive_policy"),
                },
            ]
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "name_prefix",
                reason: "only tells how Terraform made the name",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
            Difference {
                attribute: "timeouts",
                reason: "an instruction to Terraform; AWS does not know it",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(LIST)] },
            read: const { &[Action::on_each(GET), Action::on_each(LIST_TAGS)] },
            restore: const {
                &[
                    Action::on_each(SET),
                    Action::on_each(TAG),
                    Action::on_each(UNTAG),
                ]
            },
            create: const { &[Action::on_each(CREATE)] },
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        let partition = partition(region);
        format!("arn:{partition}:sqs:{region}:{account}:{}", name_of(id))
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        text_map::form(ENTRIES, &mut attributes);
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let urls = clients.sqs().list_queues().max_results(PAGE);
        let urls = urls.into_paginator().items().send();
        let urls = urls.collect::<Result<Vec<_>, _>>().await;
        let urls = urls.map_err(|error| CallError::new(LIST, error))?;
        Ok(urls.into_iter().map(Listed::id).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.sqs().get_queue_attributes().queue_url(id);
        let answer = answer.attribute_names(QueueAttributeName::All).send().await;
        let Some(output) = configured(GET, GONE, answer)? else {
            return Ok(None);
        };
        let answer = clients.sqs().list_queue_tags().queue_url(id).send().await;
        let Some(tagged) = configured(LIST_TAGS, GONE, answer)? else {
            return Ok(None);
        };
        let get = |name: &str| {
            let all = output.attributes()?;
            all.get(&QueueAttributeName::from(name)).map(String::as_str)
        };
        let mut attributes = text_map::read(ENTRIES, get);
        let all = tagged.tags().into_iter().flatten();
        let own = tags::own(all.map(|(name, value)| (Some(name.as_str()), Some(value.as_str()))));
        let more = [
            ("id", Value::from(id)),
            ("url", Value::from(id)),
            ("arn", Value::from(get("QueueArn"))),
            ("name", Value::from(name_of(id))),
            ("tags", Value::Object(own)),
        ];
        attributes.extend(more.map(|(name, value)| (name.to_owned(), value)));
        Ok(Some(self.normalise(attributes)))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        match (approved, observed) {
            (Some(approved), Some(observed)) => restore(id, approved, observed),
            (Some(approved), None) => create(approved),
            (None, _) => RestorePlan::default(),
        }
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let url = request.text("QueueUrl");
        let sqs = clients.sqs();
        match request.operation() {
            "SetQueueAttributes" => {
                let call = sqs.set_queue_attributes().set_queue_url(url);
                let call = call.set_attributes(Some(given(&request)));
                Sent::of(SET, call.send().await)
            }
            "CreateQueue" => {
                let call = sqs.create_queue().set_queue_name(request.text("QueueName"));
                let tags = tags::listed(request.value("tags")).into_iter().collect();
                let call = call
                    .set_attributes(Some(given(&request)))
                    .set_tags(Some(tags));
                Sent::of(CREATE, call.send().await)
            }
            "TagQueue" => {
                let tags = tags::listed(request.value("Tags")).into_iter().collect();
                let call = sqs.tag_queue().set_queue_url(url).set_tags(Some(tags));
                Sent::of(TAG, call.send().await)
            }
            "UntagQueue" => {
                let call = sqs.untag_queue().set_queue_url(url);
                let call = call.set_tag_keys(request.texts("TagKeys"));
                Sent::of(UNTAG, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

fn place(values: &Attributes, path: &str) -> Option<Places> {
    let url = text(values, "queue_url");
    (!url.is_empty()).then(|| (url.to_owned(), vec![path.to_owned()]))
}

/// The last part of a queue's URL.
fn name_of(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or(url)
}

fn given(request: &Request) -> HashMap<QueueAttributeName, String> {
    let all = tags::listed(request.value("Attributes")).into_iter();
    all.map(|(name, value)| (QueueAttributeName::from(name.as_str()), value))
        .collect()
}

fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut plan = RestorePlan::default();
    let entries = text_map::changed(ENTRIES, approved, observed);
    let fixed = |path: &str| {
        let known = ENTRIES.iter().any(|entry| entry.schema == path);
        path == "fifo_queue" || !known && !path.starts_with("tags")
    };
    for change in diff(Some(approved), Some(observed), &Queue.shape()) {
        if fixed(&change.path) {
            plan.unrestorable.push(Unrestorable {
                path: change.path,
                reason: "AWS cannot change it on an existing queue".to_owned(),
            });
        }
    }
    let entries: Vec<_> = entries
        .into_iter()
        .filter(|entry| !fixed(entry.schema))
        .collect();
    if !entries.is_empty() {
        let names: Vec<&str> = entries.iter().map(|entry| entry.schema).collect();
        let values = written(&entries, approved);
        plan.calls.push(request(
            SET,
            format!("set {}", names.join(", ")),
            [SERVICE, "SetQueueAttributes"],
            json!({"QueueUrl": id, "Attributes": values}),
        ));
    }
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let input = json!({"QueueUrl": id, "Tags": tags});
            request(TAG, summary, [SERVICE, "TagQueue"], input)
        },
        |summary, names| {
            let input = json!({"QueueUrl": id, "TagKeys": names});
            request(UNTAG, summary, [SERVICE, "UntagQueue"], input)
        },
    );
    plan
}

fn written(entries: &[&Entry], approved: &Attributes) -> Attributes {
    let pair = |entry: &&Entry| {
        (
            entry.api.to_owned(),
            text_map::written(entry, approved).into(),
        )
    };
    entries.iter().map(pair).collect()
}

/// What waited in it is gone: nothing pretends to bring that back.
fn create(approved: &Attributes) -> RestorePlan {
    let said: Vec<&Entry> = ENTRIES
        .iter()
        .filter(|entry| approved.contains_key(entry.schema))
        // A queue that is none of that kind must not say so.
        .filter(|entry| {
            approved.get("fifo_queue") == Some(&Value::from(true))
                || !entry.schema.contains("fifo") && !entry.schema.contains("deduplication")
        })
        .collect();
    let input = json!({
        "QueueName": approved.get("name"),
        "Attributes": written(&said, approved),
        "tags": approved.get("tags"),
    });
    RestorePlan {
        calls: vec![request(
            CREATE,
            "make the queue anew, empty",
            [SERVICE, "CreateQueue"],
            input,
        )],
        unrestorable: vec![Unrestorable {
            path: "messages".to_owned(),
            reason: "the messages that waited in it are gone".to_owned(),
        }],
    }
}

/// Who may use the queue is judged by its policy; a lost key weakens; the rest is how it works.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    match path {
        "policy" => iam_policy::judge_resource(approved.as_str(), observed.as_str(), SAFEGUARDS),
        "redrive_allow_policy" => Risk::ExposureWidened,
        "kms_master_key_id" | "sqs_managed_sse_enabled" => Risk::ProtectionWeakened,
        "kms_data_key_reuse_period_seconds" => Risk::ProtectionWeakened,
        _ if path.starts_with("tags") => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

/// Conditions that say how a queue is used.
const SAFEGUARDS: &[&str] = &["aws:SecureTransport"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    fn queue(policy: &str, key: &str, delay: u32) -> Value {
        json!({"id": "http://x/1/q", "name": "q", "policy": policy, "kms_master_key_id": key,
            "delay_seconds": delay, "tags": {"a": "1"}})
    }

    #[test]
    fn an_open_policy_exposes_and_a_lost_key_weakens() {
        let open = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
            "Action": "sqs:*", "Resource": "*"}]}"#;
        check_risk(
            NAME,
            &queue("", "alias/q", 0),
            &queue(open, "", 5),
            &[
                ("delay_seconds", Risk::ServiceBroken),
                ("kms_master_key_id", Risk::ProtectionWeakened),
                ("policy", Risk::ExposureWidened),
            ],
        );
    }

    #[test]
    fn one_that_is_gone_is_made_anew_by_one_call() {
        let approved = queue("", "alias/q", 5);
        let approved = crate::normalise(NAME, approved.as_object().unwrap().clone());
        let plan = crate::plan_restore(NAME, "http://x/1/q", Some(&approved), None);
        assert_eq!(plan.calls.len(), 1);
        let input = &plan.calls[0].arguments["input"];
        assert_eq!(input["QueueName"], "q");
        assert_eq!(input["Attributes"]["DelaySeconds"], "5");
        assert_eq!(input["Attributes"]["FifoQueue"], Value::Null);
        assert_eq!(input["tags"], json!({"a": "1"}));
    }
}

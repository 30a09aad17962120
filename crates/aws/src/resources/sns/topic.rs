//! `aws_sns_topic`: a topic with its policy, its key, how it delivers, and its tags.
//!
//! Owned: every attribute of the schema but those that only name how Terraform made it. JSON is compared
//! by meaning. AWS gives every topic a policy by which its owner may use it.
//! Restored: all attributes but the name and whether it is a FIFO topic, one call each. One that is gone
//! is made anew, without subscriptions, where that is allowed.
//!
//! `ListTopics` reads 100 a page, then `GetTopicAttributes` and `ListTagsForResource` each.

use async_trait::async_trait;
use aws_sdk_sns::types::Tag;
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use super::{GONE, SERVICE};
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{prune, text};
use crate::resources::request::{Request, request};
use crate::resources::text_map::{self, Entry, Form, entry};
use crate::resources::{
    Difference, Kind, Listed, Part, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, iam_policy, tags};

/// See the module's documentation.
pub(crate) struct Topic;

const NAME: &str = "aws_sns_topic";
const LIST: &str = "sns:ListTopics";
const GET: &str = "sns:GetTopicAttributes";
const LIST_TAGS: &str = "sns:ListTagsForResource";
const SET: &str = "sns:SetTopicAttributes";
const TAG: &str = "sns:TagResource";
const UNTAG: &str = "sns:UntagResource";
const CREATE: &str = "sns:CreateTopic";

macro_rules! feedback {
    ($schema:literal, $api:literal) => {
        [
            entry(
                concat!($schema, "_failure_feedback_role_arn"),
                concat!($api, "FailureFeedbackRoleArn"),
                Form::Text,
            ),
            entry(
                concat!($schema, "_success_feedback_role_arn"),
                concat!($api, "SuccessFeedbackRoleArn"),
                Form::Text,
            ),
            entry(
                concat!($schema, "_success_feedback_sample_rate"),
                concat!($api, "SuccessFeedbackSampleRate"),
                Form::Number,
            )
            .or("0"),
        ]
    };
}

const FEEDBACK: &[[Entry; 3]] = &[
    feedback!("application", "Application"),
    feedback!("firehose", "Firehose"),
    feedback!("http", "HTTP"),
    feedback!("lambda", "Lambda"),
    feedback!("sqs", "SQS"),
];

const OWN: &[Entry] = &[
    entry("archive_policy", "ArchivePolicy", Form::Json),
    entry(
        "content_based_deduplication",
        "ContentBasedDeduplication",
        Form::Truth,
    )
    .or("false"),
    entry("delivery_policy", "DeliveryPolicy", Form::Json),
    entry("display_name", "DisplayName", Form::Text),
    entry("fifo_throughput_scope", "FifoThroughputScope", Form::Text),
    entry("fifo_topic", "FifoTopic", Form::Truth).or("false"),
    entry("kms_master_key_id", "KmsMasterKeyId", Form::Text),
    entry("policy", "Policy", Form::Policy),
    entry("signature_version", "SignatureVersion", Form::Number).or("1"),
    entry("tracing_config", "TracingConfig", Form::Text).or("PassThrough"),
];

fn entries() -> Vec<Entry> {
    [OWN, FEEDBACK.as_flattened()].concat()
}

#[async_trait]
impl ResourceType for Topic {
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
            &[Part {
                declared_by: "aws_sns_topic_policy",
                places: |values| {
                    let arn = text(values, "arn");
                    (!arn.is_empty()).then(|| (arn.to_owned(), vec!["policy".to_owned()]))
                },
            }]
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "beginning_archive_time",
                reason: "moves on by itself, as the oldest messages of an archive go",
            },
            Difference {
                attribute: "name_prefix",
                reason: "only tells how Terraform made the name",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
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
        match id {
            "*" => format!("arn:{}:sns:{region}:{account}:*", partition(region)),
            arn => arn.to_owned(),
        }
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        // Terraform writes 0 where nobody chose a version.
        if attributes.get("signature_version") == Some(&Value::from(0)) {
            attributes.remove("signature_version");
        }
        text_map::form(&entries(), &mut attributes);
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let topics = clients.sns().list_topics().into_paginator().items().send();
        let topics = topics.collect::<Result<Vec<_>, _>>().await;
        let topics = topics.map_err(|error| CallError::new(LIST, error))?;
        let arns = topics.into_iter().filter_map(|topic| topic.topic_arn);
        Ok(arns.map(Listed::id).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let sns = clients.sns();
        let answer = sns.get_topic_attributes().topic_arn(id).send().await;
        let Some(output) = configured(GET, GONE, answer)? else {
            return Ok(None);
        };
        let answer = sns.list_tags_for_resource().resource_arn(id).send().await;
        let missing = &["ResourceNotFound", "ResourceNotFoundException", "NotFound"];
        let Some(tagged) = configured(LIST_TAGS, missing, answer)? else {
            return Ok(None);
        };
        let get = |name: &str| output.attributes()?.get(name).map(String::as_str);
        let mut attributes = text_map::read(&entries(), get);
        let all = tagged.tags().iter();
        let own = tags::own(all.map(|tag| (Some(tag.key()), Some(tag.value()))));
        let more = [
            ("id", Value::from(id)),
            ("arn", Value::from(id)),
            ("name", Value::from(id.rsplit(':').next())),
            ("owner", Value::from(get("Owner"))),
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
        let sns = clients.sns();
        match request.operation() {
            "SetTopicAttributes" => {
                let call = sns.set_topic_attributes();
                let call = call
                    .set_topic_arn(request.text("TopicArn"))
                    .set_attribute_name(request.text("AttributeName"))
                    .set_attribute_value(request.text("AttributeValue"));
                Sent::of(SET, call.send().await)
            }
            "CreateTopic" => {
                let all = tags::listed(request.value("Attributes"))
                    .into_iter()
                    .collect();
                let call = sns.create_topic().set_name(request.text("Name"));
                let call = call
                    .set_attributes(Some(all))
                    .set_tags(Some(given(&request)?));
                Sent::of(CREATE, call.send().await)
            }
            "TagResource" => {
                let call = sns.tag_resource().set_tags(Some(given(&request)?));
                let call = call.set_resource_arn(request.text("ResourceArn"));
                Sent::of(TAG, call.send().await)
            }
            "UntagResource" => {
                let call = sns.untag_resource().set_tag_keys(request.texts("TagKeys"));
                let call = call.set_resource_arn(request.text("ResourceArn"));
                Sent::of(UNTAG, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

fn given(request: &Request) -> Result<Vec<Tag>, CallError> {
    let all = tags::listed(request.value("Tags")).into_iter();
    all.map(|(name, value)| Tag::builder().key(name).value(value).build())
        .collect::<Result<_, _>>()
        .map_err(|error| request.unusable(&error))
}

fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut plan = RestorePlan::default();
    let all = entries();
    let fixed = |path: &str| {
        let known = all.iter().any(|entry| entry.schema == path);
        path == "fifo_topic" || !known && !path.starts_with("tags")
    };
    for change in diff(Some(approved), Some(observed), &Topic.shape()) {
        if fixed(&change.path) {
            plan.unrestorable.push(Unrestorable {
                path: change.path,
                reason: "AWS cannot change it on an existing topic".to_owned(),
            });
        }
    }
    let mut changed = text_map::changed(&all, approved, observed);
    changed.retain(|entry| !fixed(entry.schema));
    // Who may use it comes first.
    changed.sort_by_key(|entry| entry.schema != "policy");
    for entry in changed {
        plan.calls.push(request(
            SET,
            format!("set {}", entry.schema),
            [SERVICE, "SetTopicAttributes"],
            json!({
                "TopicArn": id,
                "AttributeName": entry.api,
                "AttributeValue": text_map::written(entry, approved),
            }),
        ));
    }
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let input = json!({"ResourceArn": id, "Tags": tags::list(tags)});
            request(TAG, summary, [SERVICE, "TagResource"], input)
        },
        |summary, names| {
            let input = json!({"ResourceArn": id, "TagKeys": names});
            request(UNTAG, summary, [SERVICE, "UntagResource"], input)
        },
    );
    plan
}

fn create(approved: &Attributes) -> RestorePlan {
    let all = entries();
    let said = all.iter().filter(|entry| {
        let written = text_map::written(entry, approved);
        approved.contains_key(entry.schema) && entry.default != Some(written.as_str())
    });
    let pair = |entry: &Entry| {
        (
            entry.api.to_owned(),
            text_map::written(entry, approved).into(),
        )
    };
    let input = json!({
        "Name": approved.get("name"),
        "Attributes": said.map(pair).collect::<Attributes>(),
        "Tags": tags::list(&tags::of(Some(approved))),
    });
    let summary = "make the topic anew, without subscriptions";
    RestorePlan {
        calls: vec![request(CREATE, summary, [SERVICE, "CreateTopic"], input)],
        unrestorable: vec![Unrestorable {
            path: "subscriptions".to_owned(),
            reason: "those that it had are gone; they are resources of their own".to_owned(),
        }],
    }
}

/// Who may use the topic is judged by its policy; a lost key weakens; the rest is how it delivers.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    match path {
        "policy" => iam_policy::judge_resource(approved.as_str(), observed.as_str(), SAFEGUARDS),
        "kms_master_key_id" | "signature_version" => Risk::ProtectionWeakened,
        "display_name" | "tracing_config" => Risk::Cosmetic,
        _ if path.starts_with("tags") => Risk::Cosmetic,
        _ if path.contains("_feedback_") => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

/// Conditions that say how a topic is used.
const SAFEGUARDS: &[&str] = &["aws:SecureTransport"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn an_open_policy_exposes_and_a_lost_key_weakens() {
        let of = |policy: &str, key: &str, name: &str| json!({"id": "arn:t", "policy": policy, "kms_master_key_id": key, "display_name": name});
        let open = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
            "Action": "sns:*", "Resource": "*"}]}"#;
        check_risk(
            NAME,
            &of("", "alias/t", "a"),
            &of(open, "", "b"),
            &[
                ("display_name", Risk::Cosmetic),
                ("kms_master_key_id", Risk::ProtectionWeakened),
                ("policy", Risk::ExposureWidened),
            ],
        );
    }

    #[test]
    fn one_that_is_gone_is_made_anew_with_what_differs_from_the_default() {
        let approved = json!({"id": "arn:aws:sns:r:1:t", "name": "t", "display_name": "d",
            "tags": {"a": "1"}});
        let approved = crate::normalise(NAME, approved.as_object().unwrap().clone());
        let plan = crate::plan_restore(NAME, "arn:aws:sns:r:1:t", Some(&approved), None);
        let input = &plan.calls[0].arguments["input"];
        assert_eq!(input["Attributes"], json!({"DisplayName": "d"}));
        assert_eq!(input["Tags"], json!([{"Key": "a", "Value": "1"}]));
    }
}

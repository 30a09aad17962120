//! `aws_cloudwatch_log_group`: how long a log group keeps events, under which key, and its tags.
//!
//! Owned: `id arn name kms_key_id log_group_class retention_in_days tags`. Events that never expire
//! are retention 0, as in the schema.
//! Restored: retention, key and tags; name and class cannot change. One that is gone is made anew,
//! empty, where that is allowed.
//!
//! `DescribeLogGroups` reads 50 a page, then `ListTagsForResource` each.

use async_trait::async_trait;
use aws_sdk_cloudwatchlogs::types::{LogGroup as Described, LogGroupClass};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, default, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct LogGroup;

const NAME: &str = "aws_cloudwatch_log_group";
const DESCRIBE: &str = "logs:DescribeLogGroups";
const LIST_TAGS: &str = "logs:ListTagsForResource";
const CREATE: &str = "logs:CreateLogGroup";
const PUT_RETENTION: &str = "logs:PutRetentionPolicy";
const DELETE_RETENTION: &str = "logs:DeleteRetentionPolicy";
const SET_KEY: &str = "logs:AssociateKmsKey";
const REMOVE_KEY: &str = "logs:DisassociateKmsKey";
const TAG: &str = "logs:TagResource";
const UNTAG: &str = "logs:UntagResource";
const SERVICE: &str = "logs";

#[async_trait]
impl ResourceType for LogGroup {
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

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "name_prefix",
                reason: "only tells how Terraform made the name",
            },
            Difference {
                attribute: "skip_destroy",
                reason: "an instruction to Terraform; AWS does not know it",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const { &[Action::on_all(DESCRIBE), Action::on_each(LIST_TAGS)] },
            restore: const {
                &[
                    Action::on_each(SET_KEY),
                    Action::on_each(DELETE_RETENTION),
                    Action::on_each(REMOVE_KEY),
                    Action::on_each(PUT_RETENTION),
                    Action::on_each(TAG),
                    Action::on_each(UNTAG),
                ]
            },
            create: const { &[Action::on_each(CREATE)] },
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        // Streams are named after a colon, and some calls are judged by the ARN with one.
        format!("{}*", arn(place, id))
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        default(&mut attributes, "log_group_class", "STANDARD");
        default(&mut attributes, "retention_in_days", 0);
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let groups = clients.logs().describe_log_groups().into_paginator();
        let groups = groups
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|error| CallError::new(DESCRIBE, error))?;
        let listed = |group: Described| Some(Listed::part(group.log_group_name()?, group.clone()));
        Ok(groups.into_iter().filter_map(listed).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.logs().describe_log_groups();
        let answer = answer.log_group_name_prefix(id).send().await;
        let output = answer.map_err(|error| CallError::new(DESCRIBE, error))?;
        let mut groups = output.log_groups().iter();
        let Some(group) = groups.find(|group| group.log_group_name() == Some(id)) else {
            return Ok(None);
        };
        self.rest(clients, id, group).await
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
        let Some(approved) = approved else {
            return RestorePlan::default();
        };
        let mut plan = RestorePlan::default();
        let made;
        let observed = match observed {
            Some(observed) => observed,
            None => {
                made = create(&mut plan, id, approved);
                &made
            }
        };
        restore(&mut plan, id, approved, observed);
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let name = request.text("logGroupName");
        let logs = clients.logs();
        match request.operation() {
            "CreateLogGroup" => {
                let class = request.text("logGroupClass");
                let call = logs.create_log_group().set_log_group_name(name);
                let call = call.set_log_group_class(class.as_deref().map(LogGroupClass::from));
                Sent::of(CREATE, call.send().await)
            }
            "PutRetentionPolicy" => {
                let call = logs.put_retention_policy().set_log_group_name(name);
                let call = call.set_retention_in_days(request.number("retentionInDays"));
                Sent::of(PUT_RETENTION, call.send().await)
            }
            "DeleteRetentionPolicy" => {
                let call = logs.delete_retention_policy().set_log_group_name(name);
                Sent::of(DELETE_RETENTION, call.send().await)
            }
            "AssociateKmsKey" => {
                let call = logs.associate_kms_key().set_log_group_name(name);
                let call = call.set_kms_key_id(request.text("kmsKeyId"));
                Sent::of(SET_KEY, call.send().await)
            }
            "DisassociateKmsKey" => {
                let call = logs.disassociate_kms_key().set_log_group_name(name);
                Sent::of(REMOVE_KEY, call.send().await)
            }
            "TagResource" => {
                let all = tags::listed(request.value("tags")).into_iter().collect();
                let call = logs.tag_resource().set_tags(Some(all));
                let call = call.set_resource_arn(request.text("resourceArn"));
                Sent::of(TAG, call.send().await)
            }
            "UntagResource" => {
                let call = logs.untag_resource();
                let call = call.set_tag_keys(request.texts("tagKeys"));
                let call = call.set_resource_arn(request.text("resourceArn"));
                Sent::of(UNTAG, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

impl LogGroup {
    /// What a description does not hold is asked besides.
    async fn rest(
        &self,
        clients: &Clients,
        id: &str,
        group: &Described,
    ) -> Result<Option<Attributes>, CallError> {
        let arn = arn(&clients.place(), id);
        let answer = clients.logs().list_tags_for_resource();
        let answer = answer.resource_arn(&arn).send().await;
        let Some(output) = configured(LIST_TAGS, &["ResourceNotFoundException"], answer)? else {
            return Ok(None);
        };
        let all = output.tags().into_iter().flatten();
        let own = tags::own(all.map(|(name, value)| (Some(name.as_str()), Some(value.as_str()))));
        Ok(Some(self.normalise(read_from(group, id, arn, own))))
    }
}

fn arn(Place { region, account }: &Place<'_>, id: &str) -> String {
    let partition = partition(region);
    format!("arn:{partition}:logs:{region}:{account}:log-group:{id}")
}

fn read_from(group: &Described, id: &str, arn: String, own: Attributes) -> Attributes {
    let class = group.log_group_class().map(LogGroupClass::as_str);
    attributes([
        ("id", Value::from(id)),
        ("name", Value::from(id)),
        ("arn", Value::from(arn)),
        ("kms_key_id", Value::from(group.kms_key_id())),
        ("log_group_class", Value::from(class)),
        ("retention_in_days", Value::from(group.retention_in_days())),
        ("tags", Value::Object(own)),
    ])
}

/// Plans an empty group, and answers what it will be like.
fn create(plan: &mut RestorePlan, id: &str, approved: &Attributes) -> Attributes {
    plan.calls.push(request(
        CREATE,
        "make the log group anew, empty",
        [SERVICE, "CreateLogGroup"],
        json!({"logGroupName": id, "logGroupClass": approved.get("log_group_class")}),
    ));
    plan.unrestorable.push(Unrestorable {
        path: "events".to_owned(),
        reason: "what was logged before is gone".to_owned(),
    });
    let mut made = approved.clone();
    made.remove("kms_key_id");
    made.insert("retention_in_days".to_owned(), Value::from(0));
    made.insert("tags".to_owned(), json!({}));
    made
}

fn restore(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    for change in diff(Some(approved), Some(observed), &LogGroup.shape()) {
        match change.path.as_str() {
            "retention_in_days" => plan.calls.push(retention(id, &change.approved)),
            "kms_key_id" => plan.calls.push(key(id, &change.approved)),
            path if path.starts_with("tags") => {}
            _ => plan.unrestorable.push(Unrestorable {
                path: change.path,
                reason: "AWS cannot change it on an existing log group".to_owned(),
            }),
        }
    }
    let arn = text(approved, "arn");
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let input = json!({"resourceArn": arn, "tags": tags});
            request(TAG, summary, [SERVICE, "TagResource"], input)
        },
        |summary, names| {
            let input = json!({"resourceArn": arn, "tagKeys": names});
            request(UNTAG, summary, [SERVICE, "UntagResource"], input)
        },
    );
}

fn retention(id: &str, days: &Value) -> Call {
    if days == 0 {
        return request(
            DELETE_RETENTION,
            "keep events for ever",
            [SERVICE, "DeleteRetentionPolicy"],
            json!({"logGroupName": id}),
        );
    }
    request(
        PUT_RETENTION,
        format!("keep events for {days} days"),
        [SERVICE, "PutRetentionPolicy"],
        json!({"logGroupName": id, "retentionInDays": days}),
    )
}

fn key(id: &str, key: &Value) -> Call {
    let Some(key) = key.as_str() else {
        return request(
            REMOVE_KEY,
            "encrypt with CloudWatch's own key",
            [SERVICE, "DisassociateKmsKey"],
            json!({"logGroupName": id}),
        );
    };
    request(
        SET_KEY,
        format!("encrypt with {key}"),
        [SERVICE, "AssociateKmsKey"],
        json!({"logGroupName": id, "kmsKeyId": key}),
    )
}

/// Events that go sooner are lost to whoever investigates; those that stay longer harm nobody.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    let days = |value: &Value| match value.as_u64() {
        None | Some(0) => u64::MAX,
        Some(days) => days,
    };
    match path {
        "retention_in_days" if days(observed) < days(approved) => Risk::ProtectionWeakened,
        "retention_in_days" => Risk::Cosmetic,
        "kms_key_id" => Risk::ProtectionWeakened,
        _ if path.starts_with("tags") => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn shorter_memory_and_another_key_weaken() {
        let of = |days: u32, key: &str, tag: &str| {
            json!({"id": "g", "name": "g", "retention_in_days": days, "kms_key_id": key,
                "tags": {"a": tag}})
        };
        check_risk(
            NAME,
            &of(365, "arn:k", "1"),
            &of(1, "", "2"),
            &[
                ("kms_key_id", Risk::ProtectionWeakened),
                ("retention_in_days", Risk::ProtectionWeakened),
                ("tags.a", Risk::Cosmetic),
            ],
        );
        let longer = &[("retention_in_days", Risk::Cosmetic)];
        check_risk(NAME, &of(1, "", "1"), &of(0, "", "1"), longer);
        let shorter = &[("retention_in_days", Risk::ProtectionWeakened)];
        check_risk(NAME, &of(0, "", "1"), &of(1, "", "1"), shorter);
    }

    #[test]
    fn one_that_is_gone_is_made_anew_with_all_that_it_had() {
        let approved = json!({"id": "g", "name": "g", "arn": "arn:g", "retention_in_days": 30,
            "kms_key_id": "arn:k", "tags": {"a": "1"}});
        let approved = crate::normalise(NAME, approved.as_object().unwrap().clone());
        let plan = crate::plan_restore(NAME, "g", Some(&approved), None);
        let calls: Vec<_> = plan.calls.iter().map(|call| call.action.as_str()).collect();
        assert_eq!(calls, [CREATE, SET_KEY, PUT_RETENTION, TAG]);
        assert_eq!(plan.unrestorable.len(), 1);
    }
}

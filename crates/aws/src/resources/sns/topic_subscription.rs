//! `aws_sns_topic_subscription`: who hears of what is published, of what, and in which form.
//!
//! Owned: every attribute of the schema but instructions to Terraform. Filters and delivery policies are
//! compared by meaning. Subscriptions that wait for confirmation have no ARN yet and are not held.
//! Restored: all attributes but topic, protocol and endpoint, one call each. One that is gone would come
//! back under another ARN, some only after somebody confirmed it: deploy it again.
//!
//! `ListSubscriptions` reads 100 a page, then `GetSubscriptionAttributes` each.

use async_trait::async_trait;
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use super::{GONE, SERVICE};
use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::prune;
use crate::resources::request::{Request, request};
use crate::resources::text_map::{self, Entry, Form, entry};
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};

/// See the module's documentation.
pub(crate) struct TopicSubscription;

const NAME: &str = "aws_sns_topic_subscription";
const LIST: &str = "sns:ListSubscriptions";
const GET: &str = "sns:GetSubscriptionAttributes";
const SET: &str = "sns:SetSubscriptionAttributes";

const ENTRIES: &[Entry] = &[
    entry("delivery_policy", "DeliveryPolicy", Form::Json),
    entry("filter_policy", "FilterPolicy", Form::Json),
    entry("filter_policy_scope", "FilterPolicyScope", Form::Text),
    entry("raw_message_delivery", "RawMessageDelivery", Form::Truth).or("false"),
    entry("redrive_policy", "RedrivePolicy", Form::Json),
    entry("replay_policy", "ReplayPolicy", Form::Json),
    entry("subscription_role_arn", "SubscriptionRoleArn", Form::Text),
];

/// Those that never change while a subscription lives.
const FIXED: &[Entry] = &[
    entry(
        "confirmation_was_authenticated",
        "ConfirmationWasAuthenticated",
        Form::Truth,
    ),
    entry("endpoint", "Endpoint", Form::Text),
    entry("owner_id", "Owner", Form::Text),
    entry("protocol", "Protocol", Form::Text),
    entry("topic_arn", "TopicArn", Form::Text),
];

#[async_trait]
impl ResourceType for TopicSubscription {
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
                attribute: "confirmation_timeout_in_minutes",
                reason: "an instruction to Terraform; AWS does not know it",
            },
            Difference {
                attribute: "endpoint_auto_confirms",
                reason: "an instruction to Terraform; AWS does not know it",
            },
            Difference {
                attribute: "pending_confirmation",
                reason: "only confirmed subscriptions are held",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(LIST)] },
            read: const { &[Action::on_all(GET)] },
            restore: const { &[Action::on_all(SET)] },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        match id {
            "*" => format!("arn:{}:sns:{region}:{account}:*:*", partition(region)),
            arn => arn.to_owned(),
        }
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        drop_differences(self, &mut attributes);
        text_map::form(ENTRIES, &mut attributes);
        // What the filter looks at is said even where there is none, by some answers and not by others.
        if attributes
            .get("filter_policy")
            .is_none_or(|policy| policy.is_null() || policy == "")
        {
            attributes.remove("filter_policy_scope");
        }
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = clients.sns().list_subscriptions().into_paginator();
        let all = all.items().send().collect::<Result<Vec<_>, _>>().await;
        let all = all.map_err(|error| CallError::new(LIST, error))?;
        let arns = all.into_iter().filter_map(|one| one.subscription_arn);
        // `PendingConfirmation` and `Deleted` stand where an ARN would.
        Ok(arns
            .filter(|arn| arn.starts_with("arn:"))
            .map(Listed::id)
            .collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.sns().get_subscription_attributes();
        let answer = answer.subscription_arn(id).send().await;
        let Some(output) = configured(GET, GONE, answer)? else {
            return Ok(None);
        };
        let get = |name: &str| output.attributes()?.get(name).map(String::as_str);
        let mut attributes = text_map::read(ENTRIES, get);
        attributes.extend(text_map::read(FIXED, get));
        for name in ["id", "arn"] {
            attributes.insert(name.to_owned(), Value::from(id));
        }
        Ok(Some(self.normalise(attributes)))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let mut plan = RestorePlan::default();
        let Some(approved) = approved else {
            return plan;
        };
        let Some(observed) = observed else {
            plan.unrestorable.push(Unrestorable {
                path: "arn".to_owned(),
                reason: "a new subscription would have another ARN; deploy it again".to_owned(),
            });
            return plan;
        };
        for change in diff(Some(approved), Some(observed), &self.shape()) {
            match ENTRIES.iter().find(|entry| entry.schema == change.path) {
                Some(entry) => plan.calls.push(request(
                    SET,
                    format!("set {}", entry.schema),
                    [SERVICE, "SetSubscriptionAttributes"],
                    json!({
                        "SubscriptionArn": id,
                        "AttributeName": entry.api,
                        "AttributeValue": text_map::written(entry, approved),
                    }),
                )),
                None => plan.unrestorable.push(Unrestorable {
                    path: change.path,
                    reason: "AWS cannot change it on an existing subscription".to_owned(),
                }),
            }
        }
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        if request.operation() != "SetSubscriptionAttributes" {
            return Err(request.unknown());
        }
        let call = clients.sns().set_subscription_attributes();
        let call = call
            .set_subscription_arn(request.text("SubscriptionArn"))
            .set_attribute_name(request.text("AttributeName"))
            .set_attribute_value(request.text("AttributeValue"));
        Sent::of(SET, call.send().await)
    }
}

/// What goes to another place, or is told more of, is exposed; the rest is work that breaks.
fn risk(path: &str, _approved: &Value, _observed: &Value) -> Risk {
    match path {
        "endpoint" | "protocol" => Risk::ExposureWidened,
        "filter_policy" | "filter_policy_scope" => Risk::ExposureWidened,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn another_filter_may_tell_more() {
        let of = |filter: &str, raw: bool| {
            json!({"id": "arn:s", "filter_policy": filter, "filter_policy_scope": "MessageBody",
                "raw_message_delivery": raw})
        };
        check_risk(
            NAME,
            &of(r#"{"a": ["b"]}"#, true),
            &of(r#"{"a": ["c"]}"#, false),
            &[
                ("filter_policy", Risk::ExposureWidened),
                ("raw_message_delivery", Risk::ServiceBroken),
            ],
        );
    }
}

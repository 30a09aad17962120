//! `aws_ecr_lifecycle_policy`: which images of a repository AWS deletes by itself.
//!
//! Owned: `id repository registry_id policy`, the policy by meaning: rules have their priority, whatever
//! their order. Without a policy every image stays; that is recorded.
//! Restored: by one call that replaces or deletes it.

use async_trait::async_trait;
use driftlock_core::{Attributes, Call, Risk};
use serde_json::{Value, json};

use super::{GONE, SERVICE, repository};
use crate::CallError;
use crate::action::Action;
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::form::{attributes, prune, sort_set};
use crate::resources::policy_setting::PolicyDocument;
use crate::resources::request::{Request, request};
use crate::resources::{ResourceType as _, Sent, configured};

/// See the module's documentation.
pub(crate) struct LifecyclePolicy;

const GET: &str = "ecr:GetLifecyclePolicy";
const PUT: &str = "ecr:PutLifecyclePolicy";
const DELETE: &str = "ecr:DeleteLifecyclePolicy";
const NONE: &str = "LifecyclePolicyNotFoundException";

#[async_trait]
impl PolicyDocument for LifecyclePolicy {
    const NAME: &'static str = "aws_ecr_lifecycle_policy";
    const PARENT: &'static str = repository::NAME;
    const IDENTITY: &'static [&'static str] = &["id", "repository", "registry_id"];
    const READ: &'static [Action] = &[Action::on_each(GET)];
    const RESTORE: &'static [Action] = &[Action::on_each(DELETE), Action::on_each(PUT)];
    const RANK: u8 = 10;

    fn canonical(policy: &str) -> String {
        in_order(policy)
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        repository::Repository.arn(place, id)
    }

    async fn get(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.ecr().get_lifecycle_policy();
        let answer = answer.repository_name(id).send().await;
        let output = configured(GET, &[GONE, &[NONE]].concat(), answer)?;
        Ok(output.map(|output| {
            attributes([
                ("id", Value::from(id)),
                ("repository", Value::from(id)),
                ("registry_id", Value::from(output.registry_id())),
                ("policy", Value::from(output.lifecycle_policy_text())),
            ])
        }))
    }

    fn put(&self, id: &str, policy: &str) -> Call {
        let input = json!({"repositoryName": id, "lifecyclePolicyText": policy});
        request(
            PUT,
            "put the approved policy",
            [SERVICE, "PutLifecyclePolicy"],
            input,
        )
    }

    fn remove(&self, id: &str) -> Call {
        let input = json!({ "repositoryName": id });
        request(
            DELETE,
            "delete the policy",
            [SERVICE, "DeleteLifecyclePolicy"],
            input,
        )
    }

    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError> {
        let (ecr, name) = (clients.ecr(), request.text("repositoryName"));
        match request.operation() {
            "PutLifecyclePolicy" => {
                let call = ecr.put_lifecycle_policy().set_repository_name(name);
                let call = call.set_lifecycle_policy_text(request.text("lifecyclePolicyText"));
                Sent::of(PUT, call.send().await)
            }
            "DeleteLifecyclePolicy" => {
                let call = ecr.delete_lifecycle_policy().set_repository_name(name);
                Sent::of(DELETE, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }

    /// More that is deleted cannot be had back; less costs money only.
    fn risk(_approved: &Value, observed: &Value) -> Risk {
        match observed.is_null() {
            true => Risk::Cosmetic,
            false => Risk::ServiceBroken,
        }
    }
}

/// The text of a lifecycle policy in one order: AWS and Terraform write rules by priority, lists of tags
/// in any order. A text that is no JSON object stays as it is.
fn in_order(policy: &str) -> String {
    let Ok(Value::Object(mut document)) = serde_json::from_str(policy) else {
        return policy.to_owned();
    };
    if let Some(Value::Array(rules)) = document.get_mut("rules") {
        rules.iter_mut().for_each(sort_tags);
        rules.sort_by_cached_key(|rule| {
            let priority = rule.get("rulePriority").and_then(Value::as_i64);
            (priority, rule.to_string())
        });
    }
    prune(&mut document);
    Value::Object(document).to_string()
}

fn sort_tags(rule: &mut Value) {
    let Some(selection) = rule.get_mut("selection").and_then(Value::as_object_mut) else {
        return;
    };
    for name in ["tagPatternList", "tagPrefixList"] {
        sort_set(selection, name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    fn of(policy: &Value) -> Value {
        json!({"id": "r", "repository": "r", "policy": policy.to_string()})
    }

    fn rule(priority: u8, tags: &[&str]) -> Value {
        json!({"rulePriority": priority, "action": {"type": "expire"}, "description": "",
            "selection": {"tagStatus": "tagged", "tagPrefixList": tags, "countNumber": 1}})
    }

    #[test]
    fn another_policy_deletes_other_images_and_none_deletes_nothing() {
        let (one, other) = (
            json!({"rules": [rule(1, &["a"])]}),
            json!({"rules": [rule(1, &["b"])]}),
        );
        let broken = &[("policy", Risk::ServiceBroken)];
        check_risk(LifecyclePolicy::NAME, &of(&one), &of(&other), broken);
        check_risk(LifecyclePolicy::NAME, &Value::Null, &of(&other), broken);
        check_risk(
            LifecyclePolicy::NAME,
            &of(&one),
            &Value::Null,
            &[("policy", Risk::Cosmetic)],
        );
    }

    #[test]
    fn the_order_of_rules_and_tags_means_nothing() {
        let one = json!({"rules": [rule(1, &["a", "b"]), rule(2, &["c"])]});
        let other = json!({"rules": [rule(2, &["c"]), rule(1, &["b", "a"])]});
        check_risk(LifecyclePolicy::NAME, &of(&one), &of(&other), &[]);
    }
}

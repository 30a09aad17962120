//! `aws_ecr_lifecycle_policy`: which images go by themselves.
//!
//! Owned: `id repository registry_id policy`, the policy by meaning. A repository without one has no
//! setting.
//! Restored: by one call that replaces or deletes it.

use async_trait::async_trait;
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use serde_json::{Value, json};

use super::{GONE, SERVICE, repository};
use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::form::{attributes, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{Difference, Kind, ResourceType, RestorePlan, Sent, configured};

/// See the module's documentation.
pub(crate) struct LifecyclePolicy;

const NAME: &str = "aws_ecr_lifecycle_policy";
const GET: &str = "ecr:GetLifecyclePolicy";
const PUT: &str = "ecr:PutLifecyclePolicy";
const DELETE: &str = "ecr:DeleteLifecyclePolicy";

#[async_trait]
impl ResourceType for LifecyclePolicy {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::SettingOf(repository::NAME)
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[],
            identity: &["id", "registry_id", "repository"],
            risk: Some(risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: &[],
            read: const { &[Action::on_each(GET)] },
            restore: const { &[Action::on_each(DELETE), Action::on_each(PUT)] },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        repository::arn(place, id)
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        let policy = canonical(text(&attributes, "policy"));
        attributes.insert("policy".to_owned(), Value::from(policy));
        prune(&mut attributes);
        attributes
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.ecr().get_lifecycle_policy();
        let answer = answer.repository_name(id).send().await;
        let Some(output) = configured(GET, &[GONE, "LifecyclePolicyNotFoundException"], answer)?
        else {
            return Ok(None);
        };
        Ok(Some(self.normalise(attributes([
            ("id", Value::from(id)),
            ("repository", Value::from(id)),
            ("registry_id", Value::from(output.registry_id())),
            ("policy", Value::from(output.lifecycle_policy_text())),
        ]))))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let mut plan = RestorePlan::default();
        if diff(approved, observed, &self.shape()).is_empty() {
            return plan;
        }
        plan.calls.push(match approved {
            Some(approved) => request(
                PUT,
                "put the approved lifecycle policy",
                [SERVICE, "PutLifecyclePolicy"],
                json!({"repositoryName": id, "lifecyclePolicyText": text(approved, "policy")}),
            ),
            None => request(
                DELETE,
                "delete the lifecycle policy",
                [SERVICE, "DeleteLifecyclePolicy"],
                json!({"repositoryName": id}),
            ),
        });
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
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
}

/// The same rules in one text, whatever their spaces and the order of their names.
fn canonical(policy: &str) -> String {
    serde_json::from_str::<Value>(policy)
        .map_or_else(|_| policy.to_owned(), |rules| rules.to_string())
}

/// Rules that nobody approved may delete images that run; without rules more is kept.
fn risk(_path: &str, _approved: &Value, observed: &Value) -> Risk {
    if observed.is_null() {
        Risk::Cosmetic
    } else {
        Risk::ServiceBroken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn rules_that_nobody_approved_may_delete_and_none_keep() {
        let of = |policy: &str| json!({"id": "r", "repository": "r", "policy": policy});
        let changed = &[("policy", Risk::ServiceBroken)];
        check_risk(NAME, &of("{\"rules\":[]}"), &of("{\"rules\":[1]}"), changed);
        check_risk(
            NAME,
            &of("{\"rules\":[]}"),
            &Value::Null,
            &[("policy", Risk::Cosmetic)],
        );
    }

    #[test]
    fn spaces_and_order_of_names_are_no_change() {
        let form = |policy: &str| {
            let attributes = json!({"id": "r", "repository": "r", "policy": policy});
            crate::normalise(NAME, attributes.as_object().unwrap().clone())
        };
        assert_eq!(form("{\"a\": 1, \"b\": 2}"), form("{\"b\":2,\"a\":1}"));
    }
}

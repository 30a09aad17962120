//! `aws_ecr_repository_policy`: who may pull from and push to a repository besides those of its own account.
//!
//! Owned: `id repository registry_id policy`, the policy by meaning. Most repositories have none; that
//! is recorded.
//! Restored: by one call that replaces or deletes it.

use async_trait::async_trait;
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use serde_json::{Value, json};

use super::{GONE, SERVICE, repository};
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::form::{attributes, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{Difference, Kind, ResourceType, RestorePlan, Sent, configured};
use crate::{CallError, iam_policy};

/// See the module's documentation.
pub(crate) struct RepositoryPolicy;

const NAME: &str = "aws_ecr_repository_policy";
const GET: &str = "ecr:GetRepositoryPolicy";
const PUT: &str = "ecr:SetRepositoryPolicy";
const DELETE: &str = "ecr:DeleteRepositoryPolicy";
const NONE: &str = "RepositoryPolicyNotFoundException";

#[async_trait]
impl ResourceType for RepositoryPolicy {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::SettingOf(repository::NAME)
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[],
            identity: &["id", "repository", "registry_id"],
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
        repository::Repository.arn(place, id)
    }

    fn restore_rank(&self) -> u8 {
        2
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        let policy = iam_policy::canonical(text(&attributes, "policy"));
        attributes.insert("policy".to_owned(), Value::from(policy));
        prune(&mut attributes);
        attributes
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.ecr().get_repository_policy();
        let answer = answer.repository_name(id).send().await;
        let missing = [GONE, &[NONE]].concat();
        let Some(output) = configured(GET, &missing, answer)? else {
            return Ok(None);
        };
        let policy = output.policy_text().filter(|policy| !policy.is_empty());
        Ok(policy.map(|policy| {
            self.normalise(attributes([
                ("id", Value::from(id)),
                ("repository", Value::from(id)),
                ("registry_id", Value::from(output.registry_id())),
                ("policy", Value::from(policy)),
            ]))
        }))
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
                "put the approved policy",
                [SERVICE, "SetRepositoryPolicy"],
                json!({"repositoryName": id, "policyText": text(approved, "policy")}),
            ),
            None => request(
                DELETE,
                "delete the policy",
                [SERVICE, "DeleteRepositoryPolicy"],
                json!({"repositoryName": id}),
            ),
        });
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let (ecr, name) = (clients.ecr(), request.text("repositoryName"));
        match request.operation() {
            "SetRepositoryPolicy" => {
                let call = ecr.set_repository_policy().set_repository_name(name);
                let call = call.set_policy_text(request.text("policyText"));
                Sent::of(PUT, call.send().await)
            }
            "DeleteRepositoryPolicy" => {
                let call = ecr.delete_repository_policy().set_repository_name(name);
                Sent::of(DELETE, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    match path {
        "policy" => iam_policy::judge_resource(approved.as_str(), observed.as_str(), &[]),
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn a_policy_for_everybody_exposes() {
        let open = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
            "Action": "ecr:PutImage"}]}"#;
        let of = |policy: &str| json!({"id": "r", "repository": "r", "policy": policy});
        let exposed = &[("policy", Risk::ExposureWidened)];
        check_risk(NAME, &Value::Null, &of(open), exposed);
        let broken = &[("policy", Risk::ServiceBroken)];
        check_risk(NAME, &of(open), &Value::Null, broken);
    }
}

//! `aws_ecr_repository_policy`: who may pull from and push to a repository besides those of its own account.
//!
//! Owned: `id repository registry_id policy`, the policy by meaning. Most repositories have none; that
//! is recorded.
//! Restored: by one call that replaces or deletes it.

use async_trait::async_trait;
use driftlock_core::{Attributes, Call, Risk};
use serde_json::{Value, json};

use super::{GONE, SERVICE, repository};
use crate::action::Action;
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::form::attributes;
use crate::resources::policy_setting::PolicyDocument;
use crate::resources::request::{Request, request};
use crate::resources::{ResourceType as _, Sent, configured};
use crate::{CallError, iam_policy};

/// See the module's documentation.
pub(crate) struct RepositoryPolicy;

const GET: &str = "ecr:GetRepositoryPolicy";
const PUT: &str = "ecr:SetRepositoryPolicy";
const DELETE: &str = "ecr:DeleteRepositoryPolicy";
const NONE: &str = "RepositoryPolicyNotFoundException";

#[async_trait]
impl PolicyDocument for RepositoryPolicy {
    const NAME: &'static str = "aws_ecr_repository_policy";
    const PARENT: &'static str = repository::NAME;
    const IDENTITY: &'static [&'static str] = &["id", "repository", "registry_id"];
    const READ: &'static [Action] = &[Action::on_each(GET)];
    const RESTORE: &'static [Action] = &[Action::on_each(DELETE), Action::on_each(PUT)];

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        repository::Repository.arn(place, id)
    }

    async fn get(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.ecr().get_repository_policy();
        let answer = answer.repository_name(id).send().await;
        let output = configured(GET, &[GONE, &[NONE]].concat(), answer)?;
        Ok(output.map(|output| {
            attributes([
                ("id", Value::from(id)),
                ("repository", Value::from(id)),
                ("registry_id", Value::from(output.registry_id())),
                ("policy", Value::from(output.policy_text())),
            ])
        }))
    }

    fn put(&self, id: &str, policy: &str) -> Call {
        let input = json!({"repositoryName": id, "policyText": policy});
        request(
            PUT,
            "put the approved policy",
            [SERVICE, "SetRepositoryPolicy"],
            input,
        )
    }

    fn remove(&self, id: &str) -> Call {
        let input = json!({ "repositoryName": id });
        request(
            DELETE,
            "delete the policy",
            [SERVICE, "DeleteRepositoryPolicy"],
            input,
        )
    }

    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError> {
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

    fn risk(approved: &Value, observed: &Value) -> Risk {
        iam_policy::judge_resource(approved.as_str(), observed.as_str(), &[])
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
        check_risk(RepositoryPolicy::NAME, &Value::Null, &of(open), exposed);
        let broken = &[("policy", Risk::ServiceBroken)];
        check_risk(RepositoryPolicy::NAME, &of(open), &Value::Null, broken);
    }
}

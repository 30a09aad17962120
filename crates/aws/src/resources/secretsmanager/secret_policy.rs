//! `aws_secretsmanager_secret_policy`: who may use a secret besides those of its own account.
//!
//! Owned: `id secret_arn policy`, the policy by meaning. Most secrets have none; that is recorded.
//! Restored: by one call that replaces or deletes it.

use async_trait::async_trait;
use driftlock_core::{Attributes, Call, Risk};
use serde_json::{Value, json};

use super::{SERVICE, secret};
use crate::action::Action;
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::form::attributes;
use crate::resources::policy_setting::PolicyDocument;
use crate::resources::request::{Request, request};
use crate::resources::{Difference, ResourceType as _, Sent, configured};
use crate::{CallError, iam_policy};

/// See the module's documentation.
pub(crate) struct SecretPolicy;

const GET: &str = "secretsmanager:GetResourcePolicy";
const PUT: &str = "secretsmanager:PutResourcePolicy";
const DELETE: &str = "secretsmanager:DeleteResourcePolicy";
/// Said of a secret that is gone, and of one that is to be deleted.
const NO_SECRET: &[&str] = &["InvalidRequestException", "ResourceNotFoundException"];

#[async_trait]
impl PolicyDocument for SecretPolicy {
    const NAME: &'static str = "aws_secretsmanager_secret_policy";
    const PARENT: &'static str = secret::NAME;
    const IDENTITY: &'static [&'static str] = &["id", "secret_arn"];
    const DIFFERENCES: &'static [Difference] = &[Difference {
        attribute: "block_public_policy",
        reason: "a check that Terraform asks AWS to make when it puts the policy",
    }];
    const READ: &'static [Action] = &[Action::on_each(GET)];
    const RESTORE: &'static [Action] = &[Action::on_each(DELETE), Action::on_each(PUT)];

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        secret::Secret.arn(place, id)
    }

    async fn get(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.secretsmanager().get_resource_policy();
        let answer = answer.secret_id(id).send().await;
        let output = configured(GET, NO_SECRET, answer)?;
        Ok(output.map(|output| {
            attributes([
                ("id", Value::from(id)),
                ("secret_arn", Value::from(id)),
                ("policy", Value::from(output.resource_policy())),
            ])
        }))
    }

    fn put(&self, id: &str, policy: &str) -> Call {
        let input = json!({"SecretId": id, "ResourcePolicy": policy});
        request(
            PUT,
            "put the approved policy",
            [SERVICE, "PutResourcePolicy"],
            input,
        )
    }

    fn remove(&self, id: &str) -> Call {
        let input = json!({ "SecretId": id });
        request(
            DELETE,
            "delete the policy",
            [SERVICE, "DeleteResourcePolicy"],
            input,
        )
    }

    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError> {
        let (secrets, id) = (clients.secretsmanager(), request.text("SecretId"));
        match request.operation() {
            "PutResourcePolicy" => {
                let call = secrets.put_resource_policy().set_secret_id(id);
                let call = call.set_resource_policy(request.text("ResourcePolicy"));
                Sent::of(PUT, call.send().await)
            }
            "DeleteResourcePolicy" => {
                let call = secrets.delete_resource_policy().set_secret_id(id);
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
            "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]}"#;
        let of = |policy: &str| json!({"id": "arn:s", "secret_arn": "arn:s", "policy": policy});
        let exposed = &[("policy", Risk::ExposureWidened)];
        check_risk(SecretPolicy::NAME, &Value::Null, &of(open), exposed);
        let broken = &[("policy", Risk::ServiceBroken)];
        check_risk(SecretPolicy::NAME, &of(open), &Value::Null, broken);
    }
}

//! `aws_secretsmanager_secret_policy`: who may use a secret besides those of its own account.
//!
//! Owned: `id secret_arn policy`, the policy by meaning. Most secrets have none; that is recorded.
//! Restored: by one call that replaces or deletes it.

use async_trait::async_trait;
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use serde_json::{Value, json};

use super::{SERVICE, secret};
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::form::{attributes, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, iam_policy};

/// See the module's documentation.
pub(crate) struct SecretPolicy;

const NAME: &str = "aws_secretsmanager_secret_policy";
const GET: &str = "secretsmanager:GetResourcePolicy";
const PUT: &str = "secretsmanager:PutResourcePolicy";
const DELETE: &str = "secretsmanager:DeleteResourcePolicy";
/// Said of a secret that is gone, and of one that is to be deleted.
const NO_SECRET: &[&str] = &["InvalidRequestException", "ResourceNotFoundException"];

#[async_trait]
impl ResourceType for SecretPolicy {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::SettingOf(secret::NAME)
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[],
            identity: &["id", "secret_arn"],
            risk: Some(risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[Difference {
            attribute: "block_public_policy",
            reason: "a check that Terraform asks AWS to make when it puts the policy",
        }]
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
        secret::Secret.arn(place, id)
    }

    fn restore_rank(&self) -> u8 {
        2
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        drop_differences(self, &mut attributes);
        let policy = iam_policy::canonical(text(&attributes, "policy"));
        attributes.insert("policy".to_owned(), Value::from(policy));
        prune(&mut attributes);
        attributes
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.secretsmanager().get_resource_policy();
        let answer = answer.secret_id(id).send().await;
        let Some(output) = configured(GET, NO_SECRET, answer)? else {
            return Ok(None);
        };
        let policy = output.resource_policy().filter(|policy| !policy.is_empty());
        Ok(policy.map(|policy| {
            self.normalise(attributes([
                ("id", Value::from(id)),
                ("secret_arn", Value::from(id)),
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
                [SERVICE, "PutResourcePolicy"],
                json!({"SecretId": id, "ResourcePolicy": text(approved, "policy")}),
            ),
            None => request(
                DELETE,
                "delete the policy",
                [SERVICE, "DeleteResourcePolicy"],
                json!({"SecretId": id}),
            ),
        });
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
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
            "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]}"#;
        let of = |policy: &str| json!({"id": "arn:s", "secret_arn": "arn:s", "policy": policy});
        let exposed = &[("policy", Risk::ExposureWidened)];
        check_risk(NAME, &Value::Null, &of(open), exposed);
        let broken = &[("policy", Risk::ServiceBroken)];
        check_risk(NAME, &of(open), &Value::Null, broken);
    }
}

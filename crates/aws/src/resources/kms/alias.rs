//! `aws_kms_alias`: the key that a name stands for.
//!
//! Owned: `id arn name target_key_id`. Restored: the key, and the alias itself where it is gone: its
//! id is its name.
//!
//! `ListAliases` reads 100 a page; nothing else reads one. Aliases of AWS, under `alias/aws/`, are not
//! listed.

use async_trait::async_trait;
use aws_sdk_kms::types::AliasListEntry;
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, drop_differences,
};

/// See the module's documentation.
pub(crate) struct Alias;

const NAME: &str = "aws_kms_alias";
const SERVICE: &str = "kms";
const LIST: &str = "kms:ListAliases";
const CREATE: &str = "kms:CreateAlias";
const UPDATE: &str = "kms:UpdateAlias";
/// Most results of one call, by the KMS API reference.
const PAGE: i32 = 100;
const OF_AWS: &str = "alias/aws/";

#[async_trait]
impl ResourceType for Alias {
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
                attribute: "target_key_arn",
                reason: "the ARN of the key that `target_key_id` names",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(LIST)] },
            read: const { &[Action::on_all(LIST)] },
            // Both are granted on the alias and on the keys, of which its ARN tells nothing.
            restore: const { &[Action::on_all(UPDATE)] },
            create: const { &[Action::on_all(CREATE)] },
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        let partition = partition(region);
        let name = id.trim_start_matches("alias/");
        format!("arn:{partition}:kms:{region}:{account}:alias/{name}")
    }

    /// After the keys.
    fn restore_rank(&self) -> u8 {
        3
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        drop_differences(self, &mut attributes);
        if let Some(Value::String(key)) = attributes.get_mut("target_key_id") {
            *key = key.rsplit(":key/").next().unwrap_or_default().to_owned();
        }
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let aliases = all(clients).await?;
        Ok(aliases
            .iter()
            .map(|alias| Listed::whole(self.normalise(read_from(alias))))
            .collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let aliases = all(clients).await?;
        let alias = aliases.iter().find(|alias| alias.alias_name() == Some(id));
        Ok(alias.map(|alias| self.normalise(read_from(alias))))
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
        let key = text(approved, "target_key_id");
        let input = json!({"AliasName": id, "TargetKeyId": key});
        let Some(observed) = observed else {
            let summary = format!("make the alias anew for {key}");
            let operation = [SERVICE, "CreateAlias"];
            plan.calls.push(request(CREATE, summary, operation, input));
            return plan;
        };
        for change in diff(Some(approved), Some(observed), &self.shape()) {
            if change.path == "target_key_id" {
                let summary = format!("let the alias stand for {key}");
                let operation = [SERVICE, "UpdateAlias"];
                plan.calls
                    .push(request(UPDATE, summary, operation, input.clone()));
            } else {
                plan.unrestorable.push(Unrestorable {
                    path: change.path,
                    reason: "KMS cannot change it on an existing alias".to_owned(),
                });
            }
        }
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let (name, key) = (request.text("AliasName"), request.text("TargetKeyId"));
        let kms = clients.kms();
        match request.operation() {
            "CreateAlias" => {
                let call = kms.create_alias().set_alias_name(name);
                Sent::of(CREATE, call.set_target_key_id(key).send().await)
            }
            "UpdateAlias" => {
                let call = kms.update_alias().set_alias_name(name);
                Sent::of(UPDATE, call.set_target_key_id(key).send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

/// Those of the account: an alias of AWS may be there before there is a key for it.
async fn all(clients: &Clients) -> Result<Vec<AliasListEntry>, CallError> {
    let aliases = clients.kms().list_aliases().limit(PAGE).into_paginator();
    let aliases = aliases
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await
        .map_err(|error| CallError::new(LIST, error))?;
    let is_own = |alias: &AliasListEntry| {
        let name = alias.alias_name();
        name.is_some_and(|name| !name.starts_with(OF_AWS))
    };
    Ok(aliases.into_iter().filter(is_own).collect())
}

fn read_from(alias: &AliasListEntry) -> Attributes {
    attributes([
        ("id", Value::from(alias.alias_name())),
        ("name", Value::from(alias.alias_name())),
        ("arn", Value::from(alias.alias_arn())),
        ("target_key_id", Value::from(alias.target_key_id())),
    ])
}

/// What is encrypted under another key is open to whoever may use that one.
fn risk(path: &str, _approved: &Value, observed: &Value) -> Risk {
    match path {
        "target_key_id" if !observed.is_null() => Risk::ProtectionWeakened,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    fn alias(key: &str) -> Value {
        json!({"id": "alias/a", "name": "alias/a", "target_key_id": key})
    }

    #[test]
    fn another_key_weakens() {
        let arn = "arn:aws:kms:us-east-1:123456789012:key/k1";
        check_risk(NAME, &alias("k1"), &alias(arn), &[]);
        let weaker = &[("target_key_id", Risk::ProtectionWeakened)];
        check_risk(NAME, &alias("k1"), &alias("k2"), weaker);
    }

    #[test]
    fn one_that_is_gone_is_made_anew() {
        let approved = crate::normalise(NAME, alias("k1").as_object().unwrap().clone());
        let plan = crate::plan_restore(NAME, "alias/a", Some(&approved), None);
        let words = Request::of(&plan.calls[0]).unwrap().words();
        let typed = "kms create-alias --alias-name alias/a --target-key-id k1";
        assert_eq!(words.join(" "), typed);
    }
}

//! `aws_iam_account_password_policy`: what the passwords of the account's users have to be like.
//!
//! Owned: all but `expire_passwords`, which says that there is a `max_password_age`, and the id,
//! which for us is the account's. Where nobody set a policy AWS's default one holds, and the absence
//! is recorded. Restored: everything, absence included.

use async_trait::async_trait;
use aws_sdk_iam::types::PasswordPolicy;
use driftlock_core::{Attributes, Call, Risk, Shape};
use serde_json::{Value, json};

use super::permissions::{MISSING, SERVICE};
use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, default};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, ResourceType, RestorePlan, Sent, configured, drop_differences,
};

/// See the module's documentation.
pub(crate) struct AccountPasswordPolicy;

const GET: &str = "iam:GetAccountPasswordPolicy";
const UPDATE: &str = "iam:UpdateAccountPasswordPolicy";
const DELETE: &str = "iam:DeleteAccountPasswordPolicy";

/// Attributes, the members of `UpdateAccountPasswordPolicy` that set them, and what a member that is
/// left out means there (IAM API reference). Numbers that are none are 0, as in the schema.
const MEMBERS: &[(&str, &str, Unset)] = &[
    (
        "allow_users_to_change_password",
        "AllowUsersToChangePassword",
        Unset::No,
    ),
    ("hard_expiry", "HardExpiry", Unset::No),
    ("max_password_age", "MaxPasswordAge", Unset::Number(0)),
    (
        "minimum_password_length",
        "MinimumPasswordLength",
        Unset::Number(6),
    ),
    (
        "password_reuse_prevention",
        "PasswordReusePrevention",
        Unset::Number(0),
    ),
    (
        "require_lowercase_characters",
        "RequireLowercaseCharacters",
        Unset::No,
    ),
    ("require_numbers", "RequireNumbers", Unset::No),
    ("require_symbols", "RequireSymbols", Unset::No),
    (
        "require_uppercase_characters",
        "RequireUppercaseCharacters",
        Unset::No,
    ),
];

#[derive(Clone, Copy)]
enum Unset {
    No,
    Number(u32),
}

#[async_trait]
impl ResourceType for AccountPasswordPolicy {
    fn name(&self) -> &'static str {
        "aws_iam_account_password_policy"
    }

    fn kind(&self) -> Kind {
        Kind::SettingOfAccount
    }

    fn is_global(&self) -> bool {
        true
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
                attribute: "expire_passwords",
                reason: "only says that there is a `max_password_age`",
            },
            Difference {
                attribute: "id",
                reason: "the same words in every account; ours is the account's id",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: &[],
            read: const { &[Action::on_all(GET)] },
            restore: const { &[Action::on_all(DELETE), Action::on_all(UPDATE)] },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, _id: &str) -> String {
        format!("arn:{}:iam::{account}:root", partition(region))
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        drop_differences(self, &mut attributes);
        for (name, _, unset) in MEMBERS {
            match unset {
                Unset::No => default(&mut attributes, name, false),
                Unset::Number(number) => default(&mut attributes, name, *number),
            }
        }
        attributes
    }

    async fn read(&self, clients: &Clients, _id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.iam().get_account_password_policy().send().await;
        let output = configured(GET, MISSING, answer)?;
        let policy = output.as_ref().and_then(|output| output.password_policy());
        Ok(policy.map(|policy| self.normalise(read_from(policy))))
    }

    fn plan_restore(
        &self,
        _id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let call = match (approved, observed) {
            (wanted, present) if wanted == present => None,
            (None, _) => Some(request(
                DELETE,
                "delete the password policy, so that AWS's default one holds",
                [SERVICE, "DeleteAccountPasswordPolicy"],
                json!({}),
            )),
            (Some(approved), _) => Some(put(approved)),
        };
        RestorePlan {
            calls: call.into_iter().collect(),
            unrestorable: Vec::new(),
        }
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let iam = clients.iam();
        match request.operation() {
            "DeleteAccountPasswordPolicy" => {
                let answer = iam.delete_account_password_policy().send().await;
                Sent::of(DELETE, answer)
            }
            "UpdateAccountPasswordPolicy" => {
                let call = iam
                    .update_account_password_policy()
                    .set_allow_users_to_change_password(request.truth("AllowUsersToChangePassword"))
                    .set_hard_expiry(request.truth("HardExpiry"))
                    .set_max_password_age(request.number("MaxPasswordAge"))
                    .set_minimum_password_length(request.number("MinimumPasswordLength"))
                    .set_password_reuse_prevention(request.number("PasswordReusePrevention"))
                    .set_require_lowercase_characters(request.truth("RequireLowercaseCharacters"))
                    .set_require_numbers(request.truth("RequireNumbers"))
                    .set_require_symbols(request.truth("RequireSymbols"))
                    .set_require_uppercase_characters(request.truth("RequireUppercaseCharacters"));
                Sent::of(UPDATE, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

fn read_from(policy: &PasswordPolicy) -> Attributes {
    attributes([
        (
            "allow_users_to_change_password",
            Value::from(policy.allow_users_to_change_password()),
        ),
        ("hard_expiry", Value::from(policy.hard_expiry())),
        ("max_password_age", Value::from(policy.max_password_age())),
        (
            "minimum_password_length",
            Value::from(policy.minimum_password_length()),
        ),
        (
            "password_reuse_prevention",
            Value::from(policy.password_reuse_prevention()),
        ),
        (
            "require_lowercase_characters",
            Value::from(policy.require_lowercase_characters()),
        ),
        ("require_numbers", Value::from(policy.require_numbers())),
        ("require_symbols", Value::from(policy.require_symbols())),
        (
            "require_uppercase_characters",
            Value::from(policy.require_uppercase_characters()),
        ),
    ])
}

/// All members, for one left out is set to its default. Numbers begin at 1: 0 is sent by leaving it
/// out.
fn put(approved: &Attributes) -> Call {
    let members: Attributes = MEMBERS
        .iter()
        .filter_map(|(name, member, _)| Some((member, approved.get(*name)?)))
        .filter(|(_, value)| **value != 0)
        .map(|(member, value)| ((*member).to_owned(), value.clone()))
        .collect();
    let operation = [SERVICE, "UpdateAccountPasswordPolicy"];
    let summary = "put the approved password policy";
    request(UPDATE, summary, operation, Value::Object(members))
}

/// Fewer demands on passwords weaken; more of them only bother.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    let weaker = match path {
        "max_password_age" => days(observed) > days(approved),
        "minimum_password_length" | "password_reuse_prevention" => {
            observed.as_u64() < approved.as_u64()
        }
        // Users who must not change it keep the password that somebody else knows.
        "allow_users_to_change_password" | "hard_expiry" => observed != true,
        _ => approved == true,
    };
    if weaker {
        Risk::ProtectionWeakened
    } else {
        Risk::ServiceBroken
    }
}

/// 0 is for ever.
fn days(age: &Value) -> u64 {
    match age.as_u64() {
        None | Some(0) => u64::MAX,
        Some(days) => days,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    const NAME: &str = "aws_iam_account_password_policy";

    #[test]
    fn fewer_demands_weaken() {
        let strict = json!({"minimum_password_length": 14, "require_symbols": true,
            "require_numbers": false, "max_password_age": 90, "password_reuse_prevention": 5});
        let lax = json!({"minimum_password_length": 8, "require_symbols": false,
            "require_numbers": true, "max_password_age": 0, "password_reuse_prevention": 24});
        check_risk(
            NAME,
            &strict,
            &lax,
            &[
                ("max_password_age", Risk::ProtectionWeakened),
                ("minimum_password_length", Risk::ProtectionWeakened),
                ("password_reuse_prevention", Risk::ServiceBroken),
                ("require_numbers", Risk::ServiceBroken),
                ("require_symbols", Risk::ProtectionWeakened),
            ],
        );
        let shorter = &[("max_password_age", Risk::ServiceBroken)];
        let of = |days: u32| json!({"max_password_age": days});
        check_risk(NAME, &of(0), &of(30), shorter);
    }

    #[test]
    fn zero_is_sent_by_leaving_it_out() {
        let policy = json!({"minimum_password_length": 14, "max_password_age": 0});
        let policy = crate::normalise(NAME, policy.as_object().unwrap().clone());
        let plan = crate::plan_restore(NAME, "123456789012", Some(&policy), None);
        let request = Request::of(&plan.calls[0]).unwrap();
        assert!(request.value("MaxPasswordAge").is_null());
        assert_eq!(request.number("MinimumPasswordLength"), Some(14));
        assert_eq!(request.truth("RequireSymbols"), Some(false));
    }
}

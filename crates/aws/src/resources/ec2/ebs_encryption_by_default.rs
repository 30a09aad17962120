//! `aws_ebs_encryption_by_default`: whether new EBS volumes of the account are encrypted in a region,
//! whatever is asked for.
//!
//! Owned: `enabled`. The id is the account's; Terraform's is a random text.
//! Restored: both ways. One `GetEbsEncryptionByDefault` reads it.

use async_trait::async_trait;
use driftlock_core::{Attributes, Call, Risk, Shape};
use serde_json::{Value, json};

use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::form::{attributes, default};
use crate::resources::request::{Request, request};
use crate::resources::{Difference, Kind, ResourceType, RestorePlan, Sent, drop_differences};

/// See the module's documentation.
pub(crate) struct EbsEncryptionByDefault;

const NAME: &str = "aws_ebs_encryption_by_default";
const GET: &str = "ec2:GetEbsEncryptionByDefault";
const ENABLE: &str = "ec2:EnableEbsEncryptionByDefault";
const DISABLE: &str = "ec2:DisableEbsEncryptionByDefault";

#[async_trait]
impl ResourceType for EbsEncryptionByDefault {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::SettingOfAccount
    }

    fn shape(&self) -> Shape {
        Shape {
            risk: Some(risk),
            ..Shape::default()
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[Difference {
            attribute: "id",
            reason: "Terraform's is a random text; the account is what it is about",
        }]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: &[],
            read: const { &[Action::on_all(GET)] },
            restore: const { &[Action::on_all(DISABLE), Action::on_all(ENABLE)] },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, _place: &Place<'_>, _id: &str) -> String {
        "*".to_owned()
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        drop_differences(self, &mut attributes);
        // Terraform's default where its resource is declared without a word.
        default(&mut attributes, "enabled", true);
        attributes
    }

    async fn read(&self, clients: &Clients, _id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.ec2.get_ebs_encryption_by_default().send().await;
        let output = answer.map_err(|error| CallError::new(GET, error))?;
        let enabled = output.ebs_encryption_by_default() == Some(true);
        let all = attributes([("enabled", Value::from(enabled))]);
        Ok(Some(self.normalise(all)))
    }

    fn plan_restore(
        &self,
        _id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let wanted = is_enabled(approved);
        let mut plan = RestorePlan::default();
        if wanted != is_enabled(observed) {
            let (action, summary, operation) = match wanted {
                true => (
                    ENABLE,
                    "encrypt new volumes",
                    "EnableEbsEncryptionByDefault",
                ),
                false => (
                    DISABLE,
                    "encrypt new volumes only where asked for",
                    "DisableEbsEncryptionByDefault",
                ),
            };
            plan.calls
                .push(request(action, summary, ["ec2", operation], json!({})));
        }
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        match request.operation() {
            "EnableEbsEncryptionByDefault" => {
                let call = clients.ec2.enable_ebs_encryption_by_default();
                Sent::of(ENABLE, call.send().await)
            }
            "DisableEbsEncryptionByDefault" => {
                let call = clients.ec2.disable_ebs_encryption_by_default();
                Sent::of(DISABLE, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

fn is_enabled(attributes: Option<&Attributes>) -> bool {
    let enabled = attributes.and_then(|attributes| attributes.get("enabled"));
    enabled == Some(&Value::from(true))
}

/// Volumes that are not encrypted are readable to whoever gets at the disk or a snapshot.
fn risk(_path: &str, approved: &Value, observed: &Value) -> Risk {
    let on = Value::from(true);
    match (approved == &on, observed == &on) {
        (true, false) => Risk::ProtectionWeakened,
        _ => Risk::Cosmetic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn only_less_encryption_weakens() {
        let (on, off) = (json!({"enabled": true}), json!({"enabled": false}));
        let weaker = &[("enabled", Risk::ProtectionWeakened)];
        check_risk(NAME, &on, &off, weaker);
        check_risk(NAME, &off, &on, &[("enabled", Risk::Cosmetic)]);
    }

    #[test]
    fn it_goes_both_ways() {
        let of = |enabled: bool| attributes([("enabled", Value::from(enabled))]);
        let action = |approved: Option<&Attributes>, observed: &Attributes| {
            let plan = crate::plan_restore(NAME, "1", approved, Some(observed));
            plan.calls.first().map(|call| call.action.clone())
        };
        assert_eq!(action(Some(&of(true)), &of(false)).as_deref(), Some(ENABLE));
        assert_eq!(
            action(Some(&of(false)), &of(true)).as_deref(),
            Some(DISABLE)
        );
        assert_eq!(action(Some(&of(true)), &of(true)), None);
        assert_eq!(action(None, &of(true)).as_deref(), Some(DISABLE));
    }
}

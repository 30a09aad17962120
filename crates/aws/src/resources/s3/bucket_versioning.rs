//! `aws_s3_bucket_versioning`: whether a bucket keeps old versions.
//!
//! Owned: `id bucket versioning_configuration`. AWS answers nothing for a bucket whose versioning
//! was never set; hashicorp/aws calls that `Disabled`, and so do we, for MFA delete as well.
//! Restored: `Enabled` and `Suspended`. Versioning that was on cannot become `Disabled` again, and
//! MFA delete changes only with the root user's device.

use async_trait::async_trait;
use aws_sdk_s3::types::{BucketVersioningStatus, VersioningConfiguration};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{SETTING_OF_BUCKET, SHAPE_OF_BUCKET_SETTING, bucket, setting};
use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::{
    Difference, Kind, ResourceType, RestorePlan, Sent, call, command, drop_differences, typed,
};

/// See the module's documentation.
pub(crate) struct S3BucketVersioning;

const GET: &str = "s3:GetBucketVersioning";
const PUT: &str = "s3:PutBucketVersioning";
const DISABLED: &str = "Disabled";

#[async_trait]
impl ResourceType for S3BucketVersioning {
    fn name(&self) -> &'static str {
        "aws_s3_bucket_versioning"
    }

    fn kind(&self) -> Kind {
        SETTING_OF_BUCKET
    }

    fn shape(&self) -> Shape {
        Shape {
            risk: Some(risk),
            ..SHAPE_OF_BUCKET_SETTING
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "expected_bucket_owner",
                reason: "a check that Terraform asks AWS to make; not a property of the bucket",
            },
            Difference {
                attribute: "mfa",
                reason: "a one-time code given to Terraform",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: &[],
            read: const { &[Action::on_each(GET)] },
            restore: const { &[Action::on_each(PUT)] },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        bucket::arn(place, id)
    }

    fn id_in_state(&self, values: &Attributes) -> Option<String> {
        setting::bucket_in_state(values)
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        drop_differences(self, &mut attributes);
        let (status, mfa_delete) = (status(&attributes), configured(&attributes, "mfa_delete"));
        attributes.insert(
            "versioning_configuration".to_owned(),
            json!([{ "mfa_delete": mfa_delete, "status": status }]),
        );
        attributes
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.s3.get_bucket_versioning().bucket(id).send().await;
        let Some(output) = crate::resources::configured(GET, &["NoSuchBucket"], answer)? else {
            return Ok(None);
        };
        let configuration = json!([{
            "status": output.status().map(BucketVersioningStatus::as_str),
            "mfa_delete": output.mfa_delete().map(aws_sdk_s3::types::MfaDeleteStatus::as_str),
        }]);
        let attributes = [
            ("id", Value::from(id)),
            ("bucket", Value::from(id)),
            ("versioning_configuration", configuration),
        ];
        let attributes = attributes
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Ok(Some(self.normalise(attributes.collect())))
    }

    fn plan_restore(
        &self,
        _id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let mut plan = RestorePlan::default();
        let wanted = approved.map_or_else(|| DISABLED.to_owned(), status);
        for change in diff(approved, observed, &self.shape()) {
            if change.path.ends_with("mfa_delete") {
                plan.unrestorable.push(Unrestorable {
                    path: change.path,
                    reason: "MFA delete changes only with the root user's device".to_owned(),
                });
            } else if wanted == DISABLED {
                plan.unrestorable.push(Unrestorable {
                    path: change.path,
                    reason: "S3 cannot disable versioning that was on; suspend it, or capture the \
                             baseline again"
                        .to_owned(),
                });
            } else if plan.calls.is_empty() {
                let summary = format!("set versioning to {wanted}");
                plan.calls.push(call(
                    PUT,
                    summary,
                    &PutVersioning {
                        status: wanted.clone(),
                    },
                ));
            }
        }
        plan
    }

    fn command(&self, id: &str, call: &Call) -> Result<Vec<String>, CallError> {
        let PutVersioning { status } = typed(PUT, call)?;
        let configuration = json!({ "Status": status }).to_string();
        let configuration = ("versioning-configuration", configuration);
        let bucket = ("bucket", id.to_owned());
        Ok(command(
            ["s3api", "put-bucket-versioning"],
            [bucket, configuration],
        ))
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        let PutVersioning { status } = typed(PUT, call)?;
        let configuration = VersioningConfiguration::builder()
            .status(BucketVersioningStatus::from(status.as_str()))
            .build();
        let request = clients
            .s3
            .put_bucket_versioning()
            .bucket(id)
            .versioning_configuration(configuration);
        Sent::of(PUT, request.send().await)
    }
}

/// Versioning and MFA delete keep what was deleted or overwritten. More versions than approved harm
/// nobody; MFA delete where it was not approved stops whoever deletes versions by program.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    let part = |name: &str| {
        let of = |value: &Value| match value {
            Value::Object(block) => block.get(name) == Some(&Value::from("Enabled")),
            value => path.ends_with(name) && value == "Enabled",
        };
        (of(approved), of(observed))
    };
    let judge = |name: &str, gained: Risk| match part(name) {
        (true, false) => Risk::ProtectionWeakened,
        (false, true) => gained,
        (true, true) | (false, false) => Risk::Cosmetic,
    };
    judge("status", Risk::Cosmetic).max(judge("mfa_delete", Risk::ServiceBroken))
}

/// Sets the status: `Enabled` or `Suspended`.
#[derive(Debug, Serialize, Deserialize)]
struct PutVersioning {
    status: String,
}

fn status(attributes: &Attributes) -> String {
    configured(attributes, "status")
}

fn configured(attributes: &Attributes, name: &str) -> String {
    let found = attributes
        .get("versioning_configuration")
        .and_then(|blocks| blocks.get(0))
        .and_then(|block| block.get(name))
        .and_then(Value::as_str);
    match found {
        None | Some("") => DISABLED.to_owned(),
        Some(text) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn versions_no_longer_kept_are_protection_lost() {
        let kind = S3BucketVersioning.name();
        let (status, mfa) = (
            "versioning_configuration[0].status",
            "versioning_configuration[0].mfa_delete",
        );
        let of = |status: &str, mfa: &str| {
            json!({"id": "b", "bucket": "b", "versioning_configuration":
                [{"status": status, "mfa_delete": mfa}]})
        };
        let check = |approved: Value, observed: Value, expected: &[(&str, Risk)]| {
            check_risk(kind, &approved, &observed, expected);
        };
        check(
            of("Enabled", "Enabled"),
            of("Suspended", "Disabled"),
            &[
                (mfa, Risk::ProtectionWeakened),
                (status, Risk::ProtectionWeakened),
            ],
        );
        check(
            of("Suspended", "Disabled"),
            of("Enabled", "Enabled"),
            &[(mfa, Risk::ServiceBroken), (status, Risk::Cosmetic)],
        );
        check(
            of("Suspended", "Disabled"),
            of("Disabled", "Disabled"),
            &[(status, Risk::Cosmetic)],
        );
        let whole = "versioning_configuration[0]";
        check(
            of("Enabled", "Disabled"),
            Value::Null,
            &[(whole, Risk::ProtectionWeakened)],
        );
        check(
            Value::Null,
            of("Suspended", "Enabled"),
            &[(whole, Risk::ServiceBroken)],
        );
    }
}

//! `aws_iam_instance_profile`: which role EC2 instances run with.
//!
//! Owned: `id arn name path role tags`. Restored: role and tags; name and path cannot change. One
//! that is gone is made anew under its name, which is its id.
//!
//! `ListInstanceProfiles` names all of them page by page, without their tags; `GetInstanceProfile`
//! reads each.

use async_trait::async_trait;
use aws_sdk_iam::types::InstanceProfile as Described;
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use super::permissions::{MISSING, PAGE, SERVICE, arn_by_name, sdk_tags, tags_of};
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::form::{attributes, default, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct InstanceProfile;

const NAME: &str = "aws_iam_instance_profile";
const LIST: &str = "iam:ListInstanceProfiles";
const GET: &str = "iam:GetInstanceProfile";
const CREATE: &str = "iam:CreateInstanceProfile";
const ADD: &str = "iam:AddRoleToInstanceProfile";
const REMOVE: &str = "iam:RemoveRoleFromInstanceProfile";
const TAG: &str = "iam:TagInstanceProfile";
const UNTAG: &str = "iam:UntagInstanceProfile";

#[async_trait]
impl ResourceType for InstanceProfile {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
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
                attribute: "create_date",
                reason: "says when it was made, and nothing of what it is",
            },
            Difference {
                attribute: "name_prefix",
                reason: "only tells how Terraform made the name",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
            Difference {
                attribute: "unique_id",
                reason: "a number of AWS's own; a profile made anew has another",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(LIST)] },
            read: const { &[Action::on_each(GET)] },
            restore: const {
                &[
                    // Passing is granted on the role, of which the ARN of a profile tells nothing.
                    Action::on_all(ADD).with(&["iam:PassRole"]),
                    Action::on_each(REMOVE),
                    Action::on_each(TAG),
                    Action::on_each(UNTAG),
                ]
            },
            create: const { &[Action::on_each(CREATE).with(&[TAG])] },
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn_by_name(place, "instance-profile", id)
    }

    /// After the role that it may be lacking.
    fn restore_rank(&self) -> u8 {
        5
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        default(&mut attributes, "path", "/");
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let profiles = clients.iam().list_instance_profiles().max_items(PAGE);
        let profiles = profiles
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|error| CallError::new(LIST, error))?;
        let names = profiles.iter().map(Described::instance_profile_name);
        Ok(names.map(Listed::id).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let request = clients.iam().get_instance_profile();
        let answer = request.instance_profile_name(id).send().await;
        let output = configured(GET, MISSING, answer)?;
        let profile = output.as_ref().and_then(|output| output.instance_profile());
        Ok(profile.map(|profile| self.normalise(read_from(profile))))
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
        let made;
        let observed = match observed {
            Some(observed) => observed,
            None => {
                made = create(&mut plan, id, approved);
                &made
            }
        };
        restore(&mut plan, id, approved, observed);
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let name = request.text("InstanceProfileName");
        let role = request.text("RoleName");
        let iam = clients.iam();
        match request.operation() {
            "CreateInstanceProfile" => {
                let call = iam.create_instance_profile();
                let call = call.set_instance_profile_name(name);
                let call = call.set_path(request.text("Path"));
                Sent::of(CREATE, call.set_tags(sdk_tags(&request)?).send().await)
            }
            "AddRoleToInstanceProfile" => {
                let call = iam.add_role_to_instance_profile();
                let call = call.set_instance_profile_name(name).set_role_name(role);
                Sent::of(ADD, call.send().await)
            }
            "RemoveRoleFromInstanceProfile" => {
                let call = iam.remove_role_from_instance_profile();
                let call = call.set_instance_profile_name(name).set_role_name(role);
                Sent::of(REMOVE, call.send().await)
            }
            "TagInstanceProfile" => {
                let call = iam.tag_instance_profile().set_instance_profile_name(name);
                Sent::of(TAG, call.set_tags(sdk_tags(&request)?).send().await)
            }
            "UntagInstanceProfile" => {
                let call = iam.untag_instance_profile();
                let call = call.set_instance_profile_name(name);
                let call = call.set_tag_keys(request.texts("TagKeys"));
                Sent::of(UNTAG, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

fn read_from(profile: &Described) -> Attributes {
    // "An instance profile can contain only one role" (IAM user guide).
    let role = profile.roles().first().map(|role| role.role_name());
    attributes([
        ("id", Value::from(profile.instance_profile_name())),
        ("name", Value::from(profile.instance_profile_name())),
        ("arn", Value::from(profile.arn())),
        ("path", Value::from(profile.path())),
        ("role", Value::from(role)),
        ("tags", tags_of(profile.tags())),
    ])
}

/// Plans a profile without its role, and answers what it will be like.
fn create(plan: &mut RestorePlan, id: &str, approved: &Attributes) -> Attributes {
    let tags = tags::list(&tags::of(Some(approved)));
    plan.calls.push(request(
        CREATE,
        "make the instance profile anew",
        [SERVICE, "CreateInstanceProfile"],
        json!({
            "InstanceProfileName": id,
            "Path": approved.get("path"),
            "Tags": if tags == json!([]) { Value::Null } else { tags },
        }),
    ));
    plan.unrestorable.push(Unrestorable {
        path: "unique_id".to_owned(),
        reason: "instances that ran with the one that is gone have to be given it again".to_owned(),
    });
    let mut made = approved.clone();
    made.remove("role");
    made
}

fn restore(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let (wanted, present) = (text(approved, "role"), text(observed, "role"));
    let role_call = |action: &str, operation: &str, summary: String, role: &str| {
        let input = json!({"InstanceProfileName": id, "RoleName": role});
        request(action, summary, [SERVICE, operation], input)
    };
    if wanted != present && !present.is_empty() {
        let summary = format!("take the role {present} out");
        let operation = "RemoveRoleFromInstanceProfile";
        plan.calls
            .push(role_call(REMOVE, operation, summary, present));
    }
    if wanted != present && !wanted.is_empty() {
        let summary = format!("put the role {wanted} in");
        let operation = "AddRoleToInstanceProfile";
        plan.calls.push(role_call(ADD, operation, summary, wanted));
    }
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let input = json!({"InstanceProfileName": id, "Tags": tags::list(tags)});
            request(TAG, summary, [SERVICE, "TagInstanceProfile"], input)
        },
        |summary, names| {
            let input = json!({"InstanceProfileName": id, "TagKeys": names});
            request(UNTAG, summary, [SERVICE, "UntagInstanceProfile"], input)
        },
    );
    let shape = InstanceProfile.shape();
    for change in diff(Some(approved), Some(observed), &shape) {
        if ["arn", "id", "name", "path"].contains(&change.path.as_str()) {
            plan.unrestorable.push(Unrestorable {
                path: change.path,
                reason: "IAM cannot change it on an existing instance profile".to_owned(),
            });
        }
    }
}

/// Another role gives whoever is on the instances other rights; no role takes them away.
fn risk(path: &str, _approved: &Value, observed: &Value) -> Risk {
    match path {
        "role" if !observed.is_null() => Risk::ExposureWidened,
        _ if path.starts_with("tags") => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    fn profile(role: Option<&str>, path: &str) -> Value {
        json!({"id": "p", "name": "p", "path": path, "role": role, "tags": {"t": path}})
    }

    #[test]
    fn another_role_exposes_and_none_breaks() {
        let other = &[("role", Risk::ExposureWidened)];
        check_risk(
            NAME,
            &profile(Some("a"), "/"),
            &profile(Some("b"), "/"),
            other,
        );
        check_risk(NAME, &profile(None, "/"), &profile(Some("b"), "/"), other);
        check_risk(
            NAME,
            &profile(Some("a"), "/"),
            &profile(None, "/x/"),
            &[
                ("path", Risk::ServiceBroken),
                ("role", Risk::ServiceBroken),
                ("tags.t", Risk::Cosmetic),
            ],
        );
    }

    #[test]
    fn one_that_is_gone_is_made_anew_with_its_role() {
        let approved = profile(Some("a"), "/x/");
        let approved = crate::normalise(NAME, approved.as_object().unwrap().clone());
        let plan = crate::plan_restore(NAME, "p", Some(&approved), None);
        let calls: Vec<_> = plan.calls.iter().map(|call| call.action.as_str()).collect();
        assert_eq!(calls, [CREATE, ADD]);
        assert_eq!(plan.unrestorable.len(), 1);
    }
}

//! `aws_iam_group`: a group of users, and what its members may do.
//!
//! Owned: `id arn name path`, and beyond the schema `inline_policy managed_policy_arns`, named and
//! shaped as those of `aws_iam_role`. Who is a member is held with the users.
//! Restored: path and policies. One that is gone is made anew under its name, which is its id.
//!
//! `GetAccountAuthorizationDetails` reads all groups page by page; one is read by `GetGroup` and the
//! listings of its policies.

use async_trait::async_trait;
use aws_sdk_iam::types::{AttachedPolicy, EntityType, GroupDetail, PolicyDetail};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable};
use serde_json::{Value, json};

use super::permissions::{
    self, Entity, INLINE, INLINE_BEYOND, MANAGED, MANAGED_BEYOND, MISSING, PAGE, arn_by_name,
    inline_part, managed_part,
};
use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::form::{attributes, default, prune, text};
use crate::resources::request::Request;
use crate::resources::{
    Difference, Kind, Listed, Part, ResourceType, RestorePlan, Sent, configured, drop_differences,
};

/// See the module's documentation.
pub(crate) struct Group;

const NAME: &str = "aws_iam_group";
const DETAILS: &str = "iam:GetAccountAuthorizationDetails";
const GET: &str = "iam:GetGroup";
const GET_POLICY: &str = "iam:GetGroupPolicy";
const LIST_POLICIES: &str = "iam:ListGroupPolicies";
const LIST_ATTACHED: &str = "iam:ListAttachedGroupPolicies";
const CREATE: &str = "iam:CreateGroup";
const UPDATE: &str = "iam:UpdateGroup";

#[async_trait]
impl ResourceType for Group {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn is_global(&self) -> bool {
        true
    }

    fn parts(&self) -> &'static [Part] {
        &[
            Part {
                declared_by: "aws_iam_group_policies_exclusive",
                places: |values| inline_part(values, "group_name", "policy_names"),
            },
            Part {
                declared_by: "aws_iam_group_policy",
                places: |values| inline_part(values, "group", "name"),
            },
            Part {
                declared_by: "aws_iam_group_policy_attachment",
                places: |values| managed_part(values, "group", "policy_arn"),
            },
            Part {
                declared_by: "aws_iam_group_policy_attachments_exclusive",
                places: |values| managed_part(values, "group_name", "policy_arns"),
            },
        ]
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[INLINE, MANAGED],
            identity: &[],
            risk: Some(risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[Difference {
            attribute: "unique_id",
            reason: "a number of AWS's own; a group made anew has another",
        }]
    }

    fn beyond_schema(&self) -> &'static [Difference] {
        &[INLINE_BEYOND, MANAGED_BEYOND]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DETAILS)] },
            read: const {
                &[
                    Action::on_each(GET),
                    Action::on_each(GET_POLICY),
                    Action::on_each(LIST_ATTACHED),
                    Action::on_each(LIST_POLICIES),
                ]
            },
            restore: const {
                &[
                    Action::on_each("iam:AttachGroupPolicy"),
                    Action::on_each("iam:DeleteGroupPolicy"),
                    Action::on_each("iam:DetachGroupPolicy"),
                    Action::on_each("iam:PutGroupPolicy"),
                    Action::on_each(UPDATE),
                ]
            },
            create: const { &[Action::on_each(CREATE)] },
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn_by_name(place, "group", id)
    }

    /// After the policies that it may be lacking, before the users who may be lacking it.
    fn restore_rank(&self) -> u8 {
        3
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        drop_differences(self, &mut attributes);
        permissions::normalise(&mut attributes);
        default(&mut attributes, "path", "/");
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let request = clients.iam().get_account_authorization_details();
        let mut pages = request
            .filter(EntityType::Group)
            .max_items(PAGE)
            .into_paginator()
            .send();
        let mut all = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| CallError::new(DETAILS, error))?;
            let groups = page.group_detail_list().iter();
            all.extend(groups.map(|group| Listed::whole(self.normalise(read_from(group)))));
        }
        Ok(all)
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        // It answers with the members as well, which nobody asked for.
        let request = clients.iam().get_group().group_name(id).max_items(1);
        let output = configured(GET, MISSING, request.send().await)?;
        let Some(group) = output.as_ref().and_then(|output| output.group()) else {
            return Ok(None);
        };
        let detail = GroupDetail::builder()
            .group_name(group.group_name())
            .arn(group.arn())
            .path(group.path())
            .set_group_policy_list(Some(inline(clients, id).await?))
            .set_attached_managed_policies(Some(attached(clients, id).await?));
        Ok(Some(self.normalise(read_from(&detail.build()))))
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
        permissions::narrow(&mut plan, Entity::Group, id, approved, observed);
        permissions::give_back(&mut plan, Entity::Group, id, approved, observed);
        permissions::move_to_path(&mut plan, Entity::Group, id, approved, observed);
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let name = request.text("GroupName");
        let policy = request.text("PolicyName");
        let arn = request.text("PolicyArn");
        let iam = clients.iam();
        match request.operation() {
            "CreateGroup" => {
                let call = iam.create_group().set_group_name(name);
                Sent::of(CREATE, call.set_path(request.text("Path")).send().await)
            }
            "UpdateGroup" => {
                let call = iam.update_group().set_group_name(name);
                let call = call.set_new_path(request.text("NewPath"));
                Sent::of(UPDATE, call.send().await)
            }
            "PutGroupPolicy" => {
                let call = iam.put_group_policy().set_group_name(name);
                let call = call.set_policy_name(policy);
                let call = call.set_policy_document(request.text("PolicyDocument"));
                Sent::of("iam:PutGroupPolicy", call.send().await)
            }
            "DeleteGroupPolicy" => {
                let call = iam.delete_group_policy().set_group_name(name);
                let answer = call.set_policy_name(policy).send().await;
                Sent::of("iam:DeleteGroupPolicy", answer)
            }
            "AttachGroupPolicy" => {
                let call = iam.attach_group_policy().set_group_name(name);
                let answer = call.set_policy_arn(arn).send().await;
                Sent::of("iam:AttachGroupPolicy", answer)
            }
            "DetachGroupPolicy" => {
                let call = iam.detach_group_policy().set_group_name(name);
                let answer = call.set_policy_arn(arn).send().await;
                Sent::of("iam:DetachGroupPolicy", answer)
            }
            _ => Err(request.unknown()),
        }
    }
}

/// The inline policies of one group.
async fn inline(clients: &Clients, id: &str) -> Result<Vec<PolicyDetail>, CallError> {
    let names = clients.iam().list_group_policies().group_name(id);
    let names = names.max_items(PAGE).into_paginator().items().send();
    let names: Vec<String> = names
        .collect::<Result<_, _>>()
        .await
        .map_err(|error| CallError::new(LIST_POLICIES, error))?;
    let mut all = Vec::new();
    for name in names {
        let request = clients.iam().get_group_policy();
        let answer = request.group_name(id).policy_name(&name).send().await;
        let output = answer.map_err(|error| CallError::new(GET_POLICY, error))?;
        let policy = PolicyDetail::builder().policy_name(name);
        all.push(policy.policy_document(output.policy_document()).build());
    }
    Ok(all)
}

/// The managed policies that are attached to one group.
async fn attached(clients: &Clients, id: &str) -> Result<Vec<AttachedPolicy>, CallError> {
    let request = clients.iam().list_attached_group_policies().group_name(id);
    request
        .max_items(PAGE)
        .into_paginator()
        .items()
        .send()
        .collect::<Result<_, _>>()
        .await
        .map_err(|error| CallError::new(LIST_ATTACHED, error))
}

fn read_from(group: &GroupDetail) -> Attributes {
    let mut all = attributes([
        ("id", Value::from(group.group_name())),
        ("name", Value::from(group.group_name())),
        ("arn", Value::from(group.arn())),
        ("path", Value::from(group.path())),
    ]);
    let managed = group.attached_managed_policies();
    permissions::add(&mut all, group.group_policy_list(), managed);
    all
}

/// Plans a group without policies, and answers what it will be like.
fn create(plan: &mut RestorePlan, id: &str, approved: &Attributes) -> Attributes {
    let members = json!({"Path": text(approved, "path")});
    let summary = "make the group anew, without members";
    plan.calls
        .push(Entity::Group.call(["Create", ""], id, summary, members));
    plan.unrestorable.push(Unrestorable {
        path: "users".to_owned(),
        reason: "its members are restored with each user".to_owned(),
    });
    let mut made = approved.clone();
    made.remove(INLINE.0);
    made.remove(MANAGED.0);
    made
}

fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    permissions::risk(path, approved, observed).unwrap_or(Risk::ServiceBroken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    fn group(path: &str, arns: &[&str]) -> Value {
        let policy = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]});
        json!({"id": "g", "name": "g", "path": path, "managed_policy_arns": arns,
            "inline_policy": [{"name": "i", "policy": policy.to_string()}]})
    }

    #[test]
    fn what_its_members_gain_exposes() {
        check_risk(
            NAME,
            &group("/a/", &["arn:1"]),
            &group("/b/", &["arn:2"]),
            &[
                ("managed_policy_arns[arn:1]", Risk::ServiceBroken),
                ("managed_policy_arns[arn:2]", Risk::ExposureWidened),
                ("path", Risk::ServiceBroken),
            ],
        );
    }

    #[test]
    fn one_that_is_gone_is_made_anew_with_its_policies() {
        let form = |value: Value| crate::normalise(NAME, value.as_object().unwrap().clone());
        let approved = form(group("/a/", &["arn:1"]));
        let plan = crate::plan_restore(NAME, "g", Some(&approved), None);
        let calls: Vec<_> = plan.calls.iter().map(|call| call.action.as_str()).collect();
        let expected = [CREATE, "iam:AttachGroupPolicy", "iam:PutGroupPolicy"];
        assert_eq!(calls, expected);
    }

    #[test]
    fn it_is_moved_back_to_its_path() {
        let form = |value: Value| crate::normalise(NAME, value.as_object().unwrap().clone());
        let (approved, observed) = (form(group("/a/", &[])), form(group("/b/", &[])));
        let plan = crate::plan_restore(NAME, "g", Some(&approved), Some(&observed));
        let words = Request::of(&plan.calls[0]).unwrap().words();
        let typed = "iam update-group --group-name g --new-path /a/";
        assert_eq!(words.join(" "), typed);
        assert_eq!(plan.unrestorable, []);
    }
}

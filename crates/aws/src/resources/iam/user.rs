//! `aws_iam_user`: a user, what it may do, and the ids of its access keys.
//!
//! Owned: `id arn name path permissions_boundary tags`, and beyond the schema `inline_policy
//! managed_policy_arns groups access_keys`: policies named and shaped as those of `aws_iam_role`,
//! groups by name, access keys by id and status, never anything secret.
//! Restored: all of it but access keys that are gone. A key that nobody approved is switched off; it
//! is not deleted, for that could not be undone. A user that is gone is made anew under its name,
//! which is its id.
//!
//! `GetAccountAuthorizationDetails` reads all users page by page, then `ListAccessKeys` each; one is
//! read by `GetUser` and the listings of what it has.

use async_trait::async_trait;
use aws_sdk_iam::types::{
    AccessKeyMetadata, AttachedPolicy, EntityType, PolicyDetail, StatusType, UserDetail,
};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use futures::stream::{self, StreamExt, TryStreamExt};
use serde_json::{Value, json};

use super::permissions::{
    self, Entity, INLINE, INLINE_BEYOND, MANAGED, MANAGED_BEYOND, MISSING, PAGE, arn_by_name,
    boundary, inline_part, managed_part, part, tags_of,
};
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::form::{attributes, default, label_text, prune, sort_set, texts};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, Part, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

mod send;

/// See the module's documentation.
pub(crate) struct User;

const NAME: &str = "aws_iam_user";
const DETAILS: &str = "iam:GetAccountAuthorizationDetails";
const LIST_KEYS: &str = "iam:ListAccessKeys";
const GET: &str = "iam:GetUser";
const GET_POLICY: &str = "iam:GetUserPolicy";
const LIST_POLICIES: &str = "iam:ListUserPolicies";
const LIST_ATTACHED: &str = "iam:ListAttachedUserPolicies";
const LIST_GROUPS: &str = "iam:ListGroupsForUser";
const CREATE: &str = "iam:CreateUser";
const UPDATE: &str = "iam:UpdateUser";
const JOIN: &str = "iam:AddUserToGroup";
const LEAVE: &str = "iam:RemoveUserFromGroup";
const SWITCH_KEY: &str = "iam:UpdateAccessKey";
const GROUPS: &str = "groups";
const KEYS: &str = "access_keys";
/// Most reads under way at once.
const CONCURRENCY: usize = 8;

#[async_trait]
impl ResourceType for User {
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
                declared_by: "aws_iam_access_key",
                places: |values| part(values, "user", KEYS, "id"),
            },
            Part {
                declared_by: "aws_iam_user_group_membership",
                places: |values| part(values, "user", GROUPS, "groups"),
            },
            Part {
                declared_by: "aws_iam_user_policies_exclusive",
                places: |values| inline_part(values, "user_name", "policy_names"),
            },
            Part {
                declared_by: "aws_iam_user_policy",
                places: |values| inline_part(values, "user", "name"),
            },
            Part {
                declared_by: "aws_iam_user_policy_attachment",
                places: |values| managed_part(values, "user", "policy_arn"),
            },
            Part {
                declared_by: "aws_iam_user_policy_attachments_exclusive",
                places: |values| managed_part(values, "user_name", "policy_arns"),
            },
        ]
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[INLINE, MANAGED, (GROUPS, label_text), (KEYS, label_key)],
            identity: &[],
            risk: Some(risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "force_destroy",
                reason: "an instruction to Terraform; AWS does not know it",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
            Difference {
                attribute: "unique_id",
                reason: "a number of AWS's own; a user made anew has another",
            },
        ]
    }

    fn beyond_schema(&self) -> &'static [Difference] {
        &[
            INLINE_BEYOND,
            MANAGED_BEYOND,
            Difference {
                attribute: GROUPS,
                reason: "whoever joins a group has its rights; the schema leaves that to others",
            },
            Difference {
                attribute: KEYS,
                reason: "a key that nobody approved is a way in; the schema leaves them to others",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DETAILS), Action::on_each(LIST_KEYS)] },
            read: const {
                &[
                    Action::on_each(GET),
                    Action::on_each(GET_POLICY),
                    Action::on_each(LIST_KEYS),
                    Action::on_each(LIST_ATTACHED),
                    Action::on_each(LIST_GROUPS),
                    Action::on_each(LIST_POLICIES),
                ]
            },
            restore: const {
                &[
                    // These two are granted on groups, of which the ARN of a user tells nothing.
                    Action::on_all(JOIN),
                    Action::on_all(LEAVE),
                    Action::on_each("iam:AttachUserPolicy"),
                    Action::on_each("iam:DeleteUserPermissionsBoundary"),
                    Action::on_each("iam:DeleteUserPolicy"),
                    Action::on_each("iam:DetachUserPolicy"),
                    Action::on_each("iam:PutUserPermissionsBoundary"),
                    Action::on_each("iam:PutUserPolicy"),
                    Action::on_each("iam:TagUser"),
                    Action::on_each("iam:UntagUser"),
                    Action::on_each(SWITCH_KEY),
                    Action::on_each(UPDATE),
                ]
            },
            create: const { &[Action::on_each(CREATE).with(&["iam:TagUser"])] },
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn_by_name(place, "user", id)
    }

    /// After the groups and policies that it may be lacking.
    fn restore_rank(&self) -> u8 {
        4
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        permissions::normalise(&mut attributes);
        sort_set(&mut attributes, GROUPS);
        sort_set(&mut attributes, KEYS);
        default(&mut attributes, "path", "/");
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let reads = details(clients).await?.into_iter().map(|user| async move {
            let keys = keys(clients, user.user_name().unwrap_or_default()).await?;
            let read = keys.map(|keys| self.normalise(read_from(&user, &keys)));
            Ok::<_, CallError>(read.map(Listed::whole))
        });
        let all: Vec<_> = stream::iter(reads)
            .buffer_unordered(CONCURRENCY)
            .try_collect()
            .await?;
        Ok(all.into_iter().flatten().collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.iam().get_user().user_name(id).send().await;
        let output = configured(GET, MISSING, answer)?;
        let Some(user) = output.as_ref().and_then(|output| output.user()) else {
            return Ok(None);
        };
        let detail = UserDetail::builder()
            .user_name(user.user_name())
            .arn(user.arn())
            .path(user.path())
            .set_permissions_boundary(user.permissions_boundary().cloned())
            .set_tags(Some(user.tags().to_vec()))
            .set_user_policy_list(Some(inline(clients, id).await?))
            .set_attached_managed_policies(Some(attached(clients, id).await?))
            .set_group_list(Some(groups(clients, id).await?))
            .build();
        let keys = keys(clients, id).await?;
        Ok(keys.map(|keys| self.normalise(read_from(&detail, &keys))))
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
        send::send(clients.iam(), &Request::of(call)?).await
    }
}

/// Everything that the account's authorization details say of users.
async fn details(clients: &Clients) -> Result<Vec<UserDetail>, CallError> {
    let request = clients.iam().get_account_authorization_details();
    let mut pages = request
        .filter(EntityType::User)
        .max_items(PAGE)
        .into_paginator()
        .send();
    let mut all = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| CallError::new(DETAILS, error))?;
        all.extend(page.user_detail_list.into_iter().flatten());
    }
    Ok(all)
}

/// The access keys of one user; `None` where there is no such user.
async fn keys(clients: &Clients, id: &str) -> Result<Option<Vec<AccessKeyMetadata>>, CallError> {
    let request = clients.iam().list_access_keys().user_name(id);
    let mut pages = request.max_items(PAGE).into_paginator().send();
    let mut all = Vec::new();
    while let Some(page) = pages.next().await {
        let Some(page) = configured(LIST_KEYS, MISSING, page)? else {
            return Ok(None);
        };
        all.extend(page.access_key_metadata);
    }
    Ok(Some(all))
}

/// The inline policies of one user.
async fn inline(clients: &Clients, id: &str) -> Result<Vec<PolicyDetail>, CallError> {
    let names = clients.iam().list_user_policies().user_name(id);
    let names = names.max_items(PAGE).into_paginator().items().send();
    let names: Vec<String> = names
        .collect::<Result<_, _>>()
        .await
        .map_err(|error| CallError::new(LIST_POLICIES, error))?;
    let mut all = Vec::new();
    for name in names {
        let request = clients.iam().get_user_policy();
        let answer = request.user_name(id).policy_name(&name).send().await;
        let output = answer.map_err(|error| CallError::new(GET_POLICY, error))?;
        let policy = PolicyDetail::builder().policy_name(name);
        all.push(policy.policy_document(output.policy_document()).build());
    }
    Ok(all)
}

/// The managed policies that are attached to one user.
async fn attached(clients: &Clients, id: &str) -> Result<Vec<AttachedPolicy>, CallError> {
    let request = clients.iam().list_attached_user_policies().user_name(id);
    request
        .max_items(PAGE)
        .into_paginator()
        .items()
        .send()
        .collect::<Result<_, _>>()
        .await
        .map_err(|error| CallError::new(LIST_ATTACHED, error))
}

/// Names of the groups that one user is in.
async fn groups(clients: &Clients, id: &str) -> Result<Vec<String>, CallError> {
    let request = clients.iam().list_groups_for_user().user_name(id);
    let groups = request.max_items(PAGE).into_paginator().items().send();
    let groups: Vec<_> = groups
        .collect::<Result<_, _>>()
        .await
        .map_err(|error| CallError::new(LIST_GROUPS, error))?;
    let names = groups.iter().map(aws_sdk_iam::types::Group::group_name);
    Ok(names.map(str::to_owned).collect())
}

fn read_from(user: &UserDetail, keys: &[AccessKeyMetadata]) -> Attributes {
    let key = |key: &AccessKeyMetadata| json!({"access_key_id": key.access_key_id(), "status": key.status().map(StatusType::as_str)});
    let mut all = attributes([
        ("id", Value::from(user.user_name())),
        ("name", Value::from(user.user_name())),
        ("arn", Value::from(user.arn())),
        ("path", Value::from(user.path())),
        (
            "permissions_boundary",
            boundary(user.permissions_boundary()),
        ),
        ("tags", tags_of(user.tags())),
        (GROUPS, Value::from(user.group_list())),
        (KEYS, keys.iter().map(key).collect()),
    ]);
    let managed = user.attached_managed_policies();
    permissions::add(&mut all, user.user_policy_list(), managed);
    all
}

/// Plans a user without policies and groups, and answers what it will be like.
fn create(plan: &mut RestorePlan, id: &str, approved: &Attributes) -> Attributes {
    let tags = tags::list(&tags::of(Some(approved)));
    let members = json!({
        "Path": approved.get("path"),
        "PermissionsBoundary": approved.get("permissions_boundary"),
        "Tags": if tags == json!([]) { Value::Null } else { tags },
    });
    let summary = "make the user anew, without password and keys";
    plan.calls
        .push(Entity::User.call(["Create", ""], id, summary, members));
    plan.unrestorable.push(Unrestorable {
        path: KEYS.to_owned(),
        reason: "its password, access keys and MFA devices are gone".to_owned(),
    });
    let mut made = approved.clone();
    for name in [INLINE.0, MANAGED.0, GROUPS] {
        made.remove(name);
    }
    made
}

fn restore(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    restore_keys(plan, id, approved, observed);
    let (wanted, present) = (texts(approved, GROUPS), texts(observed, GROUPS));
    for group in present.iter().filter(|group| !wanted.contains(group)) {
        let summary = format!("take it out of the group {group}");
        let members = json!({"GroupName": group});
        let operation = ["Remove", "FromGroup"];
        plan.calls
            .push(Entity::User.call(operation, id, summary, members));
    }
    permissions::narrow(plan, Entity::User, id, approved, observed);
    permissions::give_back(plan, Entity::User, id, approved, observed);
    for group in wanted.iter().filter(|group| !present.contains(group)) {
        let summary = format!("put it into the group {group}");
        let members = json!({"GroupName": group});
        let operation = ["Add", "ToGroup"];
        plan.calls
            .push(Entity::User.call(operation, id, summary, members));
    }
    permissions::tag(plan, Entity::User, id, approved, observed);
    permissions::move_to_path(plan, Entity::User, id, approved, observed);
}

fn restore_keys(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let keys = |from: &Attributes| attributes([(KEYS, json!(from.get(KEYS)))]);
    let changes = diff(Some(&keys(approved)), Some(&keys(observed)), &User.shape());
    for change in changes {
        let label = change.path.trim_start_matches("access_keys[");
        let key = label.split(']').next().unwrap_or_default();
        if change.path.ends_with("].status") {
            let status = change.approved.as_str().unwrap_or_default();
            plan.calls.push(switch(id, key, status));
            continue;
        }
        let reason = if change.observed.is_null() {
            "an access key that is gone cannot be made anew"
        } else {
            if change.observed.get("status") != Some(&json!("Inactive")) {
                plan.calls.push(switch(id, key, "Inactive"));
            }
            "it is switched off; deleting it could not be undone, and is left to you"
        };
        plan.unrestorable.push(Unrestorable {
            path: change.path,
            reason: reason.to_owned(),
        });
    }
}

fn switch(id: &str, key: &str, status: &str) -> Call {
    let summary = format!("make the access key {key} {}", status.to_lowercase());
    request(
        SWITCH_KEY,
        summary,
        [permissions::SERVICE, "UpdateAccessKey"],
        json!({"UserName": id, "AccessKeyId": key, "Status": status}),
    )
}

fn label_key(element: &Value) -> String {
    let id = element.get("access_key_id").and_then(Value::as_str);
    id.unwrap_or_default().to_owned()
}

/// A group more gives rights; a key that works is a way in.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    let works = |key: &Value| key.get("status").unwrap_or(key) == "Active";
    match path.split(['.', '[']).next().unwrap_or_default() {
        GROUPS if approved.is_null() => Risk::ExposureWidened,
        KEYS if works(observed) => Risk::ExposureWidened,
        KEYS if works(approved) => Risk::ServiceBroken,
        KEYS => Risk::Cosmetic,
        _ => permissions::risk(path, approved, observed).unwrap_or(Risk::ServiceBroken),
    }
}

#[cfg(test)]
#[path = "user_tests.rs"]
mod tests;

//! `aws_iam_role`: who may become a role, and what it may do.
//!
//! Owned: `id arn name path description assume_role_policy max_session_duration permissions_boundary
//! inline_policy managed_policy_arns tags`, with policies compared by meaning (see `iam_policy`).
//! Restored: all but name and path, which IAM cannot change. One that is gone is made anew under its
//! name, which is its id.
//!
//! `GetAccountAuthorizationDetails` and `ListRoles` read all roles page by page; the latter alone has
//! description and session length, the former alone has tags, boundary and policies. One role is read
//! by `GetRole` and the listings of its policies. Roles under `/aws-service-role/` and
//! `/aws-reserved/` belong to AWS services and to IAM Identity Center, and IAM lets nobody change
//! them: they are not listed.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_iam::types::{EntityType, PolicyDetail, Role as Described, RoleDetail};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use super::document::decoded;
use super::permissions::{
    self, Entity, INLINE, MANAGED, MISSING, PAGE, SERVICE, arn_by_name, boundary, inline_part,
    managed_part, sdk_tags, tags_of,
};
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::iam_policy::{canonical, judge};
use crate::resources::form::{attributes, default, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, Part, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct Role;

const NAME: &str = "aws_iam_role";
const DETAILS: &str = "iam:GetAccountAuthorizationDetails";
const LIST: &str = "iam:ListRoles";
const GET: &str = "iam:GetRole";
const GET_POLICY: &str = "iam:GetRolePolicy";
const LIST_POLICIES: &str = "iam:ListRolePolicies";
const LIST_ATTACHED: &str = "iam:ListAttachedRolePolicies";
const CREATE: &str = "iam:CreateRole";
const TRUST: &str = "iam:UpdateAssumeRolePolicy";
const UPDATE: &str = "iam:UpdateRole";

#[async_trait]
impl ResourceType for Role {
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
                declared_by: "aws_iam_role_policies_exclusive",
                places: |values| inline_part(values, "role_name", "policy_names"),
            },
            Part {
                declared_by: "aws_iam_role_policy",
                places: |values| inline_part(values, "role", "name"),
            },
            Part {
                declared_by: "aws_iam_role_policy_attachment",
                places: |values| managed_part(values, "role", "policy_arn"),
            },
            Part {
                declared_by: "aws_iam_role_policy_attachments_exclusive",
                places: |values| managed_part(values, "role_name", "policy_arns"),
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
        &[
            Difference {
                attribute: "create_date",
                reason: "says when it was made, and nothing of what it is",
            },
            Difference {
                attribute: "force_detach_policies",
                reason: "an instruction to Terraform; AWS does not know it",
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
                reason: "a number of AWS's own; a role made anew has another",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DETAILS), Action::on_all(LIST)] },
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
                    Action::on_each("iam:AttachRolePolicy"),
                    Action::on_each("iam:DeleteRolePermissionsBoundary"),
                    Action::on_each("iam:DeleteRolePolicy"),
                    Action::on_each("iam:DetachRolePolicy"),
                    Action::on_each("iam:PutRolePermissionsBoundary"),
                    Action::on_each("iam:PutRolePolicy"),
                    Action::on_each("iam:TagRole"),
                    Action::on_each("iam:UntagRole"),
                    Action::on_each(TRUST),
                    Action::on_each(UPDATE),
                ]
            },
            create: const { &[Action::on_each(CREATE).with(&["iam:TagRole"])] },
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn_by_name(place, "role", id)
    }

    /// After the policies that it may be lacking.
    fn restore_rank(&self) -> u8 {
        3
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        permissions::normalise(&mut attributes);
        if let Some(Value::String(policy)) = attributes.get_mut("assume_role_policy") {
            *policy = canonical(policy);
        }
        default(&mut attributes, "max_session_duration", 3600);
        default(&mut attributes, "path", "/");
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let details = details(clients).await?;
        let roles = clients.iam().list_roles().max_items(PAGE).into_paginator();
        let roles = roles
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|error| CallError::new(LIST, error))?;
        let own = roles.iter().filter(|role| !is_of_aws(role.path()));
        Ok(own
            .map(|role| match details.get(role.role_name()) {
                Some(detail) => Listed::whole(self.normalise(read_from(role, detail))),
                // Made between the two listings.
                None => Listed::id(role.role_name()),
            })
            .collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.iam().get_role().role_name(id).send().await;
        let output = configured(GET, MISSING, answer)?;
        let Some(role) = output.as_ref().and_then(|output| output.role()) else {
            return Ok(None);
        };
        let detail = RoleDetail::builder()
            .set_role_policy_list(Some(inline(clients, id).await?))
            .set_attached_managed_policies(Some(attached(clients, id).await?))
            .set_permissions_boundary(role.permissions_boundary().cloned())
            .set_tags(Some(role.tags().to_vec()));
        Ok(Some(self.normalise(read_from(role, &detail.build()))))
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
        send(clients.iam(), &Request::of(call)?).await
    }
}

/// Paths that only AWS makes roles under ("Using service-linked roles" in the IAM user guide, and
/// "Referencing permission sets in resource policies" in that of IAM Identity Center).
fn is_of_aws(path: &str) -> bool {
    ["/aws-service-role/", "/aws-reserved/"]
        .iter()
        .any(|of_aws| path.starts_with(of_aws))
}

/// Everything that the account's authorization details say of roles, by name.
async fn details(clients: &Clients) -> Result<BTreeMap<String, RoleDetail>, CallError> {
    let request = clients.iam().get_account_authorization_details();
    let mut pages = request
        .filter(EntityType::Role)
        .max_items(PAGE)
        .into_paginator()
        .send();
    let mut all = BTreeMap::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| CallError::new(DETAILS, error))?;
        let roles = page.role_detail_list.into_iter().flatten();
        all.extend(roles.filter_map(|role| Some((role.role_name()?.to_owned(), role))));
    }
    Ok(all)
}

/// The inline policies of one role.
async fn inline(clients: &Clients, id: &str) -> Result<Vec<PolicyDetail>, CallError> {
    let names = clients.iam().list_role_policies().role_name(id);
    let names = names.max_items(PAGE).into_paginator().items().send();
    let names: Vec<String> = names
        .collect::<Result<_, _>>()
        .await
        .map_err(|error| CallError::new(LIST_POLICIES, error))?;
    let mut all = Vec::new();
    for name in names {
        let request = clients.iam().get_role_policy();
        let answer = request.role_name(id).policy_name(&name).send().await;
        let output = answer.map_err(|error| CallError::new(GET_POLICY, error))?;
        let policy = PolicyDetail::builder().policy_name(name);
        all.push(policy.policy_document(output.policy_document()).build());
    }
    Ok(all)
}

/// The managed policies that are attached to one role.
async fn attached(
    clients: &Clients,
    id: &str,
) -> Result<Vec<aws_sdk_iam::types::AttachedPolicy>, CallError> {
    let request = clients.iam().list_attached_role_policies().role_name(id);
    request
        .max_items(PAGE)
        .into_paginator()
        .items()
        .send()
        .collect::<Result<_, _>>()
        .await
        .map_err(|error| CallError::new(LIST_ATTACHED, error))
}

fn read_from(role: &Described, detail: &RoleDetail) -> Attributes {
    let trust = role.assume_role_policy_document().map(decoded);
    let mut all = attributes([
        ("id", Value::from(role.role_name())),
        ("name", Value::from(role.role_name())),
        ("arn", Value::from(role.arn())),
        ("path", Value::from(role.path())),
        ("description", Value::from(role.description())),
        ("assume_role_policy", Value::from(trust)),
        (
            "max_session_duration",
            Value::from(role.max_session_duration()),
        ),
        (
            "permissions_boundary",
            boundary(detail.permissions_boundary()),
        ),
        ("tags", tags_of(detail.tags())),
    ]);
    let inline = detail.role_policy_list();
    permissions::add(&mut all, inline, detail.attached_managed_policies());
    all
}

/// Plans a role without policies, and answers what it will be like.
fn create(plan: &mut RestorePlan, id: &str, approved: &Attributes) -> Attributes {
    let tags = tags::list(&tags::of(Some(approved)));
    plan.calls.push(request(
        CREATE,
        "make the role anew",
        [SERVICE, "CreateRole"],
        json!({
            "RoleName": id,
            "Path": approved.get("path"),
            "AssumeRolePolicyDocument": approved.get("assume_role_policy"),
            "Description": approved.get("description"),
            "MaxSessionDuration": approved.get("max_session_duration"),
            "PermissionsBoundary": approved.get("permissions_boundary"),
            "Tags": if tags == json!([]) { Value::Null } else { tags },
        }),
    ));
    plan.unrestorable.push(Unrestorable {
        path: "unique_id".to_owned(),
        reason:
            "policies that named the role as a principal meant the one that is gone; save them \
                 again"
                .to_owned(),
    });
    let mut made = approved.clone();
    made.remove(INLINE.0);
    made.remove(MANAGED.0);
    made
}

fn restore(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let changes = diff(Some(approved), Some(observed), &Role.shape());
    let changed = |path: &str| changes.iter().any(|change| change.path == path);
    if changed("assume_role_policy") {
        plan.calls.push(request(
            TRUST,
            "put the approved trust policy",
            [SERVICE, "UpdateAssumeRolePolicy"],
            json!({"RoleName": id, "PolicyDocument": approved.get("assume_role_policy")}),
        ));
    }
    permissions::narrow(plan, Entity::Role, id, approved, observed);
    permissions::give_back(plan, Entity::Role, id, approved, observed);
    if changed("description") || changed("max_session_duration") {
        plan.calls.push(update(id, approved));
    }
    permissions::tag(plan, Entity::Role, id, approved, observed);
    for path in ["arn", "id", "name", "path"] {
        if changed(path) {
            plan.unrestorable.push(Unrestorable {
                path: path.to_owned(),
                reason: "IAM cannot change it on an existing role".to_owned(),
            });
        }
    }
}

/// Both members, for one left out is set to its default (`UpdateRole`, IAM API reference).
fn update(id: &str, approved: &Attributes) -> Call {
    let seconds = approved.get("max_session_duration");
    let summary = format!(
        "set the description, and sessions of at most {} seconds",
        seconds.unwrap_or(&Value::Null)
    );
    let input = json!({"RoleName": id, "Description": text(approved, "description"),
        "MaxSessionDuration": seconds});
    request(UPDATE, summary, [SERVICE, "UpdateRole"], input)
}

async fn send(iam: &aws_sdk_iam::Client, request: &Request) -> Result<Sent, CallError> {
    let name = request.text("RoleName");
    let policy = request.text("PolicyName");
    let document = request.text("PolicyDocument");
    let arn = request.text("PolicyArn");
    match request.operation() {
        "CreateRole" => {
            let call = iam.create_role().set_role_name(name);
            let call = call.set_path(request.text("Path"));
            let trust = request.text("AssumeRolePolicyDocument");
            let call = call.set_assume_role_policy_document(trust);
            let call = call.set_description(request.text("Description"));
            let call = call.set_max_session_duration(request.number("MaxSessionDuration"));
            let call = call.set_permissions_boundary(request.text("PermissionsBoundary"));
            Sent::of(CREATE, call.set_tags(sdk_tags(request)?).send().await)
        }
        "UpdateAssumeRolePolicy" => {
            let call = iam.update_assume_role_policy().set_role_name(name);
            Sent::of(TRUST, call.set_policy_document(document).send().await)
        }
        "UpdateRole" => {
            let call = iam.update_role().set_role_name(name);
            let call = call.set_description(request.text("Description"));
            let call = call.set_max_session_duration(request.number("MaxSessionDuration"));
            Sent::of(UPDATE, call.send().await)
        }
        "PutRolePolicy" => {
            let call = iam.put_role_policy().set_role_name(name);
            let call = call.set_policy_name(policy).set_policy_document(document);
            Sent::of("iam:PutRolePolicy", call.send().await)
        }
        "DeleteRolePolicy" => {
            let call = iam.delete_role_policy().set_role_name(name);
            let answer = call.set_policy_name(policy).send().await;
            Sent::of("iam:DeleteRolePolicy", answer)
        }
        "AttachRolePolicy" => {
            let call = iam.attach_role_policy().set_role_name(name);
            let answer = call.set_policy_arn(arn).send().await;
            Sent::of("iam:AttachRolePolicy", answer)
        }
        "DetachRolePolicy" => {
            let call = iam.detach_role_policy().set_role_name(name);
            let answer = call.set_policy_arn(arn).send().await;
            Sent::of("iam:DetachRolePolicy", answer)
        }
        "PutRolePermissionsBoundary" => {
            let call = iam.put_role_permissions_boundary().set_role_name(name);
            let call = call.set_permissions_boundary(request.text("PermissionsBoundary"));
            Sent::of("iam:PutRolePermissionsBoundary", call.send().await)
        }
        "DeleteRolePermissionsBoundary" => {
            let call = iam.delete_role_permissions_boundary().set_role_name(name);
            Sent::of("iam:DeleteRolePermissionsBoundary", call.send().await)
        }
        "TagRole" => {
            let call = iam.tag_role().set_role_name(name);
            let answer = call.set_tags(sdk_tags(request)?).send().await;
            Sent::of("iam:TagRole", answer)
        }
        "UntagRole" => {
            let call = iam.untag_role().set_role_name(name);
            let answer = call.set_tag_keys(request.texts("TagKeys")).send().await;
            Sent::of("iam:UntagRole", answer)
        }
        _ => Err(request.unknown()),
    }
}

/// A trust policy that lets more in and permissions that allow more expose; longer sessions outlive
/// what ends them.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    match path {
        "assume_role_policy" => judge(approved.as_str(), observed.as_str()),
        "max_session_duration" if observed.as_u64() > approved.as_u64() => Risk::ProtectionWeakened,
        _ => permissions::risk(path, approved, observed).unwrap_or(Risk::ServiceBroken),
    }
}

#[cfg(test)]
#[path = "role_tests.rs"]
mod tests;

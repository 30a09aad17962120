//! What users, groups and roles have in common: inline policies, attached managed policies, the
//! permissions boundary, tags.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_iam::types::{AttachedPermissionsBoundary, AttachedPolicy, PolicyDetail, Tag};
use driftlock_core::{Attributes, Call, Risk};
use serde_json::{Value, json};

use super::document::decoded;
use crate::arn::{Place, partition};
use crate::iam_policy::{canonical, judge};
use crate::resources::form::{elements, label_text, sort_set, text, texts};
use crate::resources::request::{Request, request};
use crate::resources::{Difference, Places, RestorePlan};
use crate::{CallError, tags};

/// IAM as the AWS command line calls it.
pub(super) const SERVICE: &str = "iam";
/// The code for whatever does not exist.
pub(super) const MISSING: &[&str] = &["NoSuchEntity"];
/// Most results of one call, by the IAM API reference.
pub(super) const PAGE: i32 = 1000;

/// Sets that all of them have.
pub(super) const INLINE: (&str, fn(&Value) -> String) = ("inline_policy", label_inline);
pub(super) const MANAGED: (&str, fn(&Value) -> String) = ("managed_policy_arns", label_text);

/// Policies of those whose schema leaves them to resources of their own.
pub(super) const INLINE_BEYOND: Difference = Difference {
    attribute: "inline_policy",
    reason: "the schema leaves inline policies to resources of their own, and anybody can add one",
};
pub(super) const MANAGED_BEYOND: Difference = Difference {
    attribute: "managed_policy_arns",
    reason: "the schema leaves attachments to resources of their own, and anybody can attach one",
};

/// Who has permissions.
#[derive(Clone, Copy, Debug)]
pub(super) enum Entity {
    Group,
    Role,
    User,
}

impl Entity {
    /// As it stands in the names of operations and members.
    fn word(self) -> &'static str {
        match self {
            Self::Group => "Group",
            Self::Role => "Role",
            Self::User => "User",
        }
    }

    /// The call of `{before}{Entity}{after}` on the one that is named `id`.
    pub(super) fn call(
        self,
        [before, after]: [&str; 2],
        id: &str,
        summary: impl Into<String>,
        members: Value,
    ) -> Call {
        let word = self.word();
        let operation = format!("{before}{word}{after}");
        let mut input = members;
        if let Some(members) = input.as_object_mut() {
            members.insert(format!("{word}Name"), Value::from(id));
        }
        request(
            &format!("iam:{operation}"),
            summary,
            [SERVICE, &operation],
            input,
        )
    }
}

/// A pattern for the ARN of the `kind` named `id`. A path may stand before the name, and tells nothing
/// apart: a name is unique in its account.
pub(super) fn arn_by_name(Place { region, account }: &Place<'_>, kind: &str, id: &str) -> String {
    let partition = partition(region);
    let name = id.trim_start_matches('*');
    format!("arn:{partition}:iam::{account}:{kind}/*{name}")
}

/// Brings policies into the one form.
pub(super) fn normalise(attributes: &mut Attributes) {
    let named = |element: &Value| !label_inline(element).is_empty();
    let mut inline: Vec<Value> = elements(attributes, INLINE.0)
        .filter(|element| named(element))
        .cloned()
        .collect();
    for policy in inline.iter_mut().filter_map(|p| p.get_mut("policy")) {
        if let Value::String(text) = policy {
            *text = canonical(text);
        }
    }
    attributes.insert(INLINE.0.to_owned(), Value::Array(inline));
    sort_set(attributes, INLINE.0);
    sort_set(attributes, MANAGED.0);
}

/// Adds what the answers of AWS hold.
pub(super) fn add(
    attributes: &mut Attributes,
    inline: &[PolicyDetail],
    managed: &[AttachedPolicy],
) {
    let inline = inline.iter().map(|policy| {
        let text = policy.policy_document().map(decoded);
        json!({"name": policy.policy_name(), "policy": text})
    });
    let managed = managed.iter().filter_map(AttachedPolicy::policy_arn);
    attributes.insert(INLINE.0.to_owned(), inline.collect());
    attributes.insert(MANAGED.0.to_owned(), managed.collect());
}

/// The ARN of a permissions boundary.
pub(super) fn boundary(attached: Option<&AttachedPermissionsBoundary>) -> Value {
    Value::from(attached.and_then(AttachedPermissionsBoundary::permissions_boundary_arn))
}

/// The `tags` attribute.
pub(super) fn tags_of(all: &[Tag]) -> Value {
    let all = all.iter().map(|tag| (Some(tag.key()), Some(tag.value())));
    Value::Object(tags::own(all))
}

/// Takes away what was not approved: whoever has it must not keep it until the rest is done.
pub(super) fn narrow(
    plan: &mut RestorePlan,
    entity: Entity,
    id: &str,
    approved: &Attributes,
    observed: &Attributes,
) {
    let limit = text(approved, "permissions_boundary");
    if !limit.is_empty() && limit != text(observed, "permissions_boundary") {
        let summary = format!("limit permissions by {limit}");
        let members = json!({"PermissionsBoundary": limit});
        let operation = ["Put", "PermissionsBoundary"];
        plan.calls
            .push(entity.call(operation, id, summary, members));
    }
    for arn in managed(observed).difference(&managed(approved)) {
        let members = json!({"PolicyArn": arn});
        let summary = format!("detach {arn}");
        plan.calls
            .push(entity.call(["Detach", "Policy"], id, summary, members));
    }
    let (wanted, present) = (inline(approved), inline(observed));
    for name in present.keys().filter(|name| !wanted.contains_key(*name)) {
        let members = json!({"PolicyName": name});
        let summary = format!("delete the inline policy `{name}`");
        plan.calls
            .push(entity.call(["Delete", "Policy"], id, summary, members));
    }
    for (name, document) in wanted {
        if present.get(name).is_some_and(|other| *other != document) {
            plan.calls.push(put(entity, id, name, document));
        }
    }
}

/// Gives back what was taken away.
pub(super) fn give_back(
    plan: &mut RestorePlan,
    entity: Entity,
    id: &str,
    approved: &Attributes,
    observed: &Attributes,
) {
    for arn in managed(approved).difference(&managed(observed)) {
        let members = json!({"PolicyArn": arn});
        let summary = format!("attach {arn}");
        plan.calls
            .push(entity.call(["Attach", "Policy"], id, summary, members));
    }
    let present = inline(observed);
    for (name, document) in inline(approved) {
        if !present.contains_key(name) {
            plan.calls.push(put(entity, id, name, document));
        }
    }
    let limit = text(observed, "permissions_boundary");
    if !limit.is_empty() && text(approved, "permissions_boundary").is_empty() {
        let summary = format!("no longer limit permissions by {limit}");
        let operation = ["Delete", "PermissionsBoundary"];
        plan.calls
            .push(entity.call(operation, id, summary, json!({})));
    }
}

/// Moves it back to its path, which its ARN has as well.
pub(super) fn move_to_path(
    plan: &mut RestorePlan,
    entity: Entity,
    id: &str,
    approved: &Attributes,
    observed: &Attributes,
) {
    let path = text(approved, "path");
    if path != text(observed, "path") {
        let summary = format!("move it to the path {path}");
        let members = json!({"NewPath": path});
        plan.calls
            .push(entity.call(["Update", ""], id, summary, members));
    }
}

/// Plans the approved tags.
pub(super) fn tag(
    plan: &mut RestorePlan,
    entity: Entity,
    id: &str,
    approved: &Attributes,
    observed: &Attributes,
) {
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let members = json!({"Tags": tags::list(tags)});
            entity.call(["Tag", ""], id, summary, members)
        },
        |summary, names| {
            let members = json!({"TagKeys": names});
            entity.call(["Untag", ""], id, summary, members)
        },
    );
}

/// The tags of a stored request.
pub(super) fn sdk_tags(request: &Request) -> Result<Option<Vec<Tag>>, CallError> {
    let all = tags::listed(request.value("Tags")).into_iter();
    let all = all.map(|(name, value)| Tag::builder().key(name).value(value).build());
    let all: Vec<Tag> = all
        .collect::<Result<_, _>>()
        .map_err(|error| request.unusable(&error))?;
    Ok(Some(all).filter(|all| !all.is_empty()))
}

/// What a change in the permissions of one of them puts at risk; `None` where `path` is another
/// attribute.
pub(super) fn risk(path: &str, approved: &Value, observed: &Value) -> Option<Risk> {
    let root = path.split(['.', '[']).next().unwrap_or_default();
    Some(match root {
        "inline_policy" => {
            let document = |value: &Value| {
                let text = value.get("policy").unwrap_or(value).as_str();
                text.map(str::to_owned)
            };
            judge(document(approved).as_deref(), document(observed).as_deref())
        }
        "managed_policy_arns" => match (approved.as_str(), observed.as_str()) {
            (None, Some(arn)) if denies(arn) => Risk::ServiceBroken,
            (Some(arn), None) if !denies(arn) => Risk::ServiceBroken,
            _ => Risk::ExposureWidened,
        },
        // Without it, or with another, permissions count that it withheld.
        "permissions_boundary" if approved.is_null() => Risk::ServiceBroken,
        "permissions_boundary" => Risk::ExposureWidened,
        "tags" | "description" => Risk::Cosmetic,
        _ => return None,
    })
}

/// Policies of AWS that only deny ("AWS managed policies" reference guide): one is attached to stop
/// somebody, and what it says never changes for the wider.
fn denies(arn: &str) -> bool {
    arn.split_once(":iam::aws:policy/")
        .is_some_and(|(_, name)| {
            name == "AWSDenyAll" || name.starts_with("AWSCompromisedKeyQuarantine")
        })
}

/// Where a resource declares inline policies, named by `names`, of what its attribute `owner` names.
pub(super) fn inline_part(values: &Attributes, owner: &str, names: &str) -> Option<Places> {
    part(values, owner, INLINE.0, names)
}

/// Where a resource declares attachments, by the ARNs at `arns`, to what its attribute `owner` names.
pub(super) fn managed_part(values: &Attributes, owner: &str, arns: &str) -> Option<Places> {
    part(values, owner, MANAGED.0, arns)
}

/// Where a resource declares elements of the set `set`, labelled by the texts at `labels`.
pub(super) fn part(values: &Attributes, owner: &str, set: &str, labels: &str) -> Option<Places> {
    let labels = match values.get(labels)? {
        Value::String(one) => vec![one.clone()],
        _ => texts(values, labels),
    };
    let id = Some(text(values, owner)).filter(|id| !id.is_empty())?;
    let paths = labels.iter().map(|label| format!("{set}[{label}]"));
    Some((id.to_owned(), paths.collect()))
}

fn put(entity: Entity, id: &str, name: &str, document: &str) -> Call {
    let summary = format!("put the approved inline policy `{name}`");
    let members = json!({"PolicyName": name, "PolicyDocument": document});
    entity.call(["Put", "Policy"], id, summary, members)
}

fn label_inline(element: &Value) -> String {
    let name = element.get("name").and_then(Value::as_str);
    name.unwrap_or_default().to_owned()
}

/// Inline policies by name.
fn inline(attributes: &Attributes) -> BTreeMap<&str, &str> {
    elements(attributes, INLINE.0)
        .filter_map(|it| Some((it.get("name")?.as_str()?, it.get("policy")?.as_str()?)))
        .collect()
}

fn managed(attributes: &Attributes) -> BTreeSet<String> {
    texts(attributes, MANAGED.0).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attaching_exposes_and_detaching_breaks_unless_the_policy_only_denies() {
        let check = |approved: Option<&str>, observed: Option<&str>, expected: Risk| {
            let (approved, observed) = (Value::from(approved), Value::from(observed));
            let path = "managed_policy_arns[x]";
            assert_eq!(risk(path, &approved, &observed), Some(expected));
        };
        let admin = Some("arn:aws:iam::aws:policy/AdministratorAccess");
        let stop = Some("arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3");
        let own = Some("arn:aws:iam::123456789012:policy/AWSDenyAll");
        check(None, admin, Risk::ExposureWidened);
        check(admin, None, Risk::ServiceBroken);
        check(None, stop, Risk::ServiceBroken);
        check(stop, None, Risk::ExposureWidened);
        check(None, own, Risk::ExposureWidened);
    }
}

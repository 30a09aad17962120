//! Planning the way back for a security group.

use driftlock_core::{Attributes, Change, Unrestorable};
use serde_json::Value;

use super::rule::{Direction, Rule};
use super::{RestorePlan, SgCall};
use crate::tags;

/// The calls from `observed` to `approved`.
///
/// Order: first what closes exposure, then what gives connectivity back, then what takes away rules
/// whose traffic an approved rule replaces, so that nobody is cut off in between.
pub(super) fn plan(
    id: &str,
    approved: Option<&Attributes>,
    observed: Option<&Attributes>,
    changes: &[Change],
) -> RestorePlan {
    let (approved, observed) = match (approved, observed) {
        (Some(approved), Some(observed)) => (approved, observed),
        (Some(_), None) => {
            return cannot("a new group would have another id; apply your Terraform");
        }
        (None, Some(observed)) => return delete(observed),
        (None, None) => return RestorePlan::default(),
    };
    let mut calls: Vec<SgCall> = Vec::new();
    let mut replaced: Vec<SgCall> = Vec::new();
    for direction in [Direction::Ingress, Direction::Egress] {
        let name = direction.to_string();
        let wanted = Rule::all_from(approved.get(&name), id);
        let present = Rule::all_from(observed.get(&name), id);
        let moves = Moves::between(&wanted, &present);
        push(&mut calls, &moves.close, |rules| SgCall::Revoke {
            direction,
            rules,
        });
        push(&mut calls, &moves.open, |rules| SgCall::Authorize {
            direction,
            rules,
        });
        push(&mut calls, &moves.describe, |rules| SgCall::Describe {
            direction,
            rules,
        });
        push(&mut replaced, &moves.replaced, |rules| SgCall::Revoke {
            direction,
            rules,
        });
    }
    calls.extend(replaced);
    calls.extend(tag_calls(approved, observed));
    RestorePlan {
        calls: calls.into_iter().map(SgCall::into_call).collect(),
        unrestorable: changes.iter().filter_map(unrestorable).collect(),
    }
}

/// "You can't delete a default security group" (Amazon VPC user guide).
fn delete(observed: &Attributes) -> RestorePlan {
    if observed.get("name").and_then(Value::as_str) == Some("default") {
        return cannot("AWS keeps the default group of a VPC for as long as the VPC");
    }
    RestorePlan {
        calls: vec![SgCall::Delete.into_call()],
        unrestorable: Vec::new(),
    }
}

fn cannot(reason: &str) -> RestorePlan {
    RestorePlan {
        calls: Vec::new(),
        unrestorable: vec![Unrestorable {
            path: "id".to_owned(),
            reason: reason.to_owned(),
        }],
    }
}

fn push(calls: &mut Vec<SgCall>, rules: &[Rule], make: impl FnOnce(Vec<Rule>) -> SgCall) {
    if !rules.is_empty() {
        calls.push(make(rules.to_vec()));
    }
}

/// What has to happen to the rules of one direction.
#[derive(Default)]
struct Moves {
    close: Vec<Rule>,
    open: Vec<Rule>,
    describe: Vec<Rule>,
    replaced: Vec<Rule>,
}

impl Moves {
    fn between(wanted: &[Rule], present: &[Rule]) -> Self {
        let mut moves = Self::default();
        for rule in wanted {
            match present.iter().find(|other| other.is_same(rule)) {
                None => moves.open.push(rule.clone()),
                Some(other) if other.description != rule.description => {
                    moves.describe.push(rule.clone());
                }
                Some(_) => {}
            }
        }
        for rule in present
            .iter()
            .filter(|rule| !wanted.iter().any(|w| w.is_same(rule)))
        {
            if !rule.is_world() && moves.open.iter().any(|other| other.overlaps(rule)) {
                moves.replaced.push(rule.clone());
            } else {
                moves.close.push(rule.clone());
            }
        }
        moves
    }
}

fn tag_calls(approved: &Attributes, observed: &Attributes) -> Vec<SgCall> {
    let (wanted, present) = (tags::of(Some(approved)), tags::of(Some(observed)));
    let set: Attributes = wanted
        .iter()
        .filter(|(name, value)| present.get(*name) != Some(value))
        .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
        .collect();
    let names: Vec<String> = present
        .into_keys()
        .filter(|name| !wanted.contains_key(name))
        .collect();
    let mut calls = Vec::new();
    if !set.is_empty() {
        calls.push(SgCall::SetTags { tags: set });
    }
    if !names.is_empty() {
        calls.push(SgCall::RemoveTags { names });
    }
    calls
}

fn unrestorable(change: &Change) -> Option<Unrestorable> {
    let root = change.path.split(['.', '[']).next().unwrap_or_default();
    (!matches!(root, "ingress" | "egress" | "tags")).then(|| Unrestorable {
        path: change.path.clone(),
        reason: "AWS cannot change it on an existing group; recreate the group with Terraform"
            .to_owned(),
    })
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;

//! Which changes capture a new revision, and telling so in a plan.

use driftlock_core::{BaselineName, Revision};
use driftlock_tfplugin::{Diagnostic, Plan, Value};

use crate::{ignore, scope};

const TRIGGERS: &str = "triggers";

/// The attributes and blocks that capture a new revision by their change, each with what changes
/// in it. Values stay unsaid, for the plan shows them, and some are hidden there.
pub(crate) fn reasons(plan: &Plan, default_region: Option<&str>) -> Vec<String> {
    let mut found = Vec::new();
    if plan.changes(TRIGGERS) {
        let keys = changed_keys(plan.prior.get(TRIGGERS), plan.planned.get(TRIGGERS));
        found.push(match keys.is_empty() {
            true => TRIGGERS.to_owned(),
            false => format!("{TRIGGERS}: {}", keys.join(", ")),
        });
    }
    if !scope::covers_the_same(&plan.prior, &plan.planned, default_region) {
        let blocks = ["scope", "exclude"].into_iter();
        found.extend(blocks.filter(|name| plan.changes(name)).map(str::to_owned));
    }
    if !ignore::says_the_same(&plan.prior, &plan.planned) {
        found.push("ignore".to_owned());
    }
    if plan.changes("require") {
        found.push("require".to_owned());
    }
    found
}

/// Says that the apply will capture, and why.
pub(crate) fn announced(name: &str, plan: &Plan, reasons: &[String]) -> Diagnostic {
    let lines: Vec<String> = reasons.iter().map(|one| format!("  ~ {one}")).collect();
    let warning = if known(plan) {
        Diagnostic::warning(format!(
            "baseline `{name}`: apply will capture a new revision"
        ))
    } else {
        Diagnostic::warning(format!(
            "baseline `{name}`: apply may capture a new revision"
        ))
        .detail("Not all of this is known yet; it captures if it turns out to be different.")
    };
    warning
        .detail(lines.join("\n"))
        .detail("What is live by then becomes the approved state.")
}

/// Says that what is to be created is there already.
pub(crate) fn exists(name: &BaselineName, found: &Revision) -> Diagnostic {
    let at = found.at.strftime("%Y-%m-%d %H:%M:%SZ");
    Diagnostic::warning(format!(
        "baseline `{name}` is in the store already, at revision {}",
        found.revision
    ))
    .detail(format!(
        "It was captured at {at} by {}. The apply will capture its next revision.",
        found.actor
    ))
    .detail(format!(
        "If another configuration or workspace declares it, give this one a name of its own, such as \
         `{name}-${{terraform.workspace}}`. To take it over as it is, import it: the id is `{name}`."
    ))
}

fn known(plan: &Plan) -> bool {
    ["triggers", "scope", "exclude", "ignore", "require"]
        .iter()
        .all(|name| plan.planned.get(name).is_wholly_known())
}

fn changed_keys(before: &Value, after: &Value) -> Vec<String> {
    let keys = before.entries().chain(after.entries()).map(|(key, _)| key);
    let mut keys: Vec<String> = keys
        .filter(|key| before.get(key) != after.get(key))
        .map(str::to_owned)
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &[(&str, &str)], after: &[(&str, &str)], expected: &[&str]) {
        let map = |of: &[(&str, &str)]| {
            let items = of.iter().map(|(k, v)| ((*k).to_owned(), (*v).into()));
            Value::Map(items.collect())
        };
        assert_eq!(changed_keys(&map(before), &map(after)), expected);
    }

    #[test]
    fn a_trigger_is_named_when_it_comes_goes_or_changes() {
        check(&[("a", "1")], &[("a", "1")], &[]);
        check(
            &[("a", "1"), ("c", "1")],
            &[("b", "1"), ("c", "2")],
            &["a", "b", "c"],
        );
        assert!(changed_keys(&Value::Null, &Value::unknown()).is_empty());
    }
}

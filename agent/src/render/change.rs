//! One attribute's change: what was approved in green, what is there instead in red.

use driftlock_core::Change;
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::{DIM, GREEN, RED, YELLOW, risk, styled, value};

/// The line, or lines, of a change. `width` is that of the widest path beside it.
pub(super) fn lines(change: &Change, width: usize) -> String {
    let path = &change.path;
    if let Some(diff) = document_diff(&change.approved, &change.observed) {
        let sign = match (&change.approved, &change.observed) {
            (Value::Null, _) => styled(RED, "+"),
            (_, Value::Null) => styled(GREEN, "-"),
            _ => styled(YELLOW, "~"),
        };
        return format!("    {sign} {path}{}\n{diff}", at_risk(change));
    }
    match (&change.approved, &change.observed) {
        (Value::Null, observed) => {
            format!(
                "    {} {path:width$}  {}{}\n",
                styled(RED, "+"),
                added(path, observed),
                at_risk(change)
            )
        }
        (approved, Value::Null) => {
            format!(
                "    {} {path:width$}  {}{}\n",
                styled(GREEN, "-"),
                removed(path, approved),
                at_risk(change)
            )
        }
        (approved, observed) => format!(
            "    {} {path:width$}  {} -> {}{}\n",
            styled(YELLOW, "~"),
            styled(GREEN, value(approved)),
            styled(RED, value(observed)),
            at_risk(change)
        ),
    }
}

/// What it puts at risk, and what declares it where that has an address of its own: the end of a line.
fn at_risk(change: &Change) -> String {
    let risk = match change.risk {
        None => String::new(),
        some => format!("  {}", risk(some)),
    };
    match &change.address {
        None => risk,
        Some(address) => format!("{risk}  {}", styled(DIM, address)),
    }
}

/// What was added. An element of a set is named by its path already.
fn added(path: &str, observed: &Value) -> String {
    if path.ends_with(']') && observed.is_object() {
        return styled(RED, "added") + &remark(observed);
    }
    format!("{} {}", styled(DIM, "added:"), styled(RED, value(observed)))
}

fn removed(path: &str, approved: &Value) -> String {
    if path.ends_with(']') && approved.is_object() {
        return styled(GREEN, "removed") + &remark(approved);
    }
    format!(
        "{} {}",
        styled(DIM, "removed:"),
        styled(GREEN, value(approved))
    )
}

/// The description of an element, which says why somebody wanted it.
fn remark(element: &Value) -> String {
    match element.get("description").and_then(Value::as_str) {
        None | Some("") => String::new(),
        Some(text) => styled(DIM, format!("  \"{text}\"")),
    }
}

/// Policy documents are compared line by line.
fn document_diff(approved: &Value, observed: &Value) -> Option<String> {
    let (a, b) = (document(approved), document(observed));
    if a.is_none() && b.is_none() {
        return None;
    }
    let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
    let diff = TextDiff::from_lines(a.as_str(), b.as_str());
    let mut text = String::new();
    for group in diff.grouped_ops(2) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let line = change.value().trim_end_matches('\n');
            text.push_str(&match change.tag() {
                ChangeTag::Delete => styled(GREEN, format!("      - {line}")),
                ChangeTag::Insert => styled(RED, format!("      + {line}")),
                ChangeTag::Equal => styled(DIM, format!("        {line}")),
            });
            text.push('\n');
        }
    }
    Some(text)
}

/// A JSON object within a text, pretty, with a line end.
fn document(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let document: Value = serde_json::from_str(text).ok().filter(Value::is_object)?;
    serde_json::to_string_pretty(&document)
        .ok()
        .map(|text| text + "\n")
}

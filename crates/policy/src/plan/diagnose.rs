//! Says what a file is when it is no plan.

use serde_json::error::Category;

use super::document::Document;
use super::error::PlanError;

/// The first bytes of a zip archive, which is what a binary plan is.
const ZIP: &[u8] = b"PK\x03\x04";

/// What can be told from the bytes alone.
pub(super) fn bytes(bytes: &[u8]) -> Result<(), PlanError> {
    if bytes.starts_with(ZIP) {
        return Err(PlanError::Binary);
    }
    Ok(())
}

/// What can be told from the text before parsing it.
pub(super) fn text(text: &str) -> Result<(), PlanError> {
    let start = text.trim_start();
    match start.chars().next() {
        None => Err(PlanError::Empty),
        Some('{' | '"' | '0'..='9') => Ok(()),
        Some('[') => Err(PlanError::NotPlan("format_version")),
        Some(_) if is_hcl(start) => Err(PlanError::Hcl),
        Some(_) if is_printed(start) => Err(PlanError::Printed),
        Some(_) => Ok(()),
    }
}

/// What a failure to parse means.
pub(super) fn syntax(text: &str, error: &serde_json::Error) -> PlanError {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof => PlanError::Truncated { line, column },
        Category::Syntax | Category::Io if is_event_stream(text) => PlanError::EventStream,
        Category::Syntax | Category::Io => PlanError::NotJson {
            reason: reason(error),
            line,
            column,
        },
        Category::Data => PlanError::Malformed {
            reason: reason(error),
            line,
            column,
        },
    }
}

/// What kind of JSON document this is, if no plan that can be checked.
pub(super) fn document(document: &Document<'_>) -> Result<(), PlanError> {
    let Some(version) = document.format_version.as_deref() else {
        return Err(unversioned(document));
    };
    if !is_supported(version) {
        return Err(PlanError::UnsupportedVersion(version.to_owned()));
    }
    match (&document.resource_changes, &document.planned_values) {
        _ if document.errored => Err(PlanError::Errored),
        _ if !document.deferred_changes.is_empty() => {
            Err(PlanError::Deferred(document.deferred_changes.len()))
        }
        (Some(_), _) => Ok(()),
        (None, Some(planned)) if planned.any() => Err(PlanError::Stripped),
        (None, Some(_)) => Ok(()),
        // A state that holds nothing is shown as a bare format version.
        (None, None) if document.values.is_some() || document.configuration.is_none() => {
            Err(PlanError::ShownState)
        }
        (None, None) => Err(PlanError::NotPlan("resource_changes")),
    }
}

fn unversioned(document: &Document<'_>) -> PlanError {
    if document.log_level.is_some() {
        PlanError::EventStream
    } else if document.lineage.is_some() || document.serial.is_some() {
        PlanError::StateFile
    } else {
        PlanError::NotPlan("format_version")
    }
}

fn is_supported(version: &str) -> bool {
    let mut parts = version.split('.');
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<u32>().ok());
    match (number(parts.next()), number(parts.next()), parts.next()) {
        (Some(0), Some(minor), None) => minor >= 1,
        (Some(1), Some(_), None) => true,
        _ => false,
    }
}

fn is_hcl(text: &str) -> bool {
    const BLOCKS: [&str; 8] = [
        "terraform {",
        "resource \"",
        "provider \"",
        "variable \"",
        "module \"",
        "data \"",
        "output \"",
        "locals {",
    ];
    text.lines()
        .any(|line| BLOCKS.iter().any(|block| line.starts_with(block)))
}

fn is_printed(text: &str) -> bool {
    const PHRASES: [&str; 4] = [
        "Terraform used the selected providers",
        "OpenTofu used the selected providers",
        "will perform the following actions",
        "No changes.",
    ];
    PHRASES.iter().any(|phrase| text.contains(phrase))
}

fn is_event_stream(text: &str) -> bool {
    text.lines()
        .next()
        .is_some_and(|line| line.contains("\"@level\"") && line.contains("\"@message\""))
}

/// The parser's message without the position that it repeats at its end.
fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rsplit_once(" at line ") {
        Some((reason, _)) => reason.to_owned(),
        None => message,
    }
}

//! SARIF 2.1.0, for code scanning. A plan names no source files: where the configuration is at hand,
//! results have its file and line; they always have a logical location, the resource address, and a
//! fingerprint that stays the same from run to run.
//! Format: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};

use super::Report;
use crate::check::OnUnknown;
use crate::finding::{Finding, Verdict};
use crate::policy::{Metadata, Policy, PolicyError};
use crate::severity::Severity;

pub(super) fn render(report: &Report) -> Vec<u8> {
    let listed: Vec<&Finding> = report.listed().collect();
    let controls = report.controls();
    let rules: BTreeMap<&str, &Arc<Policy>> = listed
        .iter()
        .map(|finding| (finding.policy.id.as_str(), &finding.policy))
        .collect();
    super::pretty(&json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "driftlock-gate",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.values().map(|p| rule(p, &controls)).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": report.errors.is_empty(),
                "toolExecutionNotifications":
                    report.errors.iter().map(notification).collect::<Vec<_>>(),
            }],
            "results": listed.iter().map(|f| result(report, f)).collect::<Vec<_>>(),
        }],
    }))
}

fn rule(policy: &Policy, controls: &BTreeMap<&str, BTreeSet<String>>) -> Value {
    let metadata = &policy.metadata;
    let mut rule = json!({
        "id": policy.id,
        "shortDescription": { "text": metadata.title },
        "fullDescription": { "text": full(metadata) },
        "help": { "text": help(metadata) },
        "properties": {
            "tags": controls.get(policy.id.as_str()),
            "security-severity": score(metadata.custom.severity),
        },
    });
    if let (Some(rule), Some(first)) = (rule.as_object_mut(), metadata.references.first()) {
        rule.insert("helpUri".to_owned(), first.address().into());
    }
    rule
}

fn full(metadata: &Metadata) -> &str {
    match metadata.description.trim_end() {
        "" => &metadata.title,
        description => description,
    }
}

/// Why it is bad, and what to do; SARIF wants a text that is not empty.
fn help(metadata: &Metadata) -> String {
    let custom = &metadata.custom;
    let parts = [custom.why.trim(), custom.fix.trim()].into_iter();
    match parts.filter(|part| !part.is_empty()).collect::<Vec<_>>() {
        parts if parts.is_empty() => metadata.title.clone(),
        parts => parts.join("\n\n"),
    }
}

fn result(report: &Report, finding: &Finding) -> Value {
    let message = match finding.fix() {
        "" => format!("{}: {}", finding.address, finding.message),
        fix => format!("{}: {}; fix: {fix}", finding.address, finding.message),
    };
    let mut result = json!({
        "ruleId": finding.policy.id,
        "level": level(report, finding),
        "message": { "text": message },
        "locations": [{ "logicalLocations": [{
            "fullyQualifiedName": &*finding.address,
            "kind": "resource",
        }]}],
        "partialFingerprints": {
            "driftlock/v1": format!("{}:{}", finding.policy.id, finding.address),
        },
    });
    if let (Some(location), Some(place)) = (result.pointer_mut("/locations/0"), &finding.location) {
        location["physicalLocation"] = json!({
            "artifactLocation": { "uri": uri(&place.file) },
            "region": { "startLine": place.line, "endLine": place.end_line },
        });
    }
    if let (Some(result), Some(waiver)) = (result.as_object_mut(), &finding.waiver) {
        let justification = format!("{} ({}, {})", waiver.reason, waiver.owner, waiver.until());
        let suppressions = json!([{ "kind": "external", "justification": justification }]);
        result.insert("suppressions".to_owned(), suppressions);
    }
    result
}

/// A path as a relative reference: what has another meaning in a URI is escaped.
/// <https://www.rfc-editor.org/rfc/rfc3986#section-3.3>
fn uri(file: &str) -> String {
    let mut uri = String::new();
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

fn notification(error: &PolicyError) -> Value {
    json!({ "level": "error", "message": { "text": error.to_string() } })
}

fn level(report: &Report, finding: &Finding) -> &'static str {
    match finding.verdict {
        Verdict::Fail if finding.severity() >= Severity::Medium => "error",
        Verdict::Unknown if report.on_unknown == OnUnknown::Fail => "error",
        Verdict::Fail | Verdict::Warn | Verdict::Waived => "warning",
        Verdict::Unknown | Verdict::Pass => "note",
    }
}

/// The middle of the band that code scanning shows under the same word.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
        Severity::Info => "0.5",
    }
}

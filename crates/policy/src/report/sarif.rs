//! SARIF 2.1.0, for code scanning. A plan names no source files, so results have a logical
//! location, the resource address, and a fingerprint that stays the same from run to run.
//! Format: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::Report;
use crate::check::OnUnknown;
use crate::finding::{Finding, Verdict};
use crate::policy::{Policy, PolicyError};
use crate::severity::Severity;

pub(super) fn render(report: &Report) -> Vec<u8> {
    let listed: Vec<&Finding> = report.listed().collect();
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
                "rules": rules.values().map(|policy| rule(policy)).collect::<Vec<_>>(),
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

fn rule(policy: &Policy) -> Value {
    let metadata = &policy.metadata;
    let mut rule = json!({
        "id": policy.id,
        "shortDescription": { "text": metadata.title },
        "fullDescription": { "text": metadata.description.trim_end() },
        "help": { "text": format!("{}\n\n{}", metadata.custom.why.trim_end(), metadata.custom.fix) },
        "properties": {
            "tags": metadata.custom.controls,
            "security-severity": score(metadata.custom.severity),
        },
    });
    if let (Some(rule), Some(first)) = (rule.as_object_mut(), metadata.references.first()) {
        rule.insert("helpUri".to_owned(), first.address().into());
    }
    rule
}

fn result(report: &Report, finding: &Finding) -> Value {
    let message = format!(
        "{}: {}; fix: {}",
        finding.address,
        finding.message,
        finding.fix()
    );
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
    if let (Some(result), Some(waiver)) = (result.as_object_mut(), &finding.waiver) {
        let justification = format!(
            "{} ({}, until {})",
            waiver.reason, waiver.owner, waiver.expires
        );
        let suppressions = json!([{ "kind": "external", "justification": justification }]);
        result.insert("suppressions".to_owned(), suppressions);
    }
    result
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

//! Code Quality of GitLab, for the widget of a merge request.
//! Format: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.
//!
//! GitLab shows a finding at a file and a line; without the configuration it stands at the first line
//! of the plan.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Report;
use crate::finding::{Finding, Verdict};
use crate::severity::Severity;

pub(super) fn render(report: &Report) -> Vec<u8> {
    let listed = report.listed().filter(|f| f.verdict != Verdict::Waived);
    let mut all: Vec<Value> = listed.map(|finding| entry(report, finding)).collect();
    all.extend(report.errors.iter().map(|error| {
        json!({
            "description": format!("could not be evaluated: {error}"),
            "check_name": "policy_error",
            "fingerprint": fingerprint(&error.to_string()),
            "severity": "blocker",
            "location": { "path": error.file, "lines": { "begin": error.line.unwrap_or(1) } },
        })
    }));
    super::pretty(&all)
}

fn entry(report: &Report, finding: &Finding) -> Value {
    let (address, id) = (&finding.address, &finding.policy.id);
    let (path, line) = match &finding.location {
        Some(place) => (place.file.as_str(), place.line),
        None => (report.subject.as_str(), 1),
    };
    json!({
        "description": format!("{address}: {}", finding.message),
        "check_name": id,
        "fingerprint": fingerprint(&format!("{id}\n{address}\n{}", finding.message)),
        "severity": severity(finding),
        "location": { "path": path, "lines": { "begin": line } },
    })
}

fn fingerprint(of: &str) -> String {
    let digest = Sha256::digest(of.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn severity(finding: &Finding) -> &'static str {
    match (finding.verdict, finding.severity()) {
        (Verdict::Unknown, _) | (_, Severity::Info) => "info",
        (_, Severity::Low) => "minor",
        (_, Severity::Medium) => "major",
        (_, Severity::High) => "critical",
        (_, Severity::Critical) => "blocker",
    }
}

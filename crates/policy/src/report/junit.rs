//! JUnit XML: a suite per policy, a case per resource.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Report;
use crate::check::OnUnknown;
use crate::finding::{Finding, Verdict};

pub(super) fn render(report: &Report) -> Vec<u8> {
    let mut suites: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        suites.entry(&finding.policy.id).or_default().push(finding);
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"driftlock-gate\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
        report.findings.len() + report.errors.len(),
        report
            .findings
            .iter()
            .filter(|finding| fails(report, finding))
            .count(),
        report.errors.len(),
    );
    for (policy, findings) in suites {
        suite(&mut out, report, policy, &findings);
    }
    for error in &report.errors {
        let _ = writeln!(
            out,
            "  <testsuite name=\"{0}\" tests=\"1\" errors=\"1\"><testcase name=\"{0}\">\
             <error message=\"{1}\"/></testcase></testsuite>",
            escape(&error.file),
            escape(&error.to_string()),
        );
    }
    out += "</testsuites>\n";
    out.into_bytes()
}

fn suite(out: &mut String, report: &Report, policy: &str, findings: &[&Finding]) {
    let failures = findings
        .iter()
        .filter(|finding| fails(report, finding))
        .count();
    let skipped = findings
        .iter()
        .filter(|finding| skips(report, finding))
        .count();
    let _ = writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" skipped=\"{skipped}\">",
        escape(policy),
        findings.len(),
    );
    for finding in findings {
        case(out, report, finding);
    }
    out.push_str("  </testsuite>\n");
}

fn case(out: &mut String, report: &Report, finding: &Finding) {
    let _ = write!(
        out,
        "    <testcase classname=\"{}\" name=\"{}\"",
        escape(&finding.policy.id),
        escape(&finding.address),
    );
    let message = escape(&finding.message);
    let _ = if fails(report, finding) {
        let (severity, fix) = (
            finding.severity(),
            escape(&finding.advice().unwrap_or_default()),
        );
        writeln!(
            out,
            "><failure type=\"{severity}\" message=\"{message}\">{fix}</failure></testcase>"
        )
    } else if skips(report, finding) {
        let word = finding.verdict.word();
        writeln!(out, "><skipped message=\"{word}: {message}\"/></testcase>")
    } else {
        writeln!(out, "/>")
    };
}

fn fails(report: &Report, finding: &Finding) -> bool {
    match finding.verdict {
        Verdict::Fail => true,
        Verdict::Unknown => report.on_unknown == OnUnknown::Fail,
        Verdict::Warn | Verdict::Waived | Verdict::Pass => false,
    }
}

fn skips(report: &Report, finding: &Finding) -> bool {
    finding.verdict != Verdict::Pass && !fails(report, finding)
}

/// Text inside an element or attribute. Control characters have no place in XML 1.0 at all.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => out.push(' '),
            control if control.is_control() => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

//! Annotations of GitHub Actions.
//! Format: <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>.

use std::fmt::Write;

use super::Report;
use crate::check::OnUnknown;
use crate::finding::{Finding, Verdict};

pub(super) fn render(report: &Report) -> Vec<u8> {
    let mut out = String::new();
    for finding in report.listed() {
        let (title, message) = (title(finding), message(finding));
        let _ = writeln!(
            out,
            "::{} title={title}::{message}",
            command(report, finding)
        );
    }
    for error in &report.errors {
        let title = "policy could not be evaluated";
        let _ = writeln!(out, "::error title={title}::{}", data(&error.to_string()));
    }
    out.into_bytes()
}

fn command(report: &Report, finding: &Finding) -> &'static str {
    match finding.verdict {
        Verdict::Fail => "error",
        Verdict::Unknown if report.on_unknown == OnUnknown::Fail => "error",
        Verdict::Unknown | Verdict::Warn => "warning",
        Verdict::Waived | Verdict::Pass => "notice",
    }
}

fn title(finding: &Finding) -> String {
    property(&format!(
        "{} ({})",
        finding.policy.metadata.title,
        finding.severity()
    ))
}

fn message(finding: &Finding) -> String {
    let rest = match &finding.waiver {
        Some(waiver) => format!("waived until {}: {}", waiver.expires, waiver.reason),
        None => format!("fix: {}", finding.fix()),
    };
    let (address, id) = (&finding.address, &finding.policy.id);
    data(&format!("{address}: {} [{id}]\n{rest}", finding.message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

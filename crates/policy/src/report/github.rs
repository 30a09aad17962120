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
        let command = command(report, finding);
        let _ = match &finding.location {
            Some(place) => {
                let file = property(&place.file);
                let (line, end) = (place.line, place.end_line);
                writeln!(
                    out,
                    "::{command} file={file},line={line},endLine={end},title={title}::{message}"
                )
            }
            None => writeln!(out, "::{command} title={title}::{message}"),
        };
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
    let (address, id) = (&finding.address, &finding.policy.id);
    let said = format!("{address}: {} [{id}]", finding.message);
    data(&match finding.advice() {
        Some(advice) => format!("{said}\n{advice}"),
        None => said,
    })
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

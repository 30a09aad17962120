//! For a comment on a pull request.

use std::fmt::Write;

use super::{Outcome, Report};
use crate::finding::{Finding, Verdict};

pub(super) fn render(report: &Report) -> Vec<u8> {
    let mut out = String::new();
    let summary = report.summary();
    let headline = match report.outcome() {
        Outcome::Pass => "Driftlock gate: passed",
        Outcome::Violations => "Driftlock gate: violations",
        Outcome::CouldNotTell => "Driftlock gate: could not tell",
    };
    let _ = writeln!(out, "## {headline}\n");
    let _ = writeln!(
        out,
        "{} failed, {} warned, {} unknown until apply, {} waived, {} passed in {} resources.",
        summary.fail,
        summary.warn,
        summary.unknown,
        summary.waived,
        summary.pass,
        summary.resources
    );
    for error in &report.errors {
        let _ = writeln!(out, "\n- could not evaluate {}", cell(&error.to_string()));
    }
    if report.listed().next().is_some() {
        out += "\n| | severity | resource | finding | fix |\n|---|---|---|---|---|\n";
        for finding in report.listed() {
            row(&mut out, finding);
        }
    }
    out.into_bytes()
}

fn row(out: &mut String, finding: &Finding) {
    let mark = match finding.verdict {
        Verdict::Fail => "❌",
        Verdict::Warn => "⚠️",
        Verdict::Unknown => "❔",
        Verdict::Waived => "⚪",
        Verdict::Pass => "✅",
    };
    let last = match &finding.waiver {
        Some(waiver) => format!("waived until {}: {}", waiver.expires, waiver.reason),
        None => finding.fix().to_owned(),
    };
    let _ = writeln!(
        out,
        "| {mark} | {} | `{}` | **{}**: {} (`{}`) | {} |",
        finding.severity(),
        cell(&finding.address),
        cell(&finding.policy.metadata.title),
        cell(&finding.message),
        finding.policy.id,
        cell(&last),
    );
}

/// Text that cannot leave its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
        .replace(['\n', '\r'], " ")
        .replace('<', "&lt;")
}

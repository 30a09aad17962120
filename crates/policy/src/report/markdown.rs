//! For a comment on a pull request.

use std::fmt::Write;

use super::{Outcome, Report};
use crate::finding::{Finding, Verdict};
use crate::framework::{ControlStatus, FrameworkResult};

/// GitHub takes comments of up to 65,536 characters; so many rows stay below that.
const MOST_ROWS: usize = 150;

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
        for finding in report.listed().take(MOST_ROWS) {
            row(&mut out, finding);
        }
        let left = report.listed().skip(MOST_ROWS).count();
        if left > 0 {
            let _ = writeln!(out, "\n… and {left} more; other formats list all of them.");
        }
    }
    for framework in &report.frameworks {
        controls(&mut out, framework);
    }
    if let Some(locked) = &report.locked {
        let _ = writeln!(out, "\n```\n{}\n```", locked.lines().join("\n"));
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
    let last = finding.advice().unwrap_or_default();
    let last = last.strip_prefix("fix: ").unwrap_or(&last);
    let place = finding.location.as_ref();
    let place = place.map_or(String::new(), |place| {
        format!("<br>{}:{}", cell(&place.file), place.line)
    });
    let _ = writeln!(
        out,
        "| {mark} | {} | `{}`{place} | **{}**: {} (`{}`) | {} |",
        finding.severity(),
        cell(&finding.address),
        cell(&finding.policy.metadata.title),
        cell(&finding.message),
        finding.policy.id,
        cell(last),
    );
}

/// The controls of a framework, folded: what offends first.
fn controls(out: &mut String, framework: &FrameworkResult) {
    let title = cell(&framework.title);
    let failed = framework.count(ControlStatus::Fail);
    let passed = framework.count(ControlStatus::Pass);
    let _ = writeln!(
        out,
        "\n<details><summary>{title}: {failed} controls fail, {passed} pass</summary>\n\n\
         | control | | status | policies |\n|---|---|---|---|"
    );
    for control in &framework.controls {
        let policies: Vec<String> = control
            .policies
            .iter()
            .map(|id| format!("`{id}`"))
            .collect();
        let why = match &control.note {
            Some(note) => format!("{}: {note}", control.status.words()),
            None => control.status.words().to_owned(),
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            cell(&control.control),
            cell(&control.title),
            cell(&why),
            policies.join(", ")
        );
    }
    *out += "\n</details>\n";
}

/// Text that cannot leave its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
        .replace(['\n', '\r'], " ")
        .replace('<', "&lt;")
}

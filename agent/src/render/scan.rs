//! Scans as text.

use anstyle::Style;
use driftlock_core::{Moved, Scan, ScanOf};
use driftlock_engine::words::scan::{passed, policies, subject};
use driftlock_engine::{ReportFormat, Scanned};
use serde_json::json;

use super::{DIM, GREEN, RED, YELLOW, counted, styled, time};
use crate::cmd::scan::history::{Controls, Row, Trend};
use crate::outcome::Failure;

/// What failed.
pub(crate) fn findings(scan: &Scan) -> String {
    let all = scan.findings.iter();
    let mut lines: Vec<String> = all
        .map(|one| {
            let resource = &one.resource;
            format!(
                "{:<8} {resource}  {}",
                one.severity,
                styled(DIM, &one.policy)
            )
        })
        .collect();
    lines.extend(more(scan.findings_left_out, "failed"));
    lines.iter().map(|line| format!("  {line}\n")).collect()
}

fn more(count: usize, what: &str) -> Option<String> {
    (count > 0).then(|| format!("{count} more {what}"))
}

/// The report, and what it is a report of.
pub(crate) fn report(scanned: &Scanned, format: ReportFormat) -> Result<String, Failure> {
    let report = scanned.report.render(format);
    match format {
        ReportFormat::Text => {
            let report = String::from_utf8_lossy(&report);
            Ok(format!("{report}{}", about(scanned)))
        }
        ReportFormat::Json => in_json(scanned, &report),
        ReportFormat::Sarif
        | ReportFormat::Junit
        | ReportFormat::Markdown
        | ReportFormat::Github
        | ReportFormat::Gitlab => Ok(String::from_utf8_lossy(&report).into_owned()),
    }
}

fn about(scanned: &Scanned) -> String {
    let (scan, revision) = (&scanned.scan, &scanned.revision);
    let what = match scan.of {
        ScanOf::Live => format!("live, in the scope of revision {}", revision.revision),
        ScanOf::Revision => subject(scan.of, scan.revision),
    };
    let kept = match &scanned.kept {
        Ok(Some(event)) => styled(DIM, format!("; kept as {}", event.body.id)),
        Ok(None) | Err(_) => String::new(),
    };
    let not_held = super::drift::not_held(revision.revision, &scanned.not_held);
    format!("{}: scanned {what}{kept}\n{not_held}", revision.baseline)
}

/// The gate's JSON, and beside it what was scanned.
fn in_json(scanned: &Scanned, report: &[u8]) -> Result<String, Failure> {
    let mut report: serde_json::Value = serde_json::from_slice(report)
        .map_err(|error| Failure::new(format!("writing JSON: {error}"), "report this as a bug"))?;
    if let Some(fields) = report.as_object_mut() {
        let scan = &scanned.scan;
        let about = json!({
            "baseline": scanned.revision.baseline,
            "of": scan.of,
            "revision": scan.revision,
            "digest": scan.digest,
            "event": scanned.kept.as_ref().ok().and_then(Option::as_ref).map(|event| &event.body.id),
            "unreadable": scanned.unreadable,
            "not_held": scanned.not_held,
        });
        fields.insert("scan".to_owned(), about);
    }
    super::json(&report)
}

/// Compliance over time, oldest first.
pub(crate) fn table(trend: &Trend<'_>) -> String {
    let name = trend.baseline;
    if trend.scans.is_empty() {
        return format!("{name}: no scan in that time; `driftlock scan {name}` makes one\n");
    }
    let head = format!(
        "{:<20}  {:<12} {:>5} {:>5} {:>7} {:>6} {:>5}",
        "when", "what", "fail", "warn", "unknown", "waived", "pass"
    );
    let rows: String = trend.scans.iter().map(row).collect();
    format!("{}\n{rows}", styled(DIM, head))
}

fn row(row: &Row<'_>) -> String {
    let count = |count: usize, width: usize, style: Style| match count {
        0 => format!("{count:>width$}"),
        _ => styled(style, format!("{count:>width$}")),
    };
    let mut text = format!(
        "{}  {:<12} {} {} {} {:>6} {:>5}\n",
        time(row.at),
        subject(row.of, row.revision),
        count(row.fail, 5, RED),
        count(row.warn, 5, YELLOW),
        count(row.unknown, 7, YELLOW),
        row.waived,
        row.pass,
    );
    if row.unreadable + row.not_evaluated > 0 {
        let line = format!(
            "incomplete: {} not read, {} not evaluated",
            counted(row.unreadable, "resource"),
            policies(row.not_evaluated)
        );
        text.push_str(&format!("    {}\n", styled(RED, line)));
    }
    text.extend(row.frameworks.iter().map(controls));
    text
}

fn controls(of: &Controls<'_>) -> String {
    let moved = of.change.as_ref().map(moved).unwrap_or_default();
    format!(
        "    {}: {}{moved}\n",
        of.result.framework,
        passed(of.result)
    )
}

/// How it moved; nothing where it did not.
fn moved(change: &Moved) -> String {
    let passed = match change.passed {
        0 => String::new(),
        more @ 1.. => styled(GREEN, format!(", {more} more")),
        fewer => styled(RED, format!(", {} fewer", fewer.unsigned_abs())),
    };
    let list = |what: &str, which: &[String]| match which {
        [] => String::new(),
        some => format!("; {what} {}", some.join(", ")),
    };
    format!(
        "{passed}{}{}",
        list("now failing", &change.newly_failed),
        list("no longer failing", &change.no_longer_failed)
    )
}

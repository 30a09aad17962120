//! For a terminal: grouped by resource, the worst first, with what to do.

use std::fmt::Write;

use anstyle::{AnsiColor, Color, Style};

use super::{Outcome, Report};
use crate::finding::{Finding, Verdict};
use crate::severity::Severity;
use crate::waiver::{Waiver, WaiverMatter, WaiverNote};

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = colour(AnsiColor::Green);
const YELLOW: Style = colour(AnsiColor::Yellow);
const RED: Style = colour(AnsiColor::Red);
const CYAN: Style = colour(AnsiColor::Cyan);

/// Under the title of a finding, past mark and severity.
const INDENT: &str = "             ";

const fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(colour)))
}

pub(super) fn render(report: &Report) -> Vec<u8> {
    let mut out = String::new();
    let mut resource = "";
    for finding in report.listed() {
        if *finding.address != *resource {
            resource = &finding.address;
            line(&mut out, BOLD, resource);
        }
        describe(&mut out, finding);
    }
    for note in &report.waivers.0 {
        waiver_note(&mut out, note);
    }
    if !report.waivers.0.is_empty() {
        out.push('\n');
    }
    summary(&mut out, report);
    out.into_bytes()
}

fn describe(out: &mut String, finding: &Finding) {
    let (mark, style) = match finding.verdict {
        Verdict::Fail => ("✗", RED),
        Verdict::Warn => ("!", YELLOW),
        Verdict::Unknown => ("?", YELLOW),
        Verdict::Waived => ("○", CYAN),
        Verdict::Pass => ("✓", GREEN),
    };
    let severity = finding.severity();
    let badge = match finding.verdict {
        Verdict::Fail | Verdict::Warn => severity_style(severity),
        Verdict::Unknown | Verdict::Waived | Verdict::Pass => DIM,
    };
    let title = &finding.policy.metadata.title;
    put(out, style, &format!("  {mark} "));
    put(out, badge, &format!("{severity:<8}"));
    put(out, PLAIN, &format!(" {title}  "));
    line(out, DIM, &finding.policy.id);
    detail(out, finding);
    out.push('\n');
}

fn detail(out: &mut String, finding: &Finding) {
    let place = match &finding.attribute {
        Some(attribute) if !finding.message.contains(attribute.as_str()) => {
            format!("{attribute}: ")
        }
        _ => String::new(),
    };
    if *finding.message != *finding.policy.metadata.title || !place.is_empty() {
        line(out, PLAIN, &format!("{INDENT}{place}{}", finding.message));
    }
    match (&finding.waiver, finding.verdict) {
        (Some(waiver), _) => line(out, DIM, &format!("{INDENT}waived: {}", approval(waiver))),
        (None, Verdict::Unknown) => {}
        (None, _) => {
            put(out, GREEN, &format!("{INDENT}fix: "));
            line(out, PLAIN, finding.fix());
        }
    }
}

fn approval(waiver: &Waiver) -> String {
    let Waiver {
        reason,
        owner,
        expires,
        ..
    } = waiver;
    match &waiver.ticket {
        Some(ticket) => format!("{reason} ({owner}, until {expires}, {ticket})"),
        None => format!("{reason} ({owner}, until {expires})"),
    }
}

fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Critical => RED.bold(),
        Severity::High => RED,
        Severity::Medium => YELLOW,
        Severity::Low | Severity::Info => CYAN,
    }
}

fn waiver_note(out: &mut String, note: &WaiverNote) {
    let waiver = &note.waiver;
    let policies: Vec<&str> = waiver.policies.iter().map(String::as_str).collect();
    let what = format!(
        "waiver of {} for `{}`",
        policies.join(", "),
        waiver.resource
    );
    let (style, matter) = match note.matter {
        WaiverMatter::Expired => (
            RED,
            format!("expired on {}; renew it or fix", waiver.expires),
        ),
        WaiverMatter::Expiring { days: 0 } => (YELLOW, "expires today".to_owned()),
        WaiverMatter::Expiring { days: 1 } => (YELLOW, "expires tomorrow".to_owned()),
        WaiverMatter::Expiring { days } => (YELLOW, format!("expires in {days} days")),
        WaiverMatter::Unused => (YELLOW, "matches nothing that offends; remove it".to_owned()),
    };
    put(out, style, "! ");
    put(out, PLAIN, &format!("{what} {matter} "));
    line(
        out,
        DIM,
        &format!("({}:{}, {})", note.waiver.file, waiver.line, waiver.owner),
    );
}

fn summary(out: &mut String, report: &Report) {
    let summary = report.summary();
    let (mark, style) = match report.outcome() {
        Outcome::Pass => ("✓", GREEN.bold()),
        Outcome::Violations | Outcome::CouldNotTell => ("✗", RED.bold()),
    };
    put(out, style, &format!("{mark} "));
    let counts = [
        (summary.fail, "failed", RED.bold()),
        (summary.warn, "warned", YELLOW),
        (summary.unknown, "unknown until apply", YELLOW),
        (summary.waived, "waived", CYAN),
        (summary.pass, "passed", GREEN),
    ];
    let mut separator = "";
    for (count, word, style) in counts {
        if count > 0 {
            put(out, PLAIN, separator);
            put(out, style, &format!("{count} {word}"));
            separator = ", ";
        }
    }
    if separator.is_empty() {
        put(out, BOLD, "nothing was judged");
    }
    line(out, DIM, &scope(report));
    if !report.errors.is_empty() {
        let count = plural(report.errors.len(), "policy", "policies");
        line(
            out,
            RED.bold(),
            &format!("✗ could not tell: {count} could not be evaluated"),
        );
    }
}

fn scope(report: &Report) -> String {
    let policies = report.coverage.len() + report.errors.len();
    let idle = report
        .coverage
        .iter()
        .filter(|coverage| coverage.resources == 0)
        .count();
    let mut scope = format!(
        "  ({}, {}",
        plural(report.resources, "resource", "resources"),
        plural(policies, "policy", "policies"),
    );
    if idle > 0 {
        let _ = write!(scope, ", {idle} of them with nothing to judge");
    }
    scope.push(')');
    scope
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn put(out: &mut String, style: Style, text: &str) {
    let _ = write!(out, "{style}{text}{style:#}");
}

fn line(out: &mut String, style: Style, text: &str) {
    put(out, style, text);
    out.push('\n');
}

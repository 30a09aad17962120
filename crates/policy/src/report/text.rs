//! For a terminal: grouped by resource, the worst first, with what to do.

use std::fmt::Write;

use anstyle::{AnsiColor, Color, Style};

use super::{Coverage, Outcome, Report};
use crate::finding::{Finding, Verdict};
use crate::framework::{ControlResult, ControlStatus, FrameworkResult};
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
            heading(&mut out, finding);
        }
        describe(&mut out, finding);
    }
    for note in &report.waivers.0 {
        waiver_note(&mut out, note);
    }
    if !report.waivers.0.is_empty() {
        out.push('\n');
    }
    idle(&mut out, report);
    for framework in &report.frameworks {
        controls(&mut out, framework);
    }
    if let Some(locked) = &report.locked {
        for told in locked.lines() {
            line(&mut out, PLAIN, &told);
        }
        out.push('\n');
    }
    summary(&mut out, report);
    out.into_bytes()
}

/// The address of a resource, and where it stands.
fn heading(out: &mut String, finding: &Finding) {
    match &finding.location {
        Some(place) => {
            put(out, BOLD, &finding.address);
            line(out, DIM, &format!("  {}:{}", place.file, place.line));
        }
        None => line(out, BOLD, &finding.address),
    }
}

/// The controls of a framework: what offends with its policies, the rest in short.
fn controls(out: &mut String, framework: &FrameworkResult) {
    put(out, BOLD, &framework.title);
    line(out, DIM, &format!("  {}", framework.framework));
    for control in &framework.controls {
        let (mark, style) = match control.status {
            ControlStatus::Fail => ("✗", RED),
            ControlStatus::Warn => ("!", YELLOW),
            ControlStatus::Unknown => ("?", YELLOW),
            ControlStatus::Pass => ("✓", GREEN),
            ControlStatus::NothingToJudge | ControlStatus::NotCovered => continue,
        };
        put(out, style, &format!("  {mark} "));
        put(
            out,
            PLAIN,
            &format!("{:<8} {}", control.control, control.title),
        );
        line(out, DIM, &format!("  {}", tally(control)));
    }
    let of = |status: ControlStatus| {
        let with = framework
            .controls
            .iter()
            .filter(move |c| c.status == status);
        with.map(|control| control.control.as_str())
            .collect::<Vec<_>>()
    };
    for (status, what) in [
        (ControlStatus::NothingToJudge, "nothing to judge for"),
        (ControlStatus::NotCovered, "not covered by any policy:"),
    ] {
        let ids = of(status);
        if !ids.is_empty() {
            line(out, DIM, &format!("  – {what} {}", ids.join(", ")));
        }
    }
    out.push('\n');
}

/// `2 failed, 1 waived, 3 passed`.
fn tally(control: &ControlResult) -> String {
    let counts = [
        (control.fail, "failed"),
        (control.warn, "warned"),
        (control.unknown, "unknown"),
        (control.waived, "waived"),
        (control.pass, "passed"),
    ];
    let told = counts.iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    told.join(", ")
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
    let place = finding.place();
    if *finding.message != *finding.policy.metadata.title {
        let message = match &place {
            Some(place) => format!("{INDENT}{place}: {}", finding.message),
            None => format!("{INDENT}{}", finding.message),
        };
        line(out, PLAIN, &message);
    } else if let Some(place) = &place {
        line(out, PLAIN, &format!("{INDENT}{place}"));
    }
    match (&finding.waiver, finding.verdict) {
        (Some(waiver), _) => line(out, DIM, &format!("{INDENT}waived: {}", approval(waiver))),
        (None, Verdict::Unknown) => {}
        (None, Verdict::Waived) => {
            line(
                out,
                DIM,
                &format!("{INDENT}excepted by the policies themselves"),
            );
        }
        (None, _) if finding.fix().is_empty() => {}
        (None, _) => {
            put(out, GREEN, &format!("{INDENT}fix: "));
            line(out, PLAIN, finding.fix());
        }
    }
}

fn approval(waiver: &Waiver) -> String {
    let Waiver { reason, owner, .. } = waiver;
    let until = waiver.until();
    match &waiver.ticket {
        Some(ticket) => format!("{reason} ({owner}, {until}, {ticket})"),
        None => format!("{reason} ({owner}, {until})"),
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
        WaiverMatter::Expired => {
            let day = waiver.expires.map(|day| day.to_string());
            let day = day.unwrap_or_default();
            (RED, format!("expired on {day}; renew it or fix"))
        }
        WaiverMatter::Expiring { days: 0 } => (YELLOW, "expires today".to_owned()),
        WaiverMatter::Expiring { days: 1 } => (YELLOW, "expires tomorrow".to_owned()),
        WaiverMatter::Expiring { days } => (YELLOW, format!("expires in {days} days")),
        WaiverMatter::Unused => (YELLOW, "matches nothing that offends; remove it".to_owned()),
    };
    put(out, style, "! ");
    put(out, PLAIN, &format!("{what} {matter} "));
    line(out, DIM, &format!("({}, {})", waiver.place, waiver.owner));
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
        let failed = report.policies.len() - report.coverage.len();
        let count = plural(failed, "policy", "policies");
        line(
            out,
            RED.bold(),
            &format!("✗ could not tell: {count} could not be evaluated"),
        );
    }
}

fn scope(report: &Report) -> String {
    let policies = report.policies.len();
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

/// Policies of the user's own that had nothing to judge: a misspelt type, perhaps.
fn idle(out: &mut String, report: &Report) {
    let own = report.policies.iter().filter(|policy| !policy.is_builtin());
    for policy in own {
        let of = |coverage: &&Coverage| coverage.policy == policy.id && coverage.resources == 0;
        if report.coverage.iter().any(|coverage| of(&coverage)) {
            let types: Vec<&str> = policy.metadata.custom.resources.types().collect();
            let why = match types.as_slice() {
                [] => String::new(),
                types => format!(": there is no {}", types.join(" or ")),
            };
            put(out, YELLOW, "! ");
            line(
                out,
                PLAIN,
                &format!("policy {} had nothing to judge{why}", policy.id),
            );
        }
    }
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

//! Baselines as text.

use std::collections::BTreeMap;

use driftlock_core::{
    Compliance, ComplianceFinding, Ignore, Resource, Revision, Scope, Selector, Snapshot, Unstable,
};
use driftlock_engine::{BaselineSummary, Captured};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{BOLD, DIM, GREEN, YELLOW, counted, one_line, pauses, proposal, styled, time};
use crate::outcome::Failure;

/// A revision that was just captured.
pub(crate) fn captured(captured: &Captured) -> String {
    let revision = &captured.revision;
    let mut text = String::new();
    if !captured.accepted.is_empty() {
        text.push_str("approved with this revision:\n");
        for drift in &captured.accepted {
            text.push_str(&format!("  {}\n", one_line(drift)));
        }
    }
    if let Some(compliance) = &revision.compliance {
        text.push_str(&format!("complies: {}\n", verdict(compliance)));
        for finding in &compliance.findings {
            text.push_str(&format!("  {}\n", found(finding)));
        }
    }
    text.push_str(&unstable(&revision.unstable));
    text + &format!(
        "{}: {} revision {} with {} {}\n",
        styled(BOLD, &revision.baseline),
        styled(GREEN, "captured"),
        revision.revision,
        counted(revision.resources, "resource"),
        styled(DIM, format!("(sha256 {})", revision.digest.short()))
    )
}

/// A verdict that is no pass, on one line.
pub(crate) fn found(finding: &ComplianceFinding) -> String {
    let waiver = finding.waiver.as_ref();
    let waiver = waiver.map(|why| format!(" (waived: {why})"));
    format!(
        "{} {} {} {}: {}{}",
        finding.verdict,
        finding.severity,
        finding.policy,
        finding.resource,
        finding.message,
        waiver.unwrap_or_default()
    )
}

/// All baselines.
pub(crate) fn list(all: &[BaselineSummary], store: &str, now: Timestamp) -> String {
    if all.is_empty() {
        return format!(
            "there are no baselines in {store}; `driftlock baseline set NAME --type GLOB` makes one\n"
        );
    }
    let width = all
        .iter()
        .map(|b| b.revision.baseline.as_str().len())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for one in all {
        let revision = &one.revision;
        text.push_str(&format!(
            "{}  revision {}  {}  {}  {}\n",
            styled(BOLD, format!("{:width$}", revision.baseline.as_str())),
            revision.revision,
            counted(revision.resources, "resource"),
            one.enforcement.mode,
            time(revision.at),
        ));
        let waiting = proposal::waiting(&one.proposals, &one.quarantine);
        for line in (pauses(&one.pauses, one.silent.as_ref(), now) + &waiting).lines() {
            text.push_str(&format!("{:width$}  {line}\n", ""));
        }
    }
    text
}

/// All baselines, for programs.
pub(crate) fn list_json(all: &[BaselineSummary]) -> Result<String, Failure> {
    let all: Vec<Value> = all
        .iter()
        .map(|one| {
            json!({
                "revision": one.revision, "enforcement": one.enforcement.shown(), "pauses": one.pauses,
                "proposals": one.proposals, "quarantine": one.quarantine,
            })
        })
        .collect();
    super::json(&json!({ "version": 1, "baselines": all }))
}

/// What will be seen as drift, for it changes by itself.
fn unstable(all: &[Unstable]) -> String {
    let mut text = String::new();
    for one in all {
        let what = match one.paths.as_slice() {
            [] => "it came or went".to_owned(),
            paths => paths.join(", "),
        };
        let key = &one.key;
        let line = format!("unstable: {} `{}`: {what}", key.kind, key.id);
        text.push_str(&styled(YELLOW, line));
        text.push('\n');
    }
    if !all.is_empty() {
        text.push_str(
            "these differed between two reads in a row: somebody is at work on them, or they will be \
             seen as drift\n",
        );
    }
    text
}

/// One revision and what it holds.
pub(crate) fn show(
    revision: &Revision,
    snapshot: &Snapshot,
    numbers: &[u64],
    now: Timestamp,
) -> String {
    let mut text = format!(
        "{} revision {} {}\n",
        styled(BOLD, &revision.baseline),
        revision.revision,
        styled(DIM, format!("of {}", counted(numbers.len(), "revision")))
    );
    let mut line = |name: &str, value: &str| text.push_str(&format!("  {name:9} {value}\n"));
    line(
        "captured",
        &format!("{} by {}", time(revision.at), revision.actor),
    );
    if let Some(reason) = &revision.reason {
        line("reason", reason);
    }
    if let Some(compliance) = &revision.compliance {
        line("complies", &verdict(compliance));
        if let Some(framework) = &compliance.requirement.framework {
            line("", &format!("framework {framework}"));
        }
        for folder in &compliance.requirement.policies {
            line("", &format!("policies of {folder}"));
        }
        if let Some(waivers) = &compliance.requirement.waivers {
            line("", &format!("waivers of {}", waivers.name));
        }
        for finding in &compliance.findings {
            line("", &found(finding));
        }
    }
    line("account", &revision.account);
    line("sha256", revision.digest.as_str());
    line("scope", &scope(&revision.scope));
    for (at, one) in revision.ignore.iter().enumerate() {
        line(if at == 0 { "ignores" } else { "" }, &ignored(one, now));
    }
    line("holds", &counted(revision.resources, "resource"));
    let absent = snapshot.resources.len() - snapshot.present();
    for resource in snapshot.resources.iter().filter(|r| r.attributes.is_some()) {
        text.push_str(&format!("    {}\n", held(resource)));
    }
    if absent > 0 {
        let settings = counted(absent, "setting");
        text.push_str(&styled(
            DIM,
            format!("    and the absence of {settings}:\n"),
        ));
        for (kind, ids) in absences(snapshot) {
            text.push_str(&styled(YELLOW, format!("      no {kind}")));
            text.push_str(&format!(" on {}\n", ids.join(", ")));
        }
    }
    text
}

/// What may change freely, why and how long.
fn ignored(ignore: &Ignore, now: Timestamp) -> String {
    let Ignore { path, reason, .. } = ignore;
    match ignore.expires {
        None => format!("{path}: {reason}"),
        Some(expires) if ignore.holds_at(now) => {
            format!("{path} until {}: {reason}", time(expires))
        }
        Some(expires) => {
            let over = styled(YELLOW, format!("expired {}", time(expires)));
            format!("{path} ({over}): {reason}")
        }
    }
}

/// What the required policies said, and what they were.
fn verdict(compliance: &Compliance) -> String {
    let counts = [
        (compliance.warn, "warning"),
        (compliance.unknown, "unknown"),
        (compliance.waived, "waived"),
    ];
    let mut parts = vec![format!("{} passed", compliance.pass)];
    let told = counts.iter().filter(|(count, _)| *count > 0);
    parts.extend(told.map(|(count, word)| format!("{count} {word}")));
    format!(
        "{} of {} at severity {} and above",
        parts.join(", "),
        counted(compliance.policies, "policy").replace("policys", "policies"),
        compliance.requirement.min_severity
    )
}

fn held(resource: &Resource) -> String {
    let key = &resource.key;
    match &resource.address {
        Some(address) => {
            format!(
                "{address}  {}",
                styled(DIM, format!("{}, {}", key.id, key.place()))
            )
        }
        None => format!("{} {}  {}", key.kind, key.id, styled(DIM, key.place())),
    }
}

fn absences(snapshot: &Snapshot) -> BTreeMap<&str, Vec<&str>> {
    let mut all: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for resource in snapshot.resources.iter().filter(|r| r.attributes.is_none()) {
        all.entry(&resource.key.kind)
            .or_default()
            .push(&resource.key.id);
    }
    all
}

fn scope(scope: &Scope) -> String {
    let select: Vec<String> = scope.select.iter().map(selector).collect();
    let exclude: Vec<String> = scope.exclude.iter().map(selector).collect();
    let mut text = select.join(", or ");
    if !exclude.is_empty() {
        text.push_str(&format!("; not {}", exclude.join(", nor ")));
    }
    text
}

fn selector(selector: &Selector) -> String {
    let tags: Vec<String> = selector
        .tags
        .iter()
        .map(|(name, v)| format!("{name}={v}"))
        .collect();
    let parts = [
        ("", &selector.resource_types),
        ("with tags ", &tags),
        ("with ids ", &selector.ids),
        ("in ", &selector.regions),
        ("of accounts ", &selector.accounts),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(word, values)| format!("{word}{}", values.join(" | ")))
        .collect();
    parts.join(" ")
}

/// One revision and what it holds, for programs.
pub(crate) fn show_json(revision: &Revision, snapshot: &Snapshot) -> Result<String, Failure> {
    super::json(&json!({ "version": 1, "revision": revision, "snapshot": snapshot }))
}

//! JSON for programs. Version 1: fields may be added, and are never renamed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Report, Summary};
use crate::configuration::Location;
use crate::finding::{Finding, Verdict};
use crate::framework::FrameworkResult;
use crate::locked::Locked;
use crate::policy::PolicyError;
use crate::severity::Severity;
use crate::waiver::{Waiver, WaiverMatter, WaiverNote, WaiverPlace};

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    summary: Summary,
    #[serde(skip_serializing_if = "str::is_empty")]
    subject: &'r str,
    findings: Vec<JsonFinding<'r>>,
    errors: &'r [PolicyError],
    waivers: Vec<JsonNote<'r>>,
    policies: Vec<JsonCoverage<'r>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    frameworks: &'r [FrameworkResult],
    #[serde(skip_serializing_if = "Option::is_none")]
    locked: Option<&'r Locked>,
}

#[derive(Serialize)]
struct JsonFinding<'r> {
    policy: &'r str,
    address: &'r str,
    r#type: &'r str,
    verdict: Verdict,
    severity: Severity,
    title: &'r str,
    message: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'r Location>,
    fix: &'r str,
    controls: Vec<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<JsonWaiver<'r>>,
}

#[derive(Serialize)]
struct JsonWaiver<'r> {
    reason: &'r str,
    owner: &'r str,
    expires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<&'r str>,
}

#[derive(Serialize)]
struct JsonNote<'r> {
    matter: &'static str,
    policies: Vec<&'r str>,
    resource: &'r str,
    owner: &'r str,
    expires: Option<String>,
    file: Option<&'r str>,
    line: Option<usize>,
    /// The id of a waiver in a store.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'r str>,
}

#[derive(Serialize)]
struct JsonCoverage<'r> {
    policy: &'r str,
    resources: usize,
    controls: Vec<&'r str>,
}

/// The controls of each policy, by its id.
type Controls<'r> = BTreeMap<&'r str, BTreeSet<String>>;

pub(super) fn render(report: &Report) -> Vec<u8> {
    let controls = report.controls();
    super::pretty(&Document {
        version: 1,
        summary: report.summary(),
        subject: &report.subject,
        findings: report
            .findings
            .iter()
            .map(|found| finding(found, &controls))
            .collect(),
        errors: &report.errors,
        waivers: report.waivers.0.iter().map(note).collect(),
        policies: report
            .coverage
            .iter()
            .map(|coverage| JsonCoverage {
                policy: &coverage.policy,
                resources: coverage.resources,
                controls: named(&controls, &coverage.policy),
            })
            .collect(),
        frameworks: &report.frameworks,
        locked: report.locked.as_ref(),
    })
}

fn named<'r>(controls: &'r Controls<'_>, policy: &str) -> Vec<&'r str> {
    let of = controls.get(policy).into_iter().flatten();
    of.map(String::as_str).collect()
}

fn finding<'r>(finding: &'r Finding, controls: &'r Controls<'_>) -> JsonFinding<'r> {
    JsonFinding {
        policy: &finding.policy.id,
        address: &finding.address,
        r#type: &finding.kind,
        verdict: finding.verdict,
        severity: finding.severity(),
        title: &finding.policy.metadata.title,
        message: &finding.message,
        attribute: finding.attribute.as_deref(),
        value: finding.value.as_deref(),
        location: finding.location.as_ref(),
        fix: finding.fix(),
        // Thousands of passes would repeat what `policies` says once.
        controls: match finding.verdict {
            Verdict::Pass => Vec::new(),
            _ => named(controls, &finding.policy.id),
        },
        waiver: finding.waiver.as_deref().map(waiver),
    }
}

fn waiver(waiver: &Waiver) -> JsonWaiver<'_> {
    JsonWaiver {
        reason: &waiver.reason,
        owner: &waiver.owner,
        expires: waiver.expires.map(|day| day.to_string()),
        ticket: waiver.ticket.as_deref(),
    }
}

fn note(note: &WaiverNote) -> JsonNote<'_> {
    let (file, line, id) = match &note.waiver.place {
        WaiverPlace::File { file, line } => (Some(file.as_str()), Some(*line), None),
        WaiverPlace::Store { id } => (None, None, Some(id.as_str())),
    };
    JsonNote {
        matter: match note.matter {
            WaiverMatter::Expired => "expired",
            WaiverMatter::Expiring { .. } => "expiring",
            WaiverMatter::Unused => "unused",
        },
        policies: note.waiver.policies.iter().map(String::as_str).collect(),
        resource: &note.waiver.resource,
        owner: &note.waiver.owner,
        expires: note.waiver.expires.map(|day| day.to_string()),
        file,
        line,
        id,
    }
}

//! JSON for programs. Version 1: fields may be added, and are never renamed.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Report, Summary};
use crate::finding::{Finding, Verdict};
use crate::policy::PolicyError;
use crate::severity::Severity;
use crate::waiver::{Waiver, WaiverMatter, WaiverNote};

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    summary: Summary,
    findings: Vec<JsonFinding<'r>>,
    errors: &'r [PolicyError],
    waivers: Vec<JsonNote<'r>>,
    policies: Vec<JsonCoverage<'r>>,
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
    fix: &'r str,
    controls: &'r BTreeSet<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<JsonWaiver<'r>>,
}

#[derive(Serialize)]
struct JsonWaiver<'r> {
    reason: &'r str,
    owner: &'r str,
    expires: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<&'r str>,
}

#[derive(Serialize)]
struct JsonNote<'r> {
    matter: &'static str,
    policies: Vec<&'r str>,
    resource: &'r str,
    owner: &'r str,
    expires: String,
    file: &'r str,
    line: usize,
}

#[derive(Serialize)]
struct JsonCoverage<'r> {
    policy: &'r str,
    resources: usize,
}

pub(super) fn render(report: &Report) -> Vec<u8> {
    super::pretty(&Document {
        version: 1,
        summary: report.summary(),
        findings: report.findings.iter().map(finding).collect(),
        errors: &report.errors,
        waivers: report.waivers.0.iter().map(note).collect(),
        policies: report
            .coverage
            .iter()
            .map(|coverage| JsonCoverage {
                policy: &coverage.policy,
                resources: coverage.resources,
            })
            .collect(),
    })
}

fn finding(finding: &Finding) -> JsonFinding<'_> {
    JsonFinding {
        policy: &finding.policy.id,
        address: &finding.address,
        r#type: &finding.kind,
        verdict: finding.verdict,
        severity: finding.severity(),
        title: &finding.policy.metadata.title,
        message: &finding.message,
        attribute: finding.attribute.as_deref(),
        fix: finding.fix(),
        controls: &finding.policy.metadata.custom.controls,
        waiver: finding.waiver.as_deref().map(waiver),
    }
}

fn waiver(waiver: &Waiver) -> JsonWaiver<'_> {
    JsonWaiver {
        reason: &waiver.reason,
        owner: &waiver.owner,
        expires: waiver.expires.to_string(),
        ticket: waiver.ticket.as_deref(),
    }
}

fn note(note: &WaiverNote) -> JsonNote<'_> {
    JsonNote {
        matter: match note.matter {
            WaiverMatter::Expired => "expired",
            WaiverMatter::Expiring { .. } => "expiring",
            WaiverMatter::Unused => "unused",
        },
        policies: note.waiver.policies.iter().map(String::as_str).collect(),
        resource: &note.waiver.resource,
        owner: &note.waiver.owner,
        expires: note.waiver.expires.to_string(),
        file: &note.waiver.file,
        line: note.waiver.line,
    }
}

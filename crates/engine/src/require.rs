//! Known good before locked: what a snapshot must satisfy before it is captured.

use std::collections::HashMap;
use std::path::PathBuf;

use driftlock_core::{Compliance, ComplianceFinding, Requirement, Resource, Snapshot};
use driftlock_policy::{
    Fault, Finding, Framework, FrameworkError, Observed, Options, Policies, Report, Selection,
    Severity, Threshold, Verdict, View, Waivers, builtin_ids, check, observed_document,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::EngineError;
use crate::scan::framework;

/// Judges a snapshot by the required policies; `stored` are the waivers beside the required file of
/// them. Blocking: reads the folders of policies.
///
/// # Errors
/// [`EngineError::Policies`] where a policy, a waiver or the severity cannot be read, or a policy
/// could not be evaluated: what cannot be judged is never taken for good.
pub(crate) fn judge(
    snapshot: &Snapshot,
    requirement: &Requirement,
    stored: Vec<driftlock_policy::Waiver>,
    now: Timestamp,
) -> Result<Compliance, EngineError> {
    let (policies, mut options) = load(requirement, now)?;
    options.waivers.extend(stored);
    let report = report(&snapshot.resources, &policies, &options);
    if !report.errors.is_empty() {
        return Err(faults(&report.errors));
    }
    Ok(compliance(&report, requirement, policies.all().len()))
}

fn faults<T: std::fmt::Display>(faults: &[T]) -> EngineError {
    EngineError::Policies {
        reasons: faults.iter().map(ToString::to_string).collect(),
    }
}

/// Whether `name` is a framework that is built in, or looks like a file of one, which is read when it
/// is needed.
///
/// # Errors
/// There is none of this name; the help names the one that was probably meant.
pub fn check_framework(name: &str) -> Result<(), Fault> {
    match Framework::find(name) {
        Err(unknown @ FrameworkError::Unknown { .. }) => Err(unknown.into()),
        _ => Ok(()),
    }
}

fn in_words(all: &[Fault]) -> EngineError {
    let reason = |fault: &Fault| match &fault.help {
        Some(help) => format!("{}; {help}", fault.message),
        None => fault.message.clone(),
    };
    EngineError::Policies {
        reasons: all.iter().map(reason).collect(),
    }
}

fn load(requirement: &Requirement, now: Timestamp) -> Result<(Policies, Options), EngineError> {
    let min_severity: Severity = requirement
        .min_severity
        .parse()
        .map_err(|error: String| faults(&[error]))?;
    let selection = Selection {
        policy: requirement.policies.iter().map(PathBuf::from).collect(),
        framework: requirement.framework.iter().cloned().collect(),
        ..Selection::default()
    };
    let frameworks = selection.frameworks().map_err(|all| in_words(&all))?;
    let policies = selection.policies(&frameworks);
    let policies = policies.map_err(|all| in_words(&all))?;
    let waivers = match &requirement.waivers {
        None => Waivers::default(),
        Some(file) => Waivers::parse(&file.name, &file.text).map_err(|errors| faults(&errors))?,
    };
    let exists = |id: &str| policies.get(id).is_some() || builtin_ids().any(|known| known == id);
    let unknown: Vec<String> = waivers
        .policies()
        .filter(|(id, _)| !exists(id))
        .map(|(id, line)| format!("waivers line {line}: there is no policy `{id}`"))
        .collect();
    if !unknown.is_empty() {
        return Err(faults(&unknown));
    }
    let options = Options {
        threshold: Threshold::all(min_severity),
        waivers,
        frameworks,
        ..Options::strict(now.to_zoned(TimeZone::UTC).date())
    };
    Ok((policies, options))
}

/// What policies say of resources.
pub(crate) fn report(resources: &[Resource], policies: &Policies, options: &Options) -> Report {
    let observed = observed(resources);
    let document = policies.need_document();
    let document = document.then(|| observed_document(&observed));
    let mut view = View::of_observed(observed).of_types(driftlock_aws::supported_types());
    if let Some(document) = document {
        view = view.with_document(document);
    }
    check(&view, policies, options)
}

/// Resources as policies see them, each under a name of its own: what would hide behind another one
/// would not be judged.
fn observed(resources: &[Resource]) -> Vec<Observed> {
    let there = |resource: &&Resource| resource.attributes.is_some();
    let mut times: HashMap<String, usize> = HashMap::new();
    for resource in resources.iter().filter(there) {
        *times.entry(label(resource)).or_default() += 1;
    }
    let name = |resource: &Resource| {
        let label = label(resource);
        match times.get(&label) {
            // The same id in two regions, or one address in two states.
            Some(2..) => format!("{label} ({}, {})", resource.key.id, resource.key.place()),
            _ => label,
        }
    };
    let seen = resources.iter().filter_map(|resource| {
        Some(Observed {
            attributes: resource.attributes.clone()?,
            address: name(resource),
            kind: resource.key.kind.clone(),
            id: resource.key.id.clone(),
        })
    });
    seen.collect()
}

fn label(resource: &Resource) -> String {
    let key = &resource.key;
    let address = resource.address.clone();
    address.unwrap_or_else(|| format!("{}.{}", key.kind, key.id))
}

fn compliance(report: &Report, requirement: &Requirement, policies: usize) -> Compliance {
    let summary = report.summary();
    let told = |finding: &&Finding| finding.verdict != Verdict::Pass;
    Compliance {
        requirement: requirement.clone(),
        policies,
        fail: summary.fail,
        warn: summary.warn,
        unknown: summary.unknown,
        waived: summary.waived,
        pass: summary.pass,
        frameworks: report.frameworks.iter().map(framework).collect(),
        findings: report.findings.iter().filter(told).map(finding).collect(),
    }
}

fn finding(found: &Finding) -> ComplianceFinding {
    ComplianceFinding {
        policy: found.policy.id.clone(),
        severity: found.severity().word().to_owned(),
        resource: found.address.to_string(),
        verdict: found.verdict.word().to_owned(),
        message: found.message.to_string(),
        fix: found.fix().to_owned(),
        waiver: found
            .waiver
            .as_ref()
            .map(|waiver| format!("{} ({}, {})", waiver.reason, waiver.owner, waiver.until())),
    }
}

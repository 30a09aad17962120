//! Judges a view: opinions of policies become findings, waivers are applied, and the outcome is
//! decided.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;

use crate::configuration::Configuration;
use crate::finding::{Finding, Verdict};
use crate::framework::Framework;
use crate::policy::{
    Answer, Asked, Judgement, Opinion, Opinions, Policies, Policy, PolicyError, Tracing, evaluate,
};
use crate::redact::Redactor;
use crate::report::{Coverage, Report};
use crate::severity::Severity;
use crate::view::{Judged, View};
use crate::waiver::Waivers;

/// What to do with verdicts that stay open until apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnUnknown {
    /// They count as violations.
    Fail,
    /// They are reported, and violate nothing.
    #[default]
    Warn,
    /// They are counted, and not listed in reports for people.
    Pass,
}

/// How to judge.
#[derive(Debug)]
pub struct Options {
    /// What is milder than this is a warning.
    pub threshold: Threshold,
    /// What to do with verdicts that stay open until apply.
    pub on_unknown: OnUnknown,
    /// Approved exceptions.
    pub waivers: Waivers,
    /// The day by which waivers expire.
    pub today: Date,
    /// The frameworks to report on.
    pub frameworks: Vec<Framework>,
    /// The configuration that the plan was made of, where it is at hand.
    pub configuration: Configuration,
    /// Whether each policy is asked alone, to see what it does.
    pub tracing: Tracing,
}

/// How bad an offence must be to count; what is milder is a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// For the built-in policies.
    pub builtin: Severity,
    /// For policies that the user brought.
    pub own: Severity,
}

impl Threshold {
    /// The same for all.
    #[must_use]
    pub const fn all(severity: Severity) -> Self {
        Self {
            builtin: severity,
            own: severity,
        }
    }

    fn of(self, policy: &Policy) -> Severity {
        match policy.is_builtin() {
            true => self.builtin,
            false => self.own,
        }
    }
}

/// Who names nothing is told of good practice, and is not stopped by it. What users bring themselves
/// counts in full.
impl Default for Threshold {
    fn default() -> Self {
        Self {
            builtin: Severity::Medium,
            own: Severity::Info,
        }
    }
}

impl Options {
    /// Everything counts, nothing is waived.
    #[must_use]
    pub fn strict(today: Date) -> Self {
        Self {
            threshold: Threshold::all(Severity::Info),
            on_unknown: OnUnknown::Warn,
            waivers: Waivers::default(),
            today,
            frameworks: Vec::new(),
            configuration: Configuration::default(),
            tracing: Tracing::Off,
        }
    }
}

/// Judges every resource of a view by every policy.
#[must_use]
pub fn check(view: &View, policies: &Policies, options: &Options) -> Report {
    let redactor = Redactor::new(&view.secrets);
    let by_kind = by_kind(view);
    let (mut findings, mut errors, mut coverage) = (Vec::new(), Vec::new(), Vec::new());
    for asked in evaluate(policies, view, options.tracing) {
        let Asked {
            policy,
            answer,
            took,
            prints,
        } = asked;
        let found = match answer {
            Answer::Opinions(opinions) => judge(
                &policy,
                opinions,
                (&by_kind, view.blind(&policy)),
                &redactor,
                options,
            ),
            Answer::Judgements(judged) => Found {
                resources: judged.resources,
                findings: judged
                    .all
                    .into_iter()
                    .map(|judgement| foreign(&policy, judgement, &redactor, options))
                    .collect(),
            },
            Answer::Failed(error) => {
                errors.push(redacted(error, &redactor));
                continue;
            }
        };
        coverage.push(Coverage {
            policy: policy.id.clone(),
            resources: found.resources,
            took,
            prints: prints
                .iter()
                .filter_map(|print| redactor.clean(print))
                .collect(),
        });
        findings.extend(found.findings);
    }
    // What is wrong with a library is wrong for every policy that imports it, and told once.
    errors.sort();
    errors.dedup();
    let waivers = options.waivers.apply(&mut findings, options.today);
    findings.sort_by(|a, b| a.order().cmp(&b.order()));
    for finding in findings.iter_mut().filter(|f| f.verdict != Verdict::Pass) {
        let attribute = finding.attribute.as_deref();
        finding.location = options.configuration.locate(&finding.address, attribute);
        finding.value = attribute
            .and_then(|attribute| view.value(&finding.address, attribute))
            .and_then(|value| redactor.clean(&value));
    }
    let frameworks = options.frameworks.iter();
    let frameworks = frameworks.map(|framework| framework.judge(policies, &findings));
    Report {
        subject: String::new(),
        policies: policies.all().to_vec(),
        frameworks: frameworks.collect(),
        locked: None,
        resources: view.len(),
        findings,
        errors,
        coverage,
        waivers,
        on_unknown: options.on_unknown,
    }
}

fn redacted(error: PolicyError, redactor: &Redactor) -> PolicyError {
    let reason = redactor
        .clean(&error.reason)
        .unwrap_or_else(|| "evaluation failed (the reason would repeat a sensitive value)".into());
    PolicyError { reason, ..error }
}

struct Found {
    findings: Vec<Finding>,
    resources: usize,
}

/// The resources that policies judge, by type.
type ByKind<'v> = BTreeMap<&'v str, Vec<(&'v Arc<str>, &'v Judged)>>;

fn by_kind(view: &View) -> ByKind<'_> {
    let mut all = ByKind::new();
    for (address, judged) in &view.judged {
        let of_kind = all.entry(&judged.kind).or_default();
        of_kind.push((address, judged));
    }
    all
}

/// The findings of one policy: a verdict for every resource of its types, and for no other.
fn judge(
    policy: &Arc<Policy>,
    mut opinions: Opinions,
    (by_kind, blind): (&ByKind<'_>, Option<&String>),
    redactor: &Redactor,
    options: &Options,
) -> Found {
    let (mut findings, mut resources) = (Vec::new(), 0);
    let kinds = policy.metadata.custom.resources.types();
    for (address, judged) in kinds.filter_map(|kind| by_kind.get(kind)).flatten() {
        resources += 1;
        let left_open = policy.left_open(&judged.kind, &judged.open);
        let (verdict, said) = verdict(&mut opinions, address, left_open);
        let (verdict, said) = match blind {
            Some(kind) if verdict == Verdict::Fail => (Verdict::Unknown, not_read(kind)),
            _ => (verdict, said),
        };
        let verdict = weighed(policy, verdict, options);
        for opinion in said {
            let message = message(policy, verdict, opinion.message, redactor);
            findings.push(Finding {
                policy: Arc::clone(policy),
                address: Arc::clone(address),
                kind: Arc::clone(&judged.kind),
                verdict,
                message,
                attribute: opinion
                    .attribute
                    .and_then(|attribute| redactor.clean(&attribute)),
                waiver: None,
                value: None,
                location: None,
            });
        }
    }
    Found {
        findings,
        resources,
    }
}

/// What is missing may only not have been read.
fn not_read(kind: &str) -> BTreeSet<Opinion> {
    BTreeSet::from([Opinion {
        message: Some(format!("`{kind}` is not read, so that this cannot be told")),
        attribute: None,
    }])
}

/// An offence milder than what was asked for is a warning.
fn weighed(policy: &Policy, verdict: Verdict, options: &Options) -> Verdict {
    match verdict {
        Verdict::Fail if policy.metadata.custom.severity < options.threshold.of(policy) => {
            Verdict::Warn
        }
        other => other,
    }
}

/// The verdict of a policy of another tool.
fn foreign(
    policy: &Arc<Policy>,
    judgement: Judgement,
    redactor: &Redactor,
    options: &Options,
) -> Finding {
    let verdict = weighed(policy, judgement.verdict, options);
    let attribute = judgement.attribute;
    Finding {
        message: message(policy, verdict, judgement.message, redactor),
        policy: Arc::clone(policy),
        address: judgement.address,
        kind: judgement.kind,
        verdict,
        attribute: attribute.and_then(|attribute| redactor.clean(&attribute)),
        waiver: None,
        value: None,
        location: None,
    }
}

/// What is said decides, worst first; what nobody speaks of passes unless an attribute is open.
fn verdict(
    opinions: &mut Opinions,
    address: &str,
    left_open: Option<&Arc<str>>,
) -> (Verdict, BTreeSet<Opinion>) {
    let take = |from: &mut BTreeMap<Arc<str>, BTreeSet<Opinion>>| from.remove(address);
    let one = |message: Option<String>| {
        BTreeSet::from([Opinion {
            message,
            attribute: None,
        }])
    };
    if let Some(said) = take(&mut opinions.fail) {
        (Verdict::Fail, said)
    } else if take(&mut opinions.pass).is_some() {
        (Verdict::Pass, one(None))
    } else if let Some(said) = take(&mut opinions.unknown) {
        (Verdict::Unknown, said)
    } else if let Some(attribute) = left_open {
        let message = format!("`{attribute}` is known only after apply");
        (Verdict::Unknown, one(Some(message)))
    } else {
        (Verdict::Pass, one(None))
    }
}

fn message(
    policy: &Policy,
    verdict: Verdict,
    said: Option<String>,
    redactor: &Redactor,
) -> Arc<str> {
    let title = &policy.metadata.title;
    match (verdict, said) {
        (Verdict::Pass, _) | (_, None) => Arc::from(title.as_str()),
        (_, Some(said)) => match redactor.clean(&said) {
            Some(said) => Arc::from(said),
            None => Arc::from(format!(
                "{title} (the detail would repeat a sensitive value)"
            )),
        },
    }
}

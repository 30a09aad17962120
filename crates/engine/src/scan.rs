//! Judging what is live, or a stored revision, by policies.

use driftlock_core::{
    BaselineName, Digest, Event, EventKind, Revision, Scan, ScanFinding, ScanFramework, ScanOf,
    Snapshot, Unreadable, digest,
};
use driftlock_policy::{ControlStatus, Finding, FrameworkResult, Loaded, Report, Verdict};

use crate::detect::Survey;
use crate::require::report;
use crate::state::addressed_as;
use crate::{Engine, EngineError, Ledger, Progress};

/// The most offences, and the most unreadable resources, that an event lists.
const MOST: usize = 300;

/// What came of a scan.
#[derive(Debug)]
pub struct Scanned {
    /// The revision that was judged, or whose scope was read.
    pub revision: Revision,
    /// What the policies said, in short.
    pub scan: Scan,
    /// What the policies said.
    pub report: Report,
    /// What in scope could not be read, and so not be judged.
    pub unreadable: Vec<Unreadable>,
    /// Types in scope that the program which captured the revision could not read yet, sorted: they
    /// were not looked at.
    pub not_held: Vec<&'static str>,
    /// The event that keeps it, where it was to be kept, or why it could not be.
    pub kept: Result<Option<Event>, EngineError>,
}

/// Whether the result of a scan is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// As an event in the history of the baseline.
    InHistory,
    /// Nowhere: it is looked at, and forgotten.
    Nowhere,
}

/// What is to be judged.
struct Subject {
    of: ScanOf,
    revision: Revision,
    snapshot: Snapshot,
    unreadable: Vec<Unreadable>,
    not_held: Vec<&'static str>,
}

impl Ledger {
    /// Judges the snapshot of a revision, the approved one where no number is given. The waivers of
    /// the store count beside those in `by`.
    ///
    /// # Errors
    /// There is no such revision, or it cannot be read from the store.
    pub async fn scan(
        &self,
        name: &BaselineName,
        revision: Option<u64>,
        by: Loaded,
        keep: Keep,
    ) -> Result<Scanned, EngineError> {
        let revision = self.revision(name, revision).await?;
        let snapshot = self.snapshot(&revision).await?;
        let subject = Subject {
            of: ScanOf::Revision,
            revision,
            snapshot,
            unreadable: Vec::new(),
            not_held: Vec::new(),
        };
        self.judge(subject, by, keep).await
    }

    async fn judge(
        &self,
        mut subject: Subject,
        mut by: Loaded,
        keep: Keep,
    ) -> Result<Scanned, EngineError> {
        by.options.waivers.extend(self.exceptions().await?);
        let digest = match subject.of {
            ScanOf::Revision => subject.revision.digest.clone(),
            ScanOf::Live => digest(&subject.snapshot)?,
        };
        let resources = std::mem::take(&mut subject.snapshot.resources);
        let judging = move || (report(&resources, &by.policies, &by.options), by);
        let judged = tokio::task::spawn_blocking(judging).await;
        let (mut report, by) = judged.map_err(|error| EngineError::Policies {
            reasons: vec![format!("the judgement ended early: {error}")],
        })?;
        report.subject = subject.revision.baseline.to_string();
        let scan = in_short(&subject, digest, &report, &by);
        let Subject {
            revision,
            unreadable,
            not_held,
            ..
        } = subject;
        let kept = match keep {
            Keep::Nowhere => Ok(None),
            Keep::InHistory => {
                let scan = Box::new(scan.clone());
                let what = EventKind::Scanned { scan };
                self.record(&revision.baseline, what).await.map(Some)
            }
        };
        Ok(Scanned {
            kept,
            revision,
            scan,
            report,
            unreadable,
            not_held,
        })
    }
}

impl Engine {
    /// Judges what is live in the scope of a baseline. What drifted is judged as it is; the drift
    /// itself is not. The waivers of the store count beside those in `by`.
    ///
    /// # Errors
    /// The baseline does not exist, belongs to another account, or cannot be read from the store.
    /// What cannot be read from the cloud is part of the result.
    pub async fn scan(
        &self,
        name: &BaselineName,
        by: Loaded,
        keep: Keep,
        progress: Progress<'_>,
    ) -> Result<Scanned, EngineError> {
        let Survey {
            revision,
            approved,
            observed,
            not_held,
        } = self.survey(name, progress).await?;
        let mut resources = observed.resources;
        for resource in &mut resources {
            addressed_as(resource, &approved);
        }
        let mut unreadable = observed.unreadable;
        unreadable.sort();
        let subject = Subject {
            of: ScanOf::Live,
            revision,
            snapshot: Snapshot::new(resources),
            unreadable,
            not_held,
        };
        self.ledger.judge(subject, by, keep).await
    }
}

fn in_short(subject: &Subject, digest: Digest, report: &Report, by: &Loaded) -> Scan {
    let summary = report.summary();
    let failing = || {
        let all = report.findings.iter();
        all.filter(|finding| finding.verdict == Verdict::Fail)
    };
    let unreadable = &subject.unreadable;
    Scan {
        of: subject.of,
        revision: subject.revision.revision,
        digest,
        resources: summary.resources,
        policies: by.policies.all().len(),
        min_severity: by.options.threshold.builtin.word().to_owned(),
        fail: summary.fail,
        warn: summary.warn,
        unknown: summary.unknown,
        waived: summary.waived,
        pass: summary.pass,
        frameworks: report.frameworks.iter().map(framework).collect(),
        findings: failing().take(MOST).map(finding).collect(),
        findings_left_out: failing().count().saturating_sub(MOST),
        not_evaluated: report.errors.iter().map(ToString::to_string).collect(),
        unreadable: unreadable.iter().take(MOST).cloned().collect(),
        unreadable_left_out: unreadable.len().saturating_sub(MOST),
    }
}

pub(crate) fn framework(result: &FrameworkResult) -> ScanFramework {
    let controls = result.controls.iter();
    let failed = controls.filter(|control| control.status == ControlStatus::Fail);
    ScanFramework {
        framework: result.framework.clone(),
        fail: result.count(ControlStatus::Fail),
        warn: result.count(ControlStatus::Warn),
        unknown: result.count(ControlStatus::Unknown),
        pass: result.count(ControlStatus::Pass),
        nothing_to_judge: result.count(ControlStatus::NothingToJudge),
        not_covered: result.count(ControlStatus::NotCovered),
        failed: failed.map(|control| control.control.clone()).collect(),
    }
}

fn finding(found: &Finding) -> ScanFinding {
    ScanFinding {
        policy: found.policy.id.clone(),
        resource: found.address.to_string(),
        severity: found.severity().word().to_owned(),
    }
}

//! Restoring one resource, safely.

use std::time::Duration;

use driftlock_core::{
    Attributes, Call, CallResult, Change, EventKind, Ignores, Key, Outcome, Remediation,
    ResourceDrift, Unrestorable,
};
use ulid::Ulid;

use crate::lease::Work;
use crate::{Cloud, Engine, EngineError, ReadError, Step};

/// Waits between looks at what was restored: AWS may answer with the past for a while.
const WAITS: [Duration; 5] = [
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// How the restore of one resource ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreOutcome {
    /// Read back and as approved.
    Restored,
    /// A dry run: these calls would be made.
    Planned,
    /// It changed between detection and restore, and was left alone; the next run looks again.
    Superseded,
    /// The run was stopped before it.
    Skipped,
    /// A call failed, no call can bring it back, or it is not as approved afterwards.
    Failed,
}

/// The restore of one resource.
#[derive(Clone, Debug)]
pub struct Restore {
    /// Id of the remediation in the history, once begun.
    pub id: Option<String>,
    /// The resource and its drift.
    pub drift: ResourceDrift,
    /// The calls, planned or made.
    pub calls: Vec<Call>,
    /// What came of each call made.
    pub results: Vec<CallResult>,
    /// Changes that no call can undo.
    pub unrestorable: Vec<Unrestorable>,
    /// How it ended.
    pub outcome: RestoreOutcome,
    /// What went wrong, in words.
    pub error: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// Whether the cloud asked to slow down.
    pub throttled: bool,
}

impl Restore {
    pub(crate) fn of(drift: &ResourceDrift, outcome: RestoreOutcome) -> Self {
        Self {
            id: None,
            drift: drift.clone(),
            calls: Vec::new(),
            results: Vec::new(),
            unrestorable: Vec::new(),
            outcome,
            error: None,
            help: None,
            throttled: false,
        }
    }

    pub(crate) fn skipped(drift: &ResourceDrift, why: &str) -> Self {
        Self {
            error: Some(why.to_owned()),
            ..Self::of(drift, RestoreOutcome::Skipped)
        }
    }

    pub(crate) fn failed(drift: &ResourceDrift, error: ReadError) -> Self {
        Self {
            throttled: error.throttled,
            error: Some(error.cause),
            help: Some(error.help),
            ..Self::of(drift, RestoreOutcome::Failed)
        }
    }
}

/// Where a restore is to lead.
#[derive(Clone, Copy)]
pub(crate) struct Aim<'a> {
    /// The revision in force.
    pub(crate) revision: u64,
    /// The resource and what is to be undone.
    pub(crate) drift: &'a ResourceDrift,
    /// What it must still be for the restore to begin; none for what does not exist.
    pub(crate) expected: Option<&'a Attributes>,
    /// What it is to be; none for what is not to exist.
    pub(crate) target: Option<&'a Attributes>,
    /// What of it may change freely, before, meanwhile and after.
    pub(crate) ignores: &'a Ignores,
    /// Id of the remediation that is rolled back.
    pub(crate) rolls_back: Option<&'a str>,
    /// Id of the proposal that was approved for it.
    pub(crate) proposal: Option<&'a str>,
}

impl<'a> Aim<'a> {
    /// To nothing, from nothing; the caller says from what and to what.
    pub(crate) fn of(drift: &'a ResourceDrift, revision: u64, ignores: &'a Ignores) -> Self {
        Self {
            revision,
            drift,
            ignores,
            expected: None,
            target: None,
            rolls_back: None,
            proposal: None,
        }
    }
}

/// The calls that were made, and the error that ended them early.
struct Made {
    results: Vec<CallResult>,
    error: Option<ReadError>,
}

impl Engine {
    /// What a restore would call, by what was observed.
    pub(crate) fn rehearse(&self, aim: Aim<'_>) -> Restore {
        let key = &aim.drift.key;
        let plan = self.cloud.plan_restore(key, aim.target, aim.expected);
        Restore {
            calls: plan.calls,
            unrestorable: plan.unrestorable,
            ..Restore::of(aim.drift, RestoreOutcome::Planned)
        }
    }

    /// Re-reads, records the intent, calls, reads back, records the outcome.
    pub(crate) async fn restore(
        &self,
        work: &Work<'_>,
        aim: Aim<'_>,
    ) -> Result<Restore, EngineError> {
        let drift = aim.drift;
        let before = match self.cloud.read(&drift.key).await {
            Ok(before) => before,
            Err(error) => return Ok(Restore::failed(drift, error)),
        };
        if before.is_some() != aim.expected.is_some()
            || !self.left(&aim, aim.expected, before.as_ref()).is_empty()
        {
            return Ok(Restore {
                error: Some("it changed again since it was looked at".to_owned()),
                ..Restore::of(drift, RestoreOutcome::Superseded)
            });
        }
        // What may change freely may have done so since.
        let shape = self.cloud.shape(&drift.key.kind);
        let target = aim
            .ignores
            .spare(drift, aim.target, before.as_ref(), &shape);
        let target = target.as_ref();
        let aim = Aim { target, ..aim };
        let plan = self.cloud.plan_restore(&drift.key, target, before.as_ref());
        if plan.calls.is_empty() {
            return Ok(Restore {
                error: Some("no call can bring it back".to_owned()),
                unrestorable: plan.unrestorable,
                ..Restore::of(drift, RestoreOutcome::Failed)
            });
        }
        let writer = match self.writer(&drift.key, &plan.calls).await {
            Ok(writer) => writer,
            Err(error) => return Ok(Restore::failed(drift, error)),
        };
        let writer: &dyn Cloud = writer.as_deref().unwrap_or(&*self.cloud);
        let id = self.intend(work, &aim, before, plan.calls.clone()).await?;
        let made = make(writer, &drift.key, &plan.calls, work).await;
        (work.progress)(Step::ReadingBack);
        let after = self.read_back(&aim, made.error.is_some()).await;
        let restore = Restore {
            id: Some(id),
            calls: plan.calls,
            unrestorable: plan.unrestorable,
            ..self.judge(&aim, made, &after)
        };
        self.record_outcome(work, &restore, after.ok().flatten())
            .await?;
        Ok(restore)
    }

    /// Credentials that may make these calls and nothing else, where a restore role is set.
    async fn writer(&self, key: &Key, calls: &[Call]) -> Result<Option<Box<dyn Cloud>>, ReadError> {
        let planned: Vec<(Key, Call)> = calls
            .iter()
            .map(|call| (key.clone(), call.clone()))
            .collect();
        self.cloud.narrowed(&planned).await
    }

    /// Records what is about to be called, and answers the remediation's id.
    async fn intend(
        &self,
        work: &Work<'_>,
        aim: &Aim<'_>,
        before: Option<Attributes>,
        calls: Vec<Call>,
    ) -> Result<String, EngineError> {
        let id = Ulid::generate().to_string();
        let remediation = Remediation {
            id: id.clone(),
            revision: aim.revision,
            key: aim.drift.key.clone(),
            address: aim.drift.address.clone(),
            changes: aim.drift.changes.clone(),
            before,
            approved: aim.target.cloned(),
            calls,
            rolls_back: aim.rolls_back.map(str::to_owned),
            proposal: aim.proposal.map(str::to_owned),
        };
        let remediation = Box::new(remediation);
        self.record(work, EventKind::RestoreStarted { remediation })
            .await?;
        Ok(id)
    }

    /// Looks until the resource is as approved, or the looks are used up. After a failed call one
    /// look is enough.
    async fn read_back(
        &self,
        aim: &Aim<'_>,
        failed: bool,
    ) -> Result<Option<Attributes>, ReadError> {
        let key = &aim.drift.key;
        let mut last = self.cloud.read(key).await;
        for wait in WAITS {
            let settled = last
                .as_ref()
                .is_ok_and(|after| self.left(aim, aim.target, after.as_ref()).is_empty());
            if settled || failed {
                break;
            }
            tokio::time::sleep(wait).await;
            last = self.cloud.read(key).await;
        }
        last
    }

    fn judge(
        &self,
        aim: &Aim<'_>,
        made: Made,
        after: &Result<Option<Attributes>, ReadError>,
    ) -> Restore {
        let left = after
            .as_ref()
            .map(|after| self.left(aim, aim.target, after.as_ref()));
        let (outcome, error) = match (made.error, left) {
            (_, Ok(left)) if left.is_empty() => (RestoreOutcome::Restored, None),
            (Some(error), _) => (RestoreOutcome::Failed, Some(error)),
            (None, Err(error)) => (RestoreOutcome::Failed, Some(error.clone())),
            (None, Ok(left)) => (RestoreOutcome::Failed, Some(still_different(&left))),
        };
        let throttled = error.as_ref().is_some_and(|error| error.throttled);
        let (error, help) = error.map(|e| (e.cause, e.help)).unzip();
        Restore {
            throttled,
            results: made.results,
            error,
            help,
            ..Restore::of(aim.drift, outcome)
        }
    }

    async fn record_outcome(
        &self,
        work: &Work<'_>,
        restore: &Restore,
        after: Option<Attributes>,
    ) -> Result<(), EngineError> {
        let what = EventKind::RestoreFinished {
            remediation: restore.id.clone().unwrap_or_default(),
            outcome: match restore.outcome {
                RestoreOutcome::Restored => Outcome::Restored,
                RestoreOutcome::Superseded => Outcome::Superseded,
                RestoreOutcome::Planned | RestoreOutcome::Skipped | RestoreOutcome::Failed => {
                    Outcome::Failed
                }
            },
            results: restore.results.clone(),
            after,
            error: restore.error.clone(),
        };
        self.record(work, what).await?;
        Ok(())
    }

    /// What differs and may not.
    fn left(&self, aim: &Aim<'_>, a: Option<&Attributes>, b: Option<&Attributes>) -> Vec<Change> {
        let shape = self.cloud.shape(&aim.drift.key.kind);
        aim.ignores.left(aim.drift, a, b, &shape)
    }
}

async fn make(cloud: &dyn Cloud, key: &Key, calls: &[Call], work: &Work<'_>) -> Made {
    let mut results = Vec::new();
    for call in calls {
        if work.cancel.is_cancelled() {
            let error = Some(ReadError {
                cause: "the run was stopped between two calls".to_owned(),
                help: "enforce again to finish it".to_owned(),
                throttled: false,
                request_id: None,
            });
            return Made { results, error };
        }
        let answer = cloud.execute(key, call).await;
        (work.progress)(Step::Called(call.summary.clone()));
        let (request_id, error) = match answer {
            Ok(sent) => (sent.request_id, None),
            Err(error) => (error.request_id.clone(), Some(error)),
        };
        results.push(CallResult {
            action: call.action.clone(),
            summary: call.summary.clone(),
            request_id,
            error: error.as_ref().map(ToString::to_string),
        });
        if error.is_some() {
            return Made { results, error };
        }
    }
    Made {
        results,
        error: None,
    }
}

fn still_different(left: &[Change]) -> ReadError {
    let paths: Vec<&str> = left.iter().map(|change| change.path.as_str()).collect();
    ReadError {
        cause: format!(
            "all calls were accepted, yet {} is still not as approved",
            paths.join(", ")
        ),
        help: "another actor may be changing it at the same time; see `driftlock history`"
            .to_owned(),
        throttled: false,
        request_id: None,
    }
}

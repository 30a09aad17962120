//! Enforcing a baseline, once.

use driftlock_core::{
    BaselineName, Drift, Enforcement, EventKind, Ignores, Mode, Outcome, Plan, PlannedResource,
    Proposal, Refusal, ResourceDrift, Situation, decide,
};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use crate::lease::Work;
use crate::restore::{Aim, Restore, RestoreOutcome};
use crate::{Detection, Engine, EngineError, Progress, Step};

/// How to run.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Take this mode for everything, instead of the settings' mode and rules.
    pub mode: Option<Mode>,
    /// Plan, and change nothing: neither in the cloud nor in the store.
    pub dry_run: bool,
    /// How long to wait for another run on the baseline.
    pub wait: SignedDuration,
    /// Cancelled to stop between two calls.
    pub cancel: CancellationToken,
}

/// What a run did.
#[derive(Clone, Debug)]
pub struct Enforced {
    /// The drift that was found.
    pub drift: Drift,
    /// What was decided about it.
    pub plan: Plan,
    /// One entry for each resource that was to be restored, in the order of restoring.
    pub restores: Vec<Restore>,
    /// What was put before a person by this run, or would be by a dry one.
    pub proposed: Vec<Proposal>,
}

impl Enforced {
    /// Whether everything in scope is as approved when the run ends.
    #[must_use]
    pub fn in_sync(&self) -> bool {
        let withheld = |planned: &PlannedResource| !planned.withheld.is_empty();
        self.drift.resources.len() == self.restored() && !self.plan.resources.iter().any(withheld)
    }

    /// How many resources are back as approved.
    #[must_use]
    pub fn restored(&self) -> usize {
        self.restores
            .iter()
            .filter(|restore| restore.outcome == RestoreOutcome::Restored)
            .count()
    }

    /// Whether something went wrong: a resource unreadable, or a restore that failed.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.drift.has_unreadable()
            || self
                .restores
                .iter()
                .any(|restore| restore.outcome == RestoreOutcome::Failed)
    }
}

impl Engine {
    /// Detects drift and does what the settings say: reports it, proposes its reversal, or reverts
    /// it. One run at a time works on a baseline, in whatever process; a dry run does not count.
    ///
    /// # Errors
    /// As for [`Engine::detect`]; another run is under way; an intent could not be recorded, so that
    /// nothing was called. A restore that fails is part of the answer and hides no other.
    pub async fn enforce(
        &self,
        name: &BaselineName,
        run: &Run,
        progress: Progress<'_>,
    ) -> Result<Enforced, EngineError> {
        self.ledger.head(name).await?;
        if run.dry_run {
            return self.rehearse_all(name, run, progress).await;
        }
        let cancel = run.cancel.child_token();
        let lease = self.take_lease(name, run.wait, &cancel, progress).await?;
        let work = Work {
            name,
            lease: &lease,
            cancel: &cancel,
            progress,
        };
        self.under(&lease, &cancel, self.enforce_under(&work, run))
            .await
    }

    async fn rehearse_all(
        &self,
        name: &BaselineName,
        run: &Run,
        progress: Progress<'_>,
    ) -> Result<Enforced, EngineError> {
        let found = self.look(name, progress).await?;
        let settings = self.settings(name, run).await?;
        let mut plan = self.plan(name, &found, &settings).await?;
        let rehearse = |(planned, drift): (&PlannedResource, &ResourceDrift)| {
            let target = found.target(planned, drift, self);
            self.rehearse(Aim {
                expected: found.attributes(&drift.key),
                target: target.as_ref(),
                ..Aim::of(drift, found.revision.revision, &found.ignores)
            })
        };
        let restores = self.in_order(&found.drift, plan.to_restore());
        let restores = restores.into_iter().map(rehearse).collect();
        let proposed = self.in_order(&found.drift, plan.to_propose());
        let proposed: Vec<Proposal> = proposed
            .into_iter()
            .filter_map(|(planned, drift)| self.proposal(&found, planned, drift))
            .collect();
        plan.hold_unrestorable(&proposed);
        Ok(Enforced {
            drift: found.drift,
            plan,
            restores,
            proposed,
        })
    }

    async fn enforce_under(&self, work: &Work<'_>, run: &Run) -> Result<Enforced, EngineError> {
        self.settle_interrupted(work).await?;
        let found = self.detect(work.name, work.progress).await?;
        let settings = self.settings(work.name, run).await?;
        let mut plan = self.plan(work.name, &found, &settings).await?;
        self.void_stale_proposals(work, &found.drift, &plan.resources)
            .await?;
        if self
            .quarantine_flapping(work, &found.drift, &plan, &settings)
            .await?
        {
            plan = self.plan(work.name, &found, &settings).await?;
        }
        if let Some(refusal) = &plan.refusal {
            self.record_refusal(work, refusal).await?;
        }
        let mut proposed = Vec::new();
        for (planned, drift) in self.in_order(&found.drift, plan.to_propose()) {
            proposed.extend(self.propose(work, &found, planned, drift).await?);
        }
        let restores = self.restore_all(work, &found, &plan).await?;
        plan.hold_unrestorable(&proposed);
        let enforced = Enforced {
            drift: found.drift,
            plan,
            restores,
            proposed,
        };
        if enforced.in_sync() && enforced.restored() > 0 {
            self.record_in_sync(work, enforced.drift.revision).await?;
        }
        Ok(enforced)
    }

    /// What is to be done about what was found.
    async fn plan(
        &self,
        name: &BaselineName,
        found: &Detection,
        settings: &Enforcement,
    ) -> Result<Plan, EngineError> {
        let store = &self.ledger.store;
        let (pauses, proposals) = (store.pauses(name).await?.open, store.proposals(name).await?);
        let quarantine = store.quarantine(name).await?;
        let situation = Situation {
            total: found.approved.present(),
            settings,
            pauses: &pauses,
            proposals: &proposals,
            quarantine: &quarantine,
            now: self.ledger.now(),
        };
        Ok(decide(&found.drift, &situation))
    }

    /// Restores one resource after the other, until the run is stopped or the cloud asks to slow
    /// down: then all that is left waits for the next run.
    async fn restore_all(
        &self,
        work: &Work<'_>,
        found: &Detection,
        plan: &Plan,
    ) -> Result<Vec<Restore>, EngineError> {
        let mut restores: Vec<Restore> = Vec::new();
        for (planned, drift) in self.in_order(&found.drift, plan.to_restore()) {
            if restores.iter().any(|restore| restore.throttled) {
                restores.push(Restore::skipped(drift, "the cloud asks to slow down"));
                continue;
            }
            if !self.may_go_on(work).await? {
                restores.push(Restore::skipped(drift, "the run was stopped"));
                continue;
            }
            restores.push(self.restore_one(work, found, planned, drift).await?);
        }
        Ok(restores)
    }

    async fn restore_one(
        &self,
        work: &Work<'_>,
        found: &Detection,
        planned: &PlannedResource,
        drift: &ResourceDrift,
    ) -> Result<Restore, EngineError> {
        if let Some(id) = &planned.proposal {
            let proposals = self.ledger.store.proposals(work.name).await?;
            if let Some(approved) = proposals.iter().find(|one| one.id == *id) {
                return self.carry_out(work, approved, drift, &found.ignores).await;
            }
        }
        (work.progress)(Step::Restoring(drift.label()));
        let target = found.target(planned, drift, self);
        let mut wanted = drift.clone();
        wanted
            .changes
            .retain(|change| !planned.withheld.contains(&change.path));
        let aim = Aim {
            expected: found.attributes(&drift.key),
            target: target.as_ref(),
            ..Aim::of(&wanted, found.revision.revision, &found.ignores)
        };
        self.restore(work, aim).await
    }

    async fn record_in_sync(&self, work: &Work<'_>, revision: u64) -> Result<(), EngineError> {
        let (at, actor) = (self.ledger.now(), &self.ledger.actor);
        let what = EventKind::BackInSync { revision };
        let store = &self.ledger.store;
        store
            .append_with_drift_under(work.lease, at, actor, what, None)
            .await?;
        Ok(())
    }

    async fn settings(&self, name: &BaselineName, run: &Run) -> Result<Enforcement, EngineError> {
        let settings = self.ledger.store.enforcement(name).await?;
        Ok(match run.mode {
            Some(mode) => Enforcement {
                mode,
                rules: Vec::new(),
                ..settings
            },
            None => settings,
        })
    }

    /// The drift of these, lowest rank first; within one rank by key.
    fn in_order<'a>(
        &self,
        drift: &'a Drift,
        planned: impl Iterator<Item = &'a PlannedResource>,
    ) -> Vec<(&'a PlannedResource, &'a ResourceDrift)> {
        let with_drift = |planned: &'a PlannedResource| {
            let found = drift.resources.iter().find(|one| one.key == planned.key);
            found.map(|found| (planned, found))
        };
        let mut all: Vec<_> = planned.filter_map(with_drift).collect();
        all.sort_by_key(|(_, one)| (self.cloud.restore_rank(&one.key.kind), &one.key));
        all
    }

    async fn record_refusal(&self, work: &Work<'_>, refusal: &Refusal) -> Result<(), EngineError> {
        let tip = self.ledger.store.tip(work.name).await?;
        let what = EventKind::RestoreRefused {
            refusal: refusal.clone(),
        };
        // An agent that is refused each minute for the same reason says so once.
        if tip.is_none_or(|tip| tip.event.body.what != what) {
            self.record(work, what).await?;
        }
        Ok(())
    }

    /// A restore that was begun and never finished belongs to a run that died: this run holds the
    /// lease. What came of it is judged by what is there now; nothing is called again blindly.
    pub(crate) async fn settle_interrupted(&self, work: &Work<'_>) -> Result<(), EngineError> {
        let unfinished = self.ledger.store.unfinished(work.name).await?;
        if unfinished.is_empty() {
            return Ok(());
        }
        let revision = self.ledger.revision(work.name, None).await?;
        let ignores = Ignores::holding(&revision.ignore, self.ledger.now());
        for event in unfinished {
            let EventKind::RestoreStarted { remediation } = event.body.what else {
                continue;
            };
            let key = &remediation.key;
            let Ok(after) = self.cloud.read(key).await else {
                // Not to be told now; the next run asks again.
                continue;
            };
            let approved = remediation.approved.as_ref();
            let shape = self.cloud.shape(&key.kind);
            let left = ignores.left(&remediation.drift(), approved, after.as_ref(), &shape);
            let outcome = if left.is_empty() {
                Outcome::Restored
            } else {
                Outcome::Superseded
            };
            let error = "the run that began it was interrupted; judged by what is there now";
            let what = EventKind::RestoreFinished {
                remediation: remediation.id.clone(),
                outcome,
                results: Vec::new(),
                after,
                error: Some(error.to_owned()),
            };
            self.record(work, what).await?;
        }
        Ok(())
    }
}

//! Enforcing a baseline, once.

use driftlock_core::{
    BaselineName, Drift, Enforcement, EventKind, Key, Mode, Outcome, Plan, Refusal, ResourceDrift,
    decide,
};
use driftlock_store::{Lease, StoreError};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use crate::restore::{Aim, Restore, RestoreOutcome};
use crate::{Detection, Engine, EngineError, Progress, Step};

/// How long a lease lasts without being renewed; it is renewed before each resource.
const LEASE: SignedDuration = SignedDuration::from_secs(120);

/// How to run.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Take this mode for everything, instead of the settings' mode and rules.
    pub mode: Option<Mode>,
    /// Plan, and change nothing: neither in the cloud nor in the store.
    pub dry_run: bool,
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
}

impl Enforced {
    /// Whether everything in scope is as approved when the run ends.
    #[must_use]
    pub fn in_sync(&self) -> bool {
        self.drift.resources.len() == self.restored()
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
    /// Detects drift and, where the settings say so, reverts it. One run at a time works on a
    /// baseline, in whatever process; a dry run does not count.
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
            return self.enforce_with(name, run, None, progress).await;
        }
        let lease = self.take_lease(name).await?;
        let result = self.enforce_with(name, run, Some(&lease), progress).await;
        self.ledger.store.release_lease(&lease).await?;
        result
    }

    /// The right to change what a baseline holds, for one run at a time.
    pub(crate) async fn take_lease(&self, name: &BaselineName) -> Result<Lease, EngineError> {
        let (holder, now) = (self.ledger.actor.to_string(), self.ledger.now());
        let taken = self
            .ledger
            .store
            .acquire_lease(name, &holder, LEASE, now)
            .await;
        taken.map_err(|error| match error {
            StoreError::Held {
                baseline: name,
                by,
                until,
            } => EngineError::Busy { name, by, until },
            error => error.into(),
        })
    }

    async fn enforce_with(
        &self,
        name: &BaselineName,
        run: &Run,
        lease: Option<&Lease>,
        progress: Progress<'_>,
    ) -> Result<Enforced, EngineError> {
        let found = self.detect(name, progress).await?;
        if lease.is_some() {
            self.settle_interrupted(name, &found).await?;
        }
        let settings = self.settings(name, run).await?;
        let pauses = self.ledger.store.pauses(name).await?;
        let total = found.approved.present();
        let plan = decide(&found.drift, total, &settings, &pauses, self.ledger.now());
        if let (Some(refusal), Some(_)) = (&plan.refusal, lease) {
            self.record_refusal(name, refusal).await?;
        }
        let mut restores = Vec::new();
        for drift in self.in_order(&found.drift, &plan) {
            let Some(lease) = lease else {
                restores.push(self.rehearse(&found, drift));
                continue;
            };
            if run.cancel.is_cancelled() || !self.may_go_on(name, lease).await? {
                restores.push(Restore::skipped(drift, "the run was stopped"));
                continue;
            }
            progress(Step::Restoring(drift.label()));
            restores.push(
                self.restore(name, Aim::approved(&found, drift), &run.cancel, progress)
                    .await?,
            );
        }
        let enforced = Enforced {
            drift: found.drift,
            plan,
            restores,
        };
        if enforced.in_sync() && enforced.restored() > 0 {
            let revision = enforced.drift.revision;
            let (store, at) = (&self.ledger.store, self.ledger.now());
            let what = EventKind::BackInSync { revision };
            store
                .append_with_drift(name, at, &self.ledger.actor, what, None)
                .await?;
        }
        Ok(enforced)
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

    /// Between two resources: the lease is kept alive, and a pause taken meanwhile is honoured.
    async fn may_go_on(&self, name: &BaselineName, lease: &Lease) -> Result<bool, EngineError> {
        let now = self.ledger.now();
        self.ledger.store.renew_lease(lease, LEASE, now).await?;
        Ok(!self.ledger.is_paused(name).await?)
    }

    /// The drift to restore, lowest rank first; within one rank by key.
    fn in_order<'a>(&self, drift: &'a Drift, plan: &Plan) -> Vec<&'a ResourceDrift> {
        let wanted: Vec<&Key> = plan.to_restore().collect();
        let mut all: Vec<&ResourceDrift> = drift
            .resources
            .iter()
            .filter(|r| wanted.contains(&&r.key))
            .collect();
        all.sort_by_key(|r| (self.cloud.restore_rank(&r.key.kind), &r.key));
        all
    }

    async fn record_refusal(
        &self,
        name: &BaselineName,
        refusal: &Refusal,
    ) -> Result<(), EngineError> {
        let tip = self.ledger.store.tip(name).await?;
        let what = EventKind::RestoreRefused {
            refusal: refusal.clone(),
        };
        // An agent that is refused each minute for the same reason says so once.
        if tip.is_none_or(|tip| tip.event.body.what != what) {
            self.ledger.record(name, what).await?;
        }
        Ok(())
    }

    /// A restore that was begun and never finished belongs to a run that died: this run holds the
    /// lease. What came of it is judged by what is there now; nothing is called again blindly.
    async fn settle_interrupted(
        &self,
        name: &BaselineName,
        found: &Detection,
    ) -> Result<(), EngineError> {
        let events = self.ledger.store.events(name).await?;
        let last = events
            .iter()
            .rev()
            .find_map(|event| match &event.body.what {
                EventKind::RestoreStarted { remediation } => Some(Some(remediation)),
                EventKind::RestoreFinished { .. } => Some(None),
                _ => None,
            });
        let Some(Some(remediation)) = last else {
            return Ok(());
        };
        let after = found
            .observed(&remediation.key)
            .and_then(|r| r.attributes.clone());
        let left = self.differs(
            &remediation.key,
            remediation.approved.as_ref(),
            after.as_ref(),
        );
        let outcome = if left.is_empty() {
            Outcome::Restored
        } else {
            Outcome::Superseded
        };
        let what = EventKind::RestoreFinished {
            remediation: remediation.id.clone(),
            outcome,
            results: Vec::new(),
            after,
            error: Some(
                "the run that began it was interrupted; judged by what is there now".into(),
            ),
        };
        self.ledger.record(name, what).await?;
        Ok(())
    }
}

//! Rolling a remediation back.

use driftlock_core::{
    Attributes, BaselineName, EventKind, Ignores, Pause, Remediation, ResourceDrift, Revision,
};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use crate::lease::Work;
use crate::restore::{Aim, Restore, RestoreOutcome};
use crate::{Engine, EngineError, Progress, ReadError, Step};

/// How to roll back.
#[derive(Clone, Debug)]
pub struct RollBack {
    /// How long the resource is left alone afterwards.
    pub ttl: SignedDuration,
    /// Show what would be called, and change nothing.
    pub dry_run: bool,
    /// How long to wait for another run on the baseline.
    pub wait: SignedDuration,
    /// Cancelled to stop between two calls.
    pub cancel: CancellationToken,
}

/// What a roll-back did.
#[derive(Clone, Debug)]
pub struct RolledBack {
    /// The baseline that the remediation belongs to.
    pub baseline: BaselineName,
    /// The remediation that was rolled back.
    pub remediation: Remediation,
    /// The restore of what was before it; none where that is so already.
    pub restore: Option<Restore>,
    /// The pause that keeps the resource from being reverted again at once; none for a dry run.
    pub pause: Option<Pause>,
}

impl Engine {
    /// Brings back what was before the remediation `id`, through the same steps as any restore, and
    /// pauses enforcement of that one resource.
    ///
    /// # Errors
    /// No baseline of the store has such a remediation, it belongs to another account, another run
    /// is under way, or the store could not be written. A call that fails is part of the answer.
    pub async fn rollback(
        &self,
        id: &str,
        how: &RollBack,
        progress: Progress<'_>,
    ) -> Result<RolledBack, EngineError> {
        let (baseline, remediation) = self.find(id).await?;
        let revision = self.ledger.revision(&baseline, None).await?;
        self.check_account(&revision)?;
        let (restore, pause) = if how.dry_run {
            (self.rehearse_back(&remediation, &revision).await, None)
        } else {
            let cancel = how.cancel.child_token();
            let lease = self
                .take_lease(&baseline, how.wait, &cancel, progress)
                .await?;
            let work = Work {
                name: &baseline,
                lease: &lease,
                cancel: &cancel,
                progress,
            };
            let working = self.bring_back(&work, &remediation, &revision, how.ttl);
            let (restore, pause) = self.under(&lease, &cancel, working).await?;
            (restore, Some(pause))
        };
        Ok(RolledBack {
            baseline,
            remediation,
            restore,
            pause,
        })
    }

    async fn find(&self, id: &str) -> Result<(BaselineName, Remediation), EngineError> {
        if let Some((name, event)) = self.ledger.store.find_started(id).await?
            && let EventKind::RestoreStarted { remediation } = event.body.what
        {
            return Ok((name, *remediation));
        }
        Err(EngineError::NoRemediation { id: id.to_owned() })
    }

    /// How the resource differs from what it was before the remediation, and what it is now.
    async fn since_then(
        &self,
        remediation: &Remediation,
        ignores: &Ignores,
    ) -> Result<(ResourceDrift, Option<Attributes>), (ResourceDrift, ReadError)> {
        let mut drift = remediation.drift();
        drift.changes.clear();
        match self.cloud.read(&remediation.key).await {
            Ok(now) => {
                let target = remediation.before.as_ref();
                let shape = self.cloud.shape(&drift.key.kind);
                drift.changes = ignores.left(&drift, target, now.as_ref(), &shape);
                Ok((drift, now))
            }
            Err(error) => Err((drift, error)),
        }
    }

    async fn rehearse_back(
        &self,
        remediation: &Remediation,
        revision: &Revision,
    ) -> Option<Restore> {
        let ignores = Ignores::holding(&revision.ignore, self.ledger.now());
        match self.since_then(remediation, &ignores).await {
            Err((drift, error)) => Some(Restore::failed(&drift, error)),
            Ok((drift, _)) if drift.changes.is_empty() => None,
            Ok((drift, now)) => {
                let (before, now) = (remediation.before.as_ref(), now.as_ref());
                let shape = self.cloud.shape(&drift.key.kind);
                let target = ignores.spare(&drift, before, now, &shape);
                Some(self.rehearse(Aim {
                    expected: now,
                    target: target.as_ref(),
                    ..Aim::of(&drift, revision.revision, &ignores)
                }))
            }
        }
    }

    async fn bring_back(
        &self,
        work: &Work<'_>,
        remediation: &Remediation,
        revision: &Revision,
        ttl: SignedDuration,
    ) -> Result<(Option<Restore>, Pause), EngineError> {
        self.settle_interrupted(work).await?;
        let key = &remediation.key;
        // The pause first: nothing may revert the resource between the roll-back and its pause.
        let reason = format!("roll-back of remediation {}", remediation.id);
        let pause = self
            .ledger
            .open_pause(work.name, Some(key.clone()), ttl, &reason)
            .await?;
        let ignores = Ignores::holding(&revision.ignore, self.ledger.now());
        let (drift, now) = match self.since_then(remediation, &ignores).await {
            Ok(found) => found,
            Err((drift, error)) => return Ok((Some(Restore::failed(&drift, error)), pause)),
        };
        if drift.changes.is_empty() {
            return Ok((None, pause));
        }
        let aim = Aim {
            expected: now.as_ref(),
            target: remediation.before.as_ref(),
            rolls_back: Some(&remediation.id),
            ..Aim::of(&drift, revision.revision, &ignores)
        };
        (work.progress)(Step::Restoring(drift.label()));
        let restore = self.restore(work, aim).await?;
        Ok((Some(restore), pause))
    }
}

impl RolledBack {
    /// Whether the resource is now as it was before the remediation.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.restore.as_ref().is_none_or(|restore| {
            matches!(
                restore.outcome,
                RestoreOutcome::Restored | RestoreOutcome::Planned
            )
        })
    }
}

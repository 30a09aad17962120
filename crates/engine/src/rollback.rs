//! Rolling a remediation back.

use driftlock_core::{BaselineName, DriftKind, EventKind, Pause, Remediation, ResourceDrift};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use crate::restore::{Aim, Restore, RestoreOutcome};
use crate::{Engine, EngineError, Progress, Step};

/// What a roll-back did.
#[derive(Clone, Debug)]
pub struct RolledBack {
    /// The baseline that the remediation belongs to.
    pub baseline: BaselineName,
    /// The remediation that was rolled back.
    pub remediation: Remediation,
    /// The restore of what was before it; none where that is so already.
    pub restore: Option<Restore>,
    /// The pause that keeps the resource from being reverted again at once.
    pub pause: Pause,
}

impl Engine {
    /// Brings back what was before the remediation `id`, through the same steps as any restore, and
    /// pauses enforcement of that one resource for `ttl`.
    ///
    /// # Errors
    /// No baseline of the store has such a remediation, it belongs to another account, another run
    /// is under way, or the store could not be written. A call that fails is part of the answer.
    pub async fn rollback(
        &self,
        id: &str,
        ttl: SignedDuration,
        cancel: &CancellationToken,
        progress: Progress<'_>,
    ) -> Result<RolledBack, EngineError> {
        let (baseline, remediation) = self.find(id).await?;
        let lease = self.take_lease(&baseline).await?;
        let done = self
            .bring_back(&baseline, &remediation, ttl, cancel, progress)
            .await;
        self.ledger.store.release_lease(&lease).await?;
        let (restore, pause) = done?;
        Ok(RolledBack {
            baseline,
            remediation,
            restore,
            pause,
        })
    }

    async fn find(&self, id: &str) -> Result<(BaselineName, Remediation), EngineError> {
        for name in self.ledger.store.baselines().await? {
            for event in self.ledger.store.events(&name).await? {
                match event.body.what {
                    EventKind::RestoreStarted { remediation } if remediation.id == id => {
                        return Ok((name, *remediation));
                    }
                    _ => {}
                }
            }
        }
        Err(EngineError::NoRemediation { id: id.to_owned() })
    }

    async fn bring_back(
        &self,
        name: &BaselineName,
        remediation: &Remediation,
        ttl: SignedDuration,
        cancel: &CancellationToken,
        progress: Progress<'_>,
    ) -> Result<(Option<Restore>, Pause), EngineError> {
        let revision = self.ledger.revision(name, None).await?;
        self.check_account(&revision)?;
        let key = &remediation.key;
        // The pause first: nothing may revert the resource between the roll-back and its pause.
        let reason = format!("roll-back of remediation {}", remediation.id);
        let pause = self
            .ledger
            .open_pause(name, Some(key.clone()), ttl, &reason)
            .await?;
        let mut drift = ResourceDrift {
            key: key.clone(),
            address: remediation.address.clone(),
            parent: None,
            name: None,
            kind: DriftKind::Changed,
            changes: Vec::new(),
            reason: None,
        };
        let target = remediation.before.as_ref();
        drift.changes = match self.cloud.read(key).await {
            Ok(now) => self.differs(key, target, now.as_ref()),
            Err(error) => return Ok((Some(Restore::failed(&drift, error)), pause)),
        };
        if drift.changes.is_empty() {
            return Ok((None, pause));
        }
        let aim = Aim {
            revision: revision.revision,
            drift: &drift,
            target,
            rolls_back: Some(&remediation.id),
        };
        progress(Step::Restoring(drift.label()));
        let restore = self.restore(name, aim, cancel, progress).await?;
        Ok((Some(restore), pause))
    }
}

impl RolledBack {
    /// Whether the resource is now as it was before the remediation.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.restore
            .as_ref()
            .is_none_or(|restore| restore.outcome == RestoreOutcome::Restored)
    }
}

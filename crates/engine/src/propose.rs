//! Proposals: restores that wait for a person.

use driftlock_core::{
    BaselineName, Change, Drift, EventKind, Ignores, PlannedResource, Proposal, ProposalState,
    Refusal, ResourceDrift,
};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;
use ulid::Ulid;

use crate::lease::Work;
use crate::restore::{Aim, Restore, RestoreOutcome};
use crate::{Detection, Engine, EngineError, Progress, Step};

/// How to carry out an approval.
#[derive(Clone, Debug, Default)]
pub struct Approval {
    /// Why it is approved.
    pub reason: Option<String>,
    /// Look whether it still fits and show what would be called; decide and change nothing.
    pub dry_run: bool,
    /// How long to wait for another run on the baseline.
    pub wait: SignedDuration,
    /// Cancelled to stop between two calls.
    pub cancel: CancellationToken,
}

/// What came of an approval.
#[derive(Clone, Debug)]
pub struct Approved {
    /// The baseline.
    pub baseline: BaselineName,
    /// What was approved.
    pub proposal: Proposal,
    /// The restore that followed at once.
    pub restore: Restore,
}

impl Engine {
    /// Approves a proposal and carries it out at once, if the resource still is as it was when it was
    /// proposed. One that does not fit any more is void.
    ///
    /// # Errors
    /// No baseline has such a proposal, it was rejected, reality or the baseline has moved on,
    /// enforcement is paused, another run is under way, or the store could not be written. A call
    /// that fails is part of the answer.
    pub async fn approve(
        &self,
        id: &str,
        approval: &Approval,
        progress: Progress<'_>,
    ) -> Result<Approved, EngineError> {
        let (name, proposal) = self.ledger.proposal(id).await?;
        let revision = self.ledger.revision(&name, None).await?;
        self.check_account(&revision)?;
        let drift = proposal.drift();
        let ignores = Ignores::holding(&revision.ignore, self.ledger.now());
        if approval.dry_run {
            self.check_fits(&proposal, revision.revision, &ignores)
                .await?;
            let restore = Restore {
                calls: proposal.calls.clone(),
                unrestorable: proposal.unrestorable.clone(),
                ..Restore::of(&drift, RestoreOutcome::Planned)
            };
            return Ok(Approved {
                baseline: name,
                proposal,
                restore,
            });
        }
        let cancel = approval.cancel.child_token();
        let lease = self
            .take_lease(&name, approval.wait, &cancel, progress)
            .await?;
        let work = Work {
            name: &name,
            lease: &lease,
            cancel: &cancel,
            progress,
        };
        let working = self.approve_under(&work, proposal, approval.reason.as_deref());
        let (proposal, restore) = self.under(&lease, &cancel, working).await?;
        Ok(Approved {
            baseline: name,
            proposal,
            restore,
        })
    }

    async fn approve_under(
        &self,
        work: &Work<'_>,
        proposal: Proposal,
        reason: Option<&str>,
    ) -> Result<(Proposal, Restore), EngineError> {
        let revision = self.ledger.revision(work.name, None).await?;
        let ignores = Ignores::holding(&revision.ignore, self.ledger.now());
        self.settle_interrupted(work).await?;
        let fits = self
            .check_fits(&proposal, revision.revision, &ignores)
            .await;
        if let Err(EngineError::ProposalMoved { why, .. }) = &fits {
            self.ledger
                .void_proposal(work.name, &proposal.id, why)
                .await?;
        }
        fits?;
        self.refuse_if_paused(work.name, &proposal).await?;
        let proposal = match proposal.state {
            // Approved before and left to the next run: this is one.
            ProposalState::Approved { .. } => proposal,
            _ => self.ledger.approve(&proposal.id, reason).await?.1,
        };
        let drift = proposal.drift();
        let restore = self.carry_out(work, &proposal, &drift, &ignores).await?;
        Ok((proposal, restore))
    }

    /// Restores what was approved, and then takes the proposal away, however that ended: an approval
    /// is for one try.
    pub(crate) async fn carry_out(
        &self,
        work: &Work<'_>,
        proposal: &Proposal,
        drift: &ResourceDrift,
        ignores: &Ignores,
    ) -> Result<Restore, EngineError> {
        (work.progress)(Step::Restoring(drift.label()));
        let aim = Aim {
            expected: proposal.observed.as_ref(),
            target: proposal.approved.as_ref(),
            proposal: Some(&proposal.id),
            ..Aim::of(drift, proposal.revision, ignores)
        };
        let restore = self.restore(work, aim).await?;
        match restore.outcome {
            RestoreOutcome::Restored => {
                self.ledger.take_proposal(work.name, &proposal.id).await?;
            }
            RestoreOutcome::Skipped | RestoreOutcome::Planned => {}
            RestoreOutcome::Superseded | RestoreOutcome::Failed => {
                let why = restore
                    .error
                    .as_deref()
                    .unwrap_or("it could not be restored");
                self.ledger
                    .void_proposal(work.name, &proposal.id, why)
                    .await?;
            }
        }
        Ok(restore)
    }

    /// Whether the proposal is still for the approved revision and for what is there now.
    async fn check_fits(
        &self,
        proposal: &Proposal,
        revision: u64,
        ignores: &Ignores,
    ) -> Result<(), EngineError> {
        let moved = |why: String| EngineError::ProposalMoved {
            id: proposal.id.clone(),
            resource: proposal.label(),
            why,
        };
        if proposal.revision != revision {
            let why = format!(
                "it was made for revision {}, and revision {revision} is approved now",
                proposal.revision
            );
            return Err(moved(why));
        }
        let read = self.cloud.read(&proposal.key).await;
        let now = read.map_err(|error| EngineError::Unreadable {
            resource: proposal.label(),
            cause: error.cause,
            help: error.help,
        })?;
        let shape = self.cloud.shape(&proposal.key.kind);
        let observed = proposal.observed.as_ref();
        let since = ignores.left(&proposal.drift(), observed, now.as_ref(), &shape);
        if since.is_empty() {
            return Ok(());
        }
        let paths: Vec<&str> = since.iter().map(|change| change.path.as_str()).collect();
        Err(moved(format!(
            "it has changed since it was proposed: {}",
            paths.join(", ")
        )))
    }

    async fn refuse_if_paused(
        &self,
        name: &BaselineName,
        proposal: &Proposal,
    ) -> Result<(), EngineError> {
        let pauses = self.ledger.pauses(name).await?;
        let covers = |one: &&driftlock_core::Pause| {
            one.resource.as_ref().is_none_or(|key| *key == proposal.key)
        };
        match pauses.iter().filter(covers).max_by_key(|one| one.until) {
            None => Ok(()),
            Some(pause) => Err(EngineError::Refused(Box::new(Refusal::Paused {
                pause: Box::new(pause.clone()),
            }))),
        }
    }

    /// What would be proposed for a resource; none where no call can bring it back.
    pub(crate) fn proposal(
        &self,
        found: &Detection,
        planned: &PlannedResource,
        drift: &ResourceDrift,
    ) -> Option<Proposal> {
        let target = found.target(planned, drift, self);
        let observed = found.attributes(&drift.key);
        let key = &drift.key;
        let plan = self.cloud.plan_restore(key, target.as_ref(), observed);
        let withheld = |change: &&Change| !planned.withheld.contains(&change.path);
        let line = |call| self.cloud.command_line(key, call);
        let proposal = Proposal {
            id: Ulid::generate().to_string(),
            at: self.ledger.now(),
            revision: found.revision.revision,
            key: key.clone(),
            address: drift.address.clone(),
            name: drift.name.clone(),
            kind: drift.kind,
            changes: drift.changes.iter().filter(withheld).cloned().collect(),
            risk: drift.risk(),
            observed: observed.cloned(),
            approved: target,
            commands: plan.calls.iter().filter_map(line).collect(),
            calls: plan.calls,
            unrestorable: plan.unrestorable,
            state: ProposalState::Pending,
        };
        (!proposal.calls.is_empty()).then_some(proposal)
    }

    /// Puts the restore of a resource before a person.
    pub(crate) async fn propose(
        &self,
        work: &Work<'_>,
        found: &Detection,
        planned: &PlannedResource,
        drift: &ResourceDrift,
    ) -> Result<Option<Proposal>, EngineError> {
        let Some(proposal) = self.proposal(found, planned, drift) else {
            return Ok(None);
        };
        let what = EventKind::Proposed {
            proposal: Box::new(proposal.clone()),
        };
        self.record(work, what).await?;
        let store = &self.ledger.store;
        store
            .update_proposals(work.name, |all| all.push(proposal.clone()))
            .await?;
        Ok(Some(proposal))
    }

    /// Voids what is bound to drift that is not there any more, or not the same.
    pub(crate) async fn void_stale_proposals(
        &self,
        work: &Work<'_>,
        drift: &Drift,
        planned: &[PlannedResource],
    ) -> Result<(), EngineError> {
        for proposal in self.ledger.store.proposals(work.name).await? {
            let found = planned
                .iter()
                .zip(&drift.resources)
                .find(|(_, one)| one.key == proposal.key);
            let why = match found {
                None => "the drift is gone",
                Some((plan, one)) if proposal.fits(one, drift.revision, &plan.withheld) => continue,
                // It may be what it was: nothing is known.
                Some((_, one)) if one.kind == driftlock_core::DriftKind::Unreadable => continue,
                Some(_) => "the resource has changed since",
            };
            self.ledger
                .void_proposal(work.name, &proposal.id, why)
                .await?;
        }
        Ok(())
    }
}

impl Approved {
    /// Whether the resource is as approved now.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        matches!(
            self.restore.outcome,
            RestoreOutcome::Restored | RestoreOutcome::Planned
        )
    }
}

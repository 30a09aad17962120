//! Decisions on proposals, as the store keeps them.

use driftlock_core::{BaselineName, EventKind, Proposal, ProposalState};

use crate::{EngineError, Ledger};

impl Ledger {
    /// What waits for a person, or was rejected by one, oldest first.
    ///
    /// # Errors
    /// The baseline does not exist, or the store could not be read.
    pub async fn proposals(&self, name: &BaselineName) -> Result<Vec<Proposal>, EngineError> {
        self.head(name).await?;
        Ok(self.store.proposals(name).await?)
    }

    /// The proposal with this id, of whichever baseline.
    ///
    /// # Errors
    /// No baseline has such a proposal (any more), or the store could not be read.
    pub async fn proposal(&self, id: &str) -> Result<(BaselineName, Proposal), EngineError> {
        for name in self.store.baselines().await? {
            let proposals = self.store.proposals(&name).await?;
            if let Some(found) = proposals.into_iter().find(|one| one.id == id) {
                return Ok((name, found));
            }
        }
        Err(EngineError::NoProposal { id: id.to_owned() })
    }

    /// Approves a proposal without carrying it out: the next run does, if reality is then still what
    /// was approved.
    ///
    /// # Errors
    /// No baseline has such a proposal, it was decided already, or the store could not be written.
    pub async fn approve(
        &self,
        id: &str,
        reason: Option<&str>,
    ) -> Result<(BaselineName, Proposal), EngineError> {
        let state = ProposalState::Approved {
            by: self.actor.to_string(),
            at: self.now(),
            reason: reason.map(str::to_owned),
        };
        let what = EventKind::ProposalApproved {
            proposal: id.to_owned(),
            reason: reason.map(str::to_owned),
        };
        self.decide_on(id, &state, what).await
    }

    /// Rejects a proposal: the drift stays, and is not proposed again for as long as it is the same.
    ///
    /// # Errors
    /// No baseline has such a proposal, it was decided already, or the store could not be written.
    pub async fn reject(
        &self,
        id: &str,
        reason: &str,
    ) -> Result<(BaselineName, Proposal), EngineError> {
        let state = ProposalState::Rejected {
            by: self.actor.to_string(),
            at: self.now(),
            reason: reason.to_owned(),
        };
        let what = EventKind::ProposalRejected {
            proposal: id.to_owned(),
            reason: reason.to_owned(),
        };
        self.decide_on(id, &state, what).await
    }

    /// The event first: a decision that is not on record is none.
    async fn decide_on(
        &self,
        id: &str,
        state: &ProposalState,
        what: EventKind,
    ) -> Result<(BaselineName, Proposal), EngineError> {
        let (name, mut proposal) = self.proposal(id).await?;
        check_pending(&proposal)?;
        self.record(&name, what).await?;
        let decided = self
            .store
            .update_proposals(&name, |all| {
                let pending =
                    |one: &&mut Proposal| one.id == id && one.state == ProposalState::Pending;
                let found = all.iter_mut().find(pending);
                found.map(|one| one.state = state.clone()).is_some()
            })
            .await?;
        if !decided {
            // Somebody was faster; say what they said.
            check_pending(&self.proposal(id).await?.1)?;
        }
        proposal.state = state.clone();
        Ok((name, proposal))
    }

    /// Takes a proposal away. Of several that do so at once, one gets it.
    pub(crate) async fn take_proposal(
        &self,
        name: &BaselineName,
        id: &str,
    ) -> Result<Option<Proposal>, EngineError> {
        let taken = self
            .store
            .update_proposals(name, |all| {
                let at = all.iter().position(|one| one.id == id)?;
                Some(all.remove(at))
            })
            .await?;
        Ok(taken)
    }

    pub(crate) async fn void_proposal(
        &self,
        name: &BaselineName,
        id: &str,
        reason: &str,
    ) -> Result<(), EngineError> {
        if self.take_proposal(name, id).await?.is_some() {
            let what = EventKind::ProposalVoided {
                proposal: id.to_owned(),
                reason: reason.to_owned(),
            };
            self.record(name, what).await?;
        }
        Ok(())
    }

    pub(crate) async fn void_all_proposals(
        &self,
        name: &BaselineName,
        reason: &str,
    ) -> Result<(), EngineError> {
        for proposal in self.store.proposals(name).await? {
            self.void_proposal(name, &proposal.id, reason).await?;
        }
        Ok(())
    }
}

fn check_pending(proposal: &Proposal) -> Result<(), EngineError> {
    let (decided, by) = match &proposal.state {
        ProposalState::Pending => return Ok(()),
        ProposalState::Approved { by, .. } => ("approved", by),
        ProposalState::Rejected { by, .. } => ("rejected", by),
    };
    Err(EngineError::AlreadyDecided {
        id: proposal.id.clone(),
        decided,
        by: by.clone(),
    })
}

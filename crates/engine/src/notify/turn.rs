//! Whose turn it is to tell, and how far each address was told.

use std::time::Duration;

use driftlock_core::BaselineName;
use driftlock_store::{Claim, Notified, Told};
use jiff::{SignedDuration, Timestamp};

use super::{Deliver, Endpoints};
use crate::{EngineError, Ledger};

/// How long a claim outlives the last sign of life: longer than one message takes.
const CLAIM: SignedDuration = SignedDuration::from_secs(15);
/// How often another run's claim is looked at, and how often at the most: longer than it can last.
const LOOK: Duration = Duration::from_millis(500);
const LOOKS: usize = 36;

/// The right to tell, for a while.
pub(super) struct Turn<'a> {
    pub(super) name: &'a BaselineName,
    pub(super) id: String,
    pub(super) deliver: &'a dyn Deliver,
}

impl Ledger {
    /// Waits until nobody else tells, and answers who is to be told from where on; nobody where there
    /// is no news, or another run does not end.
    pub(super) async fn take_turn(
        &self,
        name: &BaselineName,
        endpoints: &Endpoints,
        id: &str,
    ) -> Result<Vec<(String, Told)>, EngineError> {
        let newest = self.newest(name).await?;
        for _ in 0..LOOKS {
            let now = self.now();
            let claim = |all: &mut Notified| {
                add_cursors(all, endpoints, &newest);
                let due = due(all, endpoints, &newest, now);
                let theirs = all.claim.as_ref().is_some_and(|claim| claim.until > now);
                if !due.is_empty() && !theirs {
                    all.claim = Some(claimed(id, now));
                }
                (due, theirs)
            };
            match self.store.update_notified(name, claim).await? {
                (due, false) => return Ok(due),
                (due, true) if due.is_empty() => return Ok(due),
                (_, true) => tokio::time::sleep(LOOK).await,
            }
        }
        Ok(Vec::new())
    }

    pub(super) async fn end_turn(&self, turn: &Turn<'_>) -> Result<(), EngineError> {
        let end = |all: &mut Notified| {
            all.claim.take_if(|claim| claim.id == turn.id);
        };
        Ok(self.store.update_notified(turn.name, end).await?)
    }

    /// Notes how far an address was told, and that somebody is still at it; false where somebody else
    /// is by now.
    pub(super) async fn note_told(
        &self,
        turn: &Turn<'_>,
        key: &str,
        told: Option<&Told>,
    ) -> Result<bool, EngineError> {
        let now = self.now();
        let note = |all: &mut Notified| {
            let ours = all.claim.as_mut().filter(|claim| claim.id == turn.id);
            let Some(claim) = ours else { return false };
            *claim = claimed(&turn.id, now);
            // An address that was taken out meanwhile has no cursor any more.
            if let (Some(told), Some(before)) = (told, all.told.get_mut(key)) {
                before.clone_from(told);
            }
            true
        };
        Ok(self.store.update_notified(turn.name, note).await?)
    }

    /// Id of the newest event; empty before the first.
    pub(super) async fn newest(&self, name: &BaselineName) -> Result<String, EngineError> {
        let tip = self.store.tip(name).await?;
        Ok(tip.map(|tip| tip.event.body.id).unwrap_or_default())
    }
}

fn claimed(id: &str, now: Timestamp) -> Claim {
    Claim {
        id: id.to_owned(),
        until: now.saturating_add(CLAIM).unwrap_or(Timestamp::MAX),
    }
}

/// Addresses that have no cursor yet are told what happens after the event `newest`.
pub(super) fn add_cursors(all: &mut Notified, endpoints: &Endpoints, newest: &str) {
    for key in endpoints.keys() {
        all.told.entry(key.clone()).or_insert_with(|| Told {
            event: newest.to_owned(),
            ..Told::default()
        });
    }
}

/// Whom there is something to tell, and who may be tried now.
fn due(all: &Notified, endpoints: &Endpoints, newest: &str, now: Timestamp) -> Vec<(String, Told)> {
    let due = |(key, told): &(&String, &Told)| {
        endpoints.contains_key(*key)
            && told.event.as_str() < newest
            && told.not_before.is_none_or(|at| at <= now)
    };
    let all = all.told.iter().filter(due);
    all.map(|(key, told)| (key.clone(), told.clone())).collect()
}

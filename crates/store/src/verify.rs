//! Verifying a baseline's chain of events.

use driftlock_core::{BaselineName, BrokenLink, Digest, Event, verify_chain};

use crate::event_key::event_key;
use crate::history::Chain;
use crate::tip::TipRecord;
use crate::{Store, StoreError};

/// A chain of events that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many events there are.
    pub events: usize,
    /// Hash of the newest one.
    pub newest: Option<Digest>,
}

impl Store {
    /// Checks that a baseline's events form one unbroken chain up to the newest, each in its own
    /// file, and that there are no others; and, where an `anchor` is given, that the event with this
    /// hash is one of them.
    ///
    /// Whoever may write to the store can cut off the newest events and make the chain end before
    /// them. Who keeps [`Verified::newest`] elsewhere, and gives it as the anchor later, finds that.
    ///
    /// # Errors
    /// [`StoreError::AnchorMissing`]; [`StoreError::BrokenChain`], [`StoreError::Misplaced`], [`StoreError::Inserted`] or
    /// [`StoreError::TipMissing`] for a chain that was changed by hand; [`StoreError::Corrupt`] for
    /// a file that is no event.
    pub async fn verify(
        &self,
        name: &BaselineName,
        anchor: Option<&Digest>,
    ) -> Result<Verified, StoreError> {
        let events = self.closed_chain(name).await?.sound(name)?.events;
        match anchor {
            Some(anchor) if events.iter().all(|event| event.hash != *anchor) => {
                Err(StoreError::AnchorMissing {
                    baseline: name.clone(),
                    anchor: anchor.clone(),
                })
            }
            _ => Ok(Verified {
                events: events.len(),
                newest: events.last().map(|event| event.hash.clone()),
            }),
        }
    }

    /// The chain, after making sure that nothing was put beside it.
    pub(crate) async fn closed_chain(&self, name: &BaselineName) -> Result<Chain, StoreError> {
        let chain = self.chain(name).await?;
        let mut inserted = chain.foreign.first();
        if let (None, Some(last)) = (inserted, chain.beyond.last()) {
            // A file is written after the tip was moved to it, so that a tip read now has come at
            // least as far as whatever appenders wrote.
            let reached = self.tip(name).await?;
            let reached = reached.and_then(|tip| event_key(name, &tip.event.body.id));
            inserted = reached
                .is_none_or(|reached| *last > reached)
                .then_some(last);
        }
        match inserted {
            None => Ok(chain),
            Some(key) => Err(StoreError::Inserted {
                baseline: name.clone(),
                key: key.clone(),
            }),
        }
    }
}

/// A chain whose links were checked.
pub(crate) struct Sound {
    /// Keys of the events, in their order.
    pub(crate) keys: Vec<String>,
    pub(crate) events: Vec<Event>,
    pub(crate) tip: Option<TipRecord>,
}

impl Chain {
    /// Checks that each event is where it belongs and follows the one before it, up to the tip.
    pub(crate) fn sound(self, name: &BaselineName) -> Result<Sound, StoreError> {
        for (key, event) in &self.events {
            let body = &event.body;
            if body.baseline != *name || event_key(name, &body.id).as_ref() != Some(key) {
                return Err(StoreError::Misplaced {
                    baseline: name.clone(),
                    key: key.clone(),
                    id: body.id.clone(),
                });
            }
        }
        let broken = |link| StoreError::BrokenChain {
            baseline: name.clone(),
            link,
        };
        let tip = self.tip;
        let (keys, events): (Vec<String>, Vec<Event>) = self.events.into_iter().unzip();
        verify_chain(&events).map_err(broken)?;
        for held in tip.iter().flat_map(TipRecord::events) {
            let key = event_key(name, &held.body.id);
            let file = keys.iter().rposition(|file| Some(file) == key.as_ref());
            if file.and_then(|file| events.get(file)) != Some(held) {
                return Err(broken(BrokenLink::Altered {
                    sequence: held.body.sequence,
                    id: held.body.id.clone(),
                }));
            }
        }
        Ok(Sound { keys, events, tip })
    }
}

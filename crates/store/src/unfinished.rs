//! Restores that were begun and not finished.

use driftlock_core::{BaselineName, Event};

use crate::tip::{Open, TipRecord, note};
use crate::{Store, StoreError};

impl Store {
    /// Events that began a restore which no event finished, oldest first: whoever began it died, or
    /// is at work.
    ///
    /// # Errors
    /// [`StoreError::NoEvent`] where such an event is gone, else a [`StoreError`] where one
    /// could not be read.
    pub async fn unfinished(&self, name: &BaselineName) -> Result<Vec<Event>, StoreError> {
        let Some(tip) = self.tip_record(name).await? else {
            return Ok(Vec::new());
        };
        let mut ids: Vec<String> = self.open_of(name, &tip).await?.into_values().collect();
        ids.sort_unstable();
        let mut events = Vec::with_capacity(ids.len());
        for id in ids {
            let held = tip.events().find(|event| event.body.id == id).cloned();
            events.push(match held {
                Some(event) => event,
                None => self.event(name, &id).await?,
            });
        }
        Ok(events)
    }

    /// The restores that are open at this tip. A tip of the first layout does not tell, so that
    /// all events are read; the next tip keeps what they say.
    pub(crate) async fn open_of(
        &self,
        name: &BaselineName,
        tip: &TipRecord,
    ) -> Result<Open, StoreError> {
        if let Some(open) = &tip.open {
            return Ok(open.clone());
        }
        let mut open = Open::new();
        let newest = tip.newest().map(|event| event.body.sequence);
        for event in self.events(name).await? {
            if Some(event.body.sequence) <= newest {
                note(&mut open, &event);
            }
        }
        Ok(open)
    }
}

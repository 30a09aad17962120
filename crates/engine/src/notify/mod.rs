//! Telling people what happened, by webhooks.
//!
//! What is told is derived from the history, which is durable before anybody is told: each address
//! has a cursor in the store, and whoever records events walks those after it. So nothing is lost
//! when a run dies, and each event is told at least once: in the ordinary case once, and again where
//! a run dies between an answer and the move of the cursor. One run at a time tells; its claim ends
//! by itself.

mod deliver;
mod draft;
mod notification;
mod turn;

use std::collections::BTreeMap;

use driftlock_core::{BaselineName, Enforcement, Event, EventKind, Notify, Webhook, digest};
use driftlock_store::{Notified, Range, Told};
use ulid::Ulid;

pub use deliver::{Again, Answer, Deliver, Message, NotTaken};
use deliver::{not_before, wait};
use draft::{Draft, Reader, nameless};
use notification::{Notification, notifications};
use turn::{Turn, add_cursors};

use crate::{EngineError, Ledger};

/// What came of telling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telling {
    /// How many notifications were taken.
    pub taken: usize,
    /// Those who could not be told all; they are tried again by a later run.
    pub untold: Vec<Untold>,
}

/// Somebody who could not be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold {
    /// Where.
    pub webhook: Webhook,
    /// Why not, in words that do not repeat the address.
    pub cause: String,
}

impl std::fmt::Display for Untold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "`{}` could not be told what happened: {}",
            self.webhook, self.cause
        )
    }
}

impl Untold {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        "nothing is lost: the next run tries again; `driftlock notify test NAME` tries at once"
    }
}

/// Addresses and what they are told, by the names of their cursors.
type Endpoints = BTreeMap<String, (Webhook, Vec<Notify>)>;

impl Ledger {
    /// Tells those who want to be told what happened since they were told last. A webhook that cannot
    /// be told is part of the answer, and hides no other.
    ///
    /// # Errors
    /// The store could not be read or written.
    pub async fn tell(
        &self,
        name: &BaselineName,
        deliver: &dyn Deliver,
    ) -> Result<Telling, EngineError> {
        let endpoints = endpoints(&self.store.enforcement(name).await?)?;
        if endpoints.is_empty() {
            return Ok(Telling::default());
        }
        let id = Ulid::generate().to_string();
        let due = self.take_turn(name, &endpoints, &id).await?;
        if due.is_empty() {
            return Ok(Telling::default());
        }
        let turn = Turn { name, id, deliver };
        let each = due.into_iter().filter_map(|(key, told)| {
            let (webhook, wishes) = endpoints.get(&key)?;
            Some(self.tell_one(&turn, key, told, webhook, wishes))
        });
        let mut telling = Telling::default();
        for result in futures::future::join_all(each).await {
            let (taken, untold) = result?;
            telling.taken += taken;
            telling.untold.extend(untold);
        }
        self.end_turn(&turn).await?;
        Ok(telling)
    }

    /// Sends each webhook of a baseline a notification that says that it is a test, once, and answers
    /// what came of each. One that takes it is tried at once again by the next run.
    ///
    /// # Errors
    /// The baseline does not exist, or the store could not be read or written.
    pub async fn test_notify(
        &self,
        name: &BaselineName,
        deliver: &dyn Deliver,
    ) -> Result<Vec<(Webhook, Result<Answer, NotTaken>)>, EngineError> {
        let endpoints = endpoints(&self.enforcement(name).await?)?;
        let mut answers = Vec::new();
        for (key, (webhook, _)) in endpoints {
            let test = Notification::test(name, self.now(), self.actor.clone());
            let answer = deliver.deliver(&webhook, &test.message()?).await;
            if answer.is_ok() {
                let heard = |all: &mut Notified| {
                    if let Some(told) = all.told.get_mut(&key) {
                        (told.failures, told.not_before) = (0, None);
                    }
                };
                self.store.update_notified(name, heard).await?;
            }
            answers.push((webhook, answer));
        }
        Ok(answers)
    }

    /// Begins to keep cursors for the webhooks of `settings`, before these are in force: they are told
    /// what happens from now on.
    pub(crate) async fn begin_telling(
        &self,
        name: &BaselineName,
        settings: &Enforcement,
    ) -> Result<(), EngineError> {
        let endpoints = endpoints(settings)?;
        let newest = self.newest(name).await?;
        let begin = |all: &mut Notified| {
            all.told.retain(|key, _| endpoints.contains_key(key));
            add_cursors(all, &endpoints, &newest);
        };
        Ok(self.store.update_notified(name, begin).await?)
    }

    async fn tell_one(
        &self,
        turn: &Turn<'_>,
        key: String,
        told: Told,
        webhook: &Webhook,
        wishes: &[Notify],
    ) -> Result<(usize, Option<Untold>), EngineError> {
        let events = self.store.events_after(turn.name, &told.event).await?;
        let mut drafts = self.drafts(turn.name, &events).await?;
        drafts.retain(|draft| wishes.iter().any(|one| one.wants(draft.occasion)));
        let mut so_far = told;
        let mut taken = 0;
        for news in notifications(turn.name, drafts, self.now()) {
            if let Err(failed) = self.attempt(turn, &key, webhook, &news).await? {
                let after = self.after_failure(so_far, &failed);
                self.note_told(turn, &key, Some(&after)).await?;
                let (webhook, cause) = (webhook.clone(), failed.cause);
                return Ok((taken, Some(Untold { webhook, cause })));
            }
            taken += 1;
            so_far = told_up_to(news.event.unwrap_or_default());
            if !self.note_told(turn, &key, Some(&so_far)).await? {
                return Ok((taken, None));
            }
        }
        if let Some(last) = events.last() {
            let all = told_up_to(last.body.id.clone());
            self.note_told(turn, &key, Some(&all)).await?;
        }
        Ok((taken, None))
    }

    fn after_failure(&self, told: Told, failed: &NotTaken) -> Told {
        let failures = told.failures.saturating_add(1);
        Told {
            failures,
            not_before: not_before(failures, failed.again, self.now()),
            ..told
        }
    }

    /// Hands one notification over, with a few tries.
    async fn attempt(
        &self,
        turn: &Turn<'_>,
        key: &str,
        webhook: &Webhook,
        news: &Notification,
    ) -> Result<Result<Answer, NotTaken>, EngineError> {
        let message = news.message()?;
        let mut tries = 1;
        loop {
            let failed = match turn.deliver.deliver(webhook, &message).await {
                Ok(answer) => return Ok(Ok(answer)),
                Err(failed) => failed,
            };
            tracing::debug!(%webhook, tries, cause = failed.cause, "a notification was not taken");
            let Some(wait) = wait(tries, &failed, self.now()) else {
                return Ok(Err(failed));
            };
            tokio::time::sleep(wait).await;
            if !self.note_told(turn, key, None).await? {
                return Ok(Err(failed));
            }
            tries += 1;
        }
    }

    async fn drafts(
        &self,
        name: &BaselineName,
        events: &[Event],
    ) -> Result<Vec<Draft>, EngineError> {
        let mut reader = Reader::default();
        if let Some(first) = events.iter().find(|event| is_of_drift(event)) {
            let before =
                |event: &Event| event.body.sequence < first.body.sequence && is_of_drift(event);
            let range = Range {
                until: Some(first.body.at),
                newest: Some(1),
                ..Range::default()
            };
            let last = self.store.history_of(name, &range, &before).await?;
            if let Some(EventKind::DriftDetected { resources, .. }) =
                last.into_iter().next().map(|event| event.body.what)
            {
                reader.standing = nameless(&resources);
            }
        }
        for event in events {
            // It may have begun before the last word.
            if let EventKind::RestoreFinished { remediation, .. } = &event.body.what
                && !reader.begun.contains_key(remediation)
                && let Some((_, started)) = self.store.find_started(remediation).await?
            {
                reader.read(&started);
            }
            reader.read(event);
        }
        Ok(reader.drafts)
    }
}

fn told_up_to(event: String) -> Told {
    Told {
        event,
        ..Told::default()
    }
}

/// Whether it says what drift there is from then on.
fn is_of_drift(event: &Event) -> bool {
    matches!(
        event.body.what,
        EventKind::DriftDetected { .. }
            | EventKind::BackInSync { .. }
            | EventKind::BaselineCaptured { .. }
    )
}

/// One entry for each address, however often the settings name it.
fn endpoints(settings: &Enforcement) -> Result<Endpoints, EngineError> {
    let mut endpoints = Endpoints::new();
    for notify in &settings.notify {
        let key = digest(&notify.webhook.expose())?.to_string();
        let one = endpoints.entry(key);
        let (_, wishes) = one.or_insert_with(|| (notify.webhook.clone(), Vec::new()));
        wishes.push(notify.clone());
    }
    Ok(endpoints)
}

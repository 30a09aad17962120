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

use std::collections::BTreeMap;
use std::time::Duration;

use driftlock_core::{BaselineName, Enforcement, Event, EventKind, Notify, Webhook, digest};
use driftlock_store::{Claim, Notified, Range, Told};
use jiff::{SignedDuration, Timestamp};
use ulid::Ulid;

pub use deliver::{Again, Answer, Deliver, Message, NotTaken};
use deliver::{not_before, wait};
use draft::{Draft, Reader, nameless};
use notification::{Notification, notifications};

use crate::{EngineError, Ledger};

/// How long a claim outlives the last sign of life: longer than one message takes.
const CLAIM: SignedDuration = SignedDuration::from_secs(15);
/// How often another run's claim is looked at, and how often at the most: longer than it can last.
const LOOK: Duration = Duration::from_millis(500);
const LOOKS: usize = 36;

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

/// The right to tell, for a while.
struct Turn<'a> {
    name: &'a BaselineName,
    id: String,
    deliver: &'a dyn Deliver,
}

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

    /// Waits until nobody else tells, and answers who is to be told from where on; nobody where there
    /// is no news, or another run does not end.
    async fn take_turn(
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

    async fn end_turn(&self, turn: &Turn<'_>) -> Result<(), EngineError> {
        let end = |all: &mut Notified| {
            all.claim.take_if(|claim| claim.id == turn.id);
        };
        Ok(self.store.update_notified(turn.name, end).await?)
    }

    /// Notes how far an address was told, and that somebody is still at it; false where somebody else
    /// is by now.
    async fn note_told(
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
        let at = |event: &str| Told {
            event: event.to_owned(),
            ..Told::default()
        };
        let mut so_far = told;
        let mut taken = 0;
        for news in notifications(turn.name, drafts, self.now()) {
            if let Err(failed) = self.attempt(turn, &key, webhook, &news).await? {
                let cause = failed.cause.clone();
                let failures = so_far.failures.saturating_add(1);
                let after = Told {
                    failures,
                    not_before: not_before(failures, failed.again, self.now()),
                    ..so_far
                };
                self.note_told(turn, &key, Some(&after)).await?;
                let webhook = webhook.clone();
                return Ok((taken, Some(Untold { webhook, cause })));
            }
            taken += 1;
            so_far = at(news.event.as_deref().unwrap_or_default());
            if !self.note_told(turn, &key, Some(&so_far)).await? {
                return Ok((taken, None));
            }
        }
        if let Some(last) = events.last() {
            self.note_told(turn, &key, Some(&at(&last.body.id))).await?;
        }
        Ok((taken, None))
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

    /// Id of the newest event; empty before the first.
    async fn newest(&self, name: &BaselineName) -> Result<String, EngineError> {
        let tip = self.store.tip(name).await?;
        Ok(tip.map(|tip| tip.event.body.id).unwrap_or_default())
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

fn claimed(id: &str, now: Timestamp) -> Claim {
    Claim {
        id: id.to_owned(),
        until: now.saturating_add(CLAIM).unwrap_or(Timestamp::MAX),
    }
}

fn add_cursors(all: &mut Notified, endpoints: &Endpoints, newest: &str) {
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

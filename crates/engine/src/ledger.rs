//! What the store alone can answer, and the engine on top of it.

use std::sync::Arc;

use driftlock_aws::{Accounts, Options};
use driftlock_core::{
    Actor, BaselineName, Digest, Drift, Enforcement, Event, EventKind, Head, Ignores, Pause,
    Proposal, Quarantine, Revision, Snapshot, Sweep, compare,
};
use driftlock_store::{Advice, Copied, Range, S3Options, Store, StoreError, Verified};
use jiff::Timestamp;

use crate::pause::{holding, silent};
use crate::{Cloud, EngineError};

/// Reads the clock.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Baselines, settings, pauses and history. Needs no cloud.
#[derive(Clone)]
pub struct Ledger {
    pub(crate) store: Store,
    pub(crate) actor: Actor,
    pub(crate) now: Now,
}

/// One line of a list of baselines.
#[derive(Clone, Debug)]
pub struct BaselineSummary {
    /// The approved revision.
    pub revision: Revision,
    /// Settings.
    pub enforcement: Enforcement,
    /// Pauses that hold now.
    pub pauses: Vec<Pause>,
    /// The pause of a deployment that fell silent, which may still hold.
    pub silent: Option<Pause>,
    /// What waits for a person, or was rejected by one.
    pub proposals: Vec<Proposal>,
    /// Attributes that are not reverted any more.
    pub quarantine: Vec<Quarantine>,
}

impl Ledger {
    /// Opens the store at `url`: `file://PATH`, a plain path, or `s3://BUCKET/PREFIX`. A bucket is
    /// reached with the credentials of the usual chain, whatever role the options assume for the
    /// resources.
    ///
    /// # Errors
    /// The address cannot be used.
    pub fn open(url: &str, options: &Options, actor: Actor, now: Now) -> Result<Self, EngineError> {
        let s3 = S3Options {
            region: options.region.clone(),
            profile: options.profile.clone(),
            endpoint_url: options.endpoint_url.clone(),
            path_style: options.s3_path_style,
        };
        Ok(Self::new(Store::open(url, &s3)?, actor, now))
    }

    /// A ledger over a store that is open already.
    #[must_use]
    pub fn new(store: Store, actor: Actor, now: Now) -> Self {
        Self { store, actor, now }
    }

    /// A ledger of the store at another address, for the same actor.
    ///
    /// # Errors
    /// The address cannot be used.
    pub fn at(&self, url: &str, options: &Options) -> Result<Self, EngineError> {
        Self::open(url, options, self.actor.clone(), self.now.clone())
    }

    /// Names of all baselines, sorted.
    ///
    /// # Errors
    /// The store could not be read.
    pub async fn names(&self) -> Result<Vec<BaselineName>, EngineError> {
        Ok(self.store.baselines().await?)
    }

    /// The store's address.
    #[must_use]
    pub fn url(&self) -> &str {
        self.store.url()
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// All baselines, by name.
    ///
    /// # Errors
    /// The store could not be read.
    pub async fn baselines(&self) -> Result<Vec<BaselineSummary>, EngineError> {
        let mut all = Vec::new();
        for name in self.store.baselines().await? {
            all.push(self.summary(&name).await?);
        }
        Ok(all)
    }

    /// One baseline: its approved revision, settings and pauses.
    ///
    /// # Errors
    /// It does not exist, or the store could not be read.
    pub async fn summary(&self, name: &BaselineName) -> Result<BaselineSummary, EngineError> {
        let pauses = self.store.pauses(name).await?;
        Ok(BaselineSummary {
            revision: self.revision(name, None).await?,
            enforcement: self.store.enforcement(name).await?,
            pauses: holding(&pauses, self.now()),
            silent: silent(&pauses, self.now()),
            proposals: self.store.proposals(name).await?,
            quarantine: self.store.quarantine(name).await?,
        })
    }

    pub(crate) async fn head(&self, name: &BaselineName) -> Result<Head, EngineError> {
        match self.store.head(name).await? {
            Some(head) => Ok(head),
            None => Err(EngineError::NoBaseline {
                name: name.clone(),
                store: self.url().to_owned(),
                known: self.store.baselines().await?,
            }),
        }
    }

    /// A revision of a baseline; the approved one where no number is given.
    ///
    /// # Errors
    /// It does not exist, or the store could not be read.
    pub async fn revision(
        &self,
        name: &BaselineName,
        number: Option<u64>,
    ) -> Result<Revision, EngineError> {
        let head = self.head(name).await?;
        Ok(self
            .store
            .revision(name, number.unwrap_or(head.revision))
            .await?)
    }

    /// Numbers of all revisions of a baseline that were ever approved.
    ///
    /// # Errors
    /// It does not exist, or the store could not be read.
    pub async fn revisions(&self, name: &BaselineName) -> Result<Vec<u64>, EngineError> {
        self.head(name).await?;
        Ok(self.store.revisions(name).await?)
    }

    /// The snapshot of a revision, checked against its digest.
    ///
    /// # Errors
    /// It is gone, damaged or altered, or the store could not be read.
    pub async fn snapshot(&self, revision: &Revision) -> Result<Snapshot, EngineError> {
        Ok(self.store.snapshot(&revision.digest).await?)
    }

    /// What changed from one revision to another, as drift of the later from the earlier. What the later
    /// one ignores is told apart.
    ///
    /// # Errors
    /// A revision does not exist, or the store could not be read.
    pub async fn diff(
        &self,
        name: &BaselineName,
        from: u64,
        to: u64,
    ) -> Result<Drift, EngineError> {
        let from_snapshot = self
            .snapshot(&self.revision(name, Some(from)).await?)
            .await?;
        let later = self.revision(name, Some(to)).await?;
        let to_snapshot = self.snapshot(&later).await?;
        let sweep = Sweep {
            resources: to_snapshot.resources,
            unreadable: Vec::new(),
        };
        let shape = &driftlock_aws::shape;
        let drift = compare(name.as_str(), from, &from_snapshot, &sweep, shape);
        let ignores = Ignores::holding(&later.ignore, self.now());
        Ok(ignores.split(drift, &from_snapshot, &sweep))
    }

    /// Settings of a baseline.
    ///
    /// # Errors
    /// It does not exist, or the store could not be read.
    pub async fn enforcement(&self, name: &BaselineName) -> Result<Enforcement, EngineError> {
        self.head(name).await?;
        Ok(self.store.enforcement(name).await?)
    }

    /// Sets the settings of a baseline. Settings that are the same already are left alone. The history
    /// does not keep the addresses of webhooks.
    ///
    /// # Errors
    /// It does not exist, or the store could not be written.
    pub async fn set_enforcement(
        &self,
        name: &BaselineName,
        settings: &Enforcement,
    ) -> Result<(), EngineError> {
        if self.enforcement(name).await? == *settings {
            return Ok(());
        }
        self.begin_telling(name, settings).await?;
        self.store.set_enforcement(name, settings).await?;
        let settings = settings.shown();
        self.record(name, EventKind::EnforcementSet { settings })
            .await?;
        Ok(())
    }

    /// Events of a baseline within `range`, oldest first; of these the ones that are `wanted`. What
    /// lies outside of the range is not read.
    ///
    /// # Errors
    /// The baseline does not exist, or the store could not be read.
    pub async fn history(
        &self,
        name: &BaselineName,
        range: &Range,
        wanted: &(dyn Fn(&Event) -> bool + Sync),
    ) -> Result<Vec<Event>, EngineError> {
        self.head(name).await?;
        Ok(self.store.history_of(name, range, wanted).await?)
    }

    /// One event, of whichever baseline, by its own id or by that of the remediation or proposal that
    /// it began.
    ///
    /// # Errors
    /// There is no such event, or the store could not be read.
    pub async fn event(&self, id: &str) -> Result<Event, EngineError> {
        let names = self.store.baselines().await?;
        for name in &names {
            match self.store.event(name, id).await {
                Err(StoreError::NoEvent { .. }) => {}
                found => return Ok(found?),
            }
        }
        if let Some((_, started)) = self.store.find_started(id).await? {
            return Ok(started);
        }
        let proposed = |event: &Event| match &event.body.what {
            EventKind::Proposed { proposal } => proposal.id == id,
            _ => false,
        };
        let newest = Range {
            newest: Some(1),
            ..Range::default()
        };
        for name in &names {
            let found = self.store.history_of(name, &newest, &proposed).await?;
            if let Some(event) = found.into_iter().next() {
                return Ok(event);
            }
        }
        Err(EngineError::NoEvent { id: id.to_owned() })
    }

    /// How the restore that `started` began has ended; none where it has not.
    ///
    /// # Errors
    /// The store could not be read.
    pub async fn outcome_of(&self, started: &Event) -> Result<Option<Event>, EngineError> {
        let EventKind::RestoreStarted { remediation } = &started.body.what else {
            return Ok(None);
        };
        let ended = |event: &Event| match &event.body.what {
            EventKind::RestoreFinished {
                remediation: id, ..
            } => *id == remediation.id,
            _ => false,
        };
        let range = Range {
            since: Some(started.body.at),
            newest: Some(1),
            ..Range::default()
        };
        let name = &started.body.baseline;
        let found = self.store.history_of(name, &range, &ended).await?;
        Ok(found.into_iter().next())
    }

    /// Checks a baseline's history: that it is one unbroken chain, and that it holds the event with
    /// the hash `anchor`, if one was kept elsewhere.
    ///
    /// # Errors
    /// The first broken link; or the baseline does not exist, or the store could not be read.
    pub async fn verify(
        &self,
        name: &BaselineName,
        anchor: Option<&Digest>,
    ) -> Result<Verified, EngineError> {
        self.head(name).await?;
        Ok(self.store.verify(name, anchor).await?)
    }

    /// What is unwise about the store, to be said as a warning; nothing for a directory.
    ///
    /// # Errors
    /// The store could not be asked.
    pub async fn advice(&self) -> Result<Vec<Advice>, EngineError> {
        Ok(self.store.advice().await?)
    }

    /// Copies everything that the store holds to another, and verifies it at both ends. What is there
    /// already is left; a copy that was cut short can be repeated.
    ///
    /// # Errors
    /// The other holds a different history of a baseline of the same name; a chain that does not
    /// verify; a store that could not be read or written.
    pub async fn copy_to(
        &self,
        other: &Self,
        progress: &(dyn Fn(Copied) + Sync),
    ) -> Result<Copied, EngineError> {
        Ok(self.store.copy_to(&other.store, progress).await?)
    }

    /// Approves the snapshot of an earlier revision again, as a new revision: the way back from a
    /// capture that was a mistake. What waited for approval, and what was in quarantine, is void.
    ///
    /// # Errors
    /// There is no such revision, somebody else captured at the same time, or the store could not be
    /// written.
    pub async fn approve_revision(
        &self,
        name: &BaselineName,
        number: u64,
        reason: &str,
    ) -> Result<Revision, EngineError> {
        let head = self.head(name).await?;
        let earlier = self.revision(name, Some(number)).await?;
        let last = self.store.revision(name, head.revision).await?;
        // A snapshot that is gone or was altered must not come into force.
        self.snapshot(&earlier).await?;
        let revision = Revision {
            revision: self.store.next_revision(name).await?,
            at: self.now(),
            actor: self.actor.clone(),
            reason: Some(reason.to_owned()),
            deployment: last.deployment,
            ..earlier
        };
        self.store.add_revision(&revision, Some(&head)).await?;
        let what = EventKind::RevisionApproved {
            revision: revision.revision,
            digest: revision.digest.clone(),
            same_as: number,
            reason: reason.to_owned(),
        };
        self.record(name, what).await?;
        self.start_afresh(name).await?;
        Ok(revision)
    }

    /// A new revision voids what was proposed, and releases what was in quarantine, under the old.
    pub(crate) async fn start_afresh(&self, name: &BaselineName) -> Result<(), EngineError> {
        self.void_all_proposals(name, "a new revision was approved")
            .await?;
        self.release_all(name, "a new revision was approved")
            .await?;
        Ok(())
    }

    pub(crate) async fn record(
        &self,
        name: &BaselineName,
        what: EventKind,
    ) -> Result<Event, EngineError> {
        Ok(self
            .store
            .append(name, self.now(), &self.actor, what)
            .await?)
    }
}

/// The use cases that need a cloud.
#[derive(Clone)]
pub struct Engine {
    pub(crate) ledger: Ledger,
    pub(crate) cloud: Arc<dyn Cloud>,
}

impl Engine {
    /// An engine on AWS. From here on the ledger's actor carries the ARN of the credentials.
    ///
    /// # Errors
    /// No region is set, or STS does not accept the credentials.
    pub async fn connect(ledger: Ledger, options: Options) -> Result<Self, EngineError> {
        let accounts = Accounts::open(options).await?;
        if let Some(key) = ledger.store.hash_key().await? {
            accounts.conceal_with(key);
        }
        Ok(Self::new(ledger, Arc::new(accounts)))
    }

    /// An engine on any cloud.
    #[must_use]
    pub fn new(mut ledger: Ledger, cloud: Arc<dyn Cloud>) -> Self {
        ledger.actor.arn = Some(cloud.identity().arn.clone());
        Self { ledger, cloud }
    }

    /// What the store alone can answer.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The region used where a scope names none.
    #[must_use]
    pub fn region(&self) -> &str {
        self.cloud.region()
    }
}

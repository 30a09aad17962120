//! Detecting drift.

use driftlock_core::{
    Attributes, BaselineName, Digest, Drift, EventKind, Ignores, Key, PlannedResource, Resource,
    ResourceDrift, Revision, Scope, Selector, Snapshot, Sweep, Unreadable, compare, fingerprint,
    keep,
};

use crate::{Engine, EngineError, Progress, Step};

/// What one look at a baseline's scope found.
#[derive(Clone, Debug)]
pub struct Detection {
    /// The approved revision.
    pub revision: Revision,
    /// Its snapshot.
    pub approved: Snapshot,
    /// What was read.
    pub observed: Sweep,
    /// The difference.
    pub drift: Drift,
    /// What of the revision may change freely now.
    pub(crate) ignores: Ignores,
    /// Types in scope that the program which captured the revision could not read yet, sorted: nothing
    /// of them is held until the baseline is captured again.
    pub not_held: Vec<&'static str>,
}

/// What is approved, and what was read of the same scope.
pub(crate) struct Survey {
    pub(crate) revision: Revision,
    pub(crate) approved: Snapshot,
    pub(crate) observed: Sweep,
    pub(crate) not_held: Vec<&'static str>,
}

impl Detection {
    /// What was read of one resource.
    #[must_use]
    pub fn observed(&self, key: &Key) -> Option<&Resource> {
        self.observed
            .resources
            .iter()
            .find(|resource| resource.key == *key)
    }

    /// Attributes of one resource as they were read; none where it does not exist.
    pub(crate) fn attributes(&self, key: &Key) -> Option<&Attributes> {
        self.observed(key)
            .and_then(|resource| resource.attributes.as_ref())
    }

    /// What a resource is to be restored to: as approved, but for what is withheld or ignored.
    pub(crate) fn target(
        &self,
        planned: &PlannedResource,
        drift: &ResourceDrift,
        engine: &Engine,
    ) -> Option<Attributes> {
        let approved = self.approved.get(&planned.key);
        let approved = approved.and_then(|resource| resource.attributes.as_ref());
        let observed = self.attributes(&planned.key);
        let shape = engine.cloud.shape(&planned.key.kind);
        let target = keep(approved, observed, &shape, &planned.withheld);
        self.ignores.spare(drift, target.as_ref(), observed, &shape)
    }
}

impl Engine {
    /// Compares what is live with the approved revision. Drift that is not the drift seen last is
    /// recorded in the history; a store that cannot be written is warned of, for looking needs no
    /// right to write.
    ///
    /// # Errors
    /// The baseline does not exist, belongs to another account, or cannot be read from the store.
    /// What cannot be read from the cloud is part of the drift.
    pub async fn detect(
        &self,
        name: &BaselineName,
        progress: Progress<'_>,
    ) -> Result<Detection, EngineError> {
        let mut found = self.look(name, progress).await?;
        self.name_makers(&mut found).await;
        if let Err(error) = self.note(name, &found.drift).await {
            tracing::warn!(%error, "the drift could not be recorded");
        }
        Ok(found)
    }

    /// The same, without a word in the history.
    pub(crate) async fn look(
        &self,
        name: &BaselineName,
        progress: Progress<'_>,
    ) -> Result<Detection, EngineError> {
        let Survey {
            revision,
            approved,
            observed,
            not_held,
        } = self.survey(name, progress).await?;
        let shape = |kind: &str| self.cloud.shape(kind);
        let number = revision.revision;
        let drift = compare(name.as_str(), number, &approved, &observed, &shape);
        let ignores = Ignores::holding(&revision.ignore, self.ledger.now());
        let mut drift = ignores.split(drift, &approved, &observed);
        self.say_what_is_lost(&mut drift, &approved);
        Ok(Detection {
            revision,
            approved,
            observed,
            drift,
            ignores,
            not_held,
        })
    }

    /// Reads all that the approved revision covers.
    pub(crate) async fn survey(
        &self,
        name: &BaselineName,
        progress: Progress<'_>,
    ) -> Result<Survey, EngineError> {
        let revision = self.ledger.revision(name, None).await?;
        self.check_account(&revision)?;
        let approved = self.ledger.snapshot(&revision).await?;
        let known: Vec<Key> = approved.resources.iter().map(|r| r.key.clone()).collect();
        let supported = self.cloud.supported_types();
        let not_held = not_held(&revision, &supported)?;
        let mut observed = self
            .cloud
            .sweep(&held(&revision, &not_held), &known, &|read| {
                progress(Step::Read(read));
            })
            .await
            .map_err(|fault| EngineError::Scope(vec![fault]))?;
        observed.unreadable.extend(unknown(&approved, &supported));
        Ok(Survey {
            revision,
            approved,
            observed,
            not_held,
        })
    }

    /// Records drift that is not the drift seen last, and pauses that have run out.
    async fn note(&self, name: &BaselineName, drift: &Drift) -> Result<(), EngineError> {
        self.ledger.expire_pauses(name).await?;
        let store = &self.ledger.store;
        let last = store.tip(name).await?.and_then(|tip| tip.drift);
        let seen: Option<Digest> = if drift.in_sync {
            None
        } else {
            Some(fingerprint(drift)?)
        };
        if seen == last {
            return Ok(());
        }
        let what = match &seen {
            None => EventKind::BackInSync {
                revision: drift.revision,
            },
            Some(_) => EventKind::DriftDetected {
                revision: drift.revision,
                resources: drift.resources.clone(),
            },
        };
        let (at, actor) = (self.ledger.now(), &self.ledger.actor);
        store.append_with_drift(name, at, actor, what, seen).await?;
        Ok(())
    }
}

/// Types in scope that the program which captured the revision could not read.
fn not_held(
    revision: &Revision,
    supported: &[&'static str],
) -> Result<Vec<&'static str>, EngineError> {
    let scope = &revision.scope;
    let matcher = scope
        .matcher()
        .map_err(|fault| EngineError::Scope(vec![fault]))?;
    let regions = scope.regions();
    let wanted = |kind: &&&str| {
        !revision.types.iter().any(|held| held == **kind)
            && regions
                .iter()
                .any(|region| matcher.wants_type(kind, region))
    };
    Ok(supported.iter().filter(wanted).copied().collect())
}

/// The scope of a revision without these types: it says nothing of them, so they cannot have drifted.
fn held(revision: &Revision, not_held: &[&'static str]) -> Scope {
    let mut scope = revision.scope.clone();
    if !not_held.is_empty() {
        scope.exclude.push(Selector {
            resource_types: not_held.iter().map(|&kind| kind.to_owned()).collect(),
            ..Selector::default()
        });
    }
    scope
}

/// What the revision holds of types that only a newer program can read.
fn unknown(approved: &Snapshot, supported: &[&'static str]) -> Vec<Unreadable> {
    approved
        .resources
        .iter()
        .filter(|resource| !supported.contains(&resource.key.kind.as_str()))
        .map(|resource| Unreadable {
            key: resource.key.clone(),
            parent: resource.parent.clone(),
            reason: "this version of driftlock cannot read its type; upgrade it".to_owned(),
        })
        .collect()
}

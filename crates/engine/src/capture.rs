//! Capturing a baseline.

use driftlock_core::{
    BaselineName, CaptureRefusal, Compliance, Drift, DriftKind, EventKind, Head, Ignore, Ignores,
    Pause, Requirement, Resource, ResourceDrift, Revision, Scope, Snapshot, Sweep, Unstable,
    compare, digest,
};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use crate::require::judge;
use crate::state::{Addresses, Declared, addressed_as};
use crate::{Engine, EngineError, Progress, Step};

/// What to do where a new revision would approve drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDrift {
    /// Approve it, and record what was approved.
    Accept,
    /// Refuse, unless enforcement is paused: drift during a pause is a deployment.
    Refuse,
}

/// What a snapshot must satisfy before it is captured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Require {
    /// What the revision before had to satisfy; nothing for the first.
    #[default]
    AsBefore,
    /// Nothing.
    Nothing,
    /// These policies, now and for later revisions.
    Policies(Requirement),
}

/// A wish for a new revision.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The baseline; made if there is none.
    pub name: BaselineName,
    /// What it covers; none for what it covers already.
    pub scope: Option<Scope>,
    /// What a Terraform state manages: it gives resources their addresses, and the scope where none is
    /// given. Without one, addresses known from the revision before are kept.
    pub state: Option<Vec<Declared>>,
    /// What of it may change freely from now on; none for what may already. A change of what is ignored
    /// is no drift that keeps a revision from being captured.
    pub ignore: Option<Vec<Ignore>>,
    /// Why.
    pub reason: Option<String>,
    /// What to do about drift.
    pub on_drift: OnDrift,
    /// What the snapshot must satisfy.
    pub require: Require,
    /// Look, judge and answer as ever, but store nothing.
    pub dry_run: bool,
    /// How long to wait for a run on the baseline.
    pub wait: SignedDuration,
}

/// A new revision.
#[derive(Clone, Debug)]
pub struct Captured {
    /// The revision.
    pub revision: Revision,
    /// Drift from the revision before that it approves.
    pub accepted: Vec<ResourceDrift>,
}

struct Before {
    head: Head,
    revision: Revision,
    snapshot: Snapshot,
}

impl Engine {
    /// Captures a new revision and makes it the approved one. What was proposed or in quarantine
    /// under the revision before is void.
    ///
    /// # Errors
    /// The scope is unusable, matches nothing, or could not be read in full; the revision would
    /// approve drift, or does not satisfy the required policies; a run is under way on the baseline;
    /// somebody else captured at the same time; the store could not be written. The revision before
    /// then stays in force.
    pub async fn capture(
        &self,
        wish: Capture,
        progress: Progress<'_>,
    ) -> Result<Captured, EngineError> {
        let exists = self.ledger.store.head(&wish.name).await?.is_some();
        if wish.dry_run || !exists {
            return self.capture_now(wish, progress).await;
        }
        // What a run is restoring at this moment is neither as it was nor as it will be.
        let cancel = CancellationToken::new();
        let lease = self
            .take_lease(&wish.name, wish.wait, &cancel, progress)
            .await?;
        self.under(&lease, &cancel, self.capture_now(wish, progress))
            .await
    }

    /// Captures a new revision and then ends the pauses that held when the capture began: a deployment
    /// is over. Where the capture fails, or is only rehearsed, they stay.
    ///
    /// # Errors
    /// As for [`Engine::capture`].
    pub async fn rebaseline_and_resume(
        &self,
        wish: Capture,
        progress: Progress<'_>,
    ) -> Result<(Captured, Vec<Pause>), EngineError> {
        let (name, dry_run) = (wish.name.clone(), wish.dry_run);
        let holding = self.ledger.pauses(&name).await?;
        let captured = self.capture(wish, progress).await?;
        let mut ended = Vec::new();
        for pause in holding.iter().filter(|_| !dry_run) {
            ended.extend(self.ledger.resume(&name, Some(&pause.id)).await?);
        }
        Ok((captured, ended))
    }

    async fn capture_now(
        &self,
        wish: Capture,
        progress: Progress<'_>,
    ) -> Result<Captured, EngineError> {
        let before = self.before(&wish.name).await?;
        let account = &self.cloud.identity().account;
        let addresses = wish.state.as_ref().map(|all| Addresses::of(all, account));
        let scope = self.scope_of(&wish, before.as_ref(), addresses.as_ref())?;
        let ignore = self.ignore_of(&wish, before.as_ref())?;
        let ignores = Ignores::holding(&ignore, self.ledger.now());
        if !wish.dry_run {
            let key = self.ledger.store.hash_key_or_new().await?;
            self.cloud.conceal_with(key);
        }
        let mut sweep = self.read_all(&scope, progress).await?;
        if !sweep.unreadable.is_empty() {
            return Err(EngineError::Incomplete {
                name: wish.name,
                unreadable: sweep.unreadable,
            });
        }
        let drift = before
            .as_ref()
            .map(|before| self.since(before, &scope, &ignores, &sweep));
        let checked = self.accepted(&wish, drift).await;
        let accepted = self.or_record(&wish, before.as_ref(), checked).await?;
        let unstable = self.unstable(&scope, &ignores, &sweep, progress).await?;
        addressed(&mut sweep.resources, addresses.as_ref(), before.as_ref());
        let snapshot = Snapshot::new(sweep.resources);
        if snapshot.present() == 0 {
            let regions = scope.regions();
            return Err(EngineError::NothingInScope {
                name: wish.name,
                regions,
            });
        }
        let judged = self.compliance(&wish, before.as_ref(), &snapshot).await;
        let compliance = self.or_record(&wish, before.as_ref(), judged).await?;
        let deployment = match &before {
            Some(_) => self.ledger.deployment(&wish.name).await?,
            None => None,
        };
        let head = before.map(|before| before.head);
        let mut revision = self
            .revision(&wish, scope, &snapshot, head.as_ref(), compliance)
            .await?;
        (revision.unstable, revision.ignore) = (unstable, ignore);
        revision.deployment = deployment;
        if !wish.dry_run {
            self.store(&revision, head.as_ref(), &accepted).await?;
        }
        Ok(Captured { revision, accepted })
    }

    async fn read_all(&self, scope: &Scope, progress: Progress<'_>) -> Result<Sweep, EngineError> {
        self.cloud
            .sweep(scope, &[], &|read| progress(Step::Read(read)))
            .await
            .map_err(|fault| EngineError::Scope(vec![fault]))
    }

    /// Reads a second time, and tells what differs: what changes by itself would be drift for ever.
    async fn unstable(
        &self,
        scope: &Scope,
        ignores: &Ignores,
        first: &Sweep,
        progress: Progress<'_>,
    ) -> Result<Vec<Unstable>, EngineError> {
        let second = self.read_all(scope, progress).await?;
        let first = Snapshot::new(first.resources.clone());
        let shape = |kind: &str| self.cloud.shape(kind);
        // What could not be read this time is not known to differ.
        let differing = compare("", 0, &first, &second, &shape);
        let differing = ignores.split(differing, &first, &second);
        let differing = differing
            .resources
            .into_iter()
            .filter(|drift| drift.kind != DriftKind::Unreadable);
        Ok(differing
            .map(|drift| Unstable {
                key: drift.key,
                paths: drift.changes.into_iter().map(|c| c.path).collect(),
            })
            .collect())
    }

    /// Judges the snapshot by what is required of it.
    async fn compliance(
        &self,
        wish: &Capture,
        before: Option<&Before>,
        snapshot: &Snapshot,
    ) -> Result<Option<Compliance>, EngineError> {
        let requirement = match &wish.require {
            Require::Nothing => None,
            Require::Policies(requirement) => Some(requirement.clone()),
            Require::AsBefore => before
                .and_then(|before| before.revision.compliance.as_ref())
                .map(|compliance| compliance.requirement.clone()),
        };
        let Some(requirement) = requirement else {
            return Ok(None);
        };
        let waivers = self.ledger.exceptions().await?;
        let (snapshot, now) = (snapshot.clone(), self.ledger.now());
        let judging = move || judge(&snapshot, &requirement, waivers, now);
        let compliance = match tokio::task::spawn_blocking(judging).await {
            Ok(judged) => judged?,
            Err(error) => {
                let reasons = vec![format!("the judgement ended early: {error}")];
                return Err(EngineError::Policies { reasons });
            }
        };
        if compliance.fail > 0 {
            return Err(EngineError::NotCompliant {
                name: wish.name.clone(),
                compliance: Box::new(compliance),
            });
        }
        Ok(Some(compliance))
    }

    /// Passes `checked` on; a refusal is recorded, where there is a baseline to record it with.
    async fn or_record<T>(
        &self,
        wish: &Capture,
        before: Option<&Before>,
        checked: Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let refusal = match &checked {
            Err(EngineError::WouldAcceptDrift { drift }) => CaptureRefusal::Drift {
                resources: drift.resources.clone(),
            },
            Err(EngineError::NotCompliant { compliance, .. }) => CaptureRefusal::NotCompliant {
                compliance: (**compliance).clone(),
            },
            _ => return checked,
        };
        if before.is_some() && !wish.dry_run {
            let what = EventKind::CaptureRefused { refusal };
            if let Err(error) = self.ledger.record(&wish.name, what).await {
                tracing::warn!(%error, "the refusal could not be recorded");
            }
        }
        checked
    }

    async fn before(&self, name: &BaselineName) -> Result<Option<Before>, EngineError> {
        let Some(head) = self.ledger.store.head(name).await? else {
            return Ok(None);
        };
        let revision = self.ledger.store.revision(name, head.revision).await?;
        self.check_account(&revision)?;
        let snapshot = self.ledger.snapshot(&revision).await?;
        Ok(Some(Before {
            head,
            revision,
            snapshot,
        }))
    }

    pub(crate) fn check_account(&self, revision: &Revision) -> Result<(), EngineError> {
        let actual = &self.cloud.identity().account;
        if revision.account == *actual {
            return Ok(());
        }
        Err(EngineError::OtherAccount {
            name: revision.baseline.clone(),
            expected: revision.account.clone(),
            actual: actual.clone(),
        })
    }

    fn scope_of(
        &self,
        wish: &Capture,
        before: Option<&Before>,
        state: Option<&Addresses>,
    ) -> Result<Scope, EngineError> {
        let scope = match (&wish.scope, state, before) {
            (Some(scope), ..) => scope.clone(),
            (None, Some(state), _) => state.scope().ok_or(EngineError::NothingInState)?,
            (None, None, Some(before)) => before.revision.scope.clone(),
            (None, None, None) => {
                return Err(EngineError::NoScope {
                    name: wish.name.clone(),
                });
            }
        };
        scope
            .validate(&self.cloud.supported_types())
            .map_err(EngineError::Scope)?;
        Ok(scope.resolved(self.cloud.region()))
    }

    fn ignore_of(
        &self,
        wish: &Capture,
        before: Option<&Before>,
    ) -> Result<Vec<Ignore>, EngineError> {
        let Some(ignore) = wish.ignore.clone() else {
            let before = before.map(|before| before.revision.ignore.clone());
            return Ok(before.unwrap_or_default());
        };
        let supported = self.cloud.supported_types();
        let faults: Vec<_> = ignore
            .iter()
            .flat_map(|one| one.faults(&supported))
            .collect();
        match faults.is_empty() {
            true => Ok(ignore),
            false => Err(EngineError::Ignores(faults)),
        }
    }

    /// What drifted since the revision before. Under another scope only changes count: what came
    /// into scope or left it was asked for.
    fn since(&self, before: &Before, scope: &Scope, ignores: &Ignores, sweep: &Sweep) -> Drift {
        let name = before.revision.baseline.as_str();
        let shape = |kind: &str| self.cloud.shape(kind);
        let drift = compare(name, before.head.revision, &before.snapshot, sweep, &shape);
        let mut drift = ignores.split(drift, &before.snapshot, sweep);
        if *scope != before.revision.scope {
            drift
                .resources
                .retain(|resource| resource.kind == DriftKind::Changed);
        }
        drift
    }

    async fn accepted(
        &self,
        wish: &Capture,
        drift: Option<Drift>,
    ) -> Result<Vec<ResourceDrift>, EngineError> {
        let Some(drift) = drift.filter(|drift| !drift.resources.is_empty()) else {
            return Ok(Vec::new());
        };
        let explained =
            wish.on_drift == OnDrift::Accept || self.ledger.is_paused(&wish.name).await?;
        if explained {
            Ok(drift.resources)
        } else {
            Err(EngineError::WouldAcceptDrift {
                drift: Box::new(drift),
            })
        }
    }

    /// The revision that is to be; its number is not taken yet.
    async fn revision(
        &self,
        wish: &Capture,
        scope: Scope,
        snapshot: &Snapshot,
        head: Option<&Head>,
        compliance: Option<Compliance>,
    ) -> Result<Revision, EngineError> {
        let store = &self.ledger.store;
        let (digest, revision) = if wish.dry_run {
            let next = head.map_or(0, |head| head.revision) + 1;
            (digest(snapshot)?, next)
        } else {
            let digest = store.put_snapshot(snapshot).await?;
            (digest, store.next_revision(&wish.name).await?)
        };
        Ok(Revision {
            version: 1,
            revision,
            baseline: wish.name.clone(),
            digest,
            scope,
            types: texts(&self.cloud.supported_types()),
            unstable: Vec::new(),
            ignore: Vec::new(),
            resources: snapshot.present(),
            account: self.cloud.identity().account.clone(),
            at: self.ledger.now(),
            actor: self.ledger.actor.clone(),
            reason: wish.reason.clone(),
            deployment: None,
            compliance,
        })
    }

    async fn store(
        &self,
        revision: &Revision,
        head: Option<&Head>,
        accepted: &[ResourceDrift],
    ) -> Result<(), EngineError> {
        let store = &self.ledger.store;
        store.add_revision(revision, head).await?;
        let what = EventKind::BaselineCaptured {
            revision: revision.revision,
            digest: revision.digest.clone(),
            resources: revision.resources,
            reason: revision.reason.clone(),
            accepted: accepted.to_vec(),
            compliance: revision.compliance.clone(),
            ignore: revision.ignore.clone(),
        };
        let (name, at) = (&revision.baseline, revision.at);
        store
            .append_with_drift(name, at, &self.ledger.actor, what, None)
            .await?;
        self.ledger.start_afresh(name).await
    }
}

/// Gives every resource its Terraform addresses: those of the state where there is one, else those
/// that the revision before knew.
fn addressed(resources: &mut [Resource], state: Option<&Addresses>, before: Option<&Before>) {
    for resource in resources {
        if let Some(state) = state {
            state.name(resource);
        } else if let Some(before) = before {
            addressed_as(resource, &before.snapshot);
        }
    }
}

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|&text| text.to_owned()).collect()
}

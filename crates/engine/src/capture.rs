//! Capturing a baseline.

use std::collections::BTreeMap;

use driftlock_core::{
    BaselineName, Drift, DriftKind, EventKind, Head, Resource, ResourceDrift, Revision, Scope,
    Snapshot, Sweep, compare,
};

use crate::{Engine, EngineError, Progress, Step};

/// What to do where a new revision would approve drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDrift {
    /// Approve it, and record what was approved.
    Accept,
    /// Refuse, unless enforcement is paused: drift during a pause is a deployment.
    Refuse,
}

/// A wish for a new revision.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The baseline; made if there is none.
    pub name: BaselineName,
    /// What it covers; none for what it covers already.
    pub scope: Option<Scope>,
    /// Terraform addresses by type and id. Addresses known from the revision before are kept.
    pub addresses: BTreeMap<(String, String), String>,
    /// Why.
    pub reason: Option<String>,
    /// What to do about drift.
    pub on_drift: OnDrift,
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
    /// Captures a new revision and makes it the approved one.
    ///
    /// # Errors
    /// The scope is unusable, matches nothing, or could not be read in full; the revision would
    /// approve drift; somebody else captured at the same time; the store could not be written.
    /// Nothing is stored then.
    pub async fn capture(
        &self,
        wish: Capture,
        progress: Progress<'_>,
    ) -> Result<Captured, EngineError> {
        let before = self.before(&wish.name).await?;
        let scope = self.scope_of(&wish, before.as_ref())?;
        let sweep = self
            .cloud
            .sweep(&scope, &[], &|read| progress(Step::Read(read)))
            .await
            .map_err(|fault| EngineError::Scope(vec![fault]))?;
        if !sweep.unreadable.is_empty() {
            return Err(EngineError::Incomplete {
                name: wish.name,
                unreadable: sweep.unreadable,
            });
        }
        let drift = before
            .as_ref()
            .map(|before| self.since(before, &scope, &sweep));
        let accepted = self.accepted(&wish, drift).await?;
        let snapshot = Snapshot::new(addressed(sweep.resources, &wish.addresses, before.as_ref()));
        if snapshot.present() == 0 {
            let regions = scope.regions();
            return Err(EngineError::NothingInScope {
                name: wish.name,
                regions,
            });
        }
        let revision = self
            .store(wish, scope, &snapshot, before.map(|b| b.head), &accepted)
            .await?;
        Ok(Captured { revision, accepted })
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

    fn scope_of(&self, wish: &Capture, before: Option<&Before>) -> Result<Scope, EngineError> {
        let scope = match (&wish.scope, before) {
            (Some(scope), _) => scope.clone(),
            (None, Some(before)) => before.revision.scope.clone(),
            (None, None) => {
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

    /// What drifted since the revision before. Under another scope only changes count: what came
    /// into scope or left it was asked for.
    fn since(&self, before: &Before, scope: &Scope, sweep: &Sweep) -> Drift {
        let name = before.revision.baseline.as_str();
        let shape = |kind: &str| self.cloud.shape(kind);
        let mut drift = compare(name, before.head.revision, &before.snapshot, sweep, &shape);
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

    async fn store(
        &self,
        wish: Capture,
        scope: Scope,
        snapshot: &Snapshot,
        head: Option<Head>,
        accepted: &[ResourceDrift],
    ) -> Result<Revision, EngineError> {
        let store = &self.ledger.store;
        let digest = store.put_snapshot(snapshot).await?;
        let revision = Revision {
            version: 1,
            revision: store.next_revision(&wish.name).await?,
            baseline: wish.name,
            digest,
            scope,
            resources: snapshot.present(),
            account: self.cloud.identity().account.clone(),
            at: self.ledger.now(),
            actor: self.ledger.actor.clone(),
            reason: wish.reason,
        };
        store.add_revision(&revision, head.as_ref()).await?;
        let what = EventKind::BaselineCaptured {
            revision: revision.revision,
            digest: revision.digest.clone(),
            resources: revision.resources,
            reason: revision.reason.clone(),
            accepted: accepted.to_vec(),
        };
        let (name, at) = (&revision.baseline, revision.at);
        store
            .append_with_drift(name, at, &self.ledger.actor, what, None)
            .await?;
        Ok(revision)
    }
}

/// Gives every resource its Terraform address, as far as it is known.
fn addressed(
    mut resources: Vec<Resource>,
    addresses: &BTreeMap<(String, String), String>,
    before: Option<&Before>,
) -> Vec<Resource> {
    for resource in &mut resources {
        let given = addresses
            .get(&(resource.key.kind.clone(), resource.key.id.clone()))
            .cloned();
        let known = || before?.snapshot.get(&resource.key)?.address.clone();
        resource.address = given.or_else(known);
    }
    resources
}

//! What is live in a scope, whether a baseline holds it or not.

use std::collections::BTreeMap;

use driftlock_core::{BaselineName, Key, Resource, Scope, Unreadable};

use crate::{Engine, EngineError, Ledger, Progress, Step};

/// What one look at a scope found.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    /// What exists, by type, region and id. Settings that do not exist are left out.
    pub resources: Vec<Found>,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// One resource that exists.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// As it is, with the Terraform address that a baseline knows.
    pub resource: Resource,
    /// The baselines of the store whose approved revision holds it, by name.
    pub baselines: Vec<BaselineName>,
}

/// Account, type, region and id: the same for all baselines.
type Place = (String, Key);

/// What baselines say of a resource.
#[derive(Default)]
struct Known {
    baselines: Vec<BaselineName>,
    address: Option<String>,
}

impl Engine {
    /// Reads all that is live in `scope`; a region is the usual one where the scope names none.
    ///
    /// # Errors
    /// The scope cannot be used, or the store could not be read. What cannot be read from the cloud is
    /// part of the result.
    pub async fn resources(
        &self,
        scope: &Scope,
        progress: Progress<'_>,
    ) -> Result<Live, EngineError> {
        scope
            .validate(&self.cloud.supported_types())
            .map_err(EngineError::Scope)?;
        let scope = scope.clone().resolved(self.cloud.region());
        let reading = |read| progress(Step::Read(read));
        let sweep = self.cloud.sweep(&scope, &[], &reading).await;
        let mut sweep = sweep.map_err(|fault| EngineError::Scope(vec![fault]))?;
        let known = self.ledger.known().await?;
        sweep.resources.retain(|one| one.attributes.is_some());
        sweep.resources.sort_by(|a, b| a.key.cmp(&b.key));
        sweep.unreadable.sort();
        let found = sweep.resources.into_iter().map(|mut resource| {
            let known = known.get(&place(&resource));
            resource.address = known.and_then(|known| known.address.clone());
            Found {
                baselines: known
                    .map(|known| known.baselines.clone())
                    .unwrap_or_default(),
                resource,
            }
        });
        Ok(Live {
            resources: found.collect(),
            unreadable: sweep.unreadable,
        })
    }
}

impl Ledger {
    /// What the approved revisions of all baselines hold.
    async fn known(&self) -> Result<BTreeMap<Place, Known>, EngineError> {
        let mut all: BTreeMap<Place, Known> = BTreeMap::new();
        for name in self.names().await? {
            let snapshot = self.snapshot(&self.revision(&name, None).await?).await?;
            for resource in snapshot.resources {
                let known = all.entry(place(&resource)).or_default();
                known.baselines.push(name.clone());
                known.address = known.address.take().or(resource.address);
            }
        }
        Ok(all)
    }
}

/// Where a resource is, whichever account the credentials are of.
fn place(resource: &Resource) -> Place {
    let key = Key {
        account: None,
        ..resource.key.clone()
    };
    (resource.account.clone(), key)
}

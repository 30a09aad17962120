//! Waivers in the store: approved exceptions that count wherever this store is asked.

use driftlock_core::{Expiry, Retirement, Waiver, WaiverTerms, WaiverVersion};
use driftlock_policy::{Fault, StoredWaiver, builtin_ids, check_waiver_resource, unknown_policy};
use driftlock_store::Which;
use ulid::Ulid;

use crate::{EngineError, Ledger};

/// Whether a waiver may be of a policy that is not built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnPolicies {
    /// It may; nobody here knows its id.
    Allowed,
    /// It may not: an id that is not known is a mistake.
    Refused,
}

impl Ledger {
    /// The waivers of this store, oldest first.
    ///
    /// # Errors
    /// The store could not be read.
    pub async fn waivers(&self, which: Which) -> Result<Vec<Waiver>, EngineError> {
        Ok(self.store.waivers(which).await?)
    }

    /// One waiver with all that it ever said, whether it was retired or not.
    ///
    /// # Errors
    /// There is none of this id, or the store could not be read.
    pub async fn waiver(&self, id: &str) -> Result<Waiver, EngineError> {
        let found = self.store.waiver(id).await?;
        found.ok_or_else(|| no_waiver(id))
    }

    /// Approves an exception.
    ///
    /// # Errors
    /// The store could not be written.
    pub async fn add_waiver(&self, terms: WaiverTerms) -> Result<Waiver, EngineError> {
        let id = Ulid::generate().to_string();
        let version = self.version(terms);
        Ok(self.store.add_waiver_version(&id, &version).await?)
    }

    /// Lets a waiver say something else from now on. What it said before is kept; where it says so
    /// already nothing is written.
    ///
    /// # Errors
    /// There is none of this id, or it was retired; or the store could not be written.
    pub async fn change_waiver(&self, id: &str, terms: WaiverTerms) -> Result<Waiver, EngineError> {
        let before = standing(self.waiver(id).await?)?;
        if before.current().is_some_and(|now| now.terms == terms) {
            return Ok(before);
        }
        let version = self.version(terms);
        standing(self.store.add_waiver_version(id, &version).await?)
    }

    /// Ends a waiver. It is kept, with who ended it, when and why; one that has ended stays as it is.
    ///
    /// # Errors
    /// There is none of this id, or the store could not be written.
    pub async fn retire_waiver(&self, id: &str, reason: &str) -> Result<Waiver, EngineError> {
        let retirement = Retirement {
            version: 1,
            at: self.now(),
            actor: self.actor.clone(),
            reason: reason.to_owned(),
        };
        let retired = self.store.retire_waiver(id, &retirement).await?;
        retired.ok_or_else(|| no_waiver(id))
    }

    /// The waivers that were not retired, as policies take them.
    pub(crate) async fn exceptions(&self) -> Result<Vec<driftlock_policy::Waiver>, EngineError> {
        let waivers = self.waivers(Which::Standing).await?;
        Ok(waivers.into_iter().filter_map(exception).collect())
    }

    fn version(&self, terms: WaiverTerms) -> WaiverVersion {
        WaiverVersion {
            version: 1,
            terms,
            at: self.now(),
            actor: self.actor.clone(),
        }
    }
}

/// Judges what a waiver is to say, before it is approved.
///
/// # Errors
/// The first fault: a policy that nobody knows, a resource that matches nothing.
pub fn check_waiver(policy: &str, resource: &str, own: OwnPolicies) -> Result<(), Fault> {
    check_waived_policy(policy, own)?;
    check_waiver_resource(resource)
}

/// Judges the id of a policy that is to be waived.
///
/// # Errors
/// It is empty, or nobody knows it; the help names the one that was probably meant.
pub fn check_waived_policy(id: &str, own: OwnPolicies) -> Result<(), Fault> {
    let known = own == OwnPolicies::Allowed && !id.trim().is_empty();
    if known || builtin_ids().any(|known| known == id) {
        return Ok(());
    }
    Err(unknown_policy("", id, []))
}

fn exception(waiver: Waiver) -> Option<driftlock_policy::Waiver> {
    let WaiverTerms {
        policy,
        resource,
        reason,
        owner,
        expires,
        ticket,
    } = waiver.current()?.terms.clone();
    let stored = StoredWaiver {
        id: waiver.id,
        policy,
        resource,
        reason,
        owner,
        expires: expires.map(Expiry::last_day),
        ticket,
    };
    Some(stored.into())
}

fn standing(waiver: Waiver) -> Result<Waiver, EngineError> {
    match &waiver.retired {
        None => Ok(waiver),
        Some(retired) => Err(EngineError::WaiverRetired {
            by: retired.actor.to_string(),
            reason: retired.reason.clone(),
            id: waiver.id,
        }),
    }
}

fn no_waiver(id: &str) -> EngineError {
    EngineError::NoWaiver { id: id.to_owned() }
}

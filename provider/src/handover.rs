//! What one process did to a baseline, for the other half of a replacement: whichever of the old and
//! the new goes first, enforcement does not end with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use driftlock_core::{BaselineName, Enforcement};

/// Which resource of a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    Baseline,
    Enforcement,
}

/// Terraform runs one process of the provider for all of an apply.
#[derive(Debug, Default)]
pub(crate) struct Handover(Mutex<Done>);

#[derive(Debug, Default)]
struct Done {
    known: BTreeSet<BaselineName>,
    made: BTreeSet<(What, BaselineName)>,
    stopped: BTreeMap<BaselineName, Enforcement>,
}

impl Handover {
    /// Notes that the state at hand has the baseline.
    pub(crate) fn knows(&self, name: &BaselineName) {
        self.lock().known.insert(name.clone());
    }

    /// Whether the state at hand has, or had, the baseline.
    pub(crate) fn is_known(&self, name: &BaselineName) -> bool {
        self.lock().known.contains(name)
    }

    /// Notes that the resource is being created: a destruction from now on is that of the one before.
    pub(crate) fn makes(&self, what: What, name: &BaselineName) {
        self.lock().made.insert((what, name.clone()));
    }

    /// Whether the resource was created by this process.
    pub(crate) fn has_made(&self, what: What, name: &BaselineName) -> bool {
        self.lock().made.contains(&(what, name.clone()))
    }

    /// Notes with which settings the enforcement ended that went with a baseline.
    pub(crate) fn stopped(&self, name: &BaselineName, settings: Enforcement) {
        self.lock().stopped.insert(name.clone(), settings);
    }

    /// The settings with which enforcement ended, once.
    pub(crate) fn take_stopped(&self, name: &BaselineName) -> Option<Enforcement> {
        self.lock().stopped.remove(name)
    }

    /// Every change is one step, so that a panic elsewhere leaves whole values behind.
    fn lock(&self) -> MutexGuard<'_, Done> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

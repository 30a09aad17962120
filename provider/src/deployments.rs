//! The deployments that run through this very process: the ephemeral pauses that it has open.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use driftlock_core::BaselineName;

/// The pauses open, by baseline.
#[derive(Default)]
pub(crate) struct Deployments(Mutex<BTreeMap<BaselineName, Deployment>>);

/// One open pause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deployment {
    /// Id of the pause.
    pub(crate) id: String,
    /// Whether the configuration says when to pause, so that no plan does.
    pub(crate) applying: bool,
}

impl Deployments {
    pub(crate) fn began(&self, name: &BaselineName, id: &str, applying: bool) {
        let id = id.to_owned();
        self.all().insert(name.clone(), Deployment { id, applying });
    }

    pub(crate) fn ended(&self, name: &BaselineName) {
        self.all().remove(name);
    }

    pub(crate) fn under_way(&self, name: &BaselineName) -> Option<Deployment> {
        self.all().get(name).cloned()
    }

    /// A panic while the lock was held leaves a whole map behind.
    fn all(&self) -> MutexGuard<'_, BTreeMap<BaselineName, Deployment>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

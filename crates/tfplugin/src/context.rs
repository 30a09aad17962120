//! What a call may know and say beside its arguments and its result.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::diagnostics::{Diagnostic, Diagnostics};

/// Accompanies one call from Terraform.
#[derive(Debug)]
pub struct Context {
    stop: CancellationToken,
    client: String,
    said: Mutex<Diagnostics>,
    private: Mutex<Vec<u8>>,
}

impl Context {
    pub(crate) fn new(stop: CancellationToken, client: String, private: Vec<u8>) -> Context {
        Context {
            stop,
            client,
            said: Mutex::default(),
            private: Mutex::new(private),
        }
    }

    /// Tells the user something without failing the call.
    pub fn warn(&self, diagnostic: Diagnostic) {
        lock(&self.said).push(diagnostic);
    }

    /// Whether the user asked to stop. A call that changes things should stop between two steps.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// The token that is cancelled when the user asks to stop.
    #[must_use]
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Terraform's version, as it gave it when configuring the provider; empty before.
    #[must_use]
    pub fn client_version(&self) -> &str {
        &self.client
    }

    /// Bytes that Terraform keeps with the resource, unseen by the user. Of an ephemeral
    /// resource it keeps them in memory until it is closed.
    #[must_use]
    pub fn private(&self) -> Vec<u8> {
        lock(&self.private).clone()
    }

    /// Replaces the bytes that Terraform keeps with the resource.
    pub fn set_private(&self, bytes: Vec<u8>) {
        *lock(&self.private) = bytes;
    }

    /// Everything said, for the answer.
    pub(crate) fn take_said(&self) -> Diagnostics {
        std::mem::take(&mut *lock(&self.said))
    }
}

/// A panic while the lock was held leaves whole values behind, so poison means nothing here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

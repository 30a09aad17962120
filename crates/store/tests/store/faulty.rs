//! A backend that fails where it is told to.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use driftlock_store::{Backend, BackendError, InMemory, Object, Version};

/// What goes wrong with the writes from the chosen one on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The process dies before the write: it and all later ones fail.
    DiesBefore,
    /// The process dies after the write: it is done, and all later ones fail.
    DiesAfter,
    /// The write is done, but its answer is lost; it is sent again, and loses to itself. Later ones
    /// are well.
    AnswerLost,
}

#[derive(Debug)]
pub(crate) struct Faulty {
    memory: Arc<InMemory>,
    fault: Fault,
    /// Writes that are well before the fault.
    well: AtomicUsize,
}

impl Faulty {
    pub(crate) fn new(memory: &Arc<InMemory>, fault: Fault, well: usize) -> Arc<Self> {
        Arc::new(Self {
            memory: Arc::clone(memory),
            fault,
            well: AtomicUsize::new(well),
        })
    }

    /// The fault to apply to the next write, if any.
    fn next(&self) -> Option<Fault> {
        let step = |well: usize| Some(well.saturating_sub(1));
        let left = self
            .well
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, step);
        match (left.unwrap(), self.fault) {
            (0, Fault::DiesBefore | Fault::DiesAfter) => Some(Fault::DiesBefore),
            (1, Fault::DiesAfter | Fault::AnswerLost) => Some(self.fault),
            _ => None,
        }
    }
}

fn died() -> BackendError {
    BackendError::Io {
        doing: "writing",
        place: "memory".to_owned(),
        source: io::Error::other("the process died"),
    }
}

#[async_trait]
impl Backend for Faulty {
    fn url(&self) -> &str {
        self.memory.url()
    }

    async fn get(&self, key: &str) -> Result<Option<Object>, BackendError> {
        self.memory.get(key).await
    }

    async fn create(&self, key: &str, bytes: Vec<u8>) -> Result<Version, BackendError> {
        match self.next() {
            None => self.memory.create(key, bytes).await,
            Some(Fault::DiesBefore) => Err(died()),
            Some(fault) => {
                self.memory.create(key, bytes).await?;
                Err(match fault {
                    Fault::AnswerLost => BackendError::AlreadyExists {
                        key: key.to_owned(),
                    },
                    _ => died(),
                })
            }
        }
    }

    async fn replace(
        &self,
        key: &str,
        bytes: Vec<u8>,
        expected: &Version,
    ) -> Result<Version, BackendError> {
        match self.next() {
            None => self.memory.replace(key, bytes, expected).await,
            Some(Fault::DiesBefore) => Err(died()),
            Some(fault) => {
                self.memory.replace(key, bytes, expected).await?;
                Err(match fault {
                    Fault::AnswerLost => BackendError::Changed {
                        key: key.to_owned(),
                    },
                    _ => died(),
                })
            }
        }
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, BackendError> {
        self.memory.list(prefix).await
    }
}

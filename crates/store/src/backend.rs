//! What a place that keeps objects must be able to do.

use std::collections::BTreeSet;
use std::io;

use async_trait::async_trait;
use futures::stream::{self, StreamExt};

/// How many objects are written at once: enough to hide a bucket's latency.
const AT_ONCE: usize = 32;

/// Names one state of an object; changes whenever its bytes do. An entity tag, in HTTP's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(String);

impl Version {
    /// The version that a backend calls `tag`.
    pub fn new(tag: impl Into<String>) -> Self {
        Self(tag.into())
    }

    /// The backend's own text for it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An object as it was at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its content.
    pub bytes: Vec<u8>,
    /// The version to expect when replacing it.
    pub version: Version,
}

/// What a store could do better, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What is wrong, and what may come of it.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// Objects under keys, changed by compare-and-swap only.
///
/// A key is a relative path with slashes, such as `baselines/web/head.json`. No segment is empty,
/// begins with a dot or holds a character that some file system refuses, and no key is a folder of
/// another key.
///
/// Guarantees: a write that returned is durable and seen by every later read of any process; a
/// reader sees an object whole, as it was before or after a write; of several writers that compare
/// with the same state exactly one succeeds. A writer that is killed leaves the object as it was or
/// as it was to be, and never stands in the way of others. What a write that failed by
/// [`BackendError::Io`] did is not known.
#[async_trait]
pub trait Backend: std::fmt::Debug + Send + Sync {
    /// Where the objects are, as a user would write it.
    fn url(&self) -> &str;

    /// A text that tells the place from any other, whatever its address was given as, and begins
    /// with that of every place that it lies in. None where that cannot be told.
    fn place(&self) -> Option<String> {
        None
    }

    /// The object under `key`, if there is one.
    ///
    /// # Errors
    /// A [`BackendError`] where it could not be found out.
    async fn get(&self, key: &str) -> Result<Option<Object>, BackendError>;

    /// Writes a new object (`If-None-Match: *`).
    ///
    /// # Errors
    /// [`BackendError::AlreadyExists`] where there is an object under `key`, else whatever kept it
    /// from being written.
    async fn create(&self, key: &str, bytes: Vec<u8>) -> Result<Version, BackendError>;

    /// Writes those of `objects`, given by key, that do not exist, and leaves the others as they
    /// are. In no order; where this fails, any of them may have been written.
    ///
    /// # Errors
    /// As [`Backend::create`], save [`BackendError::AlreadyExists`].
    async fn create_all(&self, objects: Vec<(String, Vec<u8>)>) -> Result<(), BackendError> {
        let creations = objects
            .into_iter()
            .map(|(key, bytes)| async move { self.create(&key, bytes).await });
        let mut creations = stream::iter(creations).buffer_unordered(AT_ONCE);
        while let Some(created) = creations.next().await {
            match created {
                Ok(_) | Err(BackendError::AlreadyExists { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Replaces an object that still is in the `expected` state (`If-Match`).
    ///
    /// # Errors
    /// [`BackendError::Changed`] where the object is in another state or gone, else whatever kept
    /// it from being written.
    async fn replace(
        &self,
        key: &str,
        bytes: Vec<u8>,
        expected: &Version,
    ) -> Result<Version, BackendError>;

    /// All keys that begin with `prefix`, which may end in the middle of a segment, sorted by their
    /// bytes.
    ///
    /// # Errors
    /// A [`BackendError`] where they could not be listed.
    async fn list(&self, prefix: &str) -> Result<Vec<String>, BackendError>;

    /// What the place lacks that a store should have.
    ///
    /// # Errors
    /// A [`BackendError`] where it could not be reached.
    async fn advice(&self) -> Result<Vec<Advice>, BackendError> {
        Ok(Vec::new())
    }

    /// The next segments, sorted, of all keys that go on by more than one segment after `prefix`,
    /// which is empty or ends in a slash. A folder that holds no key may be among them.
    ///
    /// # Errors
    /// A [`BackendError`] where they could not be listed.
    async fn folders(&self, prefix: &str) -> Result<Vec<String>, BackendError> {
        let keys = self.list(prefix).await?;
        let next = |key: &String| Some(key.strip_prefix(prefix)?.split_once('/')?.0.to_owned());
        let folders: BTreeSet<String> = keys.iter().filter_map(next).collect();
        Ok(folders.into_iter().collect())
    }
}

/// Why an object could not be read or written. `doing` is a gerund such as `writing`, `place` a path
/// or address.
#[derive(Debug, thiserror::Error)]
pub enum BackendError {
    /// There is an object under this key.
    #[error("`{key}` exists already")]
    AlreadyExists {
        /// The key.
        key: String,
    },
    /// The object is not in the expected state.
    #[error("`{key}` was changed by somebody else")]
    Changed {
        /// The key.
        key: String,
    },
    /// A text that is no key.
    #[error("`{key}` cannot name an object: {reason}")]
    BadKey {
        /// The text.
        key: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The permissions of the place do not allow it.
    #[error("{doing} `{place}`: permission denied")]
    PermissionDenied {
        /// What was tried.
        doing: &'static str,
        /// On what.
        place: String,
        /// The cause.
        source: io::Error,
    },
    /// The place can only be read.
    #[error("{doing} `{place}`: the file system is read-only")]
    ReadOnly {
        /// What was tried.
        doing: &'static str,
        /// On what.
        place: String,
        /// The cause.
        source: io::Error,
    },
    /// No space is left, or a quota is used up.
    #[error("{doing} `{place}`: no space is left")]
    DiskFull {
        /// What was tried.
        doing: &'static str,
        /// On what.
        place: String,
        /// The cause.
        source: io::Error,
    },
    /// A file stands where a directory is needed.
    #[error("{doing} `{place}`: a part of this path is a file and not a directory")]
    NotADirectory {
        /// What was tried.
        doing: &'static str,
        /// On what.
        place: String,
        /// The cause.
        source: io::Error,
    },
    /// The store was there a moment ago.
    #[error("{doing} `{place}`: the store is gone")]
    Vanished {
        /// What was tried.
        doing: &'static str,
        /// The root of the store.
        place: String,
    },
    /// The place says no, for a reason that it gave.
    #[error("{doing} `{place}`: {cause}")]
    Refused {
        /// What was tried.
        doing: &'static str,
        /// On what.
        place: String,
        /// Why not.
        cause: String,
        /// What to do about it.
        help: &'static str,
    },
    /// Anything else.
    #[error("{doing} `{place}`: {source}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On what.
        place: String,
        /// The cause.
        source: io::Error,
    },
}

impl BackendError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::AlreadyExists { .. } | Self::Changed { .. } => {
                "somebody else was writing at the same moment; try again"
            }
            Self::BadKey { .. } => {
                "use relative paths of plain segments, such as `baselines/web/head.json`"
            }
            Self::PermissionDenied { .. } => {
                "let the user that runs this read and write the store, or name another one with `--store`"
            }
            Self::ReadOnly { .. } => {
                "mount the file system for writing, or name another store with `--store`"
            }
            Self::DiskFull { .. } => {
                "make room or name another store with `--store`; nothing was left half written"
            }
            Self::NotADirectory { .. } => "name a directory as the store, with `--store`",
            Self::Vanished { .. } => {
                "bring the directory back (is its file system still mounted?) and run this again"
            }
            Self::Refused { help, .. } => help,
            Self::Io { .. } => "see whether the store can be reached, and run this again",
        }
    }

    /// The error for what the operating system said.
    pub(crate) fn from_io(doing: &'static str, place: &std::path::Path, source: io::Error) -> Self {
        use io::ErrorKind as Kind;
        let place = place.display().to_string();
        match source.kind() {
            Kind::PermissionDenied => Self::PermissionDenied {
                doing,
                place,
                source,
            },
            Kind::ReadOnlyFilesystem => Self::ReadOnly {
                doing,
                place,
                source,
            },
            Kind::StorageFull | Kind::QuotaExceeded => Self::DiskFull {
                doing,
                place,
                source,
            },
            Kind::NotADirectory => Self::NotADirectory {
                doing,
                place,
                source,
            },
            _ => Self::Io {
                doing,
                place,
                source,
            },
        }
    }
}

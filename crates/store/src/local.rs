//! Objects as files of a local directory.

mod listing;
mod many;

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use driftlock_core::Digest;
use tempfile::NamedTempFile;

use crate::{Backend, BackendError, Object, Version, key};

/// Temporary files begin with this; a key never does, so that what a killed writer left is no object.
const TEMPORARY: &str = ".tmp-";
/// Held, by the operating system's lock, while an object is compared and replaced.
const LOCK: &str = ".lock";

/// A directory as a backend: one file for each object, under its key.
///
/// A write goes to a temporary file beside its target, is flushed to the disk, and takes the
/// target's name in one step: by a rename that fails if the name is taken, for a new object; by a
/// plain rename under an exclusive lock on the store, for one that is replaced. The directory is
/// flushed last. The operating system releases the lock of a killed writer. Files are readable by
/// their owner only (0600, directories 0700). The directory is made by the first write.
#[derive(Clone, Debug)]
pub struct LocalDirectory {
    root: Arc<Root>,
}

impl LocalDirectory {
    /// The store at `path`, which need not exist yet.
    ///
    /// # Errors
    /// [`BackendError::Io`] where a relative path cannot be made absolute, for example because the
    /// current directory was removed.
    pub fn new(path: impl AsRef<Path>) -> Result<Self, BackendError> {
        let given = path.as_ref();
        let path = std::path::absolute(given)
            .map_err(|error| BackendError::from_io("finding", given, error))?;
        Ok(Self {
            root: Arc::new(Root {
                url: format!("file://{}", given.display()),
                path,
                seen: AtomicBool::new(false),
            }),
        })
    }

    /// The directory, as an absolute path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.root.path
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Root) -> Result<T, BackendError> + Send + 'static,
    ) -> Result<T, BackendError> {
        let root = Arc::clone(&self.root);
        match tokio::task::spawn_blocking(move || work(&root)).await {
            Ok(done) => done,
            Err(stopped) => Err(BackendError::Io {
                doing: "working on",
                place: self.root.path.display().to_string(),
                source: io::Error::other(stopped),
            }),
        }
    }
}

#[async_trait]
impl Backend for LocalDirectory {
    fn url(&self) -> &str {
        &self.root.url
    }

    fn place(&self) -> Option<String> {
        let path = real(&self.root.path);
        Some(format!("{}{}", path.display(), std::path::MAIN_SEPARATOR))
    }

    async fn get(&self, key: &str) -> Result<Option<Object>, BackendError> {
        key::check(key)?;
        let key = key.to_owned();
        self.blocking(move |root| root.get(&key)).await
    }

    async fn create(&self, key: &str, bytes: Vec<u8>) -> Result<Version, BackendError> {
        key::check(key)?;
        let key = key.to_owned();
        self.blocking(move |root| root.create(&key, &bytes)).await
    }

    async fn create_all(&self, objects: Vec<(String, Vec<u8>)>) -> Result<(), BackendError> {
        for (key, _) in &objects {
            key::check(key)?;
        }
        self.blocking(move |root| root.create_all(&objects)).await
    }

    async fn replace(
        &self,
        key: &str,
        bytes: Vec<u8>,
        expected: &Version,
    ) -> Result<Version, BackendError> {
        key::check(key)?;
        let (key, expected) = (key.to_owned(), expected.clone());
        self.blocking(move |root| root.replace(&key, &bytes, &expected))
            .await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, BackendError> {
        key::check_prefix(prefix)?;
        let prefix = prefix.to_owned();
        self.blocking(move |root| root.list(&prefix)).await
    }

    async fn folders(&self, prefix: &str) -> Result<Vec<String>, BackendError> {
        key::check_prefix(prefix)?;
        let prefix = prefix.to_owned();
        self.blocking(move |root| root.folders(&prefix)).await
    }
}

#[derive(Debug)]
struct Root {
    path: PathBuf,
    url: String,
    /// Whether the directory was there once; from then on it is an error if it is not.
    seen: AtomicBool,
}

impl Root {
    fn get(&self, key: &str) -> Result<Option<Object>, BackendError> {
        let path = self.path.join(key);
        match fs::read(&path) {
            Ok(bytes) => {
                self.seen.store(true, Ordering::Relaxed);
                let version = version_of(&bytes);
                Ok(Some(Object { bytes, version }))
            }
            Err(error) if is_no_file(&error) => self.check_presence("reading").map(|_| None),
            Err(error) => Err(BackendError::from_io("reading", &path, error)),
        }
    }

    fn create(&self, key: &str, bytes: &[u8]) -> Result<Version, BackendError> {
        let path = self.path.join(key);
        let exists = || BackendError::AlreadyExists {
            key: key.to_owned(),
        };
        if !path.exists() {
            let temporary = self.write_temporary(&path, bytes)?;
            match temporary.persist_noclobber(&path) {
                Ok(_) => return self.flush_folder_of(&path).map(|()| version_of(bytes)),
                Err(lost) if lost.error.kind() == ErrorKind::AlreadyExists => {}
                Err(lost) => return Err(BackendError::from_io("writing", &path, lost.error)),
            }
        }
        // The winner may not have come to this yet, and the loser is about to build on its object.
        self.flush_folder_of(&path)?;
        Err(exists())
    }

    fn replace(
        &self,
        key: &str,
        bytes: &[u8],
        expected: &Version,
    ) -> Result<Version, BackendError> {
        let path = self.path.join(key);
        // Once without the lock, so that whoever is too late costs no write.
        self.expect(key, expected)?;
        let temporary = self.write_temporary(&path, bytes)?;
        let lock = self.lock()?;
        self.expect(key, expected)?;
        temporary
            .persist(&path)
            .map_err(|lost| BackendError::from_io("writing", &path, lost.error))?;
        self.flush_folder_of(&path)?;
        drop(lock);
        Ok(version_of(bytes))
    }

    fn expect(&self, key: &str, expected: &Version) -> Result<(), BackendError> {
        match self.get(key)? {
            Some(current) if current.version == *expected => Ok(()),
            _ => Err(BackendError::Changed {
                key: key.to_owned(),
            }),
        }
    }

    /// Writes `bytes` to a file beside `path` and waits until the disk has them. The file is
    /// removed when it is dropped without having taken its name.
    fn write_temporary(&self, path: &Path, bytes: &[u8]) -> Result<NamedTempFile, BackendError> {
        let folder = path.parent().unwrap_or(&self.path);
        self.make_folder(folder)?;
        let write = || {
            let mut file = tempfile::Builder::new()
                .prefix(TEMPORARY)
                .tempfile_in(folder)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            Ok(file)
        };
        write().map_err(|error: io::Error| BackendError::from_io("writing", path, error))
    }

    /// Makes `folder`, and all between it and the root, durable.
    fn make_folder(&self, folder: &Path) -> Result<(), BackendError> {
        if folder.is_dir() {
            self.seen.store(true, Ordering::Relaxed);
            return Ok(());
        }
        if folder == self.path {
            self.check_presence("writing")?;
        }
        let failed = |error| BackendError::from_io("making", folder, error);
        if let Some(parent) = folder.parent() {
            if folder == self.path {
                private_folder()
                    .recursive(true)
                    .create(parent)
                    .map_err(failed)?;
            } else {
                self.make_folder(parent)?;
            }
        }
        match private_folder().create(folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(failed(error)),
            _ => {
                self.seen.store(true, Ordering::Relaxed);
                self.flush_folder_of(folder)
            }
        }
    }

    fn lock(&self) -> Result<File, BackendError> {
        let path = self.path.join(LOCK);
        let lock = || {
            let file = lock_options().open(&path)?;
            file.lock()?;
            Ok(file)
        };
        lock().map_err(|error: io::Error| BackendError::from_io("locking", &path, error))
    }

    /// Waits until the disk has the names in the directory that holds `path`.
    fn flush_folder_of(&self, path: &Path) -> Result<(), BackendError> {
        let folder = path.parent().unwrap_or(&self.path);
        flush_folder(folder).map_err(|error| BackendError::from_io("writing", folder, error))
    }

    fn check_presence(&self, doing: &'static str) -> Result<Presence, BackendError> {
        let failed = |error| BackendError::from_io(doing, &self.path, error);
        match fs::metadata(&self.path) {
            Ok(found) if found.is_dir() => {
                self.seen.store(true, Ordering::Relaxed);
                Ok(Presence::Here)
            }
            Ok(_) => Err(failed(ErrorKind::NotADirectory.into())),
            Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(error)),
            Err(_) if self.seen.load(Ordering::Relaxed) => Err(BackendError::Vanished {
                doing,
                place: self.path.display().to_string(),
            }),
            Err(_) => Ok(Presence::NotYet),
        }
    }
}

/// `path` without links and `..`, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let Ok(known) = fs::canonicalize(path) else {
        return match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) => real(parent).join(name),
            (Some(parent), None) => real(parent)
                .parent()
                .map_or(PathBuf::new(), Path::to_path_buf),
            (None, _) => path.to_path_buf(),
        };
    };
    known
}

/// Whether there is nothing under a path, or not what was looked for.
fn is_no_file(error: &io::Error) -> bool {
    use ErrorKind::{IsADirectory, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | IsADirectory)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Here,
    NotYet,
}

fn version_of(bytes: &[u8]) -> Version {
    Version::new(Digest::of_bytes(bytes).as_str())
}

#[cfg(unix)]
fn private_folder() -> fs::DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = fs::DirBuilder::new();
    builder.mode(0o700);
    builder
}

#[cfg(not(unix))]
fn private_folder() -> fs::DirBuilder {
    fs::DirBuilder::new()
}

fn lock_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn flush_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere a directory cannot be opened as a file, and the file system keeps names in its journal.
#[cfg(not(unix))]
fn flush_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

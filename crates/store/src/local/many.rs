//! Many new files at once: flushed side by side, and each directory once.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::thread;

use super::Root;
use crate::BackendError;

/// How many files are flushed at once. The file system commits together what waits together.
const WORKERS: usize = 8;

type Objects = [(String, Vec<u8>)];

impl Root {
    /// Writes those of `objects` that do not exist. All are durable when this returns.
    pub(super) fn create_all(&self, objects: &Objects) -> Result<(), BackendError> {
        match objects {
            [_] => self.name_all(objects)?,
            _ => self.name_side_by_side(objects)?,
        }
        let paths = objects.iter().map(|(key, _)| self.path.join(key));
        let mut folders = BTreeSet::new();
        for path in paths {
            if folders.insert(path.parent().map(ToOwned::to_owned)) {
                self.flush_folder_of(&path)?;
            }
        }
        Ok(())
    }

    fn name_side_by_side(&self, objects: &Objects) -> Result<(), BackendError> {
        let share = objects.len().div_ceil(WORKERS).max(1);
        let failed = |error| BackendError::from_io("writing", &self.path, error);
        thread::scope(|scope| {
            let mut workers = Vec::new();
            for some in objects.chunks(share) {
                let work = move || self.name_all(some);
                let worker = thread::Builder::new().spawn_scoped(scope, work);
                workers.push(worker.map_err(failed)?);
            }
            for worker in workers {
                let stopped = |_| failed(io::Error::other("a worker stopped"));
                worker.join().map_err(stopped)??;
            }
            Ok(())
        })
    }

    /// Writes files whose names are not durable yet.
    fn name_all(&self, objects: &Objects) -> Result<(), BackendError> {
        for (key, bytes) in objects {
            let path = self.path.join(key);
            if path.exists() {
                continue;
            }
            match self.write_temporary(&path, bytes)?.persist_noclobber(&path) {
                Err(lost) if lost.error.kind() != ErrorKind::AlreadyExists => {
                    return Err(BackendError::from_io("writing", &path, lost.error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

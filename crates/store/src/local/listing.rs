//! Which keys and folders there are.

use std::fs::{self, FileType};

use super::{Presence, Root, is_no_file};
use crate::{BackendError, key};

impl Root {
    pub(super) fn list(&self, prefix: &str) -> Result<Vec<String>, BackendError> {
        let mut keys = Vec::new();
        if self.check_presence("listing")? == Presence::Here {
            let (folders, rest) = key::split_prefix(prefix);
            self.list_into(&mut keys, folders, rest)?;
        }
        keys.sort_unstable();
        Ok(keys)
    }

    pub(super) fn folders(&self, folder: &str) -> Result<Vec<String>, BackendError> {
        let mut folders = Vec::new();
        if self.check_presence("listing")? == Presence::Here {
            self.each_entry(folder, &mut |name, kind| {
                if kind.is_dir() {
                    folders.push(name.to_owned());
                }
                Ok(())
            })?;
        }
        folders.sort_unstable();
        Ok(folders)
    }

    /// Adds every key in `folder`, a key prefix ending in a slash or empty, whose next segment
    /// begins with `start`.
    fn list_into(
        &self,
        keys: &mut Vec<String>,
        folder: &str,
        start: &str,
    ) -> Result<(), BackendError> {
        self.each_entry(folder, &mut |name, kind| {
            if !name.starts_with(start) {
                Ok(())
            } else if kind.is_dir() {
                self.list_into(keys, &format!("{folder}{name}/"), "")
            } else {
                if kind.is_file() {
                    keys.push(format!("{folder}{name}"));
                }
                Ok(())
            }
        })
    }

    /// Calls `visit` for everything directly in `folder` that can be a part of a key.
    fn each_entry(
        &self,
        folder: &str,
        visit: &mut dyn FnMut(&str, FileType) -> Result<(), BackendError>,
    ) -> Result<(), BackendError> {
        let path = self.path.join(folder);
        let failed = |error| BackendError::from_io("listing", &path, error);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if is_no_file(&error) => return Ok(()),
            Err(error) => return Err(failed(error)),
        };
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let kind = entry.file_type().map_err(failed)?;
            if let Ok(name) = entry.file_name().into_string()
                && key::fault_of_segment(&name).is_none()
            {
                visit(&name, kind)?;
            }
        }
        Ok(())
    }
}

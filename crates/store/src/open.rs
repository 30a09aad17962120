//! From an address to a store.

use std::sync::Arc;

use crate::{LocalDirectory, Store, StoreError};

impl Store {
    /// Opens the store at `url`: `file://PATH` or a plain path, relative to the current directory
    /// unless it begins with a slash. Nothing is read or written yet.
    ///
    /// # Errors
    /// [`StoreError::S3NotSupported`], [`StoreError::UnknownScheme`] or [`StoreError::NoPath`] for
    /// an address that cannot be used.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let path = match url.split_once("://") {
            None => url,
            Some(("file", path)) => path,
            Some(("s3", _)) => {
                return Err(StoreError::S3NotSupported {
                    url: url.to_owned(),
                });
            }
            Some((scheme, _)) => {
                return Err(StoreError::UnknownScheme {
                    url: url.to_owned(),
                    scheme: scheme.to_owned(),
                });
            }
        };
        if path.trim().is_empty() {
            return Err(StoreError::NoPath {
                url: url.to_owned(),
            });
        }
        Ok(Self::new(Arc::new(LocalDirectory::new(path)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_file_addresses_are_directories() {
        for (given, url) in [
            (".driftlock", "file://.driftlock"),
            ("file://.driftlock", "file://.driftlock"),
            ("file:///var/lib/d", "file:///var/lib/d"),
            ("/a b/ü", "file:///a b/ü"),
        ] {
            assert_eq!(Store::open(given).unwrap().url(), url);
        }
    }

    #[test]
    fn other_addresses_are_refused_with_what_to_write() {
        for (given, expected) in [
            (
                "s3://b/p",
                "opening store `s3://b/p`: `s3://` is not supported yet",
            ),
            ("gs://b", "opening store `gs://b`: unknown scheme `gs`"),
            ("", "opening store ``: no path is given"),
            ("file://", "opening store `file://`: no path is given"),
        ] {
            let error = Store::open(given).unwrap_err();
            assert_eq!(error.to_string(), expected);
            assert!(error.help().contains("file://"), "{}", error.help());
        }
    }
}

//! From an address to a store.

use std::sync::Arc;

use crate::{LocalDirectory, S3Bucket, S3Options, S3Url, Store, StoreError};

/// Where a store is when nobody says so: a directory in the current one.
pub const DEFAULT_STORE: &str = "file://.driftlock";

impl Store {
    /// Opens the store at `url`: `file://PATH` or a plain path, relative to the current directory
    /// unless it begins with a slash, or `s3://BUCKET/PREFIX`, reached as `s3` says. Nothing is read
    /// or written yet.
    ///
    /// # Errors
    /// [`StoreError::BadS3Url`], [`StoreError::UnknownScheme`] or [`StoreError::NoPath`] for an
    /// address that cannot be used.
    pub fn open(url: &str, s3: &S3Options) -> Result<Self, StoreError> {
        let path = match url.split_once("://") {
            None => url,
            Some(("file", path)) => path,
            Some(("s3", _)) => {
                let bucket = S3Bucket::new(S3Url::parse(url)?, s3.clone());
                return Ok(Self::new(Arc::new(bucket)));
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
    fn addresses_say_where_the_store_is() {
        for (given, url) in [
            (".driftlock", "file://.driftlock"),
            ("file://.driftlock", "file://.driftlock"),
            ("file:///var/lib/d", "file:///var/lib/d"),
            ("/a b/ü", "file:///a b/ü"),
            ("s3://b/p", "s3://b/p"),
        ] {
            assert_eq!(
                Store::open(given, &S3Options::default()).unwrap().url(),
                url
            );
        }
    }

    #[test]
    fn other_addresses_are_refused_with_what_to_write() {
        for (given, expected) in [
            ("s3://", "opening store `s3://`: no bucket is given"),
            ("gs://b", "opening store `gs://b`: unknown scheme `gs`"),
            ("", "opening store ``: no path is given"),
            ("file://", "opening store `file://`: no path is given"),
        ] {
            let error = Store::open(given, &S3Options::default()).unwrap_err();
            assert_eq!(error.to_string(), expected);
            assert!(error.help().contains("://"), "{}", error.help());
        }
    }
}

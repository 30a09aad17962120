//! Which texts are keys: those that mean the same on every file system and in every bucket.

use crate::BackendError;

/// S3 allows 1,024 bytes, of which a prefix takes its share.
const MAX_KEY: usize = 900;
/// The longest name that common file systems allow.
const MAX_SEGMENT: usize = 255;

/// Checks that `key` names an object and nothing outside the store.
pub(crate) fn check(key: &str) -> Result<(), BackendError> {
    let fault = if key.len() > MAX_KEY {
        Some("it is longer than 900 bytes")
    } else {
        key.split('/').find_map(fault_of_segment)
    };
    refuse(key, fault)
}

/// Checks what keys are to begin with: whole segments, then the beginning of one, or nothing.
pub(crate) fn check_prefix(prefix: &str) -> Result<(), BackendError> {
    let (folders, rest) = split_prefix(prefix);
    let whole = folders.strip_suffix('/').unwrap_or(folders);
    let fault = if whole.is_empty() && !folders.is_empty() {
        Some("it begins with a slash")
    } else {
        let segments = whole.split('/').filter(|_| !whole.is_empty());
        segments
            .chain((!rest.is_empty()).then_some(rest))
            .find_map(fault_of_segment)
    };
    refuse(prefix, fault)
}

/// A prefix as the folders that it names whole (ending in a slash, or empty) and the rest.
pub(crate) fn split_prefix(prefix: &str) -> (&str, &str) {
    let cut = prefix.rfind('/').map_or(0, |slash| slash + 1);
    prefix.split_at_checked(cut).unwrap_or((prefix, ""))
}

fn refuse(key: &str, fault: Option<&'static str>) -> Result<(), BackendError> {
    match fault {
        None => Ok(()),
        Some(reason) => Err(BackendError::BadKey {
            key: key.to_owned(),
            reason,
        }),
    }
}

/// What keeps `segment` from being one.
pub(crate) fn fault_of_segment(segment: &str) -> Option<&'static str> {
    if segment.is_empty() {
        Some("a segment is empty")
    } else if segment.starts_with('.') {
        Some("a segment begins with a dot")
    } else if segment.ends_with([' ', '.']) {
        Some("a segment ends in a space or a dot")
    } else if segment.len() > MAX_SEGMENT {
        Some("a segment is longer than 255 bytes")
    } else if segment
        .chars()
        .any(|c| c.is_control() || "\\:*?\"<>|".contains(c))
    {
        Some("it holds a character that some file systems refuse")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_cannot_leave_the_store() {
        let long = "x".repeat(256);
        for bad in [
            "", "/", "/a", "a/", "a//b", "..", "../a", "a/../b", "a/..", ".", "./a", "a/.tmp-1",
            ".lock", "a\\b", "C:x", "a\0b", "a\nb", "a*", "a ", &long,
        ] {
            assert!(check(bad).is_err(), "{bad:?}");
        }
        for good in ["a", "a/b.json", "a b/ü", "a=b&c+d%2F"] {
            assert!(check(good).is_ok(), "{good:?}");
        }
    }

    #[test]
    fn prefixes_may_end_anywhere() {
        for good in ["", "a", "a/", "a/b", "a/b/"] {
            assert!(check_prefix(good).is_ok(), "{good:?}");
        }
        for bad in ["/", "/a", "..", "../", "a/../", "a//", "a/.", ".tmp"] {
            assert!(check_prefix(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_prefix_splits_at_its_last_slash() {
        assert_eq!(split_prefix("a/b/c"), ("a/b/", "c"));
        assert_eq!(split_prefix("a/"), ("a/", ""));
        assert_eq!(split_prefix("a"), ("", "a"));
    }
}

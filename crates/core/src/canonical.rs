//! Canonical JSON and its SHA-256 digest.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A value that JSON cannot hold: a map with keys that are not strings, or a number that is not
/// finite. No type of this crate can produce one.
#[derive(Debug, thiserror::Error)]
#[error("writing canonical json: {0}")]
pub struct NotCanonical(#[from] serde_json::Error);

/// The SHA-256 of a value's canonical JSON, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// The digest of `bytes` as they are.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(hex::encode(Sha256::digest(bytes)))
    }

    /// The 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first twelve digits: enough to tell revisions apart in a table.
    #[must_use]
    pub fn short(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `value` as canonical JSON: RFC 8785 (sorted keys, no white space, one spelling of each number).
///
/// # Errors
/// [`NotCanonical`] for a value that JSON cannot hold.
pub fn canonical_json<T: Serialize>(value: &T) -> Result<Vec<u8>, NotCanonical> {
    Ok(serde_json_canonicalizer::to_vec(value)?)
}

/// The digest of [`canonical_json`].
///
/// # Errors
/// [`NotCanonical`] for a value that JSON cannot hold.
pub fn digest<T: Serialize>(value: &T) -> Result<Digest, NotCanonical> {
    canonical_json(value).map(|bytes| Digest::of_bytes(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn the_order_of_keys_does_not_matter() {
        let one: serde_json::Value =
            serde_json::from_str(r#"{"b":1,"a":[2,{"d":0,"c":1}]}"#).unwrap();
        let two: serde_json::Value =
            serde_json::from_str(r#"{"a":[2,{"c":1,"d":0}],"b":1}"#).unwrap();
        assert_eq!(digest(&one).unwrap(), digest(&two).unwrap());
        assert_eq!(
            canonical_json(&one).unwrap(),
            br#"{"a":[2,{"c":1,"d":0}],"b":1}"#
        );
    }

    #[test]
    fn the_order_of_a_list_does_matter() {
        assert_ne!(
            digest(&json!([1, 2])).unwrap(),
            digest(&json!([2, 1])).unwrap()
        );
    }

    proptest! {
        #[test]
        fn canonical_json_reads_back_as_the_same_value(map: std::collections::BTreeMap<String, i32>) {
            let bytes = canonical_json(&map).unwrap();
            let back: std::collections::BTreeMap<String, i32> = serde_json::from_slice(&bytes).unwrap();
            prop_assert_eq!(back, map);
        }
    }
}

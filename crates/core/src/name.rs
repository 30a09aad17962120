//! Names of baselines.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The name of a baseline: 1 to 64 of `a-z A-Z 0-9 . _ -`, the first a letter or a digit.
///
/// INVARIANT: safe as one path segment on every file system and as part of an S3 key, because
/// [`FromStr`] is the only way to make one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaselineName(String);

/// A text that cannot name a baseline.
#[derive(Debug, thiserror::Error)]
#[error(
    "baseline name `{0}` is not usable: use 1 to 64 letters, digits, `.`, `_` or `-`, starting with a letter or digit"
)]
pub struct BadName(String);

impl BaselineName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BaselineName {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let first = text
            .chars()
            .next()
            .is_some_and(|c| c.is_ascii_alphanumeric());
        let rest = text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
        if first && rest && text.len() <= 64 {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadName(text.to_owned()))
        }
    }
}

impl TryFrom<String> for BaselineName {
    type Error = BadName;

    fn try_from(text: String) -> Result<Self, BadName> {
        text.parse()
    }
}

impl From<BaselineName> for String {
    fn from(name: BaselineName) -> Self {
        name.0
    }
}

impl fmt::Display for BaselineName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_leave_their_folder_are_refused() {
        for bad in [
            "",
            ".",
            "..",
            "../x",
            "a/b",
            "-x",
            "a b",
            "ü",
            &"x".repeat(65),
        ] {
            assert!(bad.parse::<BaselineName>().is_err(), "{bad:?}");
        }
        for good in ["web", "0", "prod.eu-west-1_web", &"x".repeat(64)] {
            assert!(good.parse::<BaselineName>().is_ok(), "{good:?}");
        }
    }
}

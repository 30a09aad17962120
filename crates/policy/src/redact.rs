//! Keeps sensitive values of a plan out of everything that is printed.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};

/// Shorter secrets are looked for only as whole words: `a` occurs in every sentence.
const SHORTEST_ANYWHERE: usize = 4;

/// Finds sensitive values in text.
#[derive(Debug)]
pub(crate) struct Redactor {
    secrets: Option<AhoCorasick>,
    /// Set when there are secrets that cannot be searched for.
    withhold_all: bool,
}

impl Redactor {
    pub(crate) fn new(secrets: &BTreeSet<String>) -> Self {
        let spellings: BTreeSet<String> = secrets.iter().flat_map(|s| spellings(s)).collect();
        if spellings.is_empty() {
            return Self {
                secrets: None,
                withhold_all: false,
            };
        }
        let built = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&spellings);
        Self {
            withhold_all: built.is_err(),
            secrets: built.ok(),
        }
    }

    /// The text, or nothing when it repeats a sensitive value.
    pub(crate) fn clean(&self, text: &str) -> Option<String> {
        let repeats = self.withhold_all
            || self.secrets.as_ref().is_some_and(|secrets| {
                secrets
                    .find_overlapping_iter(text)
                    .any(|found| found.len() >= SHORTEST_ANYWHERE || is_word(text, found.range()))
            });
        (!repeats).then(|| text.to_owned())
    }
}

/// A secret as it is, and as it stands inside JSON.
fn spellings(secret: &str) -> Vec<String> {
    let trimmed = secret.trim();
    if trimmed.is_empty() {
        return Vec::new();
    }
    let mut all = vec![trimmed.to_owned()];
    if let Ok(quoted) = serde_json::to_string(trimmed)
        && let Some(inside) = quoted.get(1..quoted.len() - 1)
        && inside != trimmed
    {
        all.push(inside.to_owned());
    }
    all
}

fn is_word(text: &str, range: std::ops::Range<usize>) -> bool {
    let before = text
        .get(..range.start)
        .and_then(|before| before.chars().next_back());
    let after = text.get(range.end..).and_then(|after| after.chars().next());
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    !inside(before) && !inside(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor(secrets: &[&str]) -> Redactor {
        Redactor::new(&secrets.iter().map(|secret| (*secret).to_owned()).collect())
    }

    #[test]
    fn a_text_that_repeats_a_secret_is_withheld() {
        let redactor = redactor(&["hunter2!", "a\"b\nc", "xy"]);
        for text in ["password is hunter2!", r#"{"p":"a\"b\nc"}"#, "key xy, of"] {
            assert_eq!(redactor.clean(text), None, "{text}");
        }
        for text in ["password is set", "galaxy", "xylophone"] {
            assert_eq!(redactor.clean(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn without_secrets_nothing_is_withheld() {
        assert_eq!(
            redactor(&["", " "]).clean("anything").as_deref(),
            Some("anything")
        );
    }
}

//! Enforcement settings of a baseline, and pauses.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Key;

/// What happens when reality leaves the baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Drift is reported; nothing is changed.
    #[default]
    Observe,
    /// Drift is reverted.
    Enforce,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Observe => "observe",
            Self::Enforce => "enforce",
        })
    }
}

/// A text that names no mode.
#[derive(Debug, thiserror::Error)]
#[error("unknown mode `{0}`: use `observe` or `enforce`")]
pub struct UnknownMode(String);

impl FromStr for Mode {
    type Err = UnknownMode;

    fn from_str(text: &str) -> Result<Self, UnknownMode> {
        match text {
            "observe" => Ok(Self::Observe),
            "enforce" => Ok(Self::Enforce),
            other => Err(UnknownMode(other.to_owned())),
        }
    }
}

/// A mode for some types only. Of several rules the first that matches decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Globs over Terraform types.
    pub resource_types: Vec<String>,
    /// The mode for these.
    pub mode: Mode,
}

/// Limits on what one run may change. A run over a limit changes nothing at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guardrails {
    /// Most attribute changes that one run may revert.
    #[serde(default = "Guardrails::default_max_changes")]
    pub max_changes: u32,
    /// Most resources that one run may touch, in percent of those in the baseline; one resource is
    /// always within it.
    #[serde(default = "Guardrails::default_max_percent")]
    pub max_percent: u8,
}

impl Guardrails {
    fn default_max_changes() -> u32 {
        Self::default().max_changes
    }

    fn default_max_percent() -> u8 {
        Self::default().max_percent
    }
}

impl Default for Guardrails {
    fn default() -> Self {
        Self {
            max_changes: 20,
            max_percent: 100,
        }
    }
}

/// The settings of a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enforcement {
    /// What happens where no rule says otherwise.
    pub mode: Mode,
    /// Exceptions by type; first match wins.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Limits.
    #[serde(default)]
    pub guardrails: Guardrails,
}

impl Enforcement {
    /// The mode for resources of this type.
    #[must_use]
    pub fn mode_for(&self, kind: &str) -> Mode {
        let hit = |glob: &String| {
            globset::Glob::new(glob).is_ok_and(|g| g.compile_matcher().is_match(kind))
        };
        self.rules
            .iter()
            .find(|rule| rule.resource_types.iter().any(hit))
            .map_or(self.mode, |rule| rule.mode)
    }
}

/// A lease on non-enforcement, of a whole baseline or of one resource. It ends at `until` by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// A ULID; names this pause in history and when it is ended.
    pub id: String,
    /// Who asked for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// From when.
    pub since: Timestamp,
    /// Until when at the latest.
    pub until: Timestamp,
    /// The one resource that is paused; none for all of the baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Key>,
}

impl Pause {
    /// Whether the pause holds at `now`.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> bool {
        now < self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_matches_decides() {
        let rule = |glob: &str, mode| Rule {
            resource_types: vec![glob.into()],
            mode,
        };
        let settings = Enforcement {
            mode: Mode::Enforce,
            rules: vec![
                rule("aws_s3_bucket_policy", Mode::Enforce),
                rule("aws_s3_*", Mode::Observe),
            ],
            guardrails: Guardrails::default(),
        };
        assert_eq!(settings.mode_for("aws_s3_bucket_policy"), Mode::Enforce);
        assert_eq!(settings.mode_for("aws_s3_bucket"), Mode::Observe);
        assert_eq!(settings.mode_for("aws_security_group"), Mode::Enforce);
    }

    #[test]
    fn observe_is_the_default() {
        assert_eq!(Enforcement::default().mode_for("aws_x"), Mode::Observe);
    }

    #[test]
    fn unknown_settings_are_refused() {
        let text = r#"{"mode":"observe","guardrials":{}}"#;
        assert!(
            serde_json::from_str::<Enforcement>(text)
                .unwrap_err()
                .to_string()
                .contains("guardrials")
        );
    }
}

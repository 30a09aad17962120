//! Enforcement settings of a baseline.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::{Notify, ResourceDrift, Risk};

/// What happens when reality leaves the baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Drift is reported; nothing is changed.
    #[default]
    Observe,
    /// The reversal of drift is proposed, and carried out once a person approves it.
    Approve,
    /// Drift is reverted.
    Enforce,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Observe => "observe",
            Self::Approve => "approve",
            Self::Enforce => "enforce",
        })
    }
}

/// A text that names no mode.
#[derive(Debug, thiserror::Error)]
#[error("unknown mode `{0}`: use `observe`, `approve` or `enforce`")]
pub struct UnknownMode(String);

impl FromStr for Mode {
    type Err = UnknownMode;

    fn from_str(text: &str) -> Result<Self, UnknownMode> {
        match text {
            "observe" => Ok(Self::Observe),
            "approve" => Ok(Self::Approve),
            "enforce" => Ok(Self::Enforce),
            other => Err(UnknownMode(other.to_owned())),
        }
    }
}

/// A mode for some drift only. Of several rules the first that matches decides; what a rule does
/// not name it does not ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Globs over Terraform types; none for all types.
    #[serde(default)]
    pub resource_types: Vec<String>,
    /// The least risk: the worst change of the resource is at least that bad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_risk: Option<Risk>,
    /// The mode for these.
    pub mode: Mode,
}

impl Rule {
    fn matches(&self, drift: &ResourceDrift) -> bool {
        let hit = |glob: &String| {
            globset::Glob::new(glob).is_ok_and(|g| g.compile_matcher().is_match(&drift.key.kind))
        };
        let of_type = self.resource_types.is_empty() || self.resource_types.iter().any(hit);
        // What nobody judged may be of any risk.
        let risky = |least: Risk| drift.risk().is_none_or(|risk| risk >= least);
        of_type && self.min_risk.is_none_or(risky)
    }
}

/// Limits on what one run may change. A run over `max_changes` or `max_percent` changes nothing at
/// all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Guardrails {
    /// Most attribute changes that one run may revert.
    pub max_changes: u32,
    /// Most resources that one run may touch, in percent of those in the baseline; one resource is
    /// always within it, and 100 is no limit.
    pub max_percent: u8,
    /// An attribute that was reverted this often within `flap_window` is quarantined instead of
    /// being reverted once more; 0 for never.
    pub flap_limit: u32,
    /// The time within which reverts are counted.
    pub flap_window: SignedDuration,
    /// Whether objects in scope that the baseline does not know may be deleted.
    pub allow_delete: bool,
    /// Whether objects that are gone may be made anew, without what they held.
    pub allow_replace: bool,
}

impl Default for Guardrails {
    fn default() -> Self {
        Self {
            max_changes: 20,
            max_percent: 100,
            flap_limit: 3,
            flap_window: SignedDuration::from_hours(1),
            allow_delete: false,
            allow_replace: false,
        }
    }
}

/// The settings of a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enforcement {
    /// What happens where no rule says otherwise.
    pub mode: Mode,
    /// Exceptions by type and risk; first match wins.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Limits.
    #[serde(default)]
    pub guardrails: Guardrails,
    /// Who is told of what happens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notify: Vec<Notify>,
}

impl Enforcement {
    /// The same without what lets others post to its webhooks: for records that others read.
    #[must_use]
    pub fn shown(&self) -> Self {
        let mut shown = self.clone();
        for notify in &mut shown.notify {
            notify.webhook = notify.webhook.shown();
        }
        shown
    }

    /// The mode for this drift.
    #[must_use]
    pub fn mode_for(&self, drift: &ResourceDrift) -> Mode {
        self.rules
            .iter()
            .find(|rule| rule.matches(drift))
            .map_or(self.mode, |rule| rule.mode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, DriftKind, Key};
    use serde_json::Value;

    fn drifted(kind: &str, risks: &[Option<Risk>]) -> ResourceDrift {
        let change = |risk: &Option<Risk>| Change {
            path: "p".into(),
            approved: Value::Null,
            observed: Value::from(1),
            risk: *risk,
            address: None,
        };
        ResourceDrift {
            key: Key {
                kind: kind.into(),
                region: "r".into(),
                id: "i".into(),
                account: None,
            },
            address: None,
            parent: None,
            name: None,
            kind: DriftKind::Changed,
            changes: risks.iter().map(change).collect(),
            reason: None,
            made_by: None,
        }
    }

    fn rule(glob: &str, min_risk: Option<Risk>, mode: Mode) -> Rule {
        Rule {
            resource_types: vec![glob.into()],
            min_risk,
            mode,
        }
    }

    #[test]
    fn the_first_rule_that_matches_decides() {
        let settings = Enforcement {
            mode: Mode::Enforce,
            rules: vec![
                rule("aws_s3_bucket_policy", None, Mode::Approve),
                rule("aws_s3_*", None, Mode::Observe),
            ],
            ..Enforcement::default()
        };
        let mode = |kind| settings.mode_for(&drifted(kind, &[]));
        assert_eq!(mode("aws_s3_bucket_policy"), Mode::Approve);
        assert_eq!(mode("aws_s3_bucket"), Mode::Observe);
        assert_eq!(mode("aws_security_group"), Mode::Enforce);
    }

    #[test]
    fn a_resource_is_as_risky_as_its_worst_change() {
        let settings = Enforcement {
            mode: Mode::Observe,
            rules: vec![
                Rule {
                    resource_types: vec![],
                    min_risk: Some(Risk::ExposureWidened),
                    mode: Mode::Enforce,
                },
                rule("*", Some(Risk::ServiceBroken), Mode::Approve),
            ],
            ..Enforcement::default()
        };
        let mode = |risks: &[Option<Risk>]| settings.mode_for(&drifted("aws_x", risks));
        assert_eq!(mode(&[Some(Risk::Cosmetic)]), Mode::Observe);
        assert_eq!(mode(&[Some(Risk::ProtectionWeakened)]), Mode::Approve);
        assert_eq!(
            mode(&[Some(Risk::Cosmetic), Some(Risk::ExposureWidened)]),
            Mode::Enforce
        );
        assert_eq!(mode(&[None]), Mode::Enforce, "what is not known may be bad");
    }

    #[test]
    fn observe_is_the_default() {
        let mode = Enforcement::default().mode_for(&drifted("aws_x", &[]));
        assert_eq!(mode, Mode::Observe);
    }

    #[test]
    fn settings_of_old_have_the_limits_of_today() {
        let text = r#"{"mode":"enforce","rules":[{"resource_types":["a"],"mode":"observe"}],"guardrails":{"max_changes":5,"max_percent":50}}"#;
        let settings: Enforcement = serde_json::from_str(text).unwrap();
        assert_eq!(settings.guardrails.max_changes, 5);
        assert_eq!(settings.guardrails.flap_limit, 3);
        assert_eq!(settings.guardrails.flap_window.as_hours(), 1);
        assert!(!settings.guardrails.allow_delete);
        assert_eq!(settings.notify, []);
    }

    #[test]
    fn settings_that_others_read_hold_no_address() {
        let text = r#"{"mode":"observe","notify":[{"webhook":"https://example.com/secret","on":["drift"]}]}"#;
        let settings: Enforcement = serde_json::from_str(text).unwrap();
        let shown = serde_json::to_string(&settings.shown()).unwrap();
        assert!(!shown.contains("secret") && shown.contains("example.com"));
        let read: Enforcement = serde_json::from_str(&shown).unwrap();
        assert_eq!(read, settings.shown());
        assert!(serde_json::to_string(&settings).unwrap().contains("secret"));
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

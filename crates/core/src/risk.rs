//! What a drifted attribute puts at risk.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a change does to the resource, from the least to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Nothing that a caller of the resource could notice: descriptions, tags.
    Cosmetic,
    /// Something approved no longer works: a port was closed, a permission taken away.
    ServiceBroken,
    /// A safeguard is gone or less than it was: encryption, versioning, logging.
    ProtectionWeakened,
    /// More can be reached, or by more people, than was approved.
    ExposureWidened,
}

impl Risk {
    /// All of them, from the least to the worst.
    pub const ALL: [Self; 4] = [
        Self::Cosmetic,
        Self::ServiceBroken,
        Self::ProtectionWeakened,
        Self::ExposureWidened,
    ];

    /// The risk as it stands in settings and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cosmetic => "cosmetic",
            Self::ServiceBroken => "service_broken",
            Self::ProtectionWeakened => "protection_weakened",
            Self::ExposureWidened => "exposure_widened",
        }
    }

    /// The risk in words, for a person.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Cosmetic => "cosmetic",
            Self::ServiceBroken => "service broken",
            Self::ProtectionWeakened => "protection weakened",
            Self::ExposureWidened => "exposure widened",
        }
    }
}

impl fmt::Display for Risk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no risk.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown risk `{0}`: use `cosmetic`, `service_broken`, `protection_weakened` or `exposure_widened`"
)]
pub struct UnknownRisk(String);

impl FromStr for Risk {
    type Err = UnknownRisk;

    fn from_str(text: &str) -> Result<Self, UnknownRisk> {
        Self::ALL
            .into_iter()
            .find(|risk| risk.name() == text)
            .ok_or_else(|| UnknownRisk(text.to_owned()))
    }
}

/// Judges one changed attribute: its path, the approved and the observed value; null where there is
/// none.
pub type JudgeRisk = fn(path: &str, approved: &Value, observed: &Value) -> Risk;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_risk_reads_as_it_is_written() {
        for risk in Risk::ALL {
            assert_eq!(risk.name().parse(), Ok(risk));
            assert_eq!(serde_json::to_value(risk).unwrap(), risk.name());
        }
        let error = "high".parse::<Risk>().unwrap_err();
        assert!(error.to_string().contains("exposure_widened"));
    }

    #[test]
    fn exposure_is_the_worst() {
        assert!(Risk::ALL.is_sorted());
        assert_eq!(Risk::ALL.iter().max(), Some(&Risk::ExposureWidened));
    }
}

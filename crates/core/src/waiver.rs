//! Waivers that are kept beside the baselines: approved exceptions to policies.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::Actor;

/// What a waiver says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverTerms {
    /// Id of the policy that it excepts from.
    pub policy: String,
    /// The resources, as a pattern of addresses, or of type and id, in which `*` stands for anything.
    pub resource: String,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// When it ends; none where it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Expiry>,
    /// Where it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
}

/// A waiver as it stands, and how it came to that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiver {
    /// Its id.
    pub id: String,
    /// What it said over time, oldest first; the last is what it says.
    pub versions: Vec<WaiverVersion>,
    /// Set where it does not hold any more.
    pub retired: Option<Retirement>,
}

/// What a waiver said from some moment on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverVersion {
    /// Layout of this record; 1.
    pub version: u32,
    /// What it says.
    #[serde(flatten)]
    pub terms: WaiverTerms,
    /// When it was approved.
    pub at: Timestamp,
    /// Who approved it.
    pub actor: Actor,
}

/// The end of a waiver before its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retirement {
    /// Layout of this record; 1.
    pub version: u32,
    /// When.
    pub at: Timestamp,
    /// Who ended it.
    pub actor: Actor,
    /// Why.
    pub reason: String,
}

/// The end of a waiver as it is written: a day, or a moment, of which the whole day in UTC counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Expiry {
    /// The last day on which it holds.
    Day(Date),
    /// A moment of the last day.
    Moment(Timestamp),
}

/// A text that is no end of a waiver.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a day nor a time")]
pub struct BadExpiry(String);

impl BadExpiry {
    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        "write the last day on which it holds, such as `2027-03-31`, or a time as RFC 3339, such as \
         `2027-03-31T12:00:00Z`"
    }
}

impl Expiry {
    /// The last day on which the waiver holds.
    #[must_use]
    pub fn last_day(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Moment(moment) => moment.to_zoned(TimeZone::UTC).date(),
        }
    }
}

impl FromStr for Expiry {
    type Err = BadExpiry;

    fn from_str(text: &str) -> Result<Self, BadExpiry> {
        let day = text.len() == "2027-03-31".len();
        let read = match day {
            true => text.parse().ok().map(Self::Day),
            false => text.parse().ok().map(Self::Moment),
        };
        read.ok_or_else(|| BadExpiry(text.to_owned()))
    }
}

impl TryFrom<String> for Expiry {
    type Error = BadExpiry;

    fn try_from(text: String) -> Result<Self, BadExpiry> {
        text.parse()
    }
}

impl fmt::Display for Expiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Moment(moment) => moment.fmt(f),
        }
    }
}

impl From<Expiry> for String {
    fn from(expiry: Expiry) -> Self {
        expiry.to_string()
    }
}

impl WaiverTerms {
    /// Whether it has ended by itself on that day.
    #[must_use]
    pub fn has_expired(&self, today: Date) -> bool {
        let last = self.expires.map(Expiry::last_day);
        last.is_some_and(|last| last < today)
    }
}

impl Waiver {
    /// What it says now.
    #[must_use]
    pub fn current(&self) -> Option<&WaiverVersion> {
        self.versions.last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_a_day_or_a_moment_of_it() {
        for (text, day) in [
            ("2027-03-31", "2027-03-31"),
            ("2027-03-31T23:30:00Z", "2027-03-31"),
            ("2027-03-31T23:30:00-02:00", "2027-04-01"),
        ] {
            let expiry: Expiry = text.parse().unwrap();
            assert_eq!(expiry.last_day().to_string(), day, "{text}");
            assert_eq!(expiry.to_string().parse(), Ok(expiry));
        }
        for text in ["", "soon", "2027-02-30", "20270331", "2027-03-31T12:00"] {
            let error = text.parse::<Expiry>().unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("`{text}` is neither a day nor a time")
            );
        }
    }

    #[test]
    fn what_was_stored_once_still_reads() {
        let stored = r#"{"actor":{"program":"p"},"at":"2026-01-01T00:00:00Z","expires":"2027-03-31","owner":"web","policy":"public_s3_bucket","reason":"a site","resource":"aws_s3_bucket.web","version":1}"#;
        let version: WaiverVersion = serde_json::from_str(stored).unwrap();
        assert_eq!(version.terms.ticket, None);
        assert!(version.terms.has_expired(jiff::civil::date(2027, 4, 1)));
        assert!(!version.terms.has_expired(jiff::civil::date(2027, 3, 31)));
        let again = crate::canonical_json(&version).unwrap();
        assert_eq!(String::from_utf8(again).unwrap(), stored);
        let stored =
            r#"{"actor":{"program":"p"},"at":"2026-01-01T00:00:00Z","reason":"over","version":1}"#;
        let retired: Retirement = serde_json::from_str(stored).unwrap();
        assert_eq!(retired.reason, "over");
    }
}

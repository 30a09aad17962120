//! A policy's verdict on one resource.

use std::sync::Arc;

use serde::Serialize;

use crate::configuration::Location;
use crate::policy::Policy;
use crate::severity::Severity;
use crate::waiver::Waiver;

/// What a policy says of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It offends.
    Fail,
    /// It offends, but less severely than what was asked for.
    Warn,
    /// It cannot be told before apply.
    Unknown,
    /// It offends, and that was approved.
    Waived,
    /// It does not offend.
    Pass,
}

impl Verdict {
    /// The word for it in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Unknown => "unknown",
            Self::Waived => "waived",
            Self::Pass => "pass",
        }
    }
}

/// One verdict, with all that a reader needs to act on it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The policy that judged.
    pub policy: Arc<Policy>,
    /// The exact address of the resource.
    pub address: Arc<str>,
    /// Its type.
    pub kind: Arc<str>,
    /// The verdict.
    pub verdict: Verdict,
    /// What was found.
    pub message: Arc<str>,
    /// The attribute that offends, where the policy names it.
    pub attribute: Option<String>,
    /// What that attribute is, as JSON, where it is short and not sensitive.
    pub value: Option<String>,
    /// Where it is declared, where the configuration is at hand.
    pub location: Option<Location>,
    /// The exception that was approved for it.
    pub waiver: Option<Arc<Waiver>>,
}

impl Finding {
    /// How bad the offence is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.policy.metadata.custom.severity
    }

    /// What to do about it, in one sentence.
    #[must_use]
    pub fn fix(&self) -> &str {
        self.policy.metadata.custom.fix.trim_end()
    }

    /// What became of it beyond the message: who waived it, or what to do.
    pub(crate) fn advice(&self) -> Option<String> {
        match (&self.waiver, self.verdict, self.fix()) {
            (Some(waiver), ..) => Some(format!("waived {}: {}", waiver.until(), waiver.reason)),
            (None, Verdict::Waived, _) => Some("excepted by the policies themselves".to_owned()),
            (None, _, "") => None,
            (None, _, fix) => Some(format!("fix: {fix}")),
        }
    }

    /// The attribute and its value, as far as the message does not repeat them.
    pub(crate) fn place(&self) -> Option<String> {
        let attribute = self.attribute.as_deref()?;
        let known = |text: &str| self.message.contains(text);
        match self.value.as_deref().filter(|value| !known(value)) {
            Some(value) => Some(format!("{attribute} = {value}")),
            None if known(attribute) => None,
            None => Some(attribute.to_owned()),
        }
    }

    /// The order of reports: by resource, the worst of it first.
    pub(crate) fn order(&self) -> impl Ord + '_ {
        (
            &self.address,
            self.verdict,
            std::cmp::Reverse(self.severity()),
            &self.policy.id,
            &self.attribute,
            &self.message,
        )
    }
}

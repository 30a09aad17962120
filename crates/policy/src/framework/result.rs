//! What a check means for the controls of a framework.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Control, Framework};
use crate::finding::{Finding, Verdict};
use crate::policy::Policies;

/// How a control came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlStatus {
    /// Something offends.
    Fail,
    /// Something offends mildly.
    Warn,
    /// Something cannot be told before apply, and nothing offends.
    Unknown,
    /// All that there was to judge passes, or was waived.
    Pass,
    /// Its policies had nothing to judge.
    NothingToJudge,
    /// No policy covers it.
    NotCovered,
}

impl ControlStatus {
    /// The words for it in reports.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Unknown => "unknown",
            Self::Pass => "pass",
            Self::NothingToJudge => "nothing to judge",
            Self::NotCovered => "not covered",
        }
    }
}

/// How one control came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ControlResult {
    /// Its number or name in the framework.
    pub control: String,
    /// What it asks for.
    pub title: String,
    /// How it came out.
    pub status: ControlStatus,
    /// The policies that speak of it.
    pub policies: Vec<String>,
    /// Offences.
    pub fail: usize,
    /// Mild offences.
    pub warn: usize,
    /// Verdicts that stay open until apply.
    pub unknown: usize,
    /// Approved offences.
    pub waived: usize,
    /// Verdicts in favour.
    pub pass: usize,
    /// Why no policy covers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How the controls of a framework came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrameworkResult {
    /// `cis-aws-3.0`.
    pub framework: String,
    /// Its full name.
    pub title: String,
    /// Each control, in the framework's order.
    pub controls: Vec<ControlResult>,
}

impl FrameworkResult {
    /// How many controls came out so.
    #[must_use]
    pub fn count(&self, status: ControlStatus) -> usize {
        let with = |control: &&ControlResult| control.status == status;
        self.controls.iter().filter(with).count()
    }
}

/// Verdicts of one policy, counted by verdict.
type Counts = BTreeMap<Verdict, usize>;

impl Framework {
    /// How its controls came out.
    pub(crate) fn judge(&self, policies: &Policies, findings: &[Finding]) -> FrameworkResult {
        let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
        for finding in findings {
            let of = counts.entry(&finding.policy.id).or_default();
            *of.entry(finding.verdict).or_default() += 1;
        }
        let controls = self.controls.iter();
        FrameworkResult {
            framework: self.id.clone(),
            title: self.title.clone(),
            controls: controls
                .map(|control| self.result(control, policies, &counts))
                .collect(),
        }
    }

    fn result(
        &self,
        control: &Control,
        policies: &Policies,
        counts: &BTreeMap<&str, Counts>,
    ) -> ControlResult {
        let mapped = policies.all().iter().filter(|p| self.maps(control, p));
        let mapped: Vec<String> = mapped.map(|policy| policy.id.clone()).collect();
        let count = |verdict: Verdict| {
            let of = mapped.iter().filter_map(|id| counts.get(id.as_str()));
            of.filter_map(|counts| counts.get(&verdict)).sum()
        };
        let mut result = ControlResult {
            control: control.id.clone(),
            title: control.title.clone(),
            status: ControlStatus::NotCovered,
            fail: count(Verdict::Fail),
            warn: count(Verdict::Warn),
            unknown: count(Verdict::Unknown),
            waived: count(Verdict::Waived),
            pass: count(Verdict::Pass),
            note: control.note.clone().filter(|_| mapped.is_empty()),
            policies: mapped,
        };
        result.status = status(&result);
        result
    }
}

const fn status(result: &ControlResult) -> ControlStatus {
    if result.policies.is_empty() {
        ControlStatus::NotCovered
    } else if result.fail > 0 {
        ControlStatus::Fail
    } else if result.warn > 0 {
        ControlStatus::Warn
    } else if result.unknown > 0 {
        ControlStatus::Unknown
    } else if result.pass + result.waived > 0 {
        ControlStatus::Pass
    } else {
        ControlStatus::NothingToJudge
    }
}

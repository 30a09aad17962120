//! The result of a check, and the formats that it is written in. Each format is one file here: a
//! function from the same [`Report`] to bytes.

mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod sarif;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use crate::check::OnUnknown;
use crate::finding::{Finding, Verdict};
use crate::framework::{Framework, FrameworkResult};
use crate::locked::Locked;
use crate::policy::{Policy, PolicyError};
use crate::waiver::WaiverNotes;

/// Everything that a check found.
#[derive(Debug)]
pub struct Report {
    /// What was judged, in a few words: the name of a plan, or of a baseline.
    pub subject: String,
    /// How many resources there were to judge.
    pub resources: usize,
    /// A verdict for each resource and each policy that judges its type, by address.
    pub findings: Vec<Finding>,
    /// Policies that could not be evaluated.
    pub errors: Vec<PolicyError>,
    /// Every policy that judged, by id.
    pub policies: Vec<Arc<Policy>>,
    /// What each policy had to judge.
    pub coverage: Vec<Coverage>,
    /// How the controls of the frameworks that were asked for came out.
    pub frameworks: Vec<FrameworkResult>,
    /// What the plan does to what a baseline holds, where one was named.
    pub locked: Option<Locked>,
    /// What is the matter with waivers.
    pub waivers: WaiverNotes,
    /// What open verdicts mean for the outcome.
    pub on_unknown: OnUnknown,
}

/// What a policy did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// The policy.
    pub policy: String,
    /// The number of resources that it judged.
    pub resources: usize,
    /// How long it took, where it was traced.
    pub took: Duration,
    /// What it printed, where it was traced.
    pub prints: Vec<String>,
}

/// Verdicts, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Resources that there were to judge.
    pub resources: usize,
    /// Offences.
    pub fail: usize,
    /// Offences milder than what was asked for.
    pub warn: usize,
    /// Verdicts in favour.
    pub pass: usize,
    /// Verdicts that stay open until apply.
    pub unknown: usize,
    /// Offences that were approved.
    pub waived: usize,
}

/// What it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing offends.
    Pass,
    /// Something offends.
    Violations,
    /// Something could not be evaluated, so that nothing is certain.
    CouldNotTell,
}

impl Report {
    /// Verdicts, counted.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            resources: self.resources,
            ..Summary::default()
        };
        for finding in &self.findings {
            let count = match finding.verdict {
                Verdict::Fail => &mut summary.fail,
                Verdict::Warn => &mut summary.warn,
                Verdict::Unknown => &mut summary.unknown,
                Verdict::Waived => &mut summary.waived,
                Verdict::Pass => &mut summary.pass,
            };
            *count += 1;
        }
        summary
    }

    /// What it comes to.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let summary = self.summary();
        let open = summary.unknown > 0 && self.on_unknown == OnUnknown::Fail;
        if !self.errors.is_empty() {
            Outcome::CouldNotTell
        } else if summary.fail > 0 || open || self.locked.as_ref().is_some_and(Locked::refuses) {
            Outcome::Violations
        } else {
            Outcome::Pass
        }
    }

    /// The report in a format. Text holds ANSI colours; who writes it strips them where unwanted.
    #[must_use]
    pub fn render(&self, format: Format) -> Vec<u8> {
        match format {
            Format::Text => text::render(self),
            Format::Json => json::render(self),
            Format::Sarif => sarif::render(self),
            Format::Junit => junit::render(self),
            Format::Markdown => markdown::render(self),
            Format::Github => github::render(self),
            Format::Gitlab => gitlab::render(self),
        }
    }

    /// The controls that a policy is about, as `framework:control`: of the frameworks that were asked
    /// for, else of all that are built in.
    fn controls(&self) -> BTreeMap<&str, BTreeSet<String>> {
        let builtin = match self.frameworks.is_empty() {
            true => Framework::builtin().unwrap_or_default(),
            false => Vec::new(),
        };
        let mut all: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for policy in self.policies.iter() {
            let controls = crate::framework::controls(policy, &builtin);
            all.insert(&policy.id, controls.into_iter().collect());
        }
        for framework in &self.frameworks {
            for control in &framework.controls {
                for policy in &control.policies {
                    let name = format!("{}:{}", framework.framework, control.control);
                    all.entry(policy).or_default().insert(name);
                }
            }
        }
        all
    }

    /// What people are shown: all but passes, and open verdicts unless they were asked away.
    fn listed(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|finding| match finding.verdict {
                Verdict::Fail | Verdict::Warn | Verdict::Waived => true,
                Verdict::Unknown => self.on_unknown != OnUnknown::Pass,
                Verdict::Pass => false,
            })
    }
}

/// A format of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// For a terminal.
    Text,
    /// For programs; versioned.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, for test reports of CI systems.
    Junit,
    /// For a comment on a pull request.
    Markdown,
    /// Annotations of GitHub Actions.
    Github,
    /// Code Quality of GitLab.
    Gitlab,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 7] = [
        Self::Text,
        Self::Json,
        Self::Sarif,
        Self::Junit,
        Self::Markdown,
        Self::Github,
        Self::Gitlab,
    ];

    /// The word for it on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|format| format.word() == word);
        known.ok_or_else(|| {
            let words = Self::ALL.map(Self::word).join(", ");
            format!("`{word}` is no format; the formats are {words}")
        })
    }
}

/// JSON as bytes, indented, with a line end.
fn pretty(value: &impl serde::Serialize) -> Vec<u8> {
    // Reports hold only strings, numbers and lists, which serialise without fail.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

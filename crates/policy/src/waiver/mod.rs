//! Approved exceptions to policies, from a YAML file.
//!
//! ```yaml
//! waivers:
//!   - policy: public_s3_bucket          # an id, or a list of them
//!     resource: module.site.aws_s3_bucket.web   # `*` stands for anything
//!     reason: serves the public website
//!     owner: web-team@example.com
//!     expires: 2027-03-31               # the last day on which it holds
//!     ticket: SEC-123                   # optional
//! ```

mod file;
mod pattern;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

pub use file::WaiverError;
use pattern::Pattern;

use crate::finding::{Finding, Verdict};

/// A waiver that ends within so many days is announced.
const NOTICE_DAYS: i32 = 14;

/// One approved exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The policies that it excepts from.
    pub policies: BTreeSet<String>,
    /// The resources, as written.
    pub resource: String,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds.
    pub expires: Date,
    /// Where it was decided.
    pub ticket: Option<String>,
    /// The file that it stands in.
    pub file: String,
    /// The line of the file that it begins on.
    pub line: usize,
    pattern: Pattern,
}

/// All waivers of a run.
#[derive(Debug, Clone, Default)]
pub struct Waivers {
    waivers: Vec<Arc<Waiver>>,
}

/// What a reader must know about a waiver beyond what it waived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverNote {
    /// What is the matter.
    pub matter: WaiverMatter,
    /// The waiver.
    pub waiver: Arc<Waiver>,
}

/// What may be the matter with a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaiverMatter {
    /// It has ended, and something that it covered still offends.
    Expired,
    /// It ends soon.
    Expiring {
        /// Days that are left, today not counted.
        days: i32,
    },
    /// It matches nothing that offends.
    Unused,
}

/// What became of the waivers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WaiverNotes(pub Vec<WaiverNote>);

impl Waivers {
    /// Every id that a waiver names, with the line.
    pub fn policies(&self) -> impl Iterator<Item = (&str, usize)> {
        self.places().map(|(id, _, line)| (id, line))
    }

    /// Every id that a waiver names, with file and line.
    pub(crate) fn places(&self) -> impl Iterator<Item = (&str, &str, usize)> {
        self.waivers.iter().flat_map(|waiver| {
            let ids = waiver.policies.iter();
            ids.map(|id| (id.as_str(), waiver.file.as_str(), waiver.line))
        })
    }

    /// Takes more waivers in.
    pub(crate) fn extend(&mut self, more: Vec<Waiver>) {
        self.waivers.extend(more.into_iter().map(Arc::new));
    }

    /// Marks what is waived, and says which waivers are expired, about to be, or of no use.
    pub(crate) fn apply(&self, findings: &mut [Finding], today: Date) -> WaiverNotes {
        let mut used = vec![false; self.waivers.len()];
        for finding in findings.iter_mut() {
            if matches!(finding.verdict, Verdict::Pass) {
                continue;
            }
            for (waiver, used) in self.waivers.iter().zip(&mut used) {
                if waiver.covers(finding) {
                    *used = true;
                    if today <= waiver.expires && finding.waiver.is_none() {
                        finding.verdict = Verdict::Waived;
                        finding.waiver = Some(Arc::clone(waiver));
                    }
                }
            }
        }
        let notes = self.waivers.iter().zip(used);
        WaiverNotes(
            notes
                .filter_map(|(waiver, used)| {
                    Some(WaiverNote {
                        matter: matter(waiver, used, today)?,
                        waiver: Arc::clone(waiver),
                    })
                })
                .collect(),
        )
    }
}

impl Waiver {
    /// A waiver from a comment in the block of a resource, for all instances of it.
    pub(crate) fn inline(
        policies: BTreeSet<String>,
        address: &str,
        reason: String,
        expires: Date,
        (file, line): (&str, usize),
    ) -> Self {
        Self {
            policies,
            resource: address.to_owned(),
            reason,
            owner: format!("{file}:{line}"),
            expires,
            ticket: None,
            file: file.to_owned(),
            line,
            pattern: Pattern::new(address),
        }
    }

    fn covers(&self, finding: &Finding) -> bool {
        self.policies.contains(&finding.policy.id) && self.pattern.matches(&finding.address)
    }
}

fn matter(waiver: &Waiver, used: bool, today: Date) -> Option<WaiverMatter> {
    let days = today
        .until(waiver.expires)
        .map_or(i32::MAX, |span| span.get_days());
    match (used, days) {
        (false, _) => Some(WaiverMatter::Unused),
        (true, ..0) => Some(WaiverMatter::Expired),
        (true, 0..=NOTICE_DAYS) => Some(WaiverMatter::Expiring { days }),
        (true, _) => None,
    }
}

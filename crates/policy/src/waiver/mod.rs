//! Approved exceptions to policies: from a YAML file, from comments, or from a store.
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
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

pub use file::WaiverError;
use pattern::Pattern;
pub use pattern::check as check_waiver_resource;

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
    /// The last day on which it holds; none where it has no end.
    pub expires: Option<Date>,
    /// Where it was decided.
    pub ticket: Option<String>,
    /// Where it stands.
    pub place: WaiverPlace,
    pattern: Pattern,
}

/// Where a waiver stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaiverPlace {
    /// In a file.
    File {
        /// Its name.
        file: String,
        /// The line that it begins on.
        line: usize,
    },
    /// In a store, for everything that is judged beside it.
    Store {
        /// Its id.
        id: String,
    },
}

impl fmt::Display for WaiverPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { file, line } => write!(f, "{file}:{line}"),
            Self::Store { id } => write!(f, "{id} in the store"),
        }
    }
}

/// What a store says of a waiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredWaiver {
    /// Its id in the store.
    pub id: String,
    /// The policy that it excepts from.
    pub policy: String,
    /// The resources, as written.
    pub resource: String,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds; none where it has no end.
    pub expires: Option<Date>,
    /// Where it was decided.
    pub ticket: Option<String>,
}

impl From<StoredWaiver> for Waiver {
    fn from(stored: StoredWaiver) -> Self {
        Self {
            policies: BTreeSet::from([stored.policy]),
            pattern: Pattern::new(&stored.resource),
            resource: stored.resource,
            reason: stored.reason,
            owner: stored.owner,
            expires: stored.expires,
            ticket: stored.ticket,
            place: WaiverPlace::Store { id: stored.id },
        }
    }
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

    /// Every id that a waiver in a file names, with file and line. A store may waive what only other
    /// runs judge.
    pub(crate) fn places(&self) -> impl Iterator<Item = (&str, &str, usize)> {
        let in_files = self
            .waivers
            .iter()
            .filter_map(|waiver| match &waiver.place {
                WaiverPlace::File { file, line } => Some((waiver, file.as_str(), *line)),
                WaiverPlace::Store { .. } => None,
            });
        in_files.flat_map(|(waiver, file, line)| {
            let ids = waiver.policies.iter();
            ids.map(move |id| (id.as_str(), file, line))
        })
    }

    /// Takes more waivers in, after those that are there.
    pub fn extend(&mut self, more: impl IntoIterator<Item = Waiver>) {
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
                    if waiver.holds_on(today) && finding.waiver.is_none() {
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
            expires: Some(expires),
            ticket: None,
            place: WaiverPlace::File {
                file: file.to_owned(),
                line,
            },
            pattern: Pattern::new(address),
        }
    }

    /// How long it holds, in words: `until 2027-03-31`, or `without end`.
    #[must_use]
    pub fn until(&self) -> String {
        match self.expires {
            Some(day) => format!("until {day}"),
            None => "without end".to_owned(),
        }
    }

    fn holds_on(&self, today: Date) -> bool {
        self.expires.is_none_or(|last| today <= last)
    }

    fn covers(&self, finding: &Finding) -> bool {
        self.policies.contains(&finding.policy.id) && self.pattern.matches(&finding.address)
    }
}

fn matter(waiver: &Waiver, used: bool, today: Date) -> Option<WaiverMatter> {
    let until = waiver.expires.and_then(|last| today.until(last).ok());
    let days = until.map_or(i32::MAX, |span| span.get_days());
    let for_this_run = matches!(waiver.place, WaiverPlace::File { .. });
    match (used, days) {
        (false, _) => for_this_run.then_some(WaiverMatter::Unused),
        (true, ..0) => Some(WaiverMatter::Expired),
        (true, 0..=NOTICE_DAYS) => Some(WaiverMatter::Expiring { days }),
        (true, _) => None,
    }
}

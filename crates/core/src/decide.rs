//! What to do about drift: a pure step from drift and settings to a plan.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Change, Drift, DriftKind, Enforcement, Key, Mode, Pause, Proposal, ProposalState, Quarantine,
    ResourceDrift,
};

/// Why a drifted resource is left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Its mode is `observe`.
    Observe,
    /// It is not in the baseline, and deleting is not allowed.
    Unmanaged,
    /// It is gone, and replacing is not allowed.
    Missing,
    /// It could not be read.
    Unreadable,
    /// Something that belongs to the same object could not be read.
    DependsOnUnreadable,
    /// It is paused by itself, as after a roll-back.
    Paused,
    /// Its restore is proposed and waits for a person.
    AwaitsApproval,
    /// A person rejected its restore.
    Rejected,
    /// All that drifted is in quarantine.
    Quarantined,
    /// No call can bring it back, so that there is nothing to propose.
    Unrestorable,
}

impl Held {
    /// The reason in words, to follow "left as it is: ".
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Observe => "its mode is `observe`",
            Self::Unmanaged => {
                "it is not in the baseline, and is deleted only where `allow_delete` is set"
            }
            Self::Missing => {
                "it is gone, and is made anew only where `allow_replace` is set; apply your Terraform"
            }
            Self::Unreadable => "it could not be read",
            Self::DependsOnUnreadable => "a part of the same object could not be read",
            Self::Paused => "it is paused by itself, as after a roll-back",
            Self::AwaitsApproval => "its restore awaits approval",
            Self::Rejected => "its restore was rejected",
            Self::Quarantined => "somebody keeps changing it back, and it is in quarantine",
            Self::Unrestorable => "no call can bring it back; apply your Terraform",
        }
    }
}

/// What happens to one drifted resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// It is brought back.
    Restore,
    /// Bringing it back is proposed.
    Propose,
    /// It is reported and left.
    Held(Held),
}

/// Why a whole run changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum Refusal {
    /// Enforcement is paused.
    #[error("enforcement is paused {} by {}: {}", pause.how_long(), pause.owner, pause.reason)]
    Paused {
        /// The pause that ends last.
        pause: Box<Pause>,
    },
    /// More attribute changes than `max_changes`.
    #[error(
        "one run may revert {max} {} at the most (`max_changes`), and this one would revert {changes}",
        if *max == 1 { "change" } else { "changes" }
    )]
    TooManyChanges {
        /// Attribute changes to revert.
        changes: usize,
        /// The limit.
        max: u32,
    },
    /// A larger part of the baseline than `max_percent`.
    #[error(
        "one run may touch {max}% of the resources at the most (`max_percent`), and this one would touch {resources} of {total}"
    )]
    TooManyResources {
        /// Resources to restore.
        resources: usize,
        /// Resources in the baseline.
        total: usize,
        /// The limit.
        max: u8,
    },
}

impl Refusal {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Paused { .. } => "wait for its end, or end it with `driftlock resume NAME`",
            Self::TooManyChanges { .. } | Self::TooManyResources { .. } => {
                "look at `driftlock drift` first; if all of it is to be reverted, raise the guardrail with `driftlock enforcement set`"
            }
        }
    }
}

/// One drifted resource of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedResource {
    /// The resource.
    #[serde(flatten)]
    pub key: Key,
    /// What happens to it.
    pub disposition: Disposition,
    /// Paths of changes that stay whatever happens to the others: those in quarantine.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub withheld: BTreeSet<String>,
    /// Id of the proposal that holds it, or that was approved for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<String>,
}

/// What a run will do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// One entry for each drifted resource, in the drift's order.
    pub resources: Vec<PlannedResource>,
    /// Set where nothing at all may be changed.
    pub refusal: Option<Refusal>,
}

impl Plan {
    /// The resources to restore; none where the run is refused.
    pub fn to_restore(&self) -> impl Iterator<Item = &PlannedResource> {
        self.with(Disposition::Restore)
    }

    /// Says of resources of which a restore was to be proposed that no call can bring them back, unless
    /// they are among `proposed`.
    pub fn hold_unrestorable(&mut self, proposed: &[Proposal]) {
        if self.refusal.is_some() {
            return;
        }
        for planned in &mut self.resources {
            let is_proposed = proposed.iter().any(|one| one.key == planned.key);
            if planned.disposition == Disposition::Propose && !is_proposed {
                planned.disposition = Disposition::Held(Held::Unrestorable);
            }
        }
    }

    /// The resources of which a restore is to be proposed; none where the run is refused.
    pub fn to_propose(&self) -> impl Iterator<Item = &PlannedResource> {
        self.with(Disposition::Propose)
    }

    fn with(&self, wanted: Disposition) -> impl Iterator<Item = &PlannedResource> {
        self.resources
            .iter()
            .filter(move |r| self.refusal.is_none() && r.disposition == wanted)
    }
}

/// What a decision looks at beside the drift.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// How many resources the baseline holds.
    pub total: usize,
    /// Settings of the baseline.
    pub settings: &'a Enforcement,
    /// All pauses that were ever opened and not ended.
    pub pauses: &'a [Pause],
    /// All proposals that are not carried out or void.
    pub proposals: &'a [Proposal],
    /// Attributes that are not to be reverted.
    pub quarantine: &'a [Quarantine],
    /// The time.
    pub now: Timestamp,
}

/// Decides what to do about `drift`.
#[must_use]
pub fn decide(drift: &Drift, situation: &Situation<'_>) -> Plan {
    let unreadable: BTreeSet<Key> = drift
        .resources
        .iter()
        .filter(|r| r.kind == DriftKind::Unreadable)
        .map(ResourceDrift::owner)
        .collect();
    let resources: Vec<PlannedResource> = drift
        .resources
        .iter()
        .map(|one| situation.planned(one, drift.revision, unreadable.contains(&one.owner())))
        .collect();
    let refusal = situation.refuse(drift, &resources);
    Plan { resources, refusal }
}

/// The changes of `drift` that are not withheld.
fn wanted<'a>(drift: &'a ResourceDrift, withheld: &BTreeSet<String>) -> Vec<&'a Change> {
    let free = |change: &&Change| !withheld.contains(&change.path);
    drift.changes.iter().filter(free).collect()
}

impl Proposal {
    /// Whether it is bound to this very drift of `revision`, the `withheld` changes aside.
    #[must_use]
    pub fn fits(&self, drift: &ResourceDrift, revision: u64, withheld: &BTreeSet<String>) -> bool {
        self.key == drift.key
            && self.revision == revision
            && self.kind == drift.kind
            && self.changes.iter().eq(wanted(drift, withheld))
    }
}

impl Situation<'_> {
    fn planned(&self, drift: &ResourceDrift, revision: u64, blind: bool) -> PlannedResource {
        let quarantined = |change: &&Change| {
            self.quarantine
                .iter()
                .any(|one| one.covers(&drift.key, &change.path))
        };
        let withheld: BTreeSet<String> = drift
            .changes
            .iter()
            .filter(quarantined)
            .map(|change| change.path.clone())
            .collect();
        let all_withheld = !withheld.is_empty() && withheld.len() == drift.changes.len();
        let mut proposal = None;
        let held = self
            .held(drift, blind)
            .or(all_withheld.then_some(Held::Quarantined));
        let disposition = match (held, self.settings.mode_for(drift)) {
            (Some(held), _) => Disposition::Held(held),
            (None, Mode::Observe) => Disposition::Held(Held::Observe),
            (None, Mode::Enforce) => Disposition::Restore,
            (None, Mode::Approve) => {
                let made = self.proposals.iter();
                let found = made.rev().find(|p| p.fits(drift, revision, &withheld));
                proposal = found.map(|found| found.id.clone());
                proposed(found)
            }
        };
        PlannedResource {
            key: drift.key.clone(),
            disposition,
            withheld,
            proposal,
        }
    }

    /// Why a resource is left whatever its mode.
    fn held(&self, drift: &ResourceDrift, blind: bool) -> Option<Held> {
        let rails = &self.settings.guardrails;
        match drift.kind {
            DriftKind::Unreadable => return Some(Held::Unreadable),
            DriftKind::Unmanaged if !rails.allow_delete => return Some(Held::Unmanaged),
            DriftKind::Missing if !rails.allow_replace => return Some(Held::Missing),
            DriftKind::Changed | DriftKind::Unmanaged | DriftKind::Missing => {}
        }
        if self.settings.mode_for(drift) == Mode::Observe {
            return Some(Held::Observe);
        }
        let paused =
            |pause: &Pause| pause.resource.as_ref() == Some(&drift.key) && pause.holds_at(self.now);
        if blind {
            Some(Held::DependsOnUnreadable)
        } else {
            self.pauses.iter().any(paused).then_some(Held::Paused)
        }
    }

    fn refuse(&self, drift: &Drift, planned: &[PlannedResource]) -> Option<Refusal> {
        let with = |wanted: Disposition| {
            let both = planned.iter().zip(&drift.resources);
            both.filter(move |(p, _)| p.disposition == wanted)
        };
        let resources = with(Disposition::Restore).count();
        if resources + with(Disposition::Propose).count() == 0 {
            return None;
        }
        let holding = self
            .pauses
            .iter()
            .filter(|pause| pause.resource.is_none() && pause.holds_at(self.now));
        if let Some(pause) = holding.max_by_key(|pause| pause.until) {
            return Some(Refusal::Paused {
                pause: Box::new(pause.clone()),
            });
        }
        // An object that is deleted or made anew counts as one change.
        let changes: usize = with(Disposition::Restore)
            .map(|(planned, drift)| wanted(drift, &planned.withheld).len().max(1))
            .sum();
        let rails = self.settings.guardrails;
        if changes > usize::try_from(rails.max_changes).unwrap_or(usize::MAX) {
            return Some(Refusal::TooManyChanges {
                changes,
                max: rails.max_changes,
            });
        }
        let most = self.total * usize::from(rails.max_percent);
        (resources > 1 && rails.max_percent < 100 && resources * 100 > most).then_some(
            Refusal::TooManyResources {
                resources,
                total: self.total,
                max: rails.max_percent,
            },
        )
    }
}

fn proposed(found: Option<&Proposal>) -> Disposition {
    match found.map(|proposal| &proposal.state) {
        None => Disposition::Propose,
        Some(ProposalState::Pending) => Disposition::Held(Held::AwaitsApproval),
        Some(ProposalState::Approved { .. }) => Disposition::Restore,
        Some(ProposalState::Rejected { .. }) => Disposition::Held(Held::Rejected),
    }
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;

//! What of a baseline's events is worth a word, as a pure step from events to drafts.

use std::collections::BTreeMap;

use driftlock_core::{
    Actor, Change, DriftKind, Event, EventKind, Key, Occasion, Outcome, Proposal, Quarantine,
    Refusal, Remediation, ResourceDrift, Risk,
};
use jiff::Timestamp;
use serde::Serialize;

/// Most changed paths of one resource that are named.
const MOST_PATHS: usize = 50;

/// A resource in a notification. Values of attributes are not in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Affected {
    /// Type, id, region, and account where that is another one than the baseline's.
    #[serde(flatten)]
    key: Key,
    address: Option<String>,
    /// In which way it left the baseline.
    kind: Option<DriftKind>,
    /// The worst of its changes.
    risk: Option<Risk>,
    /// Paths of changed attributes.
    paths: Vec<String>,
    /// How many more there are.
    #[serde(skip_serializing_if = "is_zero")]
    omitted_paths: usize,
    /// Id of the proposal that awaits approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    proposal: Option<String>,
    /// Id of the remediation, for `driftlock rollback`.
    #[serde(skip_serializing_if = "Option::is_none")]
    remediation: Option<String>,
    /// What to type next.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    /// What went wrong, or is known beside.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What a person calls it.
    #[serde(skip)]
    label: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Affected {
    fn of(key: &Key, address: Option<&String>, paths: Vec<String>) -> Self {
        let omitted_paths = paths.len().saturating_sub(MOST_PATHS);
        let mut paths = paths;
        paths.truncate(MOST_PATHS);
        Self {
            key: key.clone(),
            address: address.cloned(),
            kind: None,
            risk: None,
            paths,
            omitted_paths,
            proposal: None,
            remediation: None,
            command: None,
            reason: None,
            label: address.map_or_else(|| key.to_string(), Clone::clone),
        }
    }

    fn drifted(drift: &ResourceDrift) -> Self {
        Self {
            kind: Some(drift.kind),
            risk: drift.risk(),
            reason: drift.reason.clone(),
            label: drift.label(),
            ..Self::of(&drift.key, drift.address.as_ref(), paths(&drift.changes))
        }
    }

    fn proposed(proposal: &Proposal) -> Self {
        Self {
            proposal: Some(proposal.id.clone()),
            command: Some(format!("driftlock approve {}", proposal.id)),
            risk: proposal.risk,
            ..Self::drifted(&proposal.drift())
        }
    }

    fn remedied(done: &Remediation, error: Option<&String>) -> Self {
        let kind = match (&done.before, &done.approved) {
            _ if !done.changes.is_empty() => DriftKind::Changed,
            (None, _) => DriftKind::Missing,
            (_, None) => DriftKind::Unmanaged,
            _ => DriftKind::Changed,
        };
        Self {
            kind: Some(kind),
            risk: done.changes.iter().filter_map(|one| one.risk).max(),
            remediation: Some(done.id.clone()),
            reason: error.cloned(),
            ..Self::of(&done.key, done.address.as_ref(), paths(&done.changes))
        }
    }

    fn quarantined(found: &Quarantine) -> Self {
        let by = match found.others.as_slice() {
            [] => "who else changes it is not known".to_owned(),
            others => format!("also changed by {}", others.join(", ")),
        };
        Self {
            kind: Some(DriftKind::Changed),
            reason: Some(format!("reverted {} times; {by}", found.reverted)),
            ..Self::of(&found.key, found.address.as_ref(), vec![found.path.clone()])
        }
    }

    /// It on one line, in the words of `quote` where a user's text stands.
    pub(super) fn line(&self, quote: &dyn Fn(&str) -> String) -> String {
        let mut line = quote(&self.label);
        if let Some(kind) = self.kind.filter(|kind| *kind != DriftKind::Changed) {
            line.push_str(&format!(" {kind}"));
        }
        let named: Vec<String> = self.paths.iter().take(5).map(|path| quote(path)).collect();
        let more = self.paths.len() + self.omitted_paths - named.len();
        if !named.is_empty() {
            line.push_str(&format!(": {}", named.join(", ")));
        }
        if more > 0 {
            line.push_str(&format!(" and {more} more"));
        }
        if let Some(risk) = self.risk {
            line.push_str(&format!(" ({})", risk.words()));
        }
        for said in [&self.reason, &self.command].into_iter().flatten() {
            line.push_str(&format!(": {}", quote(said)));
        }
        line
    }
}

fn paths(changes: &[Change]) -> Vec<String> {
    changes.iter().map(|change| change.path.clone()).collect()
}

/// What is to be told of one event, or of some that follow one another.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub(super) occasion: Occasion,
    /// The revision in question, where the event names one.
    pub(super) revision: Option<u64>,
    /// When the newest of the events happened.
    pub(super) at: Timestamp,
    /// Who did it.
    pub(super) actor: Actor,
    /// Id of the newest of the events.
    pub(super) event: String,
    pub(super) resources: Vec<Affected>,
    /// A remediation was rolled back.
    pub(super) rolls_back: bool,
    /// What there is to say where no resource is at stake.
    pub(super) why: Option<String>,
}

impl Draft {
    fn new(event: &Event, occasion: Occasion, revision: Option<u64>) -> Self {
        Self {
            occasion,
            revision,
            at: event.body.at,
            actor: event.body.actor.clone(),
            event: event.body.id.clone(),
            resources: Vec::new(),
            rolls_back: false,
            why: None,
        }
    }

    /// Whether `next` says the same of other resources.
    fn goes_on_as(&self, next: &Self) -> bool {
        let told_alone = |draft: &Self| draft.occasion == Occasion::Drift || draft.why.is_some();
        !told_alone(self)
            && !told_alone(next)
            && self.occasion == next.occasion
            && self.revision == next.revision
            && self.actor == next.actor
            && self.rolls_back == next.rolls_back
    }
}

/// Drift without who made it, which may be found out later and is no other drift.
pub(super) fn nameless(resources: &[ResourceDrift]) -> Vec<ResourceDrift> {
    let nameless = |drift: &ResourceDrift| ResourceDrift {
        made_by: None,
        ..drift.clone()
    };
    resources.iter().map(nameless).collect()
}

/// Reads events in their order.
#[derive(Default)]
pub(super) struct Reader {
    /// Restores that were begun, by id.
    pub(super) begun: BTreeMap<String, Remediation>,
    /// The drift that was recorded last and not taken back since.
    pub(super) standing: Vec<ResourceDrift>,
    pub(super) drafts: Vec<Draft>,
}

impl Reader {
    /// Drafts what is to be told of `event`, if anything.
    pub(super) fn read(&mut self, event: &Event) {
        match &event.body.what {
            EventKind::DriftDetected {
                revision,
                resources,
            } => self.drifted(event, *revision, resources),
            EventKind::BackInSync { revision } => {
                self.standing.clear();
                self.add(Draft::new(event, Occasion::InSync, Some(*revision)));
            }
            EventKind::RestoreStarted { remediation } => {
                let remediation = remediation.as_ref().clone();
                self.begun.insert(remediation.id.clone(), remediation);
            }
            EventKind::RestoreFinished {
                remediation,
                outcome,
                error,
                ..
            } => self.finished(event, remediation, *outcome, error.as_ref()),
            EventKind::RestoreRefused { refusal } => self.refused(event, refusal),
            EventKind::Proposed { proposal } => {
                let draft = Draft::new(event, Occasion::Proposed, Some(proposal.revision));
                self.add_one(draft, Affected::proposed(proposal));
            }
            EventKind::Quarantined { quarantine } => {
                let draft = Draft::new(event, Occasion::Quarantined, None);
                self.add_one(draft, Affected::quarantined(quarantine));
            }
            EventKind::PauseExpired { pause } => {
                let mut draft = Draft::new(event, Occasion::PauseExpired, None);
                draft.why = Some(format!("it was by {}: {}", pause.owner, pause.reason));
                self.add(draft);
            }
            // What there is now is as approved.
            EventKind::BaselineCaptured { .. } => self.standing.clear(),
            // What somebody does on purpose is no news to them.
            EventKind::CaptureRefused { .. }
            | EventKind::RevisionApproved { .. }
            | EventKind::EnforcementSet { .. }
            | EventKind::ProposalApproved { .. }
            | EventKind::ProposalRejected { .. }
            | EventKind::ProposalVoided { .. }
            | EventKind::QuarantineReleased { .. }
            | EventKind::Scanned { .. }
            | EventKind::Paused { .. }
            | EventKind::PauseExtended { .. }
            | EventKind::Resumed { .. } => {}
        }
    }

    /// Of drift only what is new, or other than before: what is left of it once a part was restored is
    /// no news.
    fn drifted(&mut self, event: &Event, revision: u64, resources: &[ResourceDrift]) {
        let now = nameless(resources);
        let news = now.iter().filter(|drift| !self.standing.contains(drift));
        let mut draft = Draft::new(event, Occasion::Drift, Some(revision));
        draft.resources = news.map(Affected::drifted).collect();
        self.standing = now;
        if !draft.resources.is_empty() {
            self.add(draft);
        }
    }

    fn finished(
        &mut self,
        event: &Event,
        remediation: &str,
        outcome: Outcome,
        error: Option<&String>,
    ) {
        let Some(done) = self.begun.remove(remediation) else {
            return;
        };
        let (occasion, error) = match outcome {
            Outcome::Restored => (Occasion::Restored, None),
            Outcome::Failed => (Occasion::Refused, error),
            // Reality moved on; what it is like now is told as drift.
            Outcome::Superseded => return,
        };
        let mut draft = Draft::new(event, occasion, Some(done.revision));
        draft.rolls_back = done.rolls_back.is_some();
        self.add_one(draft, Affected::remedied(&done, error));
    }

    fn refused(&mut self, event: &Event, refusal: &Refusal) {
        if matches!(refusal, Refusal::Paused { .. }) {
            return;
        }
        let mut draft = Draft::new(event, Occasion::Refused, None);
        draft.why = Some(format!("{refusal}; {}", refusal.help()));
        self.add(draft);
    }

    fn add_one(&mut self, mut draft: Draft, resource: Affected) {
        draft.resources.push(resource);
        self.add(draft);
    }

    fn add(&mut self, draft: Draft) {
        match self.drafts.last_mut() {
            Some(last) if last.goes_on_as(&draft) => {
                last.at = draft.at;
                last.event = draft.event;
                last.resources.extend(draft.resources);
            }
            _ => self.drafts.push(draft),
        }
    }
}

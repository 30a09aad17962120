//! Events: everything that happened to a baseline, chained by hash.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Attributes, BaselineName, CallResult, Compliance, Digest, Enforcement, Ignore, NotCanonical,
    Outcome, Pause, Proposal, Quarantine, Refusal, Remediation, ResourceDrift, Scan, digest,
};

/// Who did it, as far as it can be known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// ARN that STS names as the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Name of the operating system's user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The CI job that ran it, as an address or a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// Program and version, such as `driftlock 0.1.0`.
    pub program: String,
}

impl Actor {
    /// The CI job that a process runs in, told by the variables that CI systems set; none outside of
    /// CI. `variable` gives a variable of the environment.
    ///
    /// Sources: "Default environment variables" (GitHub Actions), "Predefined CI/CD variables
    /// reference" (GitLab), "Using environment variables" (Jenkins), "Environment variables"
    /// (Buildkite), "Built-in environment variables" (CircleCI).
    pub fn ci_job(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
        let github = || {
            let server = variable("GITHUB_SERVER_URL")?;
            let repository = variable("GITHUB_REPOSITORY")?;
            let run = variable("GITHUB_RUN_ID")?;
            Some(format!("{server}/{repository}/actions/runs/{run}"))
        };
        let address = ["CI_JOB_URL", "BUILDKITE_BUILD_URL", "CIRCLE_BUILD_URL"];
        let jenkins = || variable("JENKINS_URL").and_then(|_| variable("BUILD_URL"));
        github()
            .or_else(|| address.iter().find_map(|name| variable(name)))
            .or_else(jenkins)
    }
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.user, &self.arn) {
            (Some(user), Some(arn)) => write!(f, "{user} ({arn})"),
            (Some(one), None) | (None, Some(one)) => f.write_str(one),
            (None, None) => f.write_str(&self.program),
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EventKind {
    /// A revision was captured and approved.
    BaselineCaptured {
        /// The new revision.
        revision: u64,
        /// Digest of its snapshot.
        digest: Digest,
        /// Resources it holds.
        resources: usize,
        /// Why, if a reason was given.
        reason: Option<String>,
        /// Drift from the revision before, accepted by this capture.
        accepted: Vec<ResourceDrift>,
        /// What the required policies said of it, where any were required.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        compliance: Option<Compliance>,
        /// What of it may change freely.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ignore: Vec<Ignore>,
    },
    /// A capture was refused; the revision before stays approved.
    CaptureRefused {
        /// Why.
        refusal: CaptureRefusal,
    },
    /// The snapshot of an earlier revision was approved again, as a new revision.
    RevisionApproved {
        /// The new revision.
        revision: u64,
        /// Digest of its snapshot.
        digest: Digest,
        /// The earlier revision.
        same_as: u64,
        /// Why.
        reason: String,
    },
    /// The settings of enforcement were set.
    EnforcementSet {
        /// As they are from now on.
        settings: Enforcement,
    },
    /// Drift was seen that is not the drift seen before.
    DriftDetected {
        /// The revision compared with.
        revision: u64,
        /// All that drifted.
        resources: Vec<ResourceDrift>,
    },
    /// Drift seen before is gone.
    BackInSync {
        /// The revision compared with.
        revision: u64,
    },
    /// A restore is about to make its first call.
    RestoreStarted {
        /// All that is planned.
        remediation: Box<Remediation>,
    },
    /// A restore has ended.
    RestoreFinished {
        /// Id of the remediation.
        remediation: String,
        /// How it ended.
        outcome: Outcome,
        /// What came of each call that was made, in order.
        results: Vec<CallResult>,
        /// Attributes as read back, where they could be read.
        after: Option<Attributes>,
        /// What went wrong, in words.
        error: Option<String>,
    },
    /// A run that was to restore changed nothing.
    RestoreRefused {
        /// Why.
        refusal: Refusal,
    },
    /// The restore of a resource was put before a person.
    Proposed {
        /// All that is proposed.
        proposal: Box<Proposal>,
    },
    /// A proposal was approved.
    ProposalApproved {
        /// Its id.
        proposal: String,
        /// Why, if a reason was given.
        reason: Option<String>,
    },
    /// A proposal was rejected.
    ProposalRejected {
        /// Its id.
        proposal: String,
        /// Why.
        reason: String,
    },
    /// A proposal became void: what it was bound to has moved on.
    ProposalVoided {
        /// Its id.
        proposal: String,
        /// Why.
        reason: String,
    },
    /// An attribute over which two actors fight is reverted no more.
    Quarantined {
        /// The attribute, and what is known of the fight.
        quarantine: Quarantine,
    },
    /// An attribute may be reverted again.
    QuarantineReleased {
        /// What was released.
        quarantine: Quarantine,
        /// Why.
        reason: String,
    },
    /// Policies judged what is live, or a stored revision.
    Scanned {
        /// What they said, in short.
        scan: Box<Scan>,
    },
    /// Enforcement was paused.
    Paused {
        /// The pause.
        pause: Pause,
    },
    /// A pause was given more time.
    PauseExtended {
        /// The pause as it is from now on.
        pause: Pause,
    },
    /// A pause has ended by itself.
    PauseExpired {
        /// The pause.
        pause: Pause,
    },
    /// A pause was ended before its time.
    Resumed {
        /// Id of the pause.
        pause: String,
    },
}

/// Why a snapshot did not become a revision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum CaptureRefusal {
    /// It would approve drift that nobody explained.
    Drift {
        /// What drifted.
        resources: Vec<ResourceDrift>,
    },
    /// It does not satisfy the required policies.
    NotCompliant {
        /// What they said.
        compliance: Compliance,
    },
}

impl EventKind {
    /// Every kind as it stands in JSON.
    pub const NAMES: [&'static str; 20] = [
        "baseline_captured",
        "capture_refused",
        "revision_approved",
        "enforcement_set",
        "drift_detected",
        "back_in_sync",
        "restore_started",
        "restore_finished",
        "restore_refused",
        "proposed",
        "proposal_approved",
        "proposal_rejected",
        "proposal_voided",
        "quarantined",
        "quarantine_released",
        "scanned",
        "paused",
        "pause_extended",
        "pause_expired",
        "resumed",
    ];

    /// The kind as it stands in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::BaselineCaptured { .. } => "baseline_captured",
            Self::EnforcementSet { .. } => "enforcement_set",
            Self::DriftDetected { .. } => "drift_detected",
            Self::BackInSync { .. } => "back_in_sync",
            Self::RestoreStarted { .. } => "restore_started",
            Self::RestoreFinished { .. } => "restore_finished",
            Self::RestoreRefused { .. } => "restore_refused",
            Self::CaptureRefused { .. } => "capture_refused",
            Self::RevisionApproved { .. } => "revision_approved",
            Self::Proposed { .. } => "proposed",
            Self::ProposalApproved { .. } => "proposal_approved",
            Self::ProposalRejected { .. } => "proposal_rejected",
            Self::ProposalVoided { .. } => "proposal_voided",
            Self::Quarantined { .. } => "quarantined",
            Self::QuarantineReleased { .. } => "quarantine_released",
            Self::Scanned { .. } => "scanned",
            Self::PauseExtended { .. } => "pause_extended",
            Self::PauseExpired { .. } => "pause_expired",
            Self::Paused { .. } => "paused",
            Self::Resumed { .. } => "resumed",
        }
    }
}

/// An event without its hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventBody {
    /// Layout; 1.
    pub version: u32,
    /// A ULID.
    pub id: String,
    /// 1 for the first event of a baseline, one more for each later one.
    pub sequence: u64,
    /// The baseline.
    pub baseline: BaselineName,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// Hash of the event before; none for the first.
    pub previous: Option<Digest>,
    /// What.
    #[serde(flatten)]
    pub what: EventKind,
}

/// One link of a baseline's chain of events.
///
/// An event that was read knows the digest of what it was read from, fields that this program does
/// not know included: so a chain verifies whichever version wrote it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// All but the hash.
    #[serde(flatten)]
    pub body: EventBody,
    /// Digest of the canonical JSON of all but itself.
    pub hash: Digest,
    #[serde(skip)]
    content: Digest,
}

impl Event {
    /// Seals `body` with its hash.
    ///
    /// # Errors
    /// [`NotCanonical`] for a value that JSON cannot hold.
    pub fn seal(body: EventBody) -> Result<Self, NotCanonical> {
        let hash = digest(&body)?;
        let content = hash.clone();
        Ok(Self {
            body,
            hash,
            content,
        })
    }

    /// Whether it is what its hash says.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.content == self.hash
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let mut all = Attributes::deserialize(from)?;
        let hash = all
            .remove("hash")
            .ok_or_else(|| D::Error::missing_field("hash"))?;
        let content = digest(&all).map_err(D::Error::custom)?;
        let body = serde_json::Value::Object(all);
        Ok(Self {
            body: serde_json::from_value(body).map_err(D::Error::custom)?,
            hash: serde_json::from_value(hash).map_err(D::Error::custom)?,
            content,
        })
    }
}

/// The newest event of a chain. Kept whole, so that a writer that dies after moving the tip and
/// before writing the event's own file loses nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tip {
    /// The newest event.
    pub event: Event,
    /// Fingerprint of the drift seen last; none when last seen in sync.
    #[serde(default)]
    pub drift: Option<Digest>,
}

/// The first place at which a chain of events does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenLink {
    /// An event is not what was written.
    #[error("event {sequence} (`{id}`) was altered: its content does not match its hash")]
    Altered {
        /// Its sequence number.
        sequence: u64,
        /// Its id.
        id: String,
    },
    /// An event does not follow the one before it.
    #[error(
        "event {sequence} does not follow event {previous}: one was deleted, inserted or reordered"
    )]
    OutOfOrder {
        /// The event's sequence number.
        sequence: u64,
        /// Sequence number of the event before it in the store; 0 for the start.
        previous: u64,
    },
}

/// Checks that `events`, in order of sequence, form one unbroken chain from the first event on.
///
/// # Errors
/// The first [`BrokenLink`].
pub fn verify_chain(events: &[Event]) -> Result<(), BrokenLink> {
    let mut last: Option<&Event> = None;
    for event in events {
        let body = &event.body;
        if !event.is_intact() {
            return Err(BrokenLink::Altered {
                sequence: body.sequence,
                id: body.id.clone(),
            });
        }
        let before = last.map_or(0, |last| last.body.sequence);
        if body.sequence != before + 1 || body.previous.as_ref() != last.map(|last| &last.hash) {
            return Err(BrokenLink::OutOfOrder {
                sequence: body.sequence,
                previous: before,
            });
        }
        last = Some(event);
    }
    Ok(())
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;

//! Events: everything that happened to a baseline, chained by hash.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Attributes, BaselineName, CallResult, Digest, Enforcement, NotCanonical, Outcome, Pause,
    Refusal, Remediation, ResourceDrift, digest,
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
    /// Program and version, such as `driftlock 0.1.0`.
    pub program: String,
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
    /// Enforcement was paused.
    Paused {
        /// The pause.
        pause: Pause,
    },
    /// A pause was ended before its time.
    Resumed {
        /// Id of the pause.
        pause: String,
    },
}

impl EventKind {
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// All but the hash.
    #[serde(flatten)]
    pub body: EventBody,
    /// Digest of `body`'s canonical JSON.
    pub hash: Digest,
}

impl Event {
    /// Seals `body` with its hash.
    ///
    /// # Errors
    /// [`NotCanonical`] for a value that JSON cannot hold.
    pub fn seal(body: EventBody) -> Result<Self, NotCanonical> {
        let hash = digest(&body)?;
        Ok(Self { body, hash })
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
        if !digest(body).is_ok_and(|hash| hash == event.hash) {
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

//! Proposals: restores that wait for a person.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Attributes, Call, Change, DriftKind, Key, ResourceDrift, Risk, Unrestorable};

/// What became of a proposal so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalState {
    /// It waits for somebody.
    Pending,
    /// The next run may carry it out.
    Approved {
        /// Who approved it.
        by: String,
        /// When.
        at: Timestamp,
        /// Why, if a reason was given.
        reason: Option<String>,
    },
    /// The drift stays, and is not proposed again for as long as it stays the same.
    Rejected {
        /// Who rejected it.
        by: String,
        /// When.
        at: Timestamp,
        /// Why.
        reason: String,
    },
}

/// The restore of one resource, put before a person. It is bound to this very drift from this very
/// revision: where either has moved on, it is void.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// A ULID.
    pub id: String,
    /// When it was made.
    pub at: Timestamp,
    /// The revision that would be restored to.
    pub revision: u64,
    /// The resource.
    pub key: Key,
    /// Terraform address, where known.
    #[serde(default)]
    pub address: Option<String>,
    /// What its owner called it, where that is not its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// In which way it left the baseline.
    pub kind: DriftKind,
    /// What would be undone.
    pub changes: Vec<Change>,
    /// The worst that the drift puts at risk, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<Risk>,
    /// Attributes as they were seen; null for what does not exist.
    pub observed: Option<Attributes>,
    /// Attributes that it would come back to; null for what is not to exist.
    pub approved: Option<Attributes>,
    /// What would be called, in order.
    pub calls: Vec<Call>,
    /// The same as lines for a shell with the AWS command line, in order.
    pub commands: Vec<String>,
    /// What no call can bring back.
    #[serde(default)]
    pub unrestorable: Vec<Unrestorable>,
    /// What became of it.
    pub state: ProposalState,
}

impl Proposal {
    /// The drift that it would undo.
    #[must_use]
    pub fn drift(&self) -> ResourceDrift {
        ResourceDrift {
            key: self.key.clone(),
            address: self.address.clone(),
            parent: None,
            name: self.name.clone(),
            kind: self.kind,
            changes: self.changes.clone(),
            reason: None,
            made_by: None,
        }
    }

    /// What a person calls the resource.
    #[must_use]
    pub fn label(&self) -> String {
        crate::drift::label(&self.key, self.address.as_deref(), self.name.as_deref())
    }
}

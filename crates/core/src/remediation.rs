//! Restores as records: what will be called, what was called, and how it ended.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::name_of;
use crate::{Attributes, Change, DriftKind, Key, ResourceDrift};

/// One API call, planned purely and stored before it is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// IAM action, such as `ec2:AuthorizeSecurityGroupIngress`.
    pub action: String,
    /// What it does, for a person: `open tcp 443 to 0.0.0.0/0`.
    pub summary: String,
    /// The resource type's own typed call, as JSON.
    pub arguments: Value,
}

/// A drifted attribute that no call can bring back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unrestorable {
    /// Path of the attribute.
    pub path: String,
    /// Why not, and what to do instead.
    pub reason: String,
}

/// What came of one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallResult {
    /// IAM action.
    pub action: String,
    /// What it was to do.
    pub summary: String,
    /// AWS's request id, where the answer had one.
    #[serde(default)]
    pub request_id: Option<String>,
    /// AWS's error, if it failed.
    #[serde(default)]
    pub error: Option<String>,
}

/// How a restore ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Read back and as approved.
    Restored,
    /// The resource had moved on before the first call; nothing was called.
    Superseded,
    /// A call failed, or what was read back is not as approved.
    Failed,
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Restored => "restored",
            Self::Superseded => "superseded",
            Self::Failed => "failed",
        })
    }
}

/// The intent to restore one resource, durable before its first call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remediation {
    /// A ULID.
    pub id: String,
    /// The revision restored to.
    pub revision: u64,
    /// The resource. Nested, for it has an `id` of its own.
    pub key: Key,
    /// Terraform address, where known.
    #[serde(default)]
    pub address: Option<String>,
    /// What is to be undone.
    pub changes: Vec<Change>,
    /// Attributes just before, as re-read; null for a setting that did not exist.
    pub before: Option<Attributes>,
    /// Attributes to come back to.
    pub approved: Option<Attributes>,
    /// The calls, in order.
    pub calls: Vec<Call>,
    /// Id of the remediation that this one rolls back; `approved` then holds what was before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rolls_back: Option<String>,
    /// Id of the proposal that was approved for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<String>,
}

impl Remediation {
    /// The drift that it was to undo.
    #[must_use]
    pub fn drift(&self) -> ResourceDrift {
        let attributes = self.approved.as_ref().or(self.before.as_ref());
        ResourceDrift {
            key: self.key.clone(),
            address: self.address.clone(),
            parent: None,
            name: name_of(&self.key, attributes).map(str::to_owned),
            kind: DriftKind::Changed,
            changes: self.changes.clone(),
            reason: None,
            made_by: None,
        }
    }
}

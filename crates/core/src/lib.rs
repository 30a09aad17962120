//! The pure heart of Driftlock: values and functions, no I/O, no clock, no randomness.
//!
//! The way of the data is `Sweep -> Snapshot -> compare(baseline) -> Drift -> decide(settings, now)
//! -> Plan`. Everything here takes values and returns values, sorted, so that two runs over the same
//! input give the same bytes.

mod baseline;
mod canonical;
mod compliance;
mod decide;
mod diff;
mod drift;
mod event;
mod fingerprint;
mod ignore;
mod keep;
mod model;
mod name;
mod notify;
mod pause;
mod proposal;
mod quarantine;
mod remediation;
mod risk;
mod scan;
mod scope;
mod secret;
mod settings;
mod waiver;

pub use baseline::{Head, Revision, Unstable};
pub use canonical::{Digest, NotCanonical, canonical_json, digest};
pub use compliance::{Compliance, ComplianceFinding, Requirement, WaiversFile};
pub use decide::{Disposition, Held, Plan, PlannedResource, Refusal, Situation, decide};
pub use diff::{Change, SetKey, Shape, diff};
pub use drift::{Drift, DriftKind, ResourceDrift, compare};
pub use event::{
    Actor, BrokenLink, CaptureRefusal, Event, EventBody, EventKind, Tip, verify_chain,
};
pub use fingerprint::fingerprint;
pub use ignore::{BadIgnore, Ignore, Ignored, Ignores};
pub use keep::keep;
pub use model::{
    Attributes, Key, PROVIDER_AWS, Parent, Resource, SNAPSHOT_VERSION, Snapshot, Sweep, Unreadable,
};
pub use name::{BadName, BaselineName};
pub use notify::{BadWebhook, Notify, Occasion, UnknownOccasion, Webhook};
pub use pause::Pause;
pub use proposal::{Proposal, ProposalState};
pub use quarantine::{Quarantine, reverts};
pub use remediation::{Call, CallResult, Outcome, Remediation, Unrestorable};
pub use risk::{JudgeRisk, Risk, UnknownRisk};
pub use scan::{Moved, Scan, ScanFinding, ScanFramework, ScanOf};
pub use scope::{BadScope, Scope, ScopeMatcher, Selector};
pub use secret::{HashKey, conceal, is_secret, signature};
pub use settings::{Enforcement, Guardrails, Mode, Rule, UnknownMode};
pub use waiver::{BadExpiry, Expiry, Retirement, Waiver, WaiverTerms, WaiverVersion};

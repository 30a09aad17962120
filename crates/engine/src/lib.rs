//! The use cases, for provider, agent and command line alike.
//!
//! A [`Ledger`] is what the store alone can answer: baselines, settings, pauses, history. An
//! [`Engine`] adds a [`Cloud`] and captures, detects and enforces. Nothing here knows how it was
//! asked; nobody who asks has logic of its own.
//!
//! ```no_run
//! use std::sync::Arc;
//! use driftlock_core::Actor;
//! use driftlock_engine::{Engine, Ledger, Now, quiet};
//!
//! # async fn run(now: Now) -> Result<(), driftlock_engine::EngineError> {
//! let actor = Actor { program: "example 1.0".to_owned(), ..Actor::default() };
//! let options = driftlock_engine::Options::default();
//! let ledger = Ledger::open("file://.driftlock", &options, actor, now)?;
//! let engine = Engine::connect(ledger, options).await?;
//! let found = engine.detect(&"web".parse()?, &quiet).await?;
//! println!("{} resources drifted", found.drift.resources.len());
//! # Ok(())
//! # }
//! ```

mod capture;
mod cloud;
mod detect;
mod enforce;
mod error;
mod explain;
mod lease;
mod ledger;
mod notify;
mod pause;
mod progress;
mod proposals;
mod propose;
mod quarantine;
mod require;
mod resources;
mod restore;
mod rights;
mod rollback;
mod scan;
mod state;
mod waivers;
mod webhook;
pub mod when;
pub mod words;

pub use capture::{Capture, Captured, OnDrift, Require};
pub use cloud::{Cloud, ReadError};
pub use detect::Detection;
pub use driftlock_aws::{
    Identity, Options, RoleToAssume, catalogue, normalise, shape, supported_types,
};
pub use driftlock_policy::{
    ControlResult, ControlStatus, Fault, Finding, Format as ReportFormat, Loaded, OnUnknown,
    Outcome as ReportOutcome, PolicyError, Report, SETTINGS, Selection, Severity, Verdict,
    check_waiver_resource,
};
pub use driftlock_store::{Advice, Copied, DEFAULT_STORE, Range, Verified, Which};
pub use enforce::{Enforced, Run};
pub use error::EngineError;
pub use ledger::{BaselineSummary, Engine, Ledger, Now};
pub use notify::{Again, Answer, Deliver, Message, NotTaken, Telling, Untold};
pub use pause::{LEASE, OnSilence, Renewal};
pub use progress::{Progress, Step, quiet};
pub use propose::{Approval, Approved};
pub use require::check_framework;
pub use resources::{Found, Live};
pub use restore::{Restore, RestoreOutcome};
pub use rights::{Grantee, Rights};
pub use rollback::{RollBack, RolledBack};
pub use scan::{Keep, Scanned};
pub use state::Declared;
pub use tokio_util::sync::CancellationToken;
pub use waivers::{OwnPolicies, check_waived_policy, check_waiver};
pub use webhook::Webhooks;

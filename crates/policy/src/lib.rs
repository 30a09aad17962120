//! Judges Terraform plans, and what is deployed, by policies written in Rego.
//!
//! [`read_plan`] makes a [`Plan`] of bytes, [`View`] makes it what policies see, [`Policies`] holds
//! what to judge by, [`check`] judges, and the [`Report`] renders itself in every [`Format`].

mod address;
mod catalogue;
mod check;
mod configuration;
mod encoding;
mod fault;
mod finding;
mod framework;
mod locked;
mod nearest;
mod plan;
mod policy;
mod redact;
mod report;
mod resource;
mod selection;
mod severity;
mod value;
mod view;
mod waiver;

pub use check::{OnUnknown, Options, Threshold, check};
pub use configuration::{Configuration, Location};
pub use fault::Fault;
pub use finding::{Finding, Verdict};
pub use framework::{
    Control, ControlResult, ControlStatus, Framework, FrameworkError, FrameworkResult, controls,
};
pub use locked::{Lock, Locked, LockedResource, OpenPause, Touched, What};
pub use nearest::nearest;
pub use plan::{
    Differing, Plan, PlanError, Planned, PlannedChange, document as plan_document,
    read as read_plan,
};
#[doc(hidden)]
pub use policy::query;
pub use policy::{
    Custom, FileCoverage, Loading, Metadata, Policies, Policy, PolicyError, Reference, Select,
    Source, Subjects, TestResult, TestRun, Theme, Tracing, builtin, builtin_ids, builtin_libraries,
    sources_in,
};
pub use report::{Coverage, Format, Outcome, Report, Summary};
pub use selection::{Loaded, SETTINGS, Selection, unknown_policy};
pub use severity::Severity;
pub use view::{Observed, View, observed_document};
pub use waiver::{
    StoredWaiver, Waiver, WaiverError, WaiverMatter, WaiverNote, WaiverNotes, WaiverPlace, Waivers,
    check_waiver_resource,
};

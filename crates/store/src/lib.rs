//! Durable, compare-and-swap store of baselines, enforcement, pauses, leases and events.
//!
//! Two layers. A [`Backend`] keeps objects under keys and changes them only by comparison: what is
//! new is created if nobody created it before, what exists is replaced if nobody replaced it
//! before. [`Store`] puts Driftlock's records into such objects, and is all that the rest of
//! Driftlock sees. A write is durable when its call returns; nothing is ever deleted.

mod backend;
mod backoff;
mod baselines;
mod chain;
mod copy;
mod error;
mod event_key;
mod hash_key;
mod history;
mod key;
mod lease;
mod local;
mod memory;
mod notified;
mod open;
mod process;
mod proposals;
mod range;
mod record;
mod s3;
mod s3_advice;
mod s3_fault;
mod s3_url;
mod settings;
mod snapshots;
mod store;
mod tip;
mod unfinished;
mod verify;
mod waivers;

pub use backend::{Advice, Backend, BackendError, Object, Version};
pub use chain::Entry;
pub use copy::Copied;
pub use error::StoreError;
pub use lease::Lease;
pub use local::LocalDirectory;
pub use memory::InMemory;
pub use notified::{Claim, Notified, Told};
pub use open::DEFAULT_STORE;
pub use range::Range;
pub use s3::{S3Bucket, S3Options};
pub use s3_url::S3Url;
pub use settings::Pauses;
pub use store::Store;
pub use verify::Verified;
pub use waivers::Which;

//! Why the store could not do what was asked.

use driftlock_core::{BaselineName, BrokenLink, Digest, NotCanonical};
use jiff::Timestamp;

use crate::BackendError;

/// Why the store could not do what was asked. Keys are relative to the store's root.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The place where the objects are failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// An address without a path.
    #[error("opening store `{url}`: no path is given")]
    NoPath {
        /// The address.
        url: String,
    },
    /// An address in S3 that cannot be used.
    #[error("opening store `{url}`: {reason}")]
    BadS3Url {
        /// The address.
        url: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// An address of an unknown kind.
    #[error("opening store `{url}`: unknown scheme `{scheme}`")]
    UnknownScheme {
        /// The address.
        url: String,
        /// What stands before `://`.
        scheme: String,
    },
    /// A snapshot that was never stored, or was taken away.
    #[error("reading snapshot `{}`: `{key}` is not in the store", digest.short())]
    NoSnapshot {
        /// Its digest.
        digest: Digest,
        /// Its key.
        key: String,
    },
    /// A revision that does not exist.
    #[error("baseline `{baseline}` has no revision {revision}")]
    NoRevision {
        /// The baseline.
        baseline: BaselineName,
        /// The number.
        revision: u64,
    },
    /// An event that does not exist.
    #[error("baseline `{baseline}` has no event `{id}`")]
    NoEvent {
        /// The baseline.
        baseline: BaselineName,
        /// The id.
        id: String,
    },
    /// An object that cannot be understood.
    #[error("reading `{key}`: {cause}")]
    Corrupt {
        /// Its key.
        key: String,
        /// What is wrong with it.
        cause: String,
    },
    /// The operating system gave no random bytes.
    #[error("making the key of keyed hashes: {cause}")]
    NoRandomness {
        /// What it said.
        cause: String,
    },
    /// An object in a layout that this version does not know.
    #[error(
        "reading `{key}`: its layout is version {found}, and this program knows up to {newest}"
    )]
    TooNew {
        /// Its key.
        key: String,
        /// The layout's version.
        found: u64,
        /// The newest version known.
        newest: u32,
    },
    /// A snapshot that is not what its name says.
    #[error("reading `{key}`: the snapshot was altered or damaged: {cause}")]
    Tampered {
        /// Its key.
        key: String,
        /// How that shows.
        cause: String,
    },
    /// Somebody else added a revision at the same time.
    #[error(
        "adding revision {revision} to baseline `{baseline}`: somebody else added one at the same time"
    )]
    Conflict {
        /// The baseline.
        baseline: BaselineName,
        /// The number that was to be added.
        revision: u64,
    },
    /// Others kept changing an object.
    #[error("writing `{key}`: others changed it each of {attempts} times")]
    Busy {
        /// Its key.
        key: String,
        /// How often it was tried.
        attempts: u32,
    },
    /// Somebody holds the lease.
    #[error("baseline `{baseline}` is being worked on by {by}, until {until} at the latest")]
    Held {
        /// The baseline.
        baseline: BaselineName,
        /// The holder.
        by: String,
        /// When the lease ends if it is not renewed.
        until: Timestamp,
    },
    /// A lease that ended, or that somebody else took over after its time.
    #[error("the lease of {holder} on baseline `{baseline}` has been lost")]
    LeaseLost {
        /// The baseline.
        baseline: BaselineName,
        /// Who held it.
        holder: String,
    },
    /// A chain of events that does not hold.
    #[error("history of baseline `{baseline}`: {link}")]
    BrokenChain {
        /// The baseline.
        baseline: BaselineName,
        /// Where.
        link: BrokenLink,
    },
    /// An event file with the content of another.
    #[error(
        "history of baseline `{baseline}`: `{key}` holds event `{id}`, which belongs elsewhere"
    )]
    Misplaced {
        /// The baseline.
        baseline: BaselineName,
        /// Key of the file.
        key: String,
        /// Id of the event in it.
        id: String,
    },
    /// An event file that no writer put there.
    #[error(
        "history of baseline `{baseline}`: `{key}` was inserted: the chain does not lead to it"
    )]
    Inserted {
        /// The baseline.
        baseline: BaselineName,
        /// Key of the file.
        key: String,
    },
    /// A history in which the event that was known to be there is not.
    #[error("history of baseline `{baseline}`: no event in it has the hash `{anchor}`")]
    AnchorMissing {
        /// The baseline.
        baseline: BaselineName,
        /// The hash.
        anchor: Digest,
    },
    /// Events without the object that says which is the newest.
    #[error("history of baseline `{baseline}`: there are events, but `{key}` is gone")]
    TipMissing {
        /// The baseline.
        baseline: BaselineName,
        /// Key of what is missing.
        key: String,
    },
    /// A store that was to be copied onto itself.
    #[error("copying store `{from}` to `{to}`: they are one place, or one lies in the other")]
    SamePlace {
        /// Address of the one.
        from: String,
        /// Address of the other.
        to: String,
    },
    /// A copy that would mix two histories.
    #[error("copying baseline `{baseline}` to store `{to}`: it has another history there")]
    OtherHistory {
        /// The baseline.
        baseline: BaselineName,
        /// Address of the store that was to be copied to.
        to: String,
    },
    /// A copy that would replace what is never replaced.
    #[error("copying `{key}` to store `{to}`: another object is there")]
    OtherObject {
        /// The key.
        key: String,
        /// Address of the store that was to be copied to.
        to: String,
    },
    /// A value that JSON cannot hold.
    #[error(transparent)]
    NotCanonical(#[from] NotCanonical),
}

impl StoreError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Backend(error) => error.help().to_owned(),
            Self::NoRandomness { .. } => "see that `/dev/urandom` can be read".to_owned(),
            Self::NoPath { .. } => "write it as `file://.driftlock` or as a plain path".to_owned(),
            Self::BadS3Url { .. } => {
                "write it as `s3://BUCKET/PREFIX`, with `?region=REGION` where it is not the usual one"
                    .to_owned()
            }
            Self::UnknownScheme { .. } => {
                "use `file://PATH`, a plain path or `s3://BUCKET/PREFIX`".to_owned()
            }
            Self::NoSnapshot { key, .. } => format!(
                "bring `{key}` back from a backup, or capture the baseline again with `driftlock baseline set`"
            ),
            Self::NoRevision { baseline, .. } => {
                format!("`driftlock baseline show {baseline}` lists its revisions")
            }
            Self::NoEvent { baseline, .. } => format!(
                "`driftlock history {baseline}` lists its events; one that was deleted is found by `driftlock audit verify`"
            ),
            Self::Corrupt { key, .. } | Self::Tampered { key, .. } => help_for_damaged(key),
            Self::TooNew { .. } => {
                "a newer version of driftlock wrote it; upgrade this one".to_owned()
            }
            Self::Conflict { baseline, .. } => format!(
                "look at the new revision with `driftlock baseline show {baseline}`, and capture again if it is not what you want"
            ),
            Self::Busy { .. } => "try again when fewer are writing".to_owned(),
            Self::Held { .. } => {
                "wait until it is done; if it was killed, the lease ends by itself".to_owned()
            }
            Self::LeaseLost { .. } => {
                "nothing more is changed by this run; start it again".to_owned()
            }
            Self::BrokenChain { .. } | Self::Misplaced { .. } | Self::Inserted { .. } => {
                "somebody changed the history by hand: compare the store with a backup, and find out who may write to it"
                    .to_owned()
            }
            Self::AnchorMissing { .. } => {
                "if the hash was noted from this history, its newest events were cut off: compare the store with a backup, and find out who may write to it"
                    .to_owned()
            }
            Self::TipMissing { key, .. } => format!(
                "bring `{key}` back from a backup, and find out who may write to the store"
            ),
            Self::SamePlace { .. } => "name another place for the copy".to_owned(),
            Self::OtherHistory { .. } | Self::OtherObject { .. } => {
                "copy to an empty place, or to one that holds an earlier copy of the same store"
                    .to_owned()
            }
            Self::NotCanonical(_) => {
                "this is a fault in driftlock; please report it with the command that you ran"
                    .to_owned()
            }
        }
    }
}

/// What to do about an object that cannot be used, by where it is.
fn help_for_damaged(key: &str) -> String {
    let otherwise = match key.split('/').next() {
        Some("snapshots") => "capture the baseline again with `driftlock baseline set`",
        Some("enforcement") => "write it anew with `driftlock enforcement set`",
        Some("pauses") => "remove it, which ends all pauses of that baseline",
        Some("leases") => "remove it once nobody works on that baseline",
        Some("store.json") => "write `{\"version\":1}` into it",
        _ => "find out who may write to the store",
    };
    format!("bring `{key}` back from a backup, or {otherwise}")
}

//! Why a use case could not be carried out.

use driftlock_aws::ConnectError;
use driftlock_core::{
    BadIgnore, BadName, BadScope, BaselineName, Compliance, Drift, NotCanonical, Refusal,
    Unreadable,
};
use driftlock_store::StoreError;

/// Why a use case could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// AWS could not be reached with these credentials.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A name that cannot be one.
    #[error(transparent)]
    Name(#[from] BadName),
    /// A value that JSON cannot hold.
    #[error(transparent)]
    NotCanonical(#[from] NotCanonical),
    /// No such baseline.
    #[error("there is no baseline `{name}` in {store}{}", known_ones(known))]
    NoBaseline {
        /// The name asked for.
        name: BaselineName,
        /// The store's address.
        store: String,
        /// Baselines that exist.
        known: Vec<BaselineName>,
    },
    /// A new baseline without a scope.
    #[error("baseline `{name}` does not exist yet, and no scope is given for it")]
    NoScope {
        /// The name.
        name: BaselineName,
    },
    /// A scope that cannot be used, with every fault found.
    #[error("the scope cannot be used: {}", joined(.0))]
    Scope(Vec<BadScope>),
    /// Ignores that cannot be used, with every fault found.
    #[error("what is to be ignored cannot be used: {}", joined(.0))]
    Ignores(Vec<BadIgnore>),
    /// A Terraform state that manages nothing of a supported type.
    #[error("the Terraform state manages no resource of a supported type")]
    NothingInState,
    /// A scope in which there is nothing.
    #[error("capturing baseline `{name}`: nothing in scope exists, in {}", regions.join(", "))]
    NothingInScope {
        /// The name.
        name: BaselineName,
        /// The regions looked at.
        regions: Vec<String>,
    },
    /// A capture of which a part could not be read.
    #[error("capturing baseline `{name}`: {} could not be read: {}", counted(unreadable.len()), first_reason(unreadable))]
    Incomplete {
        /// The name.
        name: BaselineName,
        /// What could not be read, and why.
        unreadable: Vec<Unreadable>,
    },
    /// A capture that would approve drift that nobody has explained.
    #[error(
        "capturing baseline `{}`: {} drifted from revision {}, and a new revision would approve that",
        drift.baseline, counted(drift.resources.len()), drift.revision
    )]
    WouldAcceptDrift {
        /// What would be approved.
        drift: Box<Drift>,
    },
    /// No such remediation.
    #[error("no baseline has a remediation `{id}`")]
    NoRemediation {
        /// The id asked for.
        id: String,
    },
    /// A capture of what the required policies forbid.
    #[error(
        "capturing baseline `{name}`: {} of {} policies found violations, and they are required",
        failing(compliance), compliance.policies
    )]
    NotCompliant {
        /// The name.
        name: BaselineName,
        /// What they said.
        compliance: Box<Compliance>,
    },
    /// Policies that could not be asked.
    #[error("judging by the required policies: {}", reasons.join("; "))]
    Policies {
        /// Every fault found.
        reasons: Vec<String>,
    },
    /// No such event.
    #[error("no baseline has an event, remediation or proposal `{id}`")]
    NoEvent {
        /// The id asked for.
        id: String,
    },
    /// No such proposal.
    #[error("no baseline has a proposal `{id}`")]
    NoProposal {
        /// The id asked for.
        id: String,
    },
    /// A proposal on which somebody has decided.
    #[error("proposal `{id}` was {decided} by {by}")]
    AlreadyDecided {
        /// Its id.
        id: String,
        /// `approved` or `rejected`.
        decided: &'static str,
        /// Who decided.
        by: String,
    },
    /// A proposal that does not fit any more.
    #[error("proposal `{id}` for {resource} is void: {why}")]
    ProposalMoved {
        /// Its id.
        id: String,
        /// The resource.
        resource: String,
        /// What has moved.
        why: String,
    },
    /// A resource that had to be read and could not be.
    #[error("reading {resource}: {cause}")]
    Unreadable {
        /// The resource.
        resource: String,
        /// Why not.
        cause: String,
        /// What to do about it.
        help: String,
    },
    /// Nothing may be changed now.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// No such waiver.
    #[error("the store has no waiver `{id}`")]
    NoWaiver {
        /// The id asked for.
        id: String,
    },
    /// A waiver that does not hold any more.
    #[error("waiver `{id}` was retired by {by}: {reason}")]
    WaiverRetired {
        /// Its id.
        id: String,
        /// Who retired it.
        by: String,
        /// Why.
        reason: String,
    },
    /// No such pause holds.
    #[error("baseline `{name}` has no pause{} in force", id.as_ref().map(|id| format!(" `{id}`")).unwrap_or_default())]
    NoPause {
        /// The name.
        name: BaselineName,
        /// The id asked for.
        id: Option<String>,
    },
    /// Another run works on the baseline.
    #[error("baseline `{name}` is being enforced by {by} right now")]
    Busy {
        /// The name.
        name: BaselineName,
        /// Who runs.
        by: String,
        /// When the other run's lease ends if it dies.
        until: jiff::Timestamp,
    },
    /// An account that the baseline is not about.
    #[error("baseline `{name}` holds nothing in account {account}")]
    NoSuchAccount {
        /// The baseline.
        name: BaselineName,
        /// The account asked for.
        account: String,
    },
    /// Credentials of another account than the baseline's.
    #[error(
        "baseline `{name}` was captured in account {expected}, but the credentials are for account {actual}"
    )]
    OtherAccount {
        /// The name.
        name: BaselineName,
        /// Account of the baseline.
        expected: String,
        /// Account of the credentials.
        actual: String,
    },
}

impl EngineError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Store(error) => error.help().to_string(),
            Self::Connect(error) => error.help(),
            Self::Name(_) => "choose another name".to_owned(),
            Self::NotCanonical(_) => "report this as a bug in driftlock".to_owned(),
            Self::NoBaseline { .. } => {
                "`driftlock baseline list` shows all; check `--store` and DRIFTLOCK_STORE".to_owned()
            }
            Self::NoScope { .. } => {
                "name what it covers, for example `--type 'aws_s3_bucket*' --tag app=web`".to_owned()
            }
            Self::Scope(faults) => faults.first().map(BadScope::help).unwrap_or_default().to_owned(),
            Self::Ignores(faults) => {
                faults.first().map(BadIgnore::help).unwrap_or_default().to_owned()
            }
            Self::NothingInState => {
                "give the state of the AWS resources; `driftlock types` lists the supported types"
                    .to_owned()
            }
            Self::NothingInScope { .. } => {
                "check region, account, tags and ids; an empty baseline would hold nothing".to_owned()
            }
            Self::Incomplete { .. } => {
                "a baseline is captured whole or not at all: mend the cause, or exclude these".to_owned()
            }
            Self::WouldAcceptDrift { .. } => {
                "look at `driftlock drift`; if all of it is wanted, accept it with `driftlock baseline \
                 set NAME --accept-drift` (or deploy under `driftlock pause`)"
                    .to_owned()
            }
            Self::NotCompliant { .. } => {
                "mend these, or waive them with reason, owner and expiry; \
                 `driftlock-gate explain POLICY` tells more"
                    .to_owned()
            }
            Self::Policies { .. } => {
                "a snapshot that cannot be judged is not captured: mend the cause".to_owned()
            }
            Self::NoProposal { .. } => {
                "`driftlock proposals` shows what waits; what was carried out or is void is in \
                 `driftlock history`"
                    .to_owned()
            }
            Self::AlreadyDecided { .. } => "`driftlock history` tells when and why".to_owned(),
            Self::ProposalMoved { .. } => {
                "look at `driftlock drift`; the next `driftlock enforce` proposes what is there now"
                    .to_owned()
            }
            Self::Unreadable { help, .. } => help.clone(),
            Self::Refused(refusal) => refusal.help().to_owned(),
            Self::NoPause { .. } => {
                "open one with `driftlock pause`; a pause that has run out cannot be extended"
                    .to_owned()
            }
            Self::NoWaiver { .. } => {
                "`driftlock waiver list --all` shows every one; check `--store` and DRIFTLOCK_STORE"
                    .to_owned()
            }
            Self::WaiverRetired { .. } => {
                "what was retired stays retired: add a new one with `driftlock waiver add`".to_owned()
            }
            Self::NoRemediation { .. } | Self::NoEvent { .. } => {
                "`driftlock history NAME` shows the ids of all that happened".to_owned()
            }
            Self::Busy { until, .. } => {
                let until = until.strftime("%H:%M:%SZ");
                format!("try again when it has ended; if it has died, its lease ends at {until}")
            }
            Self::NoSuchAccount { name, .. } => {
                format!("`driftlock baseline show {name}` says what it holds")
            }
            Self::OtherAccount { .. } => "use credentials of that account".to_owned(),
        }
    }
}

fn known_ones(known: &[BaselineName]) -> String {
    if known.is_empty() {
        return "; the store holds none".to_owned();
    }
    let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    format!("; there is {}", names.join(", "))
}

fn failing(compliance: &Compliance) -> usize {
    let failing = compliance.findings.iter().filter(|f| f.verdict == "fail");
    let policies: std::collections::BTreeSet<&str> =
        failing.map(|finding| finding.policy.as_str()).collect();
    policies.len()
}

fn joined<T: ToString>(faults: &[T]) -> String {
    faults
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

fn counted(count: usize) -> String {
    if count == 1 {
        "1 resource".to_owned()
    } else {
        format!("{count} resources")
    }
}

fn first_reason(unreadable: &[Unreadable]) -> String {
    unreadable
        .first()
        .map(|one| format!("{}: {}", one.key, one.reason))
        .unwrap_or_default()
}

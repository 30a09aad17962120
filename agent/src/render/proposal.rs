//! What waits for a person: proposals and quarantine.

use driftlock_core::{BaselineName, DriftKind, Proposal, ProposalState, Quarantine};
use driftlock_engine::Approved;
use jiff::Timestamp;

use super::{BOLD, CYAN, DIM, GREEN, RED, YELLOW, counted, length, resource, risk, styled, time};

/// A line or two for each.
pub(crate) fn list(all: &[(BaselineName, Proposal)], now: Timestamp) -> String {
    if all.is_empty() {
        return "nothing waits for approval\n".to_owned();
    }
    let mut text = String::new();
    for (name, proposal) in all {
        let age = length(now.duration_since(proposal.at));
        let paths: Vec<&str> = proposal.changes.iter().map(|c| c.path.as_str()).collect();
        let what = match proposal.kind {
            DriftKind::Changed => paths.join(", "),
            other => other.to_string(),
        };
        text.push_str(&format!(
            "{}  {name}  {}  {}\n    {what}\n    {}, made {age} ago\n",
            styled(BOLD, &proposal.id),
            proposal.label(),
            risk(proposal.risk),
            state(&proposal.state),
        ));
    }
    text + &next(all)
}

/// What to type next, for the first that waits.
fn next(all: &[(BaselineName, Proposal)]) -> String {
    let waiting = all
        .iter()
        .find(|(_, one)| one.state == ProposalState::Pending);
    waiting.map_or_else(String::new, |(_, one)| {
        format!(
            "{} `driftlock proposals --id {}` shows one in full; `driftlock approve ID` carries it out, \
             `driftlock reject ID --reason TEXT` leaves the drift\n",
            styled(CYAN.bold(), "help:"),
            one.id
        )
    })
}

fn state(state: &ProposalState) -> String {
    match state {
        ProposalState::Pending => styled(YELLOW, "waits for approval"),
        ProposalState::Approved { by, at, reason } => {
            let why = reason.as_ref().map(|why| format!(": {why}"));
            let why = why.unwrap_or_default();
            styled(GREEN, format!("approved by {by} at {}{why}", time(*at)))
                + ", for the next run to carry out"
        }
        ProposalState::Rejected { by, at, reason } => {
            styled(RED, format!("rejected by {by} at {}: {reason}", time(*at)))
        }
    }
}

/// One in full.
pub(crate) fn whole(name: &BaselineName, proposal: &Proposal) -> String {
    format!(
        "{} for {name} (revision {}), made {}\n{}\n\n{}",
        styled(BOLD, format!("proposal {}", proposal.id)),
        proposal.revision,
        time(proposal.at),
        state(&proposal.state),
        whole_of(proposal),
    )
}

/// The drift, the calls, and the same by hand.
pub(crate) fn whole_of(proposal: &Proposal) -> String {
    let mut text = resource(&proposal.drift());
    text.push_str("\nwould call:\n");
    for call in &proposal.calls {
        text.push_str(&format!(
            "    {} {}\n",
            styled(DIM, &call.action),
            call.summary
        ));
    }
    for left in &proposal.unrestorable {
        text.push_str(&format!(
            "    {} {}: {}\n",
            styled(YELLOW, "stays as it is:"),
            left.path,
            left.reason
        ));
    }
    if !proposal.commands.is_empty() {
        text.push_str("\nthe same by hand:\n");
        for line in &proposal.commands {
            text.push_str(&format!("    {line}\n"));
        }
    }
    text
}

/// What a run put before a person.
pub(crate) fn proposed(proposal: &Proposal, dry_run: bool) -> String {
    let mut text = resource(&proposal.drift());
    for call in &proposal.calls {
        text.push_str(&format!(
            "    {} {}  {}\n",
            styled(DIM, &call.action),
            call.summary,
            styled(CYAN, "would call")
        ));
    }
    let how = if dry_run {
        "would be proposed".to_owned()
    } else {
        format!("proposed as {}", proposal.id)
    };
    text + &format!("    {}\n", styled(YELLOW.bold(), how))
}

/// What came of an approval, with the way back.
pub(crate) fn carried_out(done: &Approved) -> String {
    let mut text = super::enforce::restore(&done.restore);
    if let (Some(id), true) = (&done.restore.id, done.succeeded()) {
        text.push_str(&format!(
            "\n{}: remediation {id}; `driftlock rollback {id}` takes it back\n",
            styled(BOLD, &done.baseline)
        ));
    }
    text
}

/// An approval that nobody has carried out yet.
pub(crate) fn left_to_agent(name: &BaselineName, proposal: &Proposal) -> String {
    format!(
        "{name}: the restore of {} is {}; the next run carries it out if reality is then still what was approved\n",
        proposal.label(),
        styled(GREEN, "approved")
    )
}

/// One line for all that waits, or is fought over; nothing where there is none.
pub(crate) fn waiting(proposals: &[Proposal], quarantine: &[Quarantine]) -> String {
    let pending = proposals
        .iter()
        .filter(|one| one.state == ProposalState::Pending)
        .count();
    let mut text = String::new();
    if pending > 0 {
        let what = format!("{} for approval", counted_verb(pending));
        text.push_str(&format!(
            "{}: `driftlock proposals`\n",
            styled(YELLOW, what)
        ));
    }
    text + &self::quarantine("in quarantine:", quarantine)
}

fn counted_verb(count: usize) -> String {
    let verb = if count == 1 { "waits" } else { "wait" };
    format!("{} {verb}", counted(count, "restore"))
}

/// Each attribute that is reverted no more, with who else changes it.
pub(crate) fn quarantine(title: &str, all: &[Quarantine]) -> String {
    let line = |one: &Quarantine| {
        let label = one.address.clone().unwrap_or_else(|| one.key.to_string());
        let others = if one.others.is_empty() {
            "who else changes it is not known".to_owned()
        } else {
            format!("also changed by {}", one.others.join(", "))
        };
        format!(
            "{} {label} {} since {}: it was reverted {}, {others}\n",
            styled(RED.bold(), title),
            one.path,
            time(one.since),
            counted(usize::try_from(one.reverted).unwrap_or(usize::MAX), "time"),
        )
    };
    all.iter().map(line).collect()
}

//! What waits for a person, as attributes and in words: proposals, and attributes in quarantine.

use driftlock_core::{BaselineName, Key, Proposal, ProposalState, Quarantine, Risk};
use driftlock_engine::BaselineSummary;
use driftlock_tfplugin::{Attribute, Context, Diagnostic, Schema, Type, Value};

use crate::session::Session;

/// What only the store can tell.
pub(crate) const WAITING: [&str; 2] = ["proposals", "quarantine"];

/// Adds both lists to a schema.
pub(crate) fn attributes(schema: Schema) -> Schema {
    let texts = || Type::list(Type::String);
    let proposal = Type::object([
        ("id", Type::String),
        ("resource", Type::String),
        ("risk", Type::String),
        ("state", Type::String),
        ("commands", texts()),
    ]);
    let quarantined = Type::object([
        ("resource", Type::String),
        ("path", Type::String),
        ("since", Type::String),
        ("reverted", Type::Number),
        ("others", texts()),
    ]);
    schema
        .attribute("proposals", Attribute::computed(Type::list(proposal)).describe(
            "Restores that were proposed, as far as they are not carried out or void: the `id` for \
             `driftlock approve`, the `resource`, the worst that its drift puts at `risk` where that is \
             known, the `state` (`pending`, `approved` or `rejected`), and as `commands` of the AWS \
             command line what would be called."))
        .attribute("quarantine", Attribute::computed(Type::list(quarantined)).describe(
            "Attributes that are not reverted any more, because somebody kept changing them back: the \
             `resource`, the attribute's `path`, `since` when, how often it was `reverted`, and which \
             `others` change it, as far as they are known."))
}

/// Puts both lists into a state.
pub(crate) fn tell(state: Value, summary: &BaselineSummary) -> Value {
    let proposals = summary.proposals.iter().map(proposal).collect();
    let quarantine = summary.quarantine.iter().map(quarantined).collect();
    state
        .with("proposals", Value::List(proposals))
        .with("quarantine", Value::List(quarantine))
}

fn proposal(proposal: &Proposal) -> Value {
    let state = match &proposal.state {
        ProposalState::Pending => "pending",
        ProposalState::Approved { .. } => "approved",
        ProposalState::Rejected { .. } => "rejected",
    };
    let commands = proposal.commands.iter().map(String::as_str);
    Value::object([
        ("id", proposal.id.as_str().into()),
        ("resource", proposal.label().into()),
        ("risk", proposal.risk.map(Risk::name).into()),
        ("state", state.into()),
        ("commands", commands.collect::<Vec<_>>().into()),
    ])
}

fn quarantined(one: &Quarantine) -> Value {
    let others = one.others.iter().map(String::as_str);
    Value::object([
        ("resource", label(one.address.as_deref(), &one.key).into()),
        ("path", one.path.as_str().into()),
        ("since", one.since.to_string().into()),
        ("reverted", i64::from(one.reverted).into()),
        ("others", others.collect::<Vec<_>>().into()),
    ])
}

fn label(address: Option<&str>, key: &Key) -> String {
    address.map_or_else(|| key.to_string(), str::to_owned)
}

/// Tells a person what waits for one.
pub(crate) fn warn(
    cx: &Context,
    session: &Session,
    name: &BaselineName,
    summary: &BaselineSummary,
) {
    let pending = |one: &&Proposal| one.state == ProposalState::Pending;
    let pending: Vec<&Proposal> = summary.proposals.iter().filter(pending).collect();
    if !pending.is_empty() {
        cx.warn(awaits_approval(session, name, &pending));
    }
    if !summary.quarantine.is_empty() {
        cx.warn(in_quarantine(name, &summary.quarantine));
    }
}

fn awaits_approval(session: &Session, name: &BaselineName, pending: &[&Proposal]) -> Diagnostic {
    let (count, waits) = match pending.len() {
        1 => ("1 restore".to_owned(), "waits"),
        more => (format!("{more} restores"), "wait"),
    };
    let text: Vec<String> = pending.iter().map(|one| proposed(session, one)).collect();
    Diagnostic::warning(format!("baseline `{name}`: {count} {waits} for approval"))
        .detail(text.join("\n"))
        .detail(
            "Nothing is changed before that. `driftlock reject ID --reason WHY` leaves the drift as it \
             is.",
        )
}

fn proposed(session: &Session, proposal: &Proposal) -> String {
    let risk = proposal.risk.map(|risk| format!(" ({})", risk.words()));
    let mut lines = vec![
        format!("  {}{}", proposal.label(), risk.unwrap_or_default()),
        format!(
            "    {}",
            session.command(&format!("approve {}", proposal.id))
        ),
    ];
    if !proposal.commands.is_empty() {
        lines.push("    or by hand:".to_owned());
    }
    lines.extend(proposal.commands.iter().map(|line| format!("    {line}")));
    lines.join("\n")
}

fn in_quarantine(name: &BaselineName, quarantine: &[Quarantine]) -> Diagnostic {
    let count = match quarantine.len() {
        1 => "1 attribute is".to_owned(),
        more => format!("{more} attributes are"),
    };
    let line = |one: &Quarantine| {
        let label = label(one.address.as_deref(), &one.key);
        let others = match one.others.as_slice() {
            [] => String::new(),
            others => format!(", against {}", others.join(", ")),
        };
        format!(
            "  {label}: {} was reverted {}{others}",
            one.path,
            times(one.reverted)
        )
    };
    let lines: Vec<String> = quarantine.iter().map(line).collect();
    Diagnostic::warning(format!(
        "baseline `{name}`: {count} in quarantine and not reverted any more"
    ))
    .detail(lines.join("\n"))
    .detail(
        "Somebody keeps changing this back. Settle that first; a new revision, or \
         `driftlock quarantine release`, ends the quarantine.",
    )
}

fn times(count: u32) -> String {
    match count {
        1 => "1 time".to_owned(),
        more => format!("{more} times"),
    }
}

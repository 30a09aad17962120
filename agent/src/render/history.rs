//! History as text.

use driftlock_core::{
    BaselineName, CallResult, CaptureRefusal, Change, Event, EventKind, Outcome, Quarantine,
};

use super::{BOLD, DIM, GREEN, RED, YELLOW, changes, counted, one_line, resource, styled, time};

/// Oldest first, like a log.
pub(crate) fn report(name: &BaselineName, events: &[Event]) -> String {
    if events.is_empty() {
        return format!("{name}: nothing happened in that time\n");
    }
    events.iter().map(event).collect()
}

fn event(event: &Event) -> String {
    let body = &event.body;
    let head = format!(
        "{}  {}",
        styled(DIM, time(body.at)),
        styled(BOLD, title(&body.what))
    );
    let by = styled(DIM, format!("by {}  {}", body.actor, body.id));
    let details: String = details(&body.what)
        .iter()
        .map(|line| format!("    {line}\n"))
        .collect();
    format!("{head}  {by}\n{details}")
}

/// Title and details on one line, without colour.
pub(crate) fn plain(event: &Event) -> String {
    let what = &event.body.what;
    let mut parts = vec![title(what)];
    parts.extend(details(what));
    anstream::adapter::strip_str(&parts.join("; ")).to_string()
}

/// One event in full.
pub(crate) fn whole(event: &Event) -> String {
    let body = &event.body;
    let mut text = format!("{}\n", styled(BOLD, title(&body.what)));
    let mut line = |name: &str, value: &str| text.push_str(&format!("  {name:10} {value}\n"));
    line("baseline", body.baseline.as_str());
    line("when", &time(body.at));
    line("user", body.actor.user.as_deref().unwrap_or("not known"));
    line("arn", body.actor.arn.as_deref().unwrap_or("not known"));
    if let Some(job) = &body.actor.job {
        line("job", job);
    }
    line("program", &body.actor.program);
    line("event", &format!("{} (number {})", body.id, body.sequence));
    line("hash", event.hash.as_str());
    line(
        "before it",
        body.previous.as_ref().map_or("none", |hash| hash.as_str()),
    );
    text.push_str(&in_full(&body.what));
    text.push('\n');
    text
}

/// What a restore has left, seen from what it aimed at.
pub(crate) fn left_over(left: &[Change]) -> String {
    if left.is_empty() {
        return format!("{}\n", styled(GREEN, "after it everything was as aimed at"));
    }
    let title = styled(RED, "after it, aimed at beside what was there instead:");
    format!("{title}\n{}", changes(left))
}

fn in_full(what: &EventKind) -> String {
    let listed = || -> String {
        let lines = details(what);
        lines.iter().map(|line| format!("  {line}\n")).collect()
    };
    match what {
        EventKind::DriftDetected { resources, .. } => resources.iter().map(resource).collect(),
        EventKind::BaselineCaptured { accepted, .. } if !accepted.is_empty() => {
            listed() + &accepted.iter().map(resource).collect::<String>()
        }
        EventKind::RestoreStarted { remediation } => {
            let mut text = listed();
            text.push_str("  what is undone, approved beside what was there instead:\n");
            text + &changes(&remediation.changes)
        }
        EventKind::RestoreFinished { results, error, .. } => {
            let mut text: String = results.iter().map(call).collect();
            let error = error.iter().map(|error| format!("  {error}\n"));
            text.extend(error);
            text
        }
        EventKind::Proposed { proposal } => super::proposal::whole_of(proposal),
        EventKind::Scanned { scan } => listed() + &super::scan::findings(scan),
        EventKind::EnforcementSet { settings } => {
            let settings = super::json(settings).unwrap_or_default();
            settings.lines().map(|line| format!("  {line}\n")).collect()
        }
        _ => listed(),
    }
}

fn call(result: &CallResult) -> String {
    let request = result.request_id.as_deref().unwrap_or("none");
    let ended = match &result.error {
        None => styled(GREEN, "done"),
        Some(error) => styled(RED, format!("failed: {error}")),
    };
    format!(
        "  {} {}  {ended}\n    request id {request}\n",
        styled(DIM, &result.action),
        result.summary
    )
}

fn title(what: &EventKind) -> String {
    match what {
        EventKind::BaselineCaptured { revision, .. } => format!("captured revision {revision}"),
        EventKind::EnforcementSet { settings } => format!("enforcement set to {}", settings.mode),
        EventKind::DriftDetected { .. } => styled(YELLOW, "drift detected"),
        EventKind::BackInSync { .. } => styled(GREEN, "back in sync"),
        EventKind::RestoreStarted { remediation } => {
            let label = remediation
                .address
                .clone()
                .unwrap_or_else(|| remediation.key.to_string());
            match &remediation.rolls_back {
                Some(_) => format!("rolling back {label}"),
                None => format!("restoring {label}"),
            }
        }
        EventKind::RestoreFinished { outcome, .. } => match outcome {
            Outcome::Restored => styled(GREEN, outcome),
            Outcome::Superseded => styled(YELLOW, outcome),
            Outcome::Failed => styled(RED, format!("restore {outcome}")),
        },
        EventKind::RestoreRefused { .. } => styled(YELLOW, "restore refused"),
        EventKind::CaptureRefused { .. } => styled(YELLOW, "capture refused"),
        EventKind::RevisionApproved {
            revision, same_as, ..
        } => format!("approved revision {revision}, the same as {same_as}"),
        EventKind::Proposed { proposal } => {
            styled(YELLOW, format!("proposed to restore {}", proposal.label()))
        }
        EventKind::ProposalApproved { .. } => styled(GREEN, "proposal approved"),
        EventKind::ProposalRejected { .. } => styled(YELLOW, "proposal rejected"),
        EventKind::ProposalVoided { .. } => "proposal void".to_owned(),
        EventKind::Quarantined { .. } => styled(RED, "in quarantine"),
        EventKind::QuarantineReleased { .. } => "released from quarantine".to_owned(),
        EventKind::Scanned { scan } => super::scan::title(scan),
        EventKind::Paused { .. } => styled(YELLOW, "paused"),
        EventKind::PauseExtended { .. } => styled(YELLOW, "pause extended"),
        EventKind::PauseExpired { .. } => "pause ended by itself".to_owned(),
        EventKind::Resumed { .. } => "resumed".to_owned(),
    }
}

fn details(what: &EventKind) -> Vec<String> {
    match what {
        EventKind::BaselineCaptured {
            resources,
            digest,
            reason,
            accepted,
            ..
        } => {
            let mut lines = vec![format!(
                "{}, sha256 {}",
                counted(*resources, "resource"),
                digest.short()
            )];
            lines.extend(reason.clone());
            lines.extend(
                accepted
                    .iter()
                    .map(|drift| format!("approved {}", one_line(drift))),
            );
            lines
        }
        EventKind::DriftDetected { resources, .. } => resources.iter().map(one_line).collect(),
        EventKind::RestoreStarted { remediation } => {
            let mut lines = vec![format!("remediation {}", remediation.id)];
            let undone = remediation.rolls_back.iter();
            lines.extend(undone.map(|id| format!("rolls back remediation {id}")));
            let calls = remediation.calls.iter();
            lines.extend(calls.map(|call| format!("{} {}", call.action, call.summary)));
            lines
        }
        EventKind::RestoreFinished {
            remediation,
            results,
            error,
            ..
        } => {
            let mut lines = vec![format!("remediation {remediation}")];
            let ids: Vec<&str> = results
                .iter()
                .filter_map(|r| r.request_id.as_deref())
                .collect();
            if !ids.is_empty() {
                lines.push(format!("AWS request ids {}", ids.join(", ")));
            }
            lines.extend(error.clone());
            lines
        }
        EventKind::RestoreRefused { refusal } => vec![refusal.to_string()],
        EventKind::CaptureRefused { refusal } => refused(refusal),
        EventKind::RevisionApproved { digest, reason, .. } => {
            vec![format!("sha256 {}", digest.short()), reason.clone()]
        }
        EventKind::Proposed { proposal } => {
            let mut lines = vec![format!("proposal {}", proposal.id)];
            let calls = proposal.calls.iter();
            lines.extend(calls.map(|call| format!("{} {}", call.action, call.summary)));
            lines
        }
        EventKind::ProposalApproved { proposal, reason } => {
            let mut lines = vec![format!("proposal {proposal}")];
            lines.extend(reason.clone());
            lines
        }
        EventKind::ProposalRejected { proposal, reason }
        | EventKind::ProposalVoided { proposal, reason } => {
            vec![format!("proposal {proposal}"), reason.clone()]
        }
        EventKind::Quarantined { quarantine } => fight(quarantine),
        EventKind::QuarantineReleased { quarantine, reason } => {
            vec![place(quarantine), reason.clone()]
        }
        EventKind::Scanned { scan } => super::scan::details(scan),
        EventKind::Paused { pause } | EventKind::PauseExtended { pause } => {
            vec![format!("{}: {}", pause.how_long(), pause.reason)]
        }
        EventKind::PauseExpired { pause } => {
            let (since, owner) = (time(pause.since), &pause.owner);
            vec![format!("of {since} by {owner}: {}", pause.reason)]
        }
        EventKind::EnforcementSet { .. }
        | EventKind::BackInSync { .. }
        | EventKind::Resumed { .. } => Vec::new(),
    }
}

fn refused(refusal: &CaptureRefusal) -> Vec<String> {
    match refusal {
        CaptureRefusal::Drift { resources } => resources
            .iter()
            .map(|drift| format!("would have approved {}", one_line(drift)))
            .collect(),
        CaptureRefusal::NotCompliant { compliance } => compliance
            .findings
            .iter()
            .filter(|finding| finding.verdict == "fail")
            .map(|finding| {
                format!(
                    "{} {}: {}",
                    finding.policy, finding.resource, finding.message
                )
            })
            .collect(),
    }
}

fn place(quarantine: &Quarantine) -> String {
    let resource = quarantine
        .address
        .clone()
        .unwrap_or_else(|| quarantine.key.to_string());
    format!("{resource} {}", quarantine.path)
}

fn fight(quarantine: &Quarantine) -> Vec<String> {
    let times = counted(quarantine.reverted as usize, "time");
    let mut lines = vec![
        place(quarantine),
        format!("reverted {times} of late; it is left as it is from now on"),
    ];
    lines.extend(
        quarantine
            .others
            .iter()
            .map(|other| format!("also changed by {other}")),
    );
    lines
}

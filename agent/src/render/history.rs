//! History as text.

use driftlock_core::{BaselineName, CallResult, Change, Event, EventKind};
use driftlock_engine::words::{details, title};

use super::{BOLD, DIM, GREEN, RED, changes, resource, styled, time};

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

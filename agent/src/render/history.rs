//! History as text.

use driftlock_core::{BaselineName, Event, EventKind, Outcome};

use super::{BOLD, DIM, GREEN, RED, YELLOW, counted, one_line, styled, time};

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
    let by = styled(DIM, format!("by {}", body.actor));
    let details: String = details(&body.what)
        .iter()
        .map(|line| format!("    {line}\n"))
        .collect();
    format!("{head}  {by}\n{details}")
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
        EventKind::Paused { .. } => styled(YELLOW, "paused"),
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
        EventKind::Paused { pause } => {
            vec![format!("until {}: {}", time(pause.until), pause.reason)]
        }
        EventKind::EnforcementSet { .. }
        | EventKind::BackInSync { .. }
        | EventKind::Resumed { .. } => Vec::new(),
    }
}

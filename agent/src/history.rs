//! Which events somebody wants to see, and events as a table for other programs.

use std::collections::BTreeSet;

use driftlock_core::{BaselineName, CaptureRefusal, Event, EventKind, Key, ResourceDrift};
use driftlock_engine::{EngineError, Ledger, Range};
use globset::GlobMatcher;

use crate::outcome::Failure;

/// What is asked for; nothing asked for is everything.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    pub(crate) resource: Option<GlobMatcher>,
    pub(crate) actor: Option<GlobMatcher>,
    pub(crate) kinds: Vec<String>,
}

impl Filter {
    /// The events of a baseline that are asked for. What only names a remediation, a proposal or a
    /// pause belongs to the resource that it was of.
    pub(crate) async fn events(
        &self,
        ledger: &Ledger,
        name: &BaselineName,
        range: Range,
    ) -> Result<Vec<Event>, EngineError> {
        if self.resource.is_none() {
            return ledger
                .history(name, &range, &|event| self.matches(event))
                .await;
        }
        let all = Range {
            newest: None,
            ..range
        };
        let mut events = ledger.history(name, &all, &|_| true).await?;
        let of_resource: BTreeSet<String> = events
            .iter()
            .filter(|event| is_met(self.resource.as_ref(), names(&event.body.what).iter()))
            .filter_map(|event| begins(&event.body.what))
            .collect();
        events.retain(|event| {
            self.matches(event)
                || (self.kind_and_actor(event)
                    && refers(&event.body.what).is_some_and(|id| of_resource.contains(id)))
        });
        let most = range.newest.unwrap_or(events.len());
        Ok(events.split_off(events.len().saturating_sub(most)))
    }

    fn matches(&self, event: &Event) -> bool {
        self.kind_and_actor(event) && is_met(self.resource.as_ref(), names(&event.body.what).iter())
    }

    fn kind_and_actor(&self, event: &Event) -> bool {
        let body = &event.body;
        let actor = &body.actor;
        let by = [&actor.user, &actor.arn, &actor.job]
            .into_iter()
            .flatten()
            .chain([&actor.program]);
        let kind = body.what.name();
        (self.kinds.is_empty() || self.kinds.iter().any(|wanted| wanted == kind))
            && is_met(self.actor.as_ref(), by)
    }
}

fn is_met<'a>(pattern: Option<&GlobMatcher>, mut texts: impl Iterator<Item = &'a String>) -> bool {
    pattern.is_none_or(|pattern| texts.any(|text| pattern.is_match(text)))
}

/// A glob over ids, addresses or names; brackets of `count` and `for_each` stand for themselves.
pub(crate) fn pattern(text: &str) -> Result<GlobMatcher, String> {
    let literal = text.replace('[', "[[]");
    globset::Glob::new(&literal)
        .map(|glob| glob.compile_matcher())
        .map_err(|error| format!("no usable pattern: {error}"))
}

/// The id by which later events refer to what this one began.
fn begins(what: &EventKind) -> Option<String> {
    match what {
        EventKind::RestoreStarted { remediation } => Some(remediation.id.clone()),
        EventKind::Proposed { proposal } => Some(proposal.id.clone()),
        EventKind::Paused { pause } => Some(pause.id.clone()),
        _ => None,
    }
}

/// The id of what an event continues.
fn refers(what: &EventKind) -> Option<&String> {
    match what {
        EventKind::RestoreFinished { remediation, .. } => Some(remediation),
        EventKind::ProposalApproved { proposal, .. }
        | EventKind::ProposalRejected { proposal, .. }
        | EventKind::ProposalVoided { proposal, .. } => Some(proposal),
        EventKind::Resumed { pause } => Some(pause),
        _ => None,
    }
}

/// Everything that the resources of an event may be called: ids, types and addresses.
fn names(what: &EventKind) -> Vec<String> {
    fn of(key: &Key, address: Option<&String>) -> Vec<String> {
        [&key.id, &key.kind]
            .into_iter()
            .chain(address)
            .cloned()
            .collect()
    }
    let all = |drift: &[ResourceDrift]| {
        let names = drift.iter().flat_map(|d| of(&d.key, d.address.as_ref()));
        names.collect()
    };
    match what {
        EventKind::BaselineCaptured { accepted, .. } => all(accepted),
        EventKind::DriftDetected { resources, .. }
        | EventKind::CaptureRefused {
            refusal: CaptureRefusal::Drift { resources },
        } => all(resources),
        EventKind::CaptureRefused {
            refusal: CaptureRefusal::NotCompliant { compliance },
        } => compliance
            .findings
            .iter()
            .map(|f| f.resource.clone())
            .collect(),
        EventKind::RestoreStarted { remediation } => {
            of(&remediation.key, remediation.address.as_ref())
        }
        EventKind::Proposed { proposal } => of(&proposal.key, proposal.address.as_ref()),
        EventKind::Quarantined { quarantine }
        | EventKind::QuarantineReleased { quarantine, .. } => {
            of(&quarantine.key, quarantine.address.as_ref())
        }
        EventKind::Scanned { scan } => {
            let unread = scan.unreadable.iter().flat_map(|one| of(&one.key, None));
            let failed = scan.findings.iter().map(|finding| finding.resource.clone());
            unread.chain(failed).collect()
        }
        EventKind::Paused { pause }
        | EventKind::PauseExtended { pause }
        | EventKind::PauseExpired { pause } => pause
            .resource
            .iter()
            .flat_map(|key| of(key, None))
            .collect(),
        // These name what began earlier, if anything: see `refers`.
        EventKind::RestoreFinished { .. }
        | EventKind::RestoreRefused { .. }
        | EventKind::RevisionApproved { .. }
        | EventKind::EnforcementSet { .. }
        | EventKind::BackInSync { .. }
        | EventKind::ProposalApproved { .. }
        | EventKind::ProposalRejected { .. }
        | EventKind::ProposalVoided { .. }
        | EventKind::Resumed { .. } => Vec::new(),
    }
}

/// Comma-separated values (RFC 4180) with a header. Cells that a spreadsheet would take for a
/// formula begin with an apostrophe (OWASP, "CSV Injection").
pub(crate) fn csv(events: &[Event]) -> Result<String, Failure> {
    let failed =
        |error: csv::Error| Failure::new(format!("writing CSV: {error}"), "report this as a bug");
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let header = [
        "time",
        "sequence",
        "id",
        "kind",
        "user",
        "arn",
        "job",
        "program",
        "resources",
        "summary",
        "hash",
    ];
    writer.write_record(header).map_err(failed)?;
    for event in events {
        let (body, actor) = (&event.body, &event.body.actor);
        let row = [
            body.at.to_string(),
            body.sequence.to_string(),
            body.id.clone(),
            body.what.name().to_owned(),
            actor.user.clone().unwrap_or_default(),
            actor.arn.clone().unwrap_or_default(),
            actor.job.clone().unwrap_or_default(),
            actor.program.clone(),
            names(&body.what).join(" "),
            driftlock_engine::words::summary(event),
            event.hash.to_string(),
        ];
        writer.write_record(row.map(harmless)).map_err(failed)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Failure::new(format!("writing CSV: {error}"), "report this as a bug"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use driftlock_core::{Actor, EventBody, Pause};
    use jiff::Timestamp;

    fn event(what: EventKind, user: &str) -> Event {
        Event::seal(EventBody {
            version: 1,
            id: "01J".into(),
            sequence: 1,
            baseline: "web".parse().unwrap(),
            at: Timestamp::UNIX_EPOCH,
            actor: Actor {
                user: Some(user.into()),
                program: "driftlock 1".into(),
                ..Actor::default()
            },
            previous: None,
            what,
        })
        .unwrap()
    }

    fn drift() -> EventKind {
        let resource = serde_json::json!({
            "type": "aws_s3_bucket", "region": "r", "id": "data", "kind": "missing",
            "address": "module.a.aws_s3_bucket.this[\"x\"]", "changes": [],
        });
        EventKind::DriftDetected {
            revision: 1,
            resources: vec![serde_json::from_value(resource).unwrap()],
        }
    }

    #[test]
    fn a_filter_goes_by_resource_actor_and_kind() {
        let (seen, by) = (event(drift(), "ada"), |text| Some(pattern(text).unwrap()));
        for resource in [
            "data",
            "aws_s3_*",
            "module.a.*",
            "module.a.aws_s3_bucket.this[\"x\"]",
        ] {
            let filter = Filter {
                resource: by(resource),
                ..Filter::default()
            };
            assert!(filter.matches(&seen), "{resource}");
        }
        for filter in [
            Filter {
                resource: by("other"),
                ..Filter::default()
            },
            Filter {
                actor: by("eve"),
                ..Filter::default()
            },
            Filter {
                kinds: vec!["paused".into()],
                ..Filter::default()
            },
        ] {
            assert!(!filter.matches(&seen), "{filter:?}");
        }
        let both = Filter {
            actor: by("a*"),
            kinds: vec!["paused".into(), "drift_detected".into()],
            resource: None,
        };
        assert!(both.matches(&seen));
    }

    #[test]
    fn a_table_has_a_line_for_each_event_and_no_formula() {
        let pause = Pause {
            id: "p".into(),
            owner: "x".into(),
            reason: "a, \"b\"\nc".into(),
            since: Timestamp::UNIX_EPOCH,
            until: Timestamp::UNIX_EPOCH,
            lease: None,
            resource: None,
        };
        let events = [
            event(drift(), "=cmd()"),
            event(EventKind::Paused { pause }, "ada"),
        ];
        let table = csv(&events).unwrap();
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(&rows[0][4], "'=cmd()");
        assert_eq!(&rows[0][3], "drift_detected");
        assert!(rows[1][9].contains("a, \"b\""), "{:?}", &rows[1][9]);
    }
}

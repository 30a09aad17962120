//! Quarantine: attributes over which two actors fight, and which are reverted no more.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Event, EventKind, Key, Outcome, Remediation};

/// An attribute that was reverted again and again. It is reported and left until a person releases
/// it or a new revision is captured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantine {
    /// The resource.
    pub key: Key,
    /// Terraform address of the resource, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Path of the attribute.
    pub path: String,
    /// Since when.
    pub since: Timestamp,
    /// How often it was reverted within the window.
    pub reverted: u32,
    /// Who else changes it, as far as it is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
}

impl Quarantine {
    /// Whether it covers this attribute.
    #[must_use]
    pub fn covers(&self, key: &Key, path: &str) -> bool {
        self.key == *key && self.path == path
    }
}

/// How often each attribute was reverted in `events`, by resource and path, since it was last released
/// from quarantine. Roll-backs do not count: a person asked for them.
#[must_use]
pub fn reverts(events: &[Event]) -> BTreeMap<(Key, String), u32> {
    let mut begun: BTreeMap<&str, &Remediation> = BTreeMap::new();
    let mut counts = BTreeMap::new();
    for event in events {
        match &event.body.what {
            EventKind::RestoreStarted { remediation } if remediation.rolls_back.is_none() => {
                begun.insert(&remediation.id, remediation);
            }
            EventKind::RestoreFinished {
                remediation,
                outcome: Outcome::Restored,
                ..
            } => {
                let Some(done) = begun.remove(remediation.as_str()) else {
                    continue;
                };
                for change in &done.changes {
                    *counts
                        .entry((done.key.clone(), change.path.clone()))
                        .or_insert(0) += 1;
                }
            }
            EventKind::QuarantineReleased { quarantine, .. } => {
                counts.remove(&(quarantine.key.clone(), quarantine.path.clone()));
            }
            _ => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actor, Change, EventBody};
    use serde_json::Value;

    fn key(id: &str) -> Key {
        Key {
            kind: "aws_security_group".into(),
            region: "r".into(),
            id: id.into(),
            account: None,
        }
    }

    fn started(id: &str, group: &str, rolls_back: Option<&str>) -> EventKind {
        let change = Change {
            path: "ingress[x]".into(),
            approved: Value::Null,
            observed: Value::from(1),
            risk: None,
            address: None,
        };
        EventKind::RestoreStarted {
            remediation: Box::new(Remediation {
                id: id.into(),
                revision: 1,
                key: key(group),
                address: None,
                changes: vec![change],
                before: None,
                approved: None,
                calls: vec![],
                rolls_back: rolls_back.map(str::to_owned),
                proposal: None,
            }),
        }
    }

    fn finished(id: &str, outcome: Outcome) -> EventKind {
        EventKind::RestoreFinished {
            remediation: id.into(),
            outcome,
            results: vec![],
            after: None,
            error: None,
        }
    }

    fn event(what: EventKind) -> Event {
        let body = EventBody {
            version: 1,
            id: String::new(),
            sequence: 1,
            baseline: "web".parse().unwrap(),
            at: Timestamp::UNIX_EPOCH,
            actor: Actor::default(),
            previous: None,
            what,
        };
        Event::seal(body).unwrap()
    }

    #[test]
    fn only_what_was_restored_counts() {
        let events: Vec<Event> = [
            started("1", "a", None),
            finished("1", Outcome::Restored),
            started("2", "a", None),
            finished("2", Outcome::Failed),
            started("3", "a", None),
            finished("3", Outcome::Restored),
            started("4", "a", Some("3")),
            finished("4", Outcome::Restored),
            started("5", "b", None),
            finished("5", Outcome::Restored),
            started("6", "b", None),
            // Its beginning is older than the window.
            finished("0", Outcome::Restored),
        ]
        .into_iter()
        .map(event)
        .collect();
        let counts = reverts(&events);
        assert_eq!(counts.get(&(key("a"), "ingress[x]".into())), Some(&2));
        assert_eq!(counts.get(&(key("b"), "ingress[x]".into())), Some(&1));
    }
}

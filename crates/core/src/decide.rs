//! What to do about drift: a pure step from drift and settings to a plan.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Drift, DriftKind, Enforcement, Key, Mode, Pause};

/// Why a drifted resource is left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Its mode is `observe`.
    Observe,
    /// It is not in the baseline; such resources are never removed.
    Unmanaged,
    /// It is gone; Driftlock does not recreate whole objects.
    Missing,
    /// It could not be read.
    Unreadable,
    /// Something that belongs to the same object could not be read.
    DependsOnUnreadable,
    /// It is paused by itself, as after a roll-back.
    Paused,
}

impl Held {
    /// The reason in words, to follow "left as it is: ".
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Observe => "its mode is `observe`",
            Self::Unmanaged => {
                "it is not in the baseline, and unmanaged resources are never removed"
            }
            Self::Missing => {
                "it is gone, and whole objects are not recreated; apply your Terraform"
            }
            Self::Unreadable => "it could not be read",
            Self::DependsOnUnreadable => "a part of the same object could not be read",
            Self::Paused => "it is paused by itself, as after a roll-back",
        }
    }
}

/// What happens to one drifted resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// It is brought back.
    Restore,
    /// It is reported and left.
    Held(Held),
}

/// Why a whole run changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum Refusal {
    /// Enforcement is paused.
    #[error("enforcement is paused until {} by {}: {}", pause.until, pause.owner, pause.reason)]
    Paused {
        /// The pause that ends last.
        pause: Pause,
    },
    /// More attribute changes than `max_changes`.
    #[error("{changes} changes are more than the {max} that one run may revert (`max_changes`)")]
    TooManyChanges {
        /// Attribute changes to revert.
        changes: usize,
        /// The limit.
        max: u32,
    },
    /// A larger part of the baseline than `max_percent`.
    #[error(
        "{resources} of {total} resources are more than the {max}% that one run may touch (`max_percent`)"
    )]
    TooManyResources {
        /// Resources to restore.
        resources: usize,
        /// Resources in the baseline.
        total: usize,
        /// The limit.
        max: u8,
    },
}

impl Refusal {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Paused { .. } => "wait for its end, or run `driftlock resume`",
            Self::TooManyChanges { .. } | Self::TooManyResources { .. } => {
                "look at `driftlock drift` first; if all of it is to be reverted, raise the guardrail with `driftlock enforcement set`"
            }
        }
    }
}

/// One drifted resource of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedResource {
    /// The resource.
    #[serde(flatten)]
    pub key: Key,
    /// What happens to it.
    pub disposition: Disposition,
}

/// What a run will do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// One entry for each drifted resource, in the drift's order.
    pub resources: Vec<PlannedResource>,
    /// Set where nothing at all may be changed.
    pub refusal: Option<Refusal>,
}

impl Plan {
    /// The resources to restore; none where the run is refused.
    pub fn to_restore(&self) -> impl Iterator<Item = &Key> {
        self.resources
            .iter()
            .filter(|r| self.refusal.is_none() && r.disposition == Disposition::Restore)
            .map(|r| &r.key)
    }
}

/// Decides what to do about `drift`. `total` is the number of resources in the baseline, `pauses`
/// all that were ever opened and not ended.
#[must_use]
pub fn decide(
    drift: &Drift,
    total: usize,
    settings: &Enforcement,
    pauses: &[Pause],
    now: Timestamp,
) -> Plan {
    let unreadable: BTreeSet<Key> = drift
        .resources
        .iter()
        .filter(|r| r.kind == DriftKind::Unreadable)
        .map(super::drift::ResourceDrift::owner)
        .collect();
    let resources: Vec<PlannedResource> = drift
        .resources
        .iter()
        .map(|r| {
            let disposition = match r.kind {
                DriftKind::Unreadable => Disposition::Held(Held::Unreadable),
                DriftKind::Unmanaged => Disposition::Held(Held::Unmanaged),
                DriftKind::Missing => Disposition::Held(Held::Missing),
                DriftKind::Changed if settings.mode_for(&r.key.kind) == Mode::Observe => {
                    Disposition::Held(Held::Observe)
                }
                DriftKind::Changed if unreadable.contains(&r.owner()) => {
                    Disposition::Held(Held::DependsOnUnreadable)
                }
                DriftKind::Changed if is_paused(&r.key, pauses, now) => {
                    Disposition::Held(Held::Paused)
                }
                DriftKind::Changed => Disposition::Restore,
            };
            PlannedResource {
                key: r.key.clone(),
                disposition,
            }
        })
        .collect();
    let refusal = refuse(drift, &resources, total, settings, pauses, now);
    Plan { resources, refusal }
}

fn is_paused(key: &Key, pauses: &[Pause], now: Timestamp) -> bool {
    pauses
        .iter()
        .any(|pause| pause.resource.as_ref() == Some(key) && pause.holds_at(now))
}

fn refuse(
    drift: &Drift,
    planned: &[PlannedResource],
    total: usize,
    settings: &Enforcement,
    pauses: &[Pause],
    now: Timestamp,
) -> Option<Refusal> {
    let restored = || {
        planned
            .iter()
            .zip(&drift.resources)
            .filter(|(p, _)| p.disposition == Disposition::Restore)
    };
    let resources = restored().count();
    if resources == 0 {
        return None;
    }
    let holding = pauses
        .iter()
        .filter(|pause| pause.resource.is_none() && pause.holds_at(now));
    if let Some(pause) = holding.max_by_key(|pause| pause.until) {
        return Some(Refusal::Paused {
            pause: pause.clone(),
        });
    }
    let changes: usize = restored().map(|(_, drift)| drift.changes.len()).sum();
    let rails = settings.guardrails;
    if changes > usize::try_from(rails.max_changes).unwrap_or(usize::MAX) {
        return Some(Refusal::TooManyChanges {
            changes,
            max: rails.max_changes,
        });
    }
    if resources > 1 && resources * 100 > total * usize::from(rails.max_percent) {
        return Some(Refusal::TooManyResources {
            resources,
            total,
            max: rails.max_percent,
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, Guardrails, Parent, ResourceDrift};
    use serde_json::json;

    fn drifted(kind: &str, id: &str, how: DriftKind, changes: usize) -> ResourceDrift {
        let change = |n: usize| Change {
            path: format!("p{n}"),
            approved: json!(1),
            observed: json!(2),
            risk: None,
        };
        ResourceDrift {
            key: Key {
                kind: kind.into(),
                region: "r".into(),
                id: id.into(),
            },
            address: None,
            name: None,
            parent: (kind != "aws_s3_bucket" && kind.starts_with("aws_s3")).then(|| Parent {
                kind: "aws_s3_bucket".into(),
                id: id.into(),
            }),
            kind: how,
            changes: (0..changes).map(change).collect(),
            reason: None,
        }
    }

    fn drift(resources: Vec<ResourceDrift>) -> Drift {
        Drift {
            version: 1,
            baseline: "b".into(),
            revision: 1,
            in_sync: false,
            resources,
        }
    }

    fn enforce(max_changes: u32, max_percent: u8) -> Enforcement {
        let guardrails = Guardrails {
            max_changes,
            max_percent,
        };
        Enforcement {
            mode: Mode::Enforce,
            rules: vec![],
            guardrails,
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn pause(until: i64) -> Pause {
        let owner = "ci".to_owned();
        Pause {
            id: "p".into(),
            owner,
            reason: "release".into(),
            since: at(0),
            until: at(until),
            resource: None,
        }
    }

    fn dispositions(plan: &Plan) -> Vec<Disposition> {
        plan.resources.iter().map(|r| r.disposition).collect()
    }

    #[test]
    fn only_changed_resources_are_restored() {
        let all = drift(vec![
            drifted("aws_security_group", "a", DriftKind::Changed, 1),
            drifted("aws_security_group", "b", DriftKind::Missing, 0),
            drifted("aws_security_group", "c", DriftKind::Unmanaged, 0),
            drifted("aws_security_group", "d", DriftKind::Unreadable, 0),
        ]);
        let plan = decide(&all, 4, &enforce(20, 100), &[], at(0));
        assert_eq!(
            dispositions(&plan),
            [
                Disposition::Restore,
                Disposition::Held(Held::Missing),
                Disposition::Held(Held::Unmanaged),
                Disposition::Held(Held::Unreadable),
            ]
        );
        assert_eq!(plan.refusal, None);
    }

    #[test]
    fn nothing_is_restored_by_default() {
        let all = drift(vec![drifted(
            "aws_security_group",
            "a",
            DriftKind::Changed,
            1,
        )]);
        let plan = decide(&all, 4, &Enforcement::default(), &[], at(0));
        assert_eq!(dispositions(&plan), [Disposition::Held(Held::Observe)]);
    }

    #[test]
    fn a_bucket_with_an_unreadable_part_is_left_alone() {
        let all = drift(vec![
            drifted("aws_s3_bucket", "x", DriftKind::Changed, 1),
            drifted("aws_s3_bucket_policy", "x", DriftKind::Unreadable, 0),
            drifted("aws_s3_bucket_versioning", "y", DriftKind::Changed, 1),
        ]);
        let plan = decide(&all, 9, &enforce(20, 100), &[], at(0));
        assert_eq!(
            dispositions(&plan),
            [
                Disposition::Held(Held::DependsOnUnreadable),
                Disposition::Held(Held::Unreadable),
                Disposition::Restore,
            ]
        );
    }

    #[test]
    fn a_pause_holds_until_its_end_and_no_longer() {
        let all = drift(vec![drifted(
            "aws_security_group",
            "a",
            DriftKind::Changed,
            1,
        )]);
        let pauses = [pause(10), pause(20)];
        let plan = |now| decide(&all, 4, &enforce(20, 100), &pauses, at(now));
        assert_eq!(plan(19).refusal, Some(Refusal::Paused { pause: pause(20) }));
        assert_eq!(plan(19).to_restore().count(), 0);
        assert_eq!(plan(20).to_restore().count(), 1);
    }

    #[test]
    fn a_pause_of_one_resource_holds_no_other() {
        let all = drift(vec![
            drifted("aws_security_group", "a", DriftKind::Changed, 1),
            drifted("aws_security_group", "b", DriftKind::Changed, 1),
        ]);
        let of_a = Pause {
            resource: Some(all.resources[0].key.clone()),
            ..pause(10)
        };
        let plan = |now| {
            decide(
                &all,
                4,
                &enforce(20, 100),
                std::slice::from_ref(&of_a),
                at(now),
            )
        };
        assert_eq!(
            dispositions(&plan(9)),
            [Disposition::Held(Held::Paused), Disposition::Restore]
        );
        assert_eq!(plan(9).refusal, None);
        assert_eq!(plan(10).to_restore().count(), 2);
    }

    #[test]
    fn a_run_over_a_guardrail_changes_nothing() {
        let two = |changes| {
            drift(vec![
                drifted("aws_security_group", "a", DriftKind::Changed, changes),
                drifted("aws_security_group", "b", DriftKind::Changed, changes),
            ])
        };
        let plan = decide(&two(2), 100, &enforce(3, 100), &[], at(0));
        assert_eq!(
            plan.refusal,
            Some(Refusal::TooManyChanges { changes: 4, max: 3 })
        );
        let plan = decide(&two(1), 10, &enforce(20, 10), &[], at(0));
        assert_eq!(
            plan.refusal,
            Some(Refusal::TooManyResources {
                resources: 2,
                total: 10,
                max: 10
            })
        );
        assert_eq!(plan.to_restore().count(), 0);
        let plan = decide(&two(1), 10, &enforce(20, 20), &[], at(0));
        assert_eq!(plan.refusal, None);
    }
}

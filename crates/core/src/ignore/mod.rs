//! Ignores: what of a baseline may change freely.

mod pattern;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::scope::nearest;
use crate::{
    Attributes, Change, Drift, DriftKind, Key, ResourceDrift, Shape, Snapshot, Sweep, diff, keep,
};
use pattern::Pattern;

/// Attributes that may change freely: they are no drift, and a restore leaves them as they are.
///
/// An ignore is about what changes. A resource that is gone, that the baseline does not know or that
/// could not be read is reported all the same: what comes and goes is left out of the scope instead. A
/// setting that was added or removed as a whole is ignored where all of its attributes are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignore {
    /// Which attributes of which resources, as `TYPE.NAME.ATTRIBUTE`; without an attribute, every one.
    /// In each part `*` stands for any text and `?` for one character.
    ///
    /// `NAME` is an id, what the owner called the resource (its `name` or tag `Name`), or Terraform's name
    /// for it, where that is known. Modules may stand before the type, as in a Terraform address, and an instance key after
    /// the name; without these any module and any instance is meant. An id with dots stands in brackets:
    /// `aws_s3_bucket[logs.example.com].tags`. The attribute is written as reports write it, such as
    /// `tags.LastScan` or `ingress[tcp 443 from 0.0.0.0/0]`, and covers what lies beneath it.
    pub path: String,
    /// Why they may change.
    pub reason: String,
    /// From when on they may not any more; none for never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

/// An ignore that cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadIgnore {
    /// A bracket without its end.
    #[error("`{path}` has a bracket that is not closed")]
    Open {
        /// The path as given.
        path: String,
    },
    /// Nothing before, between or after dots.
    #[error("`{path}` has an empty part")]
    EmptyPart {
        /// The path as given.
        path: String,
    },
    /// A path without a type or a name.
    #[error("`{path}` does not say of which resources")]
    NoResource {
        /// The path as given.
        path: String,
    },
    /// A path that covers whatever there is.
    #[error("`{path}` would ignore everything, and the baseline would hold nothing")]
    Everything {
        /// The path as given.
        path: String,
    },
    /// A type or type glob that matches nothing that can be read.
    #[error("no supported resource type matches `{glob}`{}", nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    UnknownType {
        /// The type or glob as given.
        glob: String,
        /// The supported type that looks most like it.
        nearest: Option<String>,
    },
    /// A blank reason.
    #[error("the reason to ignore `{path}` is empty")]
    NoReason {
        /// The path as given.
        path: String,
    },
}

impl BadIgnore {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Open { .. } | Self::EmptyPart { .. } | Self::NoResource { .. } => {
                "write `TYPE.NAME.ATTRIBUTE`, such as `aws_sqs_queue.*.tags.LastScan`; an id with dots \
                 stands in brackets, such as `aws_s3_bucket[logs.example.com].tags`"
            }
            Self::Everything { .. } => "name a type, a resource or an attribute",
            Self::UnknownType { .. } => "`driftlock types` lists the supported types",
            Self::NoReason { .. } => "say why it may change; it is kept with the revision",
        }
    }
}

impl Ignore {
    /// Whether it holds at `now`.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }

    /// Every fault of it, its types judged against the `supported` ones. One that has expired is no
    /// fault.
    #[must_use]
    pub fn faults(&self, supported: &[&str]) -> Vec<BadIgnore> {
        let mut faults = Vec::new();
        match Pattern::new(&self.path) {
            Err(fault) => faults.push(fault),
            Ok(pattern) if !supported.iter().any(|kind| pattern.means_type(kind)) => {
                faults.push(BadIgnore::UnknownType {
                    glob: pattern.kind().to_owned(),
                    nearest: nearest(pattern.kind(), supported),
                });
            }
            Ok(_) => {}
        }
        if self.reason.trim().is_empty() {
            faults.push(BadIgnore::NoReason {
                path: self.path.clone(),
            });
        }
        faults
    }
}

/// Changes of one resource that an ignore covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ignored {
    /// The resource with these changes; `reason` is the ignore's.
    #[serde(flatten)]
    pub drift: ResourceDrift,
    /// Path of the ignore.
    pub ignored_by: String,
}

/// Ignores, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct Ignores(Vec<(Pattern, Ignore)>);

/// Changes that count, and those that are ignored beside the number of what covers them.
type Parted = (Vec<Change>, BTreeMap<usize, Vec<Change>>);

impl Ignores {
    /// Those of `all` that hold at `now`. One whose path cannot be read covers nothing.
    #[must_use]
    pub fn holding(all: &[Ignore], now: Timestamp) -> Self {
        let holding = all.iter().filter(|ignore| ignore.holds_at(now));
        let read = |ignore: &Ignore| Some((Pattern::new(&ignore.path).ok()?, ignore.clone()));
        Self(holding.filter_map(read).collect())
    }

    /// Moves what is ignored from the resources of `drift` to its ignored ones. `approved` and
    /// `observed` are what it is the difference of.
    #[must_use]
    pub fn split(&self, drift: Drift, approved: &Snapshot, observed: &Sweep) -> Drift {
        if self.0.is_empty() || drift.resources.is_empty() {
            return drift;
        }
        let exists = |resource: &&crate::Resource| resource.attributes.is_some();
        let seen = observed.resources.iter().filter(exists);
        let seen: HashSet<&Key> = seen.map(|resource| &resource.key).collect();
        let approved = |key: &Key| approved.get(key).is_some_and(|one| exists(&one));
        let (mut resources, mut ignored) = (Vec::new(), drift.ignored);
        for mut one in drift.resources {
            let extent = Extent::between(approved(&one.key), seen.contains(&one.key));
            let changes = std::mem::take(&mut one.changes);
            let (counting, covered) = self.part(&one, changes, extent);
            ignored.extend(self.listed(&one, covered));
            if one.kind != DriftKind::Changed || !counting.is_empty() {
                one.changes = counting;
                resources.push(one);
            }
        }
        Drift {
            in_sync: resources.is_empty(),
            resources,
            ignored,
            ..drift
        }
    }

    /// What differs and is not ignored, where `of` is the resource.
    #[must_use]
    pub fn left(
        &self,
        of: &ResourceDrift,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
        shape: &Shape,
    ) -> Vec<Change> {
        let extent = Extent::between(approved.is_some(), observed.is_some());
        self.part(of, diff(approved, observed, shape), extent).0
    }

    /// What to restore `of` to: `approved`, but with what was `observed` wherever that is ignored. What is
    /// made or removed as a whole is that as approved.
    #[must_use]
    pub fn spare(
        &self,
        of: &ResourceDrift,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
        shape: &Shape,
    ) -> Option<Attributes> {
        if approved.is_none() || observed.is_none() {
            return approved.cloned();
        }
        let changes = diff(approved, observed, shape);
        let (_, ignored) = self.part(of, changes, Extent::Attributes);
        let paths = ignored.into_values().flatten().map(|change| change.path);
        keep(
            approved,
            observed,
            shape,
            &paths.collect::<BTreeSet<String>>(),
        )
    }

    fn part(&self, of: &ResourceDrift, changes: Vec<Change>, extent: Extent) -> Parted {
        let mut covered: BTreeMap<usize, Vec<Change>> = BTreeMap::new();
        let mut counting = Vec::new();
        let first = |change: &Change| {
            let mut all = self.0.iter();
            all.position(|(pattern, _)| pattern.covers(of, &change.path))
        };
        let found: Vec<Option<usize>> = changes.iter().map(first).collect();
        if extent == Extent::Whole && found.contains(&None) {
            return (changes, covered);
        }
        for (change, by) in changes.into_iter().zip(found) {
            match by {
                Some(by) => covered.entry(by).or_default().push(change),
                None => counting.push(change),
            }
        }
        (counting, covered)
    }

    fn listed(&self, of: &ResourceDrift, covered: BTreeMap<usize, Vec<Change>>) -> Vec<Ignored> {
        let listed = |(by, changes): (usize, Vec<Change>)| {
            let (_, ignore) = self.0.get(by)?;
            Some(Ignored {
                drift: ResourceDrift {
                    changes,
                    reason: Some(ignore.reason.clone()),
                    ..of.clone()
                },
                ignored_by: ignore.path.clone(),
            })
        };
        covered.into_iter().filter_map(listed).collect()
    }
}

/// How far a difference goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Both sides exist, and each change is for itself.
    Attributes,
    /// One side does not exist: it came or went as a whole.
    Whole,
}

impl Extent {
    fn between(approved_exists: bool, observed_exists: bool) -> Self {
        match approved_exists == observed_exists {
            true => Self::Attributes,
            false => Self::Whole,
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

//! Drift: the difference between an approved snapshot and what was observed.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::model::owner;
use crate::{
    Change, Ignored, Key, Parent, Resource, Risk, Shape, Snapshot, Sweep, Unreadable, diff,
};

/// In which way a resource left its baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DriftKind {
    /// Attributes are not as approved.
    Changed,
    /// The whole object is gone.
    Missing,
    /// An object in scope that the baseline does not know.
    Unmanaged,
    /// It could not be read, so nothing is known.
    Unreadable,
}

impl std::fmt::Display for DriftKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Unmanaged => "unmanaged",
            Self::Unreadable => "unreadable",
        })
    }
}

/// One resource that is not as approved, with all of its changes together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResourceDrift {
    /// Type, region and id.
    #[serde(flatten)]
    pub key: Key,
    /// Terraform address, where known.
    pub address: Option<String>,
    /// The parent of a setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// What its owner called it: its `name`, else its tag `Name`, where that is not its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// In which way.
    pub kind: DriftKind,
    /// Changed attributes, by path; empty unless `kind` is `changed`.
    pub changes: Vec<Change>,
    /// Why it could not be read; of what is missing, what bringing it back would mean; of what is
    /// ignored, why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who made what the baseline does not know, where tags or AWS's records tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_by: Option<String>,
}

impl ResourceDrift {
    /// What a person calls it: the Terraform address where known, else type, id and name.
    #[must_use]
    pub fn label(&self) -> String {
        label(&self.key, self.address.as_deref(), self.name.as_deref())
    }

    /// The worst that the drift puts at risk; none where a change was not judged, where nothing is
    /// known of it, and for what the baseline does not hold.
    #[must_use]
    pub fn risk(&self) -> Option<Risk> {
        match self.kind {
            DriftKind::Missing => Some(Risk::ServiceBroken),
            DriftKind::Unmanaged | DriftKind::Unreadable => None,
            DriftKind::Changed => {
                let risks: Option<Vec<Risk>> = self.changes.iter().map(|c| c.risk).collect();
                risks.and_then(|risks| risks.into_iter().max())
            }
        }
    }

    /// The parent for a setting, else the resource itself.
    #[must_use]
    pub fn owner(&self) -> Key {
        owner(&self.key, self.parent.as_ref())
    }
}

/// Everything in a baseline's scope that is not as approved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// Layout of this report; 1.
    pub version: u32,
    /// Name of the baseline.
    pub baseline: String,
    /// The revision that was compared with.
    pub revision: u64,
    /// Whether everything was read and nothing had drifted.
    pub in_sync: bool,
    /// Sorted by key.
    pub resources: Vec<ResourceDrift>,
    /// Changes that are no drift, for the revision lets them be. Sorted by key.
    #[serde(default)]
    pub ignored: Vec<Ignored>,
}

impl Drift {
    /// Whether some resource could not be read.
    #[must_use]
    pub fn has_unreadable(&self) -> bool {
        self.resources
            .iter()
            .any(|r| r.kind == DriftKind::Unreadable)
    }

    /// How many resources drifted in this way.
    #[must_use]
    pub fn count(&self, kind: DriftKind) -> usize {
        self.resources.iter().filter(|r| r.kind == kind).count()
    }
}

pub(crate) fn label(key: &Key, address: Option<&str>, name: Option<&str>) -> String {
    let (kind, id) = (&key.kind, &key.id);
    if kind == Unreadable::ALL {
        return key.to_string();
    }
    match (address, name) {
        (Some(address), _) => address.to_owned(),
        (None, Some(name)) => format!("{kind} `{id}` \"{name}\""),
        (None, None) => format!("{kind} `{id}`"),
    }
}

/// Compares `observed` with the approved snapshot. `shape` gives the schema of a type.
#[must_use]
pub fn compare(
    baseline: &str,
    revision: u64,
    approved: &Snapshot,
    observed: &Sweep,
    shape: &dyn Fn(&str) -> Shape,
) -> Drift {
    // Looked up and never walked, so the order of hashes shows nowhere.
    let seen: HashMap<&Key, &Resource> = observed.resources.iter().map(|r| (&r.key, r)).collect();
    let known: HashSet<&Key> = approved.resources.iter().map(|r| &r.key).collect();
    let unread = Unread::new(&observed.unreadable);
    let mut found: BTreeMap<Key, ResourceDrift> = BTreeMap::new();
    let mut add = |drift: ResourceDrift| {
        found.entry(drift.key.clone()).or_insert(drift);
    };
    for resource in &approved.resources {
        if let Some(drift) = drift_of(resource, &seen, &unread, shape) {
            add(drift);
        }
    }
    for unreadable in &observed.unreadable {
        add(unreadable_drift(unreadable));
    }
    for resource in &observed.resources {
        if known.contains(&resource.key) {
            continue;
        }
        if let Some(drift) = unknown_to_baseline(resource, &known, shape) {
            add(drift);
        }
    }
    let resources: Vec<ResourceDrift> = found.into_values().collect();
    Drift {
        version: 1,
        baseline: baseline.to_owned(),
        revision,
        in_sync: resources.is_empty(),
        resources,
        ignored: Vec::new(),
    }
}

fn drift_of(
    approved: &Resource,
    seen: &HashMap<&Key, &Resource>,
    unread: &Unread<'_>,
    shape: &dyn Fn(&str) -> Shape,
) -> Option<ResourceDrift> {
    if let Some(observed) = seen.get(&approved.key) {
        let shape = shape(&approved.key.kind);
        let mut changes = diff(
            approved.attributes.as_ref(),
            observed.attributes.as_ref(),
            &shape,
        );
        for change in &mut changes {
            change.address = declared_by(&approved.parts, &change.path);
        }
        return (!changes.is_empty()).then(|| ResourceDrift {
            changes,
            ..bare(approved, DriftKind::Changed)
        });
    }
    let owner = approved.owner();
    if let Some(cause) = unread.cause(&approved.key, &owner) {
        let reason = Some(cause.reason.clone());
        return Some(ResourceDrift {
            reason,
            ..bare(approved, DriftKind::Unreadable)
        });
    }
    // A setting goes with its parent, which is reported as missing itself; where the parent is out
    // of scope, nobody else would tell.
    let told_by_parent = approved.parent.is_some()
        && owner.kind != Parent::ACCOUNT
        && (approved.attributes.is_none() || !seen.contains_key(&owner));
    (approved.parent.is_none() || !told_by_parent).then(|| bare(approved, DriftKind::Missing))
}

/// What could not be read, by key.
struct Unread<'a>(BTreeMap<&'a Key, &'a Unreadable>);

impl<'a> Unread<'a> {
    fn new(all: &'a [Unreadable]) -> Self {
        // Of two with one key the first counts, as in the report.
        Self(all.iter().rev().map(|one| (&one.key, one)).collect())
    }

    /// Why nothing is known of `key`: what failed is itself, its owner, a whole listing, or a whole
    /// account.
    fn cause(&self, key: &Key, owner: &Key) -> Option<&'a Unreadable> {
        if self.0.is_empty() {
            return None;
        }
        let (all, all_owners) = (Unreadable::all_like(key), Unreadable::all_like(owner));
        let account = Unreadable::all_of(key.account.clone());
        let causes = [key, owner, &all, &all_owners, &account];
        causes.into_iter().find_map(|key| self.0.get(key).copied())
    }
}

/// The address of what declares the part of a resource that `path` lies in.
fn declared_by(parts: &BTreeMap<String, String>, path: &str) -> Option<String> {
    let within = |part: &str| {
        path.strip_prefix(part)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let mut found = parts.iter().filter(|(part, _)| within(part));
    found.next_back().map(|(_, address)| address.clone())
}

fn unknown_to_baseline(
    observed: &Resource,
    known: &HashSet<&Key>,
    shape: &dyn Fn(&str) -> Shape,
) -> Option<ResourceDrift> {
    if observed.parent.is_none() {
        return Some(bare(observed, DriftKind::Unmanaged));
    }
    // A setting of an unmanaged parent is told with it. One of a parent that the baseline holds
    // was added later: changed from nothing.
    let owner = observed.owner();
    if owner.kind != Parent::ACCOUNT && !known.contains(&owner) {
        return None;
    }
    let changes = diff(
        None,
        observed.attributes.as_ref(),
        &shape(&observed.key.kind),
    );
    (!changes.is_empty()).then(|| ResourceDrift {
        changes,
        ..bare(observed, DriftKind::Changed)
    })
}

fn bare(resource: &Resource, kind: DriftKind) -> ResourceDrift {
    ResourceDrift {
        key: resource.key.clone(),
        address: resource.address.clone(),
        parent: resource.parent.clone(),
        name: resource.name().map(str::to_owned),
        kind,
        changes: Vec::new(),
        reason: None,
        made_by: None,
    }
}

fn unreadable_drift(unreadable: &Unreadable) -> ResourceDrift {
    ResourceDrift {
        key: unreadable.key.clone(),
        address: None,
        parent: unreadable.parent.clone(),
        name: None,
        kind: DriftKind::Unreadable,
        changes: Vec::new(),
        reason: Some(unreadable.reason.clone()),
        made_by: None,
    }
}

#[cfg(test)]
#[path = "drift_tests.rs"]
mod tests;

//! What a plan does to resources that a baseline holds: values in, a decision out.

mod alike;
mod index;

use jiff::Timestamp;
use serde::Serialize;

use crate::plan::{Planned, PlannedChange};
use alike::is_reverted;
use index::{By, Found, Index};

/// Attributes that only say which resource it is.
const IDENTITY: [&str; 2] = ["arn", "id"];

/// An approved revision, as far as a plan can touch it.
#[derive(Clone, Debug)]
pub struct Lock {
    /// The baseline.
    pub baseline: String,
    /// Its approved revision.
    pub revision: u64,
    /// When that was approved.
    pub approved_at: Timestamp,
    /// The pause of the baseline that holds now, the longest one where there are several.
    pub pause: Option<OpenPause>,
    /// What the revision holds.
    pub resources: Vec<LockedResource>,
    /// Whether somebody said that locked resources may be deleted and replaced.
    pub allowed: bool,
}

/// One resource that a baseline holds.
#[derive(Clone, Debug, Default)]
pub struct LockedResource {
    /// Its Terraform type.
    pub kind: String,
    /// Terraform's import id.
    pub id: String,
    /// Its Terraform address, where it is known.
    pub address: Option<String>,
    /// Terraform addresses of what declares parts of it.
    pub parts: Vec<String>,
    /// Whether it only configures another object, and has that one's id.
    pub setting: bool,
    /// Its approved attributes; none for a setting that is approved not to exist.
    pub attributes: Option<serde_json::Map<String, serde_json::Value>>,
}

/// A pause that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenPause {
    /// Who asked for it.
    pub who: String,
    /// Until when.
    pub until: Timestamp,
    /// Why.
    pub reason: String,
}

/// What a plan does to what a baseline holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Locked {
    /// The baseline.
    pub baseline: String,
    /// Its approved revision.
    pub revision: u64,
    /// When that was approved.
    pub approved_at: Timestamp,
    /// How many resources it holds.
    pub resources: usize,
    /// The pause that holds now.
    pub pause: Option<OpenPause>,
    /// Each change of the plan that touches one of them, by address.
    pub touched: Vec<Touched>,
    /// Whether the plan changes nothing but what drifted, and all of that to what was approved.
    pub only_undoes_drift: bool,
    /// Whether locked resources may be deleted and replaced.
    pub allowed: bool,
}

/// One change of a plan that touches a locked resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Touched {
    /// The address in the plan.
    pub address: String,
    /// The type in the plan.
    #[serde(rename = "type")]
    pub kind: String,
    /// The id by which the baseline holds it.
    pub id: String,
    /// Terraform's actions.
    pub actions: Vec<String>,
    /// What becomes of it.
    pub what: What,
    /// The attributes that will not be what they are; none where it will be gone, or is made.
    pub attributes: Vec<String>,
}

/// What becomes of a locked resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It, or a part of it, will not be as approved.
    Updated,
    /// It will be gone.
    Deleted,
    /// It will be gone, and another one be made.
    Replaced,
    /// It is made where it is held: an object that went missing, or a setting that is not approved so.
    Created,
    /// What drifted of it will be as approved.
    RevertsDrift,
}

impl Locked {
    /// What the changes of a plan mean for a baseline.
    #[must_use]
    pub fn of(lock: Lock, changes: &[PlannedChange]) -> Self {
        let index = Index::new(&lock.resources);
        let touch = |change| touched(&index, change);
        let mut touched: Vec<Touched> = changes.iter().filter_map(touch).collect();
        touched.sort();
        let undone = touched.iter().filter(|one| one.what == What::RevertsDrift);
        let present = |one: &&LockedResource| one.attributes.is_some();
        Self {
            only_undoes_drift: !changes.is_empty() && undone.count() == changes.len(),
            resources: lock.resources.iter().filter(present).count(),
            baseline: lock.baseline,
            revision: lock.revision,
            approved_at: lock.approved_at,
            pause: lock.pause,
            allowed: lock.allowed,
            touched,
        }
    }

    /// Whether the plan must not be applied as it is: it takes a locked resource away, and nobody
    /// said that it may.
    #[must_use]
    pub fn refuses(&self) -> bool {
        !self.allowed && self.touched.iter().any(Touched::is_taken_away)
    }

    /// The same for people, with what to do.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let name = &self.baseline;
        let mut lines = vec![self.title()];
        lines.extend(self.touched.iter().map(Touched::line));
        if self.only_undoes_drift {
            lines.push(format!(
                "the plan undoes drift and nothing else: all that it sets is as approved; \
                 `driftlock drift {name}` tells what drifted"
            ));
        }
        match &self.pause {
            Some(pause) => lines.push(format!(
                "enforcement is paused until {} by {}: {}",
                time(pause.until),
                pause.who,
                pause.reason
            )),
            None if self.leaves_the_baseline() => {
                lines.push(format!(
                    "no pause is open: what this plan changes will be drift, and be reverted where \
                     `{name}` is enforced"
                ));
                lines.push(format!(
                    "  before the apply open one: driftlock pause {name} --ttl 30m --reason \"...\""
                ));
            }
            None => {}
        }
        if self.leaves_the_baseline() {
            lines.push(format!(
                "  after the apply approve the result: driftlock resume {name} --rebaseline"
            ));
        }
        lines.extend(self.verdict());
        lines
    }

    fn title(&self) -> String {
        let Self {
            baseline, revision, ..
        } = self;
        let at = time(self.approved_at);
        let held = format!("{} that revision {revision} holds", counted(self.resources));
        match self.touched.len() {
            0 => format!("baseline {baseline}: the plan touches none of the {held}, approved {at}"),
            touched => {
                format!(
                    "baseline {baseline}: the plan touches {touched} of the {held}, approved {at}"
                )
            }
        }
    }

    fn verdict(&self) -> Option<String> {
        let gone = self
            .touched
            .iter()
            .filter(|one| one.is_taken_away())
            .count();
        let what = match gone {
            0 => return None,
            1 => "a locked resource would be deleted or replaced".to_owned(),
            many => format!("{many} locked resources would be deleted or replaced"),
        };
        Some(if self.allowed {
            format!("allowed: {what}, and --allow-locked says that this is meant")
        } else {
            format!("refused: {what}; if that is meant, say --allow-locked")
        })
    }

    /// Whether something will not be as approved once the plan is applied.
    fn leaves_the_baseline(&self) -> bool {
        self.touched
            .iter()
            .any(|one| one.what != What::RevertsDrift)
    }
}

impl Touched {
    fn is_taken_away(&self) -> bool {
        matches!(self.what, What::Deleted | What::Replaced)
    }

    fn line(&self) -> String {
        let (sign, words) = match self.what {
            What::Updated => ("~", "would be updated"),
            What::Deleted => ("-", "would be deleted"),
            What::Replaced => ("-/+", "would be replaced"),
            What::Created => ("+", "would be created"),
            What::RevertsDrift => ("~", "would be as approved again"),
        };
        let attributes = match self.attributes.as_slice() {
            [] => String::new(),
            some => format!(": {}", some.join(", ")),
        };
        format!(
            "  {sign:<3} {} ({}) {words}{attributes}",
            self.address, self.id
        )
    }
}

fn touched(index: &Index<'_>, change: &PlannedChange) -> Option<Touched> {
    let does = |action: &str| change.actions.iter().any(|done| done == action);
    let found = index.find(change)?;
    let what = match (does("delete"), does("create")) {
        // To forget a resource is to leave it as it is.
        (false, false) if change.actions.iter().all(|done| done == "forget") => return None,
        _ if found.by == By::Part => What::Updated,
        (true, true) => What::Replaced,
        (true, false) => What::Deleted,
        (false, true) if !found.resource.setting => What::Created,
        (false, _) if reverts_drift(&found, change) => What::RevertsDrift,
        (false, true) => What::Created,
        (false, false) => What::Updated,
    };
    let differing = change
        .differing
        .iter()
        .filter(|_| !does("create") || does("delete"));
    Some(Touched {
        address: change.address.clone(),
        kind: change.kind.clone(),
        id: found.resource.id.clone(),
        actions: change.actions.clone(),
        what,
        attributes: differing.map(|one| one.attribute.clone()).collect(),
    })
}

/// Whether all that is known of a change is as approved. What is known only after apply may be
/// anything, unless the baseline does not hold it, or it follows from the name.
fn reverts_drift(found: &Found<'_>, change: &PlannedChange) -> bool {
    let Some(approved) = &found.resource.attributes else {
        return false;
    };
    // AWS knows one set of tags: those of the resource and the provider's default ones together.
    let all_tags = change
        .differing
        .iter()
        .any(|one| one.attribute == "tags_all");
    let mut known = 0;
    for differing in &change.differing {
        let name = match differing.attribute.as_str() {
            "tags" if all_tags => continue,
            "tags_all" if !approved.contains_key("tags_all") => "tags",
            name => name,
        };
        match (&differing.planned, approved.get(name)) {
            (Planned::Unknown, None) => {}
            (Planned::Unknown, _) if found.by == By::Name && IDENTITY.contains(&name) => {}
            (Planned::Known(planned), Some(approved))
                if is_reverted(approved, &differing.before, planned) =>
            {
                known += 1;
            }
            _ => return false,
        }
    }
    known > 0
}

fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

fn counted(count: usize) -> String {
    match count {
        1 => "1 resource".to_owned(),
        many => format!("{many} resources"),
    }
}

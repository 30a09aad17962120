//! A notification as it is sent: `docs/schemas/notification-1.json`.

use std::collections::BTreeMap;

use driftlock_core::{Actor, BaselineName, NotCanonical, Occasion};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use ulid::Ulid;

use super::deliver::Message;
use super::draft::{Affected, Draft};

/// Most resources that one notification lists, and most of which its text tells.
const MOST: usize = 50;
const MOST_IN_TEXT: usize = 10;
/// The longest text of somebody else's that is quoted.
const LONGEST: usize = 300;
/// What is older than this is counted and no longer told one by one.
const OLD: SignedDuration = SignedDuration::from_hours(24);
/// Most notifications that are sent at once one by one.
const AT_ONCE: usize = 20;

/// What is told.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Notification {
    version: u32,
    /// The same for the same notification, however often it is sent.
    pub(super) id: String,
    baseline: BaselineName,
    /// An occasion, `missed` or `test`.
    kind: &'static str,
    revision: Option<u64>,
    at: Timestamp,
    actor: Actor,
    /// It all, for a person. Other fields are for programs.
    pub(super) text: String,
    /// Id of the newest event that it tells of.
    pub(super) event: Option<String>,
    resources: Vec<Affected>,
    /// How many more resources there are.
    omitted: usize,
    /// Of `missed`: how many notifications of each kind.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    missed: BTreeMap<&'static str, usize>,
}

impl Notification {
    fn of(name: &BaselineName, mut draft: Draft) -> Self {
        let kind = draft.occasion.name();
        let text = text(name, &draft);
        let omitted = draft.resources.len().saturating_sub(MOST);
        draft.resources.truncate(MOST);
        Self {
            version: 1,
            id: format!("{}:{kind}", draft.event),
            baseline: name.clone(),
            kind,
            revision: draft.revision,
            at: draft.at,
            actor: draft.actor,
            text,
            event: Some(draft.event),
            resources: draft.resources,
            omitted,
            missed: BTreeMap::new(),
        }
    }

    /// One that says that nothing happened.
    pub(super) fn test(name: &BaselineName, at: Timestamp, actor: Actor) -> Self {
        Self {
            version: 1,
            id: format!("{}:test", Ulid::generate()),
            baseline: name.clone(),
            kind: "test",
            revision: None,
            at,
            actor,
            text: format!("{}: this is a test; nothing happened", title(name)),
            event: None,
            resources: Vec::new(),
            omitted: 0,
            missed: BTreeMap::new(),
        }
    }

    /// One in the place of all that came too late; none of none.
    fn missed(name: &BaselineName, late: &[Draft]) -> Option<Self> {
        let (first, last) = (late.first()?, late.last()?);
        let mut missed = BTreeMap::new();
        for draft in late {
            *missed.entry(draft.occasion.name()).or_insert(0) += 1;
        }
        let counts: Vec<String> = missed.iter().map(|(k, n)| format!("{n} {k}")).collect();
        let text = format!(
            "{}: {} from {} on could not be delivered in time: {}\n{}",
            title(name),
            counted(late.len(), "notification"),
            first.at.strftime("%Y-%m-%d %H:%M:%SZ"),
            counts.join(", "),
            quoted(&format!("driftlock history {name}")),
        );
        Some(Self {
            version: 1,
            id: format!("{}:missed", last.event),
            baseline: name.clone(),
            kind: "missed",
            revision: None,
            at: last.at,
            actor: last.actor.clone(),
            text,
            event: Some(last.event.clone()),
            resources: Vec::new(),
            omitted: 0,
            missed,
        })
    }

    /// It as bytes.
    pub(super) fn message(&self) -> Result<Message, NotCanonical> {
        Ok(Message {
            idempotency_key: self.id.clone(),
            body: driftlock_core::canonical_json(self)?,
        })
    }
}

/// The notifications for `drafts`, oldest first: too many, or too old ones, are one.
pub(super) fn notifications(
    name: &BaselineName,
    drafts: Vec<Draft>,
    now: Timestamp,
) -> Vec<Notification> {
    let old = |draft: &&Draft| now.duration_since(draft.at) > OLD;
    let late = drafts.iter().take_while(old).count();
    let late = late.max(drafts.len().saturating_sub(AT_ONCE));
    let mut drafts = drafts;
    let in_time = drafts.split_off(late);
    let missed = Notification::missed(name, &drafts);
    let in_time = in_time.into_iter().map(|one| Notification::of(name, one));
    missed.into_iter().chain(in_time).collect()
}

fn text(name: &BaselineName, draft: &Draft) -> String {
    let mut text = format!("{}: {}", title(name), what(draft));
    if let Some(why) = &draft.why {
        text.push_str(&format!(": {}", escaped(why)));
    }
    for resource in draft.resources.iter().take(MOST_IN_TEXT) {
        text.push_str(&format!("\n• {}", resource.line(&quoted)));
    }
    let more = draft.resources.len().saturating_sub(MOST_IN_TEXT);
    if more > 0 {
        text.push_str(&format!("\n• and {more} more"));
    }
    text
}

fn title(name: &BaselineName) -> String {
    format!("Driftlock, baseline {}", quoted(name.as_str()))
}

fn what(draft: &Draft) -> String {
    let resources = || counted(draft.resources.len(), "resource");
    let revision = draft.revision.unwrap_or_default();
    match draft.occasion {
        Occasion::Drift => format!("{} drifted from revision {revision}", resources()),
        Occasion::InSync => format!("back in sync with revision {revision}"),
        Occasion::Restored if draft.rolls_back => format!("{} rolled back", resources()),
        Occasion::Restored => format!("{} restored to revision {revision}", resources()),
        Occasion::Refused if draft.resources.is_empty() => "nothing was restored".to_owned(),
        Occasion::Refused => format!("{} could not be restored", resources()),
        Occasion::Proposed => format!("to restore {} awaits approval", resources()),
        Occasion::Quarantined => format!(
            "{} in quarantine, for somebody keeps changing it back",
            counted(draft.resources.len(), "attribute")
        ),
        Occasion::PauseExpired => "a pause has ended by itself".to_owned(),
    }
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        more => format!("{more} {what}s"),
    }
}

/// Somebody else's text as code, so that it names nobody and links nowhere.
fn quoted(text: &str) -> String {
    format!("`{}`", escaped(text).replace('`', "'"))
}

/// Text on one line, in which nothing is markup.
///
/// Source: "Formatting text for app surfaces" (Slack): `&`, `<` and `>` are escaped as in HTML.
fn escaped(text: &str) -> String {
    let mut all = text.chars();
    let mut cut: String = all.by_ref().take(LONGEST).collect();
    if all.next().is_some() {
        cut.push('…');
    }
    cut.replace(char::is_control, " ")
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

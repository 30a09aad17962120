//! Reads the YAML of a waiver file, and reports every fault of it at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use serde_saphyr::Spanned;
use thiserror::Error;

use super::pattern::Pattern;
use super::{Waiver, WaiverPlace, Waivers};
use crate::policy::yaml_reason;

const FIELDS: [&str; 6] = ["expires", "owner", "policy", "reason", "resource", "ticket"];

/// One fault of a waiver file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}:{line}:{column}: {reason}")]
pub struct WaiverError {
    /// The file, as the user named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    waivers: Vec<Spanned<BTreeMap<String, Spanned<Field>>>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Field {
    One(String),
    Many(Vec<String>),
}

type Entry = Spanned<BTreeMap<String, Spanned<Field>>>;

impl Waivers {
    /// Reads a waiver file.
    ///
    /// # Errors
    /// Every fault of the file, in order.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<WaiverError>> {
        let mut faults = Faults {
            file,
            all: Vec::new(),
        };
        let entries = match serde_saphyr::from_str::<File>(text) {
            Ok(parsed) => parsed.waivers,
            Err(error) => {
                let at = error.location();
                let line = at.map_or(1, |at| at.line());
                let column = at.map_or(1, |at| at.column());
                faults.add((line, column), yaml_reason(&error));
                Vec::new()
            }
        };
        let waivers: Vec<_> = entries
            .iter()
            .filter_map(|e| waiver(e, &mut faults))
            .collect();
        if faults.all.is_empty() {
            let waivers = waivers.into_iter().map(Arc::new).collect();
            return Ok(Self { waivers });
        }
        Err(faults.all)
    }
}

struct Faults<'f> {
    file: &'f str,
    all: Vec<WaiverError>,
}

type Place = (u64, u64);

impl Faults<'_> {
    fn add(&mut self, (line, column): Place, reason: impl Into<String>) {
        self.all.push(WaiverError {
            file: self.file.to_owned(),
            line: usize::try_from(line).unwrap_or_default(),
            column: usize::try_from(column).unwrap_or_default(),
            reason: reason.into(),
        });
    }
}

fn place<T>(spanned: &Spanned<T>) -> Place {
    (spanned.referenced.line(), spanned.referenced.column())
}

fn waiver(entry: &Entry, faults: &mut Faults<'_>) -> Option<Waiver> {
    let before = faults.all.len();
    for (name, value) in &entry.value {
        if !FIELDS.contains(&name.as_str()) {
            let known = FIELDS.join(", ");
            faults.add(
                place(value),
                format!("unknown field `{name}`; the fields are {known}"),
            );
        }
    }
    let policies = policies(entry, faults);
    let resource = text(entry, "resource", faults).unwrap_or_default();
    let reason = text(entry, "reason", faults).unwrap_or_default();
    let owner = text(entry, "owner", faults).unwrap_or_default();
    let expires = expires(entry, faults);
    let ticket = match entry.value.get("ticket") {
        Some(_) => text(entry, "ticket", faults),
        None => None,
    };
    let line = usize::try_from(place(entry).0).unwrap_or_default();
    (faults.all.len() == before).then_some(())?;
    Some(Waiver {
        pattern: Pattern::new(&resource),
        policies,
        resource,
        reason,
        owner,
        expires: Some(expires?),
        ticket,
        place: WaiverPlace::File {
            file: faults.file.to_owned(),
            line,
        },
    })
}

fn policies(entry: &Entry, faults: &mut Faults<'_>) -> BTreeSet<String> {
    let ids = match entry.value.get("policy").map(|field| &field.value) {
        Some(Field::One(id)) => BTreeSet::from([id.trim().to_owned()]),
        Some(Field::Many(ids)) => ids.iter().map(|id| id.trim().to_owned()).collect(),
        None => BTreeSet::new(),
    };
    if ids.is_empty() || ids.contains("") {
        faults.add(place(entry), "this waiver has no `policy`");
    }
    ids
}

fn text(entry: &Entry, name: &str, faults: &mut Faults<'_>) -> Option<String> {
    match entry.value.get(name) {
        None => faults.add(place(entry), format!("this waiver has no `{name}`")),
        Some(field) => match &field.value {
            Field::One(text) if !text.trim().is_empty() => return Some(text.trim().to_owned()),
            Field::One(_) => faults.add(place(field), format!("`{name}` is empty")),
            Field::Many(_) => faults.add(place(field), format!("`{name}` is a list, not a text")),
        },
    }
    None
}

fn expires(entry: &Entry, faults: &mut Faults<'_>) -> Option<Date> {
    let written = text(entry, "expires", faults)?;
    match written.parse::<Date>() {
        Ok(date) if written.len() == "2027-03-31".len() => Some(date),
        _ => {
            let at = entry
                .value
                .get("expires")
                .map_or_else(|| place(entry), place);
            faults.add(
                at,
                format!("`expires` is `{written}`, not a date such as 2027-03-31"),
            );
            None
        }
    }
}

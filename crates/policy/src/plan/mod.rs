//! Reads the JSON of a Terraform or OpenTofu plan (`terraform show -json`), format 0.1 to 1.x.

mod changes;
mod configuration;
mod diagnose;
mod document;
mod error;
mod secrets;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use regorus::Value;
use serde_json::value::RawValue;

pub use changes::{Differing, Planned, PlannedChange};
pub(crate) use configuration::{Block, Configuration, References};
pub use error::PlanError;

use crate::encoding::{self, Undecodable};
use crate::resource::{Key, Mode, Resource};
use crate::value::Values;
use document::{Change, ChangeDocument, Document};

/// A plan, read in full.
#[derive(Debug)]
pub struct Plan {
    pub(crate) terraform_version: Option<String>,
    pub(crate) resources: Vec<Resource>,
    /// Objects that only wait for their deletion, at the addresses of what replaced them.
    pub(crate) deposed: Vec<Resource>,
    pub(crate) configuration: Option<Configuration>,
    pub(crate) secrets: BTreeSet<String>,
}

/// Reads a plan from the bytes of a file, in UTF-8 or UTF-16, with or without byte order mark.
///
/// # Errors
/// Anything that is not a complete plan of a known format version; the error says what it is.
pub fn read(bytes: &[u8]) -> Result<Plan, PlanError> {
    diagnose::bytes(bytes)?;
    let text = encoding::decode(bytes).map_err(|undecodable| match undecodable {
        Undecodable::NotText(offset) => PlanError::NotText(offset),
        Undecodable::BrokenUtf16 => PlanError::BrokenUtf16,
    })?;
    diagnose::text(&text)?;
    let document: Document<'_> =
        serde_json::from_str(&text).map_err(|error| diagnose::syntax(&text, &error))?;
    diagnose::document(&document)?;
    assemble(document)
}

/// The plan as it is written, for policies of other tools, which see all of it.
///
/// # Errors
/// Anything that is no JSON; [`read`] says better what is wrong with it.
pub fn document(bytes: &[u8]) -> Result<serde_json::Value, PlanError> {
    let text = encoding::decode(bytes).map_err(|undecodable| match undecodable {
        Undecodable::NotText(offset) => PlanError::NotText(offset),
        Undecodable::BrokenUtf16 => PlanError::BrokenUtf16,
    })?;
    serde_json::from_str(&text).map_err(|error| diagnose::syntax(&text, &error))
}

fn assemble(document: Document<'_>) -> Result<Plan, PlanError> {
    let mut reader = Reader::default();
    let (mut resources, mut deposed) = (Vec::new(), Vec::new());
    for change in document.resource_changes.unwrap_or_default() {
        // A deposed object shares its address with its replacement and only waits for deletion.
        match &change.deposed {
            None => resources.push(reader.resource(change)?),
            Some(_) => deposed.push(reader.resource(change)?),
        }
    }
    check_addresses(&resources)?;
    Ok(Plan {
        terraform_version: document.terraform_version.map(Cow::into_owned),
        resources,
        deposed,
        configuration: document.configuration.map(Configuration::new),
        secrets: reader.secrets,
    })
}

fn check_addresses(resources: &[Resource]) -> Result<(), PlanError> {
    let mut seen = HashSet::new();
    match resources.iter().find(|r| !seen.insert(r.address.as_str())) {
        None => Ok(()),
        Some(twice) => Err(PlanError::BadResource {
            address: twice.address.clone(),
            reason: "it is listed twice".to_owned(),
        }),
    }
}

#[derive(Default)]
struct Reader {
    values: Values,
    secrets: BTreeSet<String>,
}

impl Reader {
    fn resource(&mut self, document: ChangeDocument<'_>) -> Result<Resource, PlanError> {
        let bad = |reason: String| PlanError::BadResource {
            address: document.address.clone().into_owned(),
            reason,
        };
        let mode = match document.mode.as_ref() {
            "managed" => Mode::Managed,
            "data" => Mode::Data,
            other => return Err(bad(format!("unknown resource mode `{other}`"))),
        };
        let key = key(document.index.as_ref()).map_err(&bad)?;
        let (before, after, unknown) = self
            .attributes(&document.change)
            .map_err(|error| bad(error.to_string()))?;
        check_shape(&document.change, &after).map_err(&bad)?;
        Ok(Resource {
            key,
            mode,
            before,
            after,
            unknown,
            address: document.address.into_owned(),
            module: document.module_address.into_owned(),
            kind: document.kind.into_owned(),
            name: document.name.into_owned(),
            provider: document.provider_name.into_owned(),
            actions: document
                .change
                .actions
                .into_iter()
                .map(Cow::into_owned)
                .collect(),
        })
    }

    fn attributes(
        &mut self,
        change: &Change<'_>,
    ) -> Result<(Value, Value, Value), serde_json::Error> {
        let before = self.value(change.before)?;
        // An unchanged resource is written twice, word for word.
        let after = match (change.before, change.after) {
            (Some(old), Some(new)) if old.get() == new.get() => before.clone(),
            _ => self.value(change.after)?,
        };
        let unknown = self.value(change.after_unknown)?;
        for (tree, values) in [
            (change.before_sensitive, &before),
            (change.after_sensitive, &after),
        ] {
            let tree = self.value(tree)?;
            secrets::collect(&tree, values, &mut self.secrets);
        }
        Ok((before, after, unknown))
    }

    fn value(&mut self, raw: Option<&RawValue>) -> Result<Value, serde_json::Error> {
        raw.map_or(Ok(Value::Null), |raw| self.values.read(raw.get()))
    }
}

fn key(index: Option<&serde_json::Value>) -> Result<Option<Key>, String> {
    match index {
        None | Some(serde_json::Value::Null) => Ok(None),
        Some(serde_json::Value::String(text)) => Ok(Some(Key::Text(text.clone()))),
        Some(serde_json::Value::Number(number)) => number
            .as_u64()
            .map(|number| Some(Key::Number(number)))
            .ok_or_else(|| format!("instance key `{number}` is no whole number")),
        Some(other) => Err(format!(
            "instance key `{other}` is neither a number nor a string"
        )),
    }
}

/// Refuses what would otherwise be judged as "nothing there", and so pass.
fn check_shape(change: &Change<'_>, after: &Value) -> Result<(), String> {
    let ends = |action: &Cow<'_, str>| matches!(action.as_ref(), "delete" | "forget");
    match after {
        _ if change.actions.is_empty() => Err("it has no actions".to_owned()),
        Value::Object(_) => Ok(()),
        Value::Null if change.actions.iter().all(ends) => Ok(()),
        Value::Null => Err("it has no planned attributes (`after`)".to_owned()),
        _ => Err("its planned attributes (`after`) are no object".to_owned()),
    }
}

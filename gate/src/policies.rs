//! What was chosen on the command line, completed by the settings file.

use std::path::Path;

use driftlock_policy::{Fault, Policies, SETTINGS, Selection};

use crate::args::Choice;
use crate::failure::Failure;

/// A choice of policies as a selection, completed by the settings file.
pub(crate) fn selection(choice: Choice) -> Result<Selection, Vec<Failure>> {
    let Choice {
        policy,
        no_builtin,
        framework,
        only,
        skip,
        data,
        namespace,
        config,
    } = choice;
    let typed = Selection {
        policy,
        builtin: no_builtin.then_some(false),
        framework,
        only,
        skip,
        data,
        namespace,
        ..Selection::default()
    };
    let settings = match config {
        Some(file) => Selection::read(&file),
        None if Path::new(SETTINGS).exists() => Selection::read(Path::new(SETTINGS)),
        None => Ok(Selection::default()),
    };
    let settings = settings.map_err(|fault| vec![Failure::from(fault)])?;
    Ok(typed.or(settings))
}

/// The chosen policies, with what they import.
pub(crate) fn load(choice: Choice) -> Result<Policies, Vec<Failure>> {
    let selection = selection(choice)?;
    let frameworks = selection.frameworks().map_err(all)?;
    selection.policies(&frameworks).map_err(all)
}

/// Every fault as a failure.
pub(crate) fn all(faults: Vec<Fault>) -> Vec<Failure> {
    faults.into_iter().map(Into::into).collect()
}

//! Loads the policies that were chosen.

use driftlock_policy::{Policies, Select, Source, builtin, builtin_libraries, sources_in};

use crate::args::Choice;
use crate::failure::Failure;

/// The chosen policies, with what they import.
pub(crate) fn load(choice: &Choice) -> Result<Policies, Vec<Failure>> {
    let mut sources = if choice.no_builtin {
        builtin_libraries()
    } else {
        builtin()
    };
    sources.extend(named(choice)?);
    let policies = Policies::load(sources).map_err(all)?;
    if policies.all().is_empty() {
        return Err(vec![Failure::new("there is no policy to judge by").help(
            "leave out `--no-builtin`, or name a directory of policies with `--policy`",
        )]);
    }
    Ok(policies)
}

fn named(choice: &Choice) -> Result<Vec<Source>, Vec<Failure>> {
    let (mut sources, mut failures) = (Vec::new(), Vec::new());
    for directory in &choice.policy {
        match sources_in(directory, Select::Policies) {
            Ok(found) => sources.extend(found),
            Err(error) => failures.push(Failure::from(error)),
        }
    }
    if failures.is_empty() {
        Ok(sources)
    } else {
        Err(failures)
    }
}

/// Every error as a failure.
pub(crate) fn all<E: Into<Failure>>(errors: Vec<E>) -> Vec<Failure> {
    errors.into_iter().map(Into::into).collect()
}

//! `policies`: lists what there is to judge by.

use driftlock_policy::Framework;

use super::Done;
use crate::args::{List, ListFormat};
use crate::failure::Failure;
use crate::policies;

pub(super) fn run(args: List) -> Result<Done, Vec<Failure>> {
    let List { choice, format } = args;
    let policies = policies::load(choice)?;
    let frameworks = || Framework::builtin().map_err(|e| vec![Failure::new(e.to_string())]);
    Ok(Done::print(match format {
        ListFormat::Text => policies.list_text(),
        ListFormat::Json => format!("{:#}\n", policies.list_json(&frameworks()?)),
        ListFormat::Markdown => policies.list_markdown(&frameworks()?),
    }))
}

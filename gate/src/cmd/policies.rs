//! `policies`: lists what there is to judge by.

use super::Done;
use crate::args::{List, ListFormat};
use crate::failure::Failure;
use crate::policies;

pub(super) fn run(args: &List) -> Result<Done, Vec<Failure>> {
    let policies = policies::load(&args.choice)?;
    Ok(Done::print(match args.format {
        ListFormat::Text => policies.list_text(),
        ListFormat::Json => format!("{:#}\n", policies.list_json()),
        ListFormat::Markdown => policies.list_markdown(),
    }))
}

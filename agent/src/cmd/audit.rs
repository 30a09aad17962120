//! `driftlock audit`: check that nobody tampered with the history.

use serde_json::json;

use crate::args::{Format, Name};
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Check the chain of events; names the first broken link
    Verify(Name),
}

pub(crate) async fn run(command: Command, context: &Context) -> Result<Output, Failure> {
    let Command::Verify(Name { name }) = command;
    let verified = context.ledger.verify(&name, None).await?;
    let events = verified.events;
    Ok(Output::ok(match context.format {
        Format::Json => {
            render::json(&json!({ "baseline": name, "events": events, "intact": true }))?
        }
        Format::Text => format!("{name}: all {events} events are intact\n"),
    }))
}

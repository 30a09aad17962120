//! `driftlock audit`: check that nobody tampered with the history.

use driftlock_core::Digest;
use serde_json::json;

use crate::args::{Format, Name};
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render::{self, DIM, styled};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Check the chain of events; names the first broken link
    Verify(Verify),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    baseline: Name,
    /// The hash of an event, kept elsewhere since an earlier check: it must still be in the chain
    #[arg(long, value_name = "SHA256", value_parser = parse_hash)]
    anchor: Option<Digest>,
}

pub(crate) async fn run(command: Command, context: &Context) -> Result<Output, Failure> {
    let Command::Verify(args) = command;
    let name = &args.baseline.name;
    let verified = context.ledger.verify(name, args.anchor.as_ref()).await?;
    let (events, newest) = (verified.events, verified.newest);
    Ok(Output::ok(match context.format {
        Format::Json => render::json(&json!({
            "baseline": name, "events": events, "intact": true, "newest": newest,
        }))?,
        Format::Text => {
            let mut text = format!("{name}: all {events} events are intact\n");
            if let Some(newest) = newest {
                text.push_str(&format!(
                    "newest event {newest}\n{}\n",
                    styled(
                        DIM,
                        "keep that hash elsewhere: with `--anchor` a later check also finds events cut off the end"
                    )
                ));
            }
            text
        }
    }))
}

fn parse_hash(text: &str) -> Result<Digest, String> {
    serde_json::from_value(text.into())
        .map_err(|_| "use the 64 hexadecimal digits that an earlier check printed".to_owned())
}

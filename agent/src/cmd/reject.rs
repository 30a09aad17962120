//! `driftlock reject`: leave the drift of a proposal as it is.

use serde_json::json;

use crate::args::Format;
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render;
use crate::when::parse_reason;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The drift stays and goes on being reported. It is proposed again once it \
                        changes, or once a new revision is captured."
)]
pub(crate) struct Args {
    /// Id of the proposal, as `driftlock proposals` shows it
    #[arg(value_name = "PROPOSAL_ID")]
    id: String,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = parse_reason)]
    reason: String,
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Output, Failure> {
    let (name, proposal) = context.ledger.reject(&args.id, &args.reason).await?;
    Ok(Output::ok(match context.format {
        Format::Json => render::json(&json!({ "baseline": name, "proposal": proposal }))?,
        Format::Text => format!(
            "{name}: the restore of {} is rejected; it stays as it is\n",
            proposal.label()
        ),
    }))
}

//! `driftlock store`: work on the store itself.

use serde_json::json;

use crate::args::Format;
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Copy everything to another store, and verify it at both ends
    Copy(Copy),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "What is there already is left; a copy that was cut short can be repeated. A store \
                  that holds another history of a baseline of the same name is refused. Leases are \
                  not copied: stop agents on FROM first."
)]
pub(crate) struct Copy {
    /// The store to copy: `file://PATH`, a path, or `s3://BUCKET/PREFIX`
    #[arg(value_name = "FROM")]
    from: String,
    /// The store to copy to; made if there is none
    #[arg(value_name = "TO")]
    to: String,
}

pub(crate) async fn run(command: Command, context: &Context) -> Result<Output, Failure> {
    let Command::Copy(args) = command;
    let (from, to) = (context.ledger_at(&args.from)?, context.ledger_at(&args.to)?);
    let spinner = context.spinner();
    let copied = from
        .copy_to(&to, &|so_far| spinner.show_copied(so_far))
        .await?;
    drop(spinner);
    context.warn_of(&to).await;
    Ok(Output::ok(match context.format {
        Format::Json => render::json(&json!({
            "version": 1, "from": from.url(), "to": to.url(), "baselines": copied.baselines,
            "events": copied.events, "objects": copied.objects, "bytes": copied.bytes,
            "present": copied.present, "verified": true,
        }))?,
        Format::Text => format!(
            "copied {} ({} bytes) from {} to {}; {} there already\n{} and {} are verified at both ends\n",
            render::counted(copied.objects as usize, "object"),
            copied.bytes,
            from.url(),
            to.url(),
            copied.present,
            render::counted(copied.baselines as usize, "baseline"),
            render::counted(copied.events as usize, "event"),
        ),
    }))
}

//! `driftlock quarantine`: attributes over which two actors fight.

use driftlock_core::{BaselineName, Quarantine};
use serde_json::json;

use crate::args::{Format, Name};
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render;
use crate::when::parse_reason;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List what is reverted no more, and who else changes it
    List(Name),
    /// Let attributes be reverted again
    Release(Release),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Release {
    /// Name of the baseline
    name: BaselineName,
    /// Only of the resource with this id or Terraform address
    #[arg(long, value_name = "ID")]
    resource: Option<String>,
    /// Only the attribute with this path
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = parse_reason)]
    reason: String,
}

pub(crate) async fn run(command: Command, context: &Context) -> Result<Output, Failure> {
    let ledger = &context.ledger;
    let (name, shown, nothing, title) = match command {
        Command::List(Name { name }) => {
            let all = ledger.quarantine(&name).await?;
            (name, all, "nothing is in quarantine", "in quarantine:")
        }
        Command::Release(args) => {
            let released = ledger.release(&args.name, |one| args.picks(one), &args.reason);
            let released = released.await?;
            let nothing = "nothing of that is in quarantine";
            (args.name, released, nothing, "released:")
        }
    };
    Ok(Output::ok(match context.format {
        Format::Json => {
            render::json(&json!({ "version": 1, "baseline": name, "quarantine": shown }))?
        }
        Format::Text if shown.is_empty() => format!("{name}: {nothing}\n"),
        Format::Text => render::proposal::quarantine(title, &shown),
    }))
}

impl Release {
    fn picks(&self, one: &Quarantine) -> bool {
        let is_it = |text: &String| one.key.id == *text || one.address.as_ref() == Some(text);
        self.resource.as_ref().is_none_or(is_it)
            && self.path.as_ref().is_none_or(|path| one.path == *path)
    }
}

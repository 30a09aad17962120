//! `driftlock enforce`: detect drift and revert what the settings say.

use std::io::Write;

use driftlock_core::{BaselineName, Mode};
use driftlock_engine::{CancellationToken, Enforced, Run};
use jiff::SignedDuration;

use crate::args::Format;
use crate::context::Context;
use crate::outcome::{Exit, Failure, Output};
use crate::render;
use crate::when::parse_wait;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 everything is as approved now, 1 drift is left, 2 something failed."
)]
pub(crate) struct Args {
    /// Name of the baseline
    name: BaselineName,
    /// Run once and end
    #[arg(long, required = true)]
    once: bool,
    /// Take this mode for everything, whatever the settings say: observe, approve or enforce
    #[arg(long, value_name = "MODE")]
    mode: Option<Mode>,
    /// Show what would be called, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// How long to wait for another run on the baseline; 0s for not at all
    #[arg(long, value_parser = parse_wait, value_name = "LENGTH", default_value = "60s")]
    wait: SignedDuration,
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Output, Failure> {
    let engine = context.engine().await?;
    let run = Run {
        mode: args.mode,
        dry_run: args.dry_run,
        wait: args.wait,
        cancel: stop_on_interrupt(),
    };
    let spinner = context.spinner();
    let enforced = engine
        .enforce(&args.name, &run, &|step| spinner.show(step))
        .await;
    drop(spinner);
    if !args.dry_run {
        context.tell(&args.name).await;
    }
    let enforced = enforced?;
    let text = match context.format {
        Format::Json => render::enforce::json(&enforced)?,
        Format::Text => render::enforce::report(&enforced, args.dry_run),
    };
    Ok(Output::new(text, exit(&enforced)))
}

fn exit(enforced: &Enforced) -> Exit {
    match enforced {
        enforced if enforced.has_failed() => Exit::CouldNotTell,
        enforced if enforced.in_sync() => Exit::Ok,
        _ => Exit::Drift,
    }
}

/// The first interrupt stops between two calls, the second at once.
pub(crate) fn stop_on_interrupt() -> CancellationToken {
    let token = CancellationToken::new();
    let cancel = token.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            cancel.cancel();
            let said = "stopping after the present call; interrupt again to stop at once";
            // Nobody may be listening; the run ends all the same.
            let _ = writeln!(anstream::stderr(), "{said}");
        }
        if tokio::signal::ctrl_c().await.is_ok() {
            // 128 and SIGINT, as shells count.
            std::process::exit(130);
        }
    });
    token
}

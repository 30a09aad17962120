//! `driftlock resume`: end pauses before their time.

use driftlock_core::BaselineName;
use driftlock_engine::{Capture, OnDrift, Require};
use jiff::SignedDuration;

use crate::args::Format;
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render;
use crate::when::{parse_reason, parse_wait};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Name of the baseline
    name: BaselineName,
    /// First capture what is live as a new revision
    #[arg(long)]
    rebaseline: bool,
    /// Why, for the new revision
    #[arg(long, value_name = "TEXT", value_parser = parse_reason, requires = "rebaseline")]
    reason: Option<String>,
    /// Look and judge as a capture would, but store nothing and resume nothing
    #[arg(long, requires = "rebaseline")]
    dry_run: bool,
    /// How long the capture waits for a run on the baseline; 0s for not at all
    #[arg(long, value_parser = parse_wait, value_name = "LENGTH", default_value = "60s")]
    wait: SignedDuration,
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Output, Failure> {
    let mut text = String::new();
    let ended = if args.rebaseline {
        let engine = context.engine().await?;
        let spinner = context.spinner();
        let wish = Capture {
            name: args.name.clone(),
            scope: None,
            state: None,
            ignore: None,
            reason: args.reason,
            on_drift: OnDrift::Refuse,
            require: Require::AsBefore,
            dry_run: args.dry_run,
            wait: args.wait,
        };
        let (captured, ended) = engine
            .rebaseline_and_resume(wish, &|step| spinner.show(step))
            .await?;
        drop(spinner);
        text = render::baseline::captured(&captured);
        ended
    } else {
        context.ledger.resume(&args.name, None).await?
    };
    if context.format == Format::Json {
        return Ok(Output::ok(render::json(&ended)?));
    }
    text.push_str(&match ended.len() {
        0 if args.dry_run => {
            "this was a dry run; nothing was stored, and nothing resumed\n".to_owned()
        }
        0 => format!("{}: no pause was in force\n", args.name),
        1 => format!(
            "{}: the pause has ended; enforcement is in force again\n",
            args.name
        ),
        many => format!(
            "{}: {many} pauses have ended; enforcement is in force again\n",
            args.name
        ),
    });
    Ok(Output::ok(text))
}

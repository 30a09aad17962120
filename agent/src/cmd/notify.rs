//! `driftlock notify`: whether those who are to be told can be told.

use driftlock_core::Webhook;
use driftlock_engine::{Answer, NotTaken};
use serde_json::json;

use crate::args::{Format, Name};
use crate::context::Context;
use crate::outcome::{Exit, Failure, Output};
use crate::render;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Send each webhook of a baseline a test, and show what it answers
    #[command(after_help = "Exit codes: 0 all of them took it, 2 one did not.")]
    Test(Name),
}

pub(crate) async fn run(command: Command, context: &Context) -> Result<Output, Failure> {
    let Command::Test(Name { name }) = command;
    let answers = context.ledger.test_notify(&name, &context.webhooks).await?;
    if answers.is_empty() {
        return Err(Failure::new(
            format!("baseline `{name}` tells nobody"),
            format!("name a webhook with `driftlock enforcement set {name} --notify URL`"),
        ));
    }
    let exit = match answers.iter().all(|(_, answer)| answer.is_ok()) {
        true => Exit::Ok,
        false => Exit::CouldNotTell,
    };
    let text = match context.format {
        Format::Text => answers.iter().map(render::notify::answer).collect(),
        Format::Json => render::json(&json!({
            "version": 1,
            "baseline": name,
            "webhooks": answers.iter().map(value).collect::<Vec<_>>(),
        }))?,
    };
    Ok(Output::new(text, exit))
}

fn value((webhook, answer): &(Webhook, Result<Answer, NotTaken>)) -> serde_json::Value {
    let answered = answer.as_ref().ok();
    json!({
        "webhook": webhook.to_string(),
        "status": answered.map(|answer| answer.status),
        "answer": answered.map(|answer| &answer.text),
        "error": answer.as_ref().err().map(|failed| &failed.cause),
    })
}

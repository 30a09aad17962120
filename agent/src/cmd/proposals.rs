//! `driftlock proposals`: what waits for a person, and what was decided.

use driftlock_core::{BaselineName, Proposal};
use serde_json::{Value, json};

use crate::args::Format;
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Name of the baseline [default: all]
    name: Option<BaselineName>,
    /// Show this one in full, with the lines of the AWS command line that do the same by hand
    #[arg(long, value_name = "PROPOSAL_ID", conflicts_with = "name")]
    id: Option<String>,
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Output, Failure> {
    let ledger = &context.ledger;
    if let Some(id) = &args.id {
        let (name, proposal) = ledger.proposal(id).await?;
        return Ok(Output::ok(match context.format {
            Format::Json => render::json(&value(&name, &proposal))?,
            Format::Text => render::proposal::whole(&name, &proposal),
        }));
    }
    let names = match args.name {
        Some(name) => vec![name],
        None => ledger.names().await?,
    };
    let mut all = Vec::new();
    for name in names {
        let proposals = ledger.proposals(&name).await?;
        all.extend(proposals.into_iter().map(|one| (name.clone(), one)));
    }
    Ok(Output::ok(match context.format {
        Format::Json => {
            let all: Vec<Value> = all.iter().map(|(name, one)| value(name, one)).collect();
            render::json(&json!({ "version": 1, "proposals": all }))?
        }
        Format::Text => render::proposal::list(&all, ledger.now()),
    }))
}

fn value(name: &BaselineName, proposal: &Proposal) -> Value {
    json!({ "baseline": name, "proposal": proposal })
}

//! `driftlock waiver`: approved exceptions to policies, kept in the store.

use driftlock_core::{Expiry, WaiverTerms};
use driftlock_engine::{OwnPolicies, Which, check_waiver};
use serde_json::json;

use crate::args::Format;
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render;
use crate::when::parse_reason;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the waivers in the store
    List(List),
    /// Show one waiver with all that it ever said
    Show(Show),
    /// Approve an exception, for every scan, gate and baseline of this store
    Add(Add),
    /// End a waiver; it stays on record
    Retire(Retire),
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Those that were retired too
    #[arg(long)]
    all: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// Id of the waiver
    #[arg(value_name = "WAIVER_ID")]
    id: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// The policy that it excepts from
    #[arg(long, value_name = "POLICY_ID")]
    policy: String,
    /// The policy is one of your own, so that its id is not known here
    #[arg(long)]
    own_policy: bool,
    /// The resources: an address, or type and id such as `aws_s3_bucket.assets`, in which `*` stands for
    /// anything
    #[arg(long, value_name = "PATTERN")]
    resource: String,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = parse_reason)]
    reason: String,
    /// Who answers for it
    #[arg(long, value_name = "WHO", value_parser = parse_owner)]
    owner: String,
    /// The last day on which it holds, or a time of it [default: without end]
    #[arg(long, value_name = "DAY", value_parser = parse_expiry)]
    expires: Option<Expiry>,
    /// Where it was decided
    #[arg(long, value_name = "TICKET")]
    ticket: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Retire {
    /// Id of the waiver
    #[arg(value_name = "WAIVER_ID")]
    id: String,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = parse_reason)]
    reason: String,
}

pub(crate) async fn run(command: Command, context: &Context) -> Result<Output, Failure> {
    let ledger = &context.ledger;
    let (waiver, done) = match command {
        Command::List(args) => return list(&args, context).await,
        Command::Show(args) => (ledger.waiver(&args.id).await?, None),
        Command::Add(args) => (ledger.add_waiver(terms(args)?).await?, Some("approved")),
        Command::Retire(args) => {
            let retired = ledger.retire_waiver(&args.id, &args.reason).await?;
            (retired, Some("retired"))
        }
    };
    Ok(Output::ok(match (context.format, done) {
        (Format::Json, _) => render::json(&json!({ "version": 1, "waiver": waiver }))?,
        (Format::Text, Some(done)) => format!("waiver {} {done}\n", waiver.id),
        (Format::Text, None) => render::waiver::whole(&waiver),
    }))
}

async fn list(args: &List, context: &Context) -> Result<Output, Failure> {
    let which = match args.all {
        true => Which::All,
        false => Which::Standing,
    };
    let ledger = &context.ledger;
    let waivers = ledger.waivers(which).await?;
    Ok(Output::ok(match context.format {
        Format::Json => render::json(&json!({ "version": 1, "waivers": waivers }))?,
        Format::Text => render::waiver::list(&waivers, ledger.url(), ledger.now()),
    }))
}

fn terms(args: Add) -> Result<WaiverTerms, Failure> {
    let own = match args.own_policy {
        true => OwnPolicies::Allowed,
        false => OwnPolicies::Refused,
    };
    check_waiver(&args.policy, &args.resource, own)?;
    Ok(WaiverTerms {
        policy: args.policy,
        resource: args.resource,
        reason: args.reason,
        owner: args.owner,
        expires: args.expires,
        ticket: args.ticket,
    })
}

fn parse_owner(text: &str) -> Result<String, String> {
    match text.trim().is_empty() {
        true => Err("say who answers for it".to_owned()),
        false => Ok(text.to_owned()),
    }
}

fn parse_expiry(text: &str) -> Result<Expiry, String> {
    text.parse::<Expiry>()
        .map_err(|error| error.help().to_owned())
}

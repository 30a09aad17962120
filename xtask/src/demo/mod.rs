//! `cargo xtask demo`: the whole story on a fresh machine. Every claim is checked while it is told.

mod chapters;
mod seeded;
mod stage;
mod tale;

use anyhow::Result;

use stage::Stage;
use tale::Tale;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Show the story as it is on a machine where hashicorp/aws is not to be had
    #[arg(long)]
    without_aws_provider: bool,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let mut tale = Tale::begin("Driftlock: keep what was approved");
    let stage = tale.chapter("Setting the stage", || {
        Stage::set(args.without_aws_provider)
    })?;
    if stage.has_aws_provider() {
        tale.chapter("The gate passes a good plan", || {
            chapters::good_plan(&stage)
        })?;
        tale.chapter("The gate stops a bad one", || chapters::bad_plan(&stage))?;
        tale.chapter("One apply: infrastructure, baseline, enforcement", || {
            chapters::apply(&stage)
        })?;
    } else {
        tale.chapter("The gate, on recorded plans", || seeded::gate(&stage))?;
        tale.chapter("Infrastructure by API, baseline by Terraform", || {
            seeded::apply(&stage)
        })?;
    }
    tale.chapter("Somebody changes things by hand", || {
        chapters::somebody(&stage)
    })?;
    tale.chapter("One report", || chapters::report(&stage))?;
    tale.chapter("Back to what was approved", || chapters::restore(&stage))?;
    if stage.has_aws_provider() {
        tale.chapter("A release changes it on purpose", || {
            chapters::release(&stage)
        })?;
    } else {
        tale.chapter("A release changes it on purpose", || {
            seeded::release(&stage)
        })?;
    }
    tale.chapter("The record", || chapters::history(&stage))?;
    tale.end();
    Ok(())
}

//! `driftlock enforcement`: what happens when reality leaves the baseline.

use driftlock_core::{BaselineName, Enforcement, Mode, Rule};

use crate::args::{Format, Name};
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Set mode, rules and guardrails; what is not given stays
    Set(Set),
    /// Show the settings
    Show(Name),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Set {
    /// Name of the baseline
    name: BaselineName,
    /// observe (report) or enforce (revert)
    #[arg(long, value_name = "MODE")]
    mode: Option<Mode>,
    /// A mode for some types only, such as `aws_s3_*=observe`; the first that matches decides.
    /// Replaces all rules; give an empty one to have none
    #[arg(long = "rule", value_name = "GLOB=MODE", value_parser = parse_rule)]
    rules: Vec<Option<Rule>>,
    /// Most attribute changes that one run may revert
    #[arg(long, value_name = "N")]
    max_changes: Option<u32>,
    /// Most resources that one run may touch, in percent of the baseline
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=100))]
    max_percent: Option<u8>,
}

pub(crate) async fn run(command: Command, context: &Context) -> Result<Output, Failure> {
    let ledger = &context.ledger;
    let (name, settings) = match command {
        Command::Show(Name { name }) => {
            let settings = ledger.enforcement(&name).await?;
            (name, settings)
        }
        Command::Set(set) => {
            let settings = changed(ledger.enforcement(&set.name).await?, &set);
            ledger.set_enforcement(&set.name, &settings).await?;
            (set.name, settings)
        }
    };
    let pauses = ledger.pauses(&name).await?;
    Ok(Output::ok(match context.format {
        Format::Json => render::json(&settings)?,
        Format::Text => render::enforcement(&name, &settings, &pauses),
    }))
}

fn changed(mut settings: Enforcement, set: &Set) -> Enforcement {
    if let Some(mode) = set.mode {
        settings.mode = mode;
    }
    if !set.rules.is_empty() {
        settings.rules = set.rules.iter().flatten().cloned().collect();
    }
    if let Some(max) = set.max_changes {
        settings.guardrails.max_changes = max;
    }
    if let Some(max) = set.max_percent {
        settings.guardrails.max_percent = max;
    }
    settings
}

fn parse_rule(text: &str) -> Result<Option<Rule>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let (glob, mode) = text
        .split_once('=')
        .ok_or("use GLOB=MODE, such as `aws_s3_*=observe`")?;
    let mode = mode.parse::<Mode>().map_err(|error| error.to_string())?;
    Ok(Some(Rule {
        resource_types: vec![glob.to_owned()],
        min_risk: None,
        mode,
    }))
}

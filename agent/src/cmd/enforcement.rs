//! `driftlock enforcement`: what happens when reality leaves the baseline.

use driftlock_core::{
    BaselineName, Enforcement, Mode, Notify, Occasion, Risk, Rule, Scope, Selector, Webhook,
};
use jiff::SignedDuration;

use crate::args::{Format, Name};
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render;
use crate::when::parse_duration;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Set mode, rules, guardrails and notifications; what is not given stays
    Set(Set),
    /// Show the settings
    Show(Name),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Set {
    /// Name of the baseline
    name: BaselineName,
    /// observe (report), approve (propose, and wait for a person) or enforce (revert)
    #[arg(long, value_name = "MODE")]
    mode: Option<Mode>,
    /// A mode for some drift only: of these types, or of at least this risk, or both. The first rule
    /// that matches decides. Replaces all rules; give an empty one to have none.
    /// `aws_s3_*=observe`, `:exposure_widened=enforce`, `aws_s3_*,aws_iam_*:service_broken=approve`;
    /// risks are cosmetic, service_broken, protection_weakened, exposure_widened
    #[arg(long = "rule", value_name = "[GLOB,...][:RISK]=MODE", value_parser = parse_rule)]
    rules: Vec<Option<Rule>>,
    /// Most attribute changes that one run may revert
    #[arg(long, value_name = "N")]
    max_changes: Option<u32>,
    /// Most resources that one run may touch, in percent of the baseline
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=100))]
    max_percent: Option<u8>,
    /// Quarantine an attribute instead of reverting it more often than this; 0 for never
    #[arg(long, value_name = "N")]
    flap_limit: Option<u32>,
    /// The time within which reverts are counted
    #[arg(long, value_parser = parse_duration, value_name = "LENGTH")]
    flap_window: Option<SignedDuration>,
    /// Whether objects in scope that the baseline does not know may be deleted
    #[arg(long, value_name = "BOOL", action = clap::ArgAction::Set)]
    allow_delete: Option<bool>,
    /// Whether objects that are gone may be made anew, without what they held
    #[arg(long, value_name = "BOOL", action = clap::ArgAction::Set)]
    allow_replace: Option<bool>,
    /// Post to this webhook what happens: all of it, or only drift, in_sync, restored, refused,
    /// proposed, quarantined, pause_expired. Replaces all webhooks; give an empty one to have none.
    /// `https://hooks.example.com/x`, `drift,refused=https://hooks.example.com/x`; bodies are signed where
    /// DRIFTLOCK_WEBHOOK_SECRET is set for whoever sends
    #[arg(long, value_name = "[ON,...=]URL")]
    notify: Vec<String>,
}

pub(crate) async fn run(command: Command, context: &Context) -> Result<Output, Failure> {
    let ledger = &context.ledger;
    let (name, settings) = match command {
        Command::Show(Name { name }) => {
            let settings = ledger.enforcement(&name).await?;
            (name, settings)
        }
        Command::Set(set) => {
            let settings = changed(ledger.enforcement(&set.name).await?, &set)?;
            ledger.set_enforcement(&set.name, &settings).await?;
            (set.name, settings)
        }
    };
    let summary = ledger.summary(&name).await?;
    Ok(Output::ok(match context.format {
        Format::Json => render::json(&settings.shown())?,
        Format::Text => render::enforcement(&name, &summary, ledger.now()),
    }))
}

fn changed(mut settings: Enforcement, set: &Set) -> Result<Enforcement, Failure> {
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
    let rails = &mut settings.guardrails;
    rails.flap_limit = set.flap_limit.unwrap_or(rails.flap_limit);
    rails.flap_window = set.flap_window.unwrap_or(rails.flap_window);
    rails.allow_delete = set.allow_delete.unwrap_or(rails.allow_delete);
    rails.allow_replace = set.allow_replace.unwrap_or(rails.allow_replace);
    if !set.notify.is_empty() {
        let notify: Result<Vec<_>, _> = set.notify.iter().map(|text| parse_notify(text)).collect();
        settings.notify = notify?.into_iter().flatten().collect();
    }
    Ok(settings)
}

/// Read here and not with the arguments, whose errors would repeat the address.
fn parse_notify(text: &str) -> Result<Option<Notify>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    let (on, address) = match text.split_once('=') {
        Some((on, address)) if !on.contains("://") => (on, address),
        _ => ("", text),
    };
    let names = on.split(',').map(str::trim).filter(|one| !one.is_empty());
    let on = names.map(str::parse::<Occasion>).collect::<Result<_, _>>();
    let failed = |error: String, help: &str| Failure::new(format!("`--notify`: {error}"), help);
    let on = on.map_err(|error| failed(error.to_string(), "name several with commas between"))?;
    let webhook = address.parse::<Webhook>();
    let webhook = webhook.map_err(|error| failed(error.to_string(), error.help()))?;
    Ok(Some(Notify { webhook, on }))
}

fn parse_rule(text: &str) -> Result<Option<Rule>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let form =
        "use [GLOB,...][:RISK]=MODE, such as `aws_s3_*=observe` or `:exposure_widened=enforce`";
    let (matched, mode) = text.rsplit_once('=').ok_or(form)?;
    let mode = mode.parse::<Mode>().map_err(|error| error.to_string())?;
    let (globs, risk) = match matched.split_once(':') {
        None => (matched, None),
        Some((globs, risk)) => (globs, Some(risk)),
    };
    let risk = risk.map(str::parse::<Risk>).transpose();
    let min_risk = risk.map_err(|error| error.to_string())?;
    let globs = globs.split(',').map(str::trim).filter(|g| !g.is_empty());
    let resource_types: Vec<String> = globs.map(str::to_owned).collect();
    if resource_types.is_empty() && min_risk.is_none() {
        return Err(format!("it matches nothing in particular; {form}"));
    }
    check_types(&resource_types)?;
    Ok(Some(Rule {
        resource_types,
        min_risk,
        mode,
    }))
}

/// A glob that matches no supported type would silently leave those meant to the mode of all.
fn check_types(globs: &[String]) -> Result<(), String> {
    if globs.is_empty() {
        return Ok(());
    }
    let select = vec![Selector {
        resource_types: globs.to_vec(),
        ..Selector::default()
    }];
    let scope = Scope {
        select,
        exclude: Vec::new(),
    };
    let faults = scope.validate(&driftlock_engine::supported_types());
    faults.map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        faults.join("; ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_may_say_on_what_it_is_told() {
        let parsed = |text| {
            let notify = parse_notify(text).unwrap().unwrap();
            let on: Vec<&str> = notify.on.iter().map(|one| one.name()).collect();
            (on.join(","), notify.webhook.expose().to_owned())
        };
        let hook = "https://example.com/x?a=b".to_owned();
        assert_eq!(parsed(&hook), (String::new(), hook.clone()));
        let some = format!("refused, drift={hook}");
        assert_eq!(parsed(&some), ("drift,refused".to_owned(), hook));
        assert!(parse_notify("").unwrap().is_none());
        for (text, says) in [
            (
                "drifted=https://example.com/x",
                "unknown occasion `drifted`",
            ),
            ("http://example.com/secret", "must begin with `https://`"),
            ("drift=example.com/secret", "must begin with `https://`"),
        ] {
            let failure = parse_notify(text).unwrap_err();
            assert!(failure.message.contains(says), "{failure:?}");
            assert!(!format!("{failure:?}").contains("secret"));
        }
    }

    #[test]
    fn a_rule_names_types_or_a_risk_or_both() {
        let parsed = |text| {
            let rule = parse_rule(text).unwrap().unwrap();
            (rule.resource_types, rule.min_risk, rule.mode)
        };
        let types = |of: &[&str]| of.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            parsed("aws_s3_*=observe"),
            (types(&["aws_s3_*"]), None, Mode::Observe)
        );
        assert_eq!(
            parsed(":exposure_widened=enforce"),
            (types(&[]), Some(Risk::ExposureWidened), Mode::Enforce)
        );
        assert_eq!(
            parsed("aws_s3_*,aws_security_group:cosmetic=approve"),
            (
                types(&["aws_s3_*", "aws_security_group"]),
                Some(Risk::Cosmetic),
                Mode::Approve
            )
        );
        assert_eq!(parse_rule(""), Ok(None));
        for (text, says) in [
            ("aws_s3_*", "use [GLOB"),
            ("=enforce", "nothing in particular"),
            ("a:grave=enforce", "unknown risk `grave`"),
            ("a=destroy", "unknown mode `destroy`"),
            ("aws_s3_buket=observe", "aws_s3_buket"),
            ("[=enforce", "["),
        ] {
            assert!(parse_rule(text).unwrap_err().contains(says), "{text}");
        }
    }
}

//! `mode`, `rule`, `guardrails` and `notify`: what happens when reality leaves the baseline.

use std::fmt::Display;
use std::str::FromStr;

use driftlock_core::{Enforcement, Guardrails, Mode, Risk, Rule, Scope, Selector};
use driftlock_engine::supported_types;
use driftlock_tfplugin::{Attribute, Block, Diagnostic, NestedBlock, Schema, Type, Value};

use crate::{duration, notify};

/// Adds them to a schema.
pub(crate) fn attributes(schema: Schema) -> Schema {
    let mode = Attribute::optional(Type::String)
        .default(Mode::default().to_string())
        .check(check::<Mode>);
    notify::attributes(schema)
        .attribute("mode", mode.describe(
            "`observe` reports drift; `approve` makes `terraform apply`, and the agent, propose to \
             revert it, which `driftlock approve` then does; `enforce` makes them revert it. \
             Default `observe`."))
        .block("rule", NestedBlock::list(rule()))
        .block("guardrails", NestedBlock::single(guardrails()))
}

fn rule() -> Block {
    Block::new("Another mode for some drift. Of several rules the first that matches decides.")
        .attribute(
            "resource_types",
            Attribute::optional(Type::set(Type::String))
                .check(check_types)
                .describe("Terraform types, with globs. All types where none are named."),
        )
        .attribute("min_risk", Attribute::optional(Type::String).check(check::<Risk>).describe(
            "The rule is for resources of which a change puts at least that much at risk: `cosmetic`, \
             `service_broken`, `protection_weakened` or `exposure_widened`, from the least to the \
             worst. Drift that cannot be judged counts as any of these."))
        .attribute(
            "mode",
            Attribute::required(Type::String)
                .check(check::<Mode>)
                .describe("The mode for these."),
        )
}

fn guardrails() -> Block {
    let usual = Guardrails::default();
    Block::new("Limits of what may be changed. A run over `max_changes` or `max_percent` changes nothing at all.")
        .attribute(
            "max_changes",
            Attribute::optional(Type::Number)
                .default(i64::from(usual.max_changes))
                .check(|value| within("max_changes", value, u32::MAX.into()))
                .describe("Most attribute changes that one run may revert. Default 20."),
        )
        .attribute(
            "max_percent",
            Attribute::optional(Type::Number)
                .default(i64::from(usual.max_percent))
                .check(|value| within("max_percent", value, 100))
                .describe(
                    "Most resources that one run may touch, in percent of those in the baseline; \
                       one resource is always within it. Default 100.",
                ),
        )
        .attribute(
            "flap_limit",
            Attribute::optional(Type::Number)
                .default(i64::from(usual.flap_limit))
                .check(|value| within("flap_limit", value, u32::MAX.into()))
                .describe(
                    "An attribute that was reverted this often within `flap_window` is put in \
                       quarantine, for somebody keeps changing it back; 0 for never. Default 3.",
                ),
        )
        .attribute(
            "flap_window",
            Attribute::optional(Type::String)
                .default(duration::write(usual.flap_window))
                .check(|value| duration::read("flap_window", value).map(drop))
                .describe("The time within which reverts are counted, such as `1h`, the default."),
        )
        .attribute(
            "allow_delete",
            Attribute::optional(Type::Bool)
                .default(usual.allow_delete)
                .describe(
                    "Whether objects in scope that the baseline does not know may be deleted, with \
                       all that is in them. Default false: they are reported.",
                ),
        )
        .attribute(
            "allow_replace",
            Attribute::optional(Type::Bool)
                .default(usual.allow_replace)
                .describe(
                    "Whether objects that are gone may be made anew, without what they held. \
                       Default false: they are reported.",
                ),
        )
}

/// Whether a text is one of the few that mean something.
pub(crate) fn check<T: FromStr<Err: Display>>(value: &Value) -> Result<(), Diagnostic> {
    let read = T::from_str(value.as_str().unwrap_or_default());
    read.map(drop)
        .map_err(|error| Diagnostic::error(error.to_string()))
}

/// A rule that matches nothing would leave its types to the mode of all.
fn check_types(value: &Value) -> Result<(), Diagnostic> {
    if !value.is_wholly_known() {
        return Ok(());
    }
    let resource_types: Vec<String> = value
        .items()
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if resource_types.is_empty() {
        return Err(Diagnostic::error("`resource_types` is empty")
            .detail("Leave it out for a rule for all types."));
    }
    let select = vec![Selector {
        resource_types,
        ..Selector::default()
    }];
    let scope = Scope {
        select,
        exclude: Vec::new(),
    };
    let faults = scope.validate(&supported_types()).err().unwrap_or_default();
    match faults.first() {
        Some(fault) => Err(Diagnostic::error(fault.to_string()).detail(fault.help())),
        None => Ok(()),
    }
}

fn within(name: &str, value: &Value, most: u64) -> Result<(), Diagnostic> {
    match value {
        Value::Number(number) if number.as_u64().is_none_or(|n| n > most) => {
            Err(Diagnostic::error(format!("`{name}` cannot be {number}"))
                .detail(format!("Use a whole number from 0 to {most}.")))
        }
        _ => Ok(()),
    }
}

/// The settings that a plan or state describes, checked already.
pub(crate) fn from_value(value: &Value) -> Enforcement {
    let mode = |value: &Value| {
        value
            .string("mode")
            .and_then(|mode| mode.parse().ok())
            .unwrap_or_default()
    };
    let rules = value.blocks("rule").iter();
    Enforcement {
        mode: mode(value),
        rules: rules
            .map(|rule| Rule {
                resource_types: rule.strings("resource_types"),
                min_risk: rule.string("min_risk").and_then(|risk| risk.parse().ok()),
                mode: mode(rule),
            })
            .collect(),
        guardrails: value.block("guardrails").map(limits).unwrap_or_default(),
        notify: notify::from_value(value),
    }
}

fn limits(block: &Value) -> Guardrails {
    let usual = Guardrails::default();
    let number = |name: &str| block.get(name).as_u64();
    let small = |name: &str| number(name).and_then(|n| n.try_into().ok());
    Guardrails {
        max_changes: small("max_changes").unwrap_or(usual.max_changes),
        max_percent: number("max_percent")
            .and_then(|n| n.try_into().ok())
            .unwrap_or(usual.max_percent),
        flap_limit: small("flap_limit").unwrap_or(usual.flap_limit),
        flap_window: duration::read("flap_window", block.get("flap_window"))
            .unwrap_or(usual.flap_window),
        allow_delete: block.boolean("allow_delete").unwrap_or(usual.allow_delete),
        allow_replace: block
            .boolean("allow_replace")
            .unwrap_or(usual.allow_replace),
    }
}

/// Writes stored settings into a state, where they are not what it says already.
pub(crate) fn write(mut state: Value, settings: &Enforcement) -> Value {
    if from_value(&state) == *settings {
        return completed(state);
    }
    state.set("mode", settings.mode.to_string());
    state.set(
        "rule",
        Value::List(settings.rules.iter().map(to_block).collect()),
    );
    notify::write(&mut state, &settings.notify);
    if settings.guardrails == Guardrails::default() && state.get("guardrails").is_null() {
        return state;
    }
    state.with("guardrails", written(&settings.guardrails))
}

/// Gives the guardrails of a state that knew fewer of them the others as they are usually, so that
/// they are no change in the next plan.
fn completed(state: Value) -> Value {
    let Some(mut block) = state.block("guardrails").cloned() else {
        return state;
    };
    for (name, value) in written(&limits(&block)).entries() {
        if block.get(name).is_null() {
            block.set(name, value.clone());
        }
    }
    state.with("guardrails", block)
}

fn written(limits: &Guardrails) -> Value {
    Value::object([
        ("max_changes", i64::from(limits.max_changes).into()),
        ("max_percent", i64::from(limits.max_percent).into()),
        ("flap_limit", i64::from(limits.flap_limit).into()),
        ("flap_window", duration::write(limits.flap_window).into()),
        ("allow_delete", limits.allow_delete.into()),
        ("allow_replace", limits.allow_replace.into()),
    ])
}

fn to_block(rule: &Rule) -> Value {
    let types = match rule.resource_types.as_slice() {
        [] => Value::Null,
        types => Value::Set(types.iter().map(|name| name.as_str().into()).collect()),
    };
    Value::object([
        ("resource_types", types),
        ("min_risk", rule.min_risk.map(Risk::name).into()),
        ("mode", rule.mode.to_string().into()),
    ])
}

/// Set by the configuration, else by the provider, without a default.
pub(crate) fn optional_computed(ty: Type) -> Attribute {
    let mut attribute = Attribute::optional(ty);
    attribute.presence = driftlock_tfplugin::Presence::OptionalComputed;
    attribute
}

#[cfg(test)]
mod tests {
    use super::*;
    use driftlock_core::{Notify, Occasion};
    use driftlock_tfplugin::Number;
    use jiff::SignedDuration;

    #[test]
    fn what_is_written_is_read_back() {
        let settings = Enforcement {
            mode: Mode::Enforce,
            rules: vec![
                Rule {
                    resource_types: vec!["aws_s3_*".into()],
                    min_risk: None,
                    mode: Mode::Observe,
                },
                Rule {
                    resource_types: Vec::new(),
                    min_risk: Some(Risk::ExposureWidened),
                    mode: Mode::Approve,
                },
            ],
            guardrails: Guardrails {
                max_changes: 3,
                max_percent: 50,
                flap_limit: 0,
                flap_window: SignedDuration::from_mins(90),
                allow_delete: true,
                allow_replace: true,
            },
            notify: vec![Notify {
                webhook: "https://example.com/x".parse().unwrap(),
                on: [Occasion::Refused].into(),
            }],
        };
        assert_eq!(from_value(&write(Value::object([]), &settings)), settings);
    }

    #[test]
    fn usual_guardrails_need_no_block() {
        let state = write(Value::object([]), &Enforcement::default());
        assert!(state.get("guardrails").is_null());
    }

    #[test]
    fn a_state_that_knew_fewer_guardrails_gets_the_others() {
        let old = Value::object([("max_changes", 3_i64.into())]);
        let state = Value::object([("guardrails", old)]);
        let stored = from_value(&state);
        let state = write(state, &stored);
        let block = state.block("guardrails").unwrap();
        assert_eq!(block.integer("max_changes"), Some(3));
        assert_eq!(block.integer("flap_limit"), Some(3));
        assert_eq!(block.string("flap_window"), Some("1h"));
        assert_eq!(block.boolean("allow_delete"), Some(false));
    }

    #[test]
    fn wrong_settings_say_what_is_right() {
        let error = check::<Mode>(&"aprove".into()).unwrap_err();
        assert_eq!(
            error.summary,
            "unknown mode `aprove`: use `observe`, `approve` or `enforce`"
        );
        let error = check::<Risk>(&"high".into()).unwrap_err();
        assert!(
            error
                .summary
                .starts_with("unknown risk `high`: use `cosmetic`")
        );
        for wrong in [
            Value::from(101_i64),
            Value::from(-1_i64),
            Value::Number(Number::parse("1.5").unwrap()),
        ] {
            let error = within("max_percent", &wrong, 100).unwrap_err();
            assert!(error.summary.starts_with("`max_percent` cannot be "));
            assert_eq!(error.detail, "Use a whole number from 0 to 100.");
        }
        assert!(check_types(&Value::Set(Vec::new())).is_err());
        let partly = [Value::unknown(), "aws_s3_bukcet".into()];
        assert!(check_types(&Value::Set(partly.to_vec())).is_ok());
    }
}

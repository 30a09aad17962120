//! `mode`, `rule` and `guardrails`: what happens when reality leaves the baseline.

use std::str::FromStr as _;

use driftlock_core::{Enforcement, Guardrails, Mode, Rule, Scope, Selector};
use driftlock_engine::supported_types;
use driftlock_tfplugin::{Attribute, Block, Diagnostic, NestedBlock, Schema, Type, Value};

/// Adds them to a schema.
pub(crate) fn attributes(schema: Schema) -> Schema {
    let mode = Attribute::optional(Type::String)
        .default(Mode::default().to_string())
        .check(check_mode);
    schema
        .attribute("mode", mode.describe(
            "`observe` reports drift; `enforce` makes `terraform apply`, and the agent, revert it. \
             Default `observe`."))
        .block("rule", NestedBlock::list(rule()))
        .block("guardrails", NestedBlock::single(guardrails()))
}

fn rule() -> Block {
    Block::new("Another mode for some types. Of several rules the first that matches decides.")
        .attribute(
            "resource_types",
            Attribute::required(Type::set(Type::String))
                .check(check_types)
                .describe("Terraform types, with globs."),
        )
        .attribute(
            "mode",
            Attribute::required(Type::String)
                .check(check_mode)
                .describe("The mode for these."),
        )
}

fn guardrails() -> Block {
    let usual = Guardrails::default();
    Block::new("Limits of one run. A run over a limit changes nothing at all.")
        .attribute(
            "max_changes",
            Attribute::optional(Type::Number)
                .default(i64::from(usual.max_changes))
                .check(|value| within(value, 0, u32::MAX.into()))
                .describe("Most attribute changes that one run may revert. Default 20."),
        )
        .attribute(
            "max_percent",
            Attribute::optional(Type::Number)
                .default(i64::from(usual.max_percent))
                .check(|value| within(value, 0, 100))
                .describe(
                    "Most resources that one run may touch, in percent of those in the baseline; \
                       one resource is always within it. Default 100.",
                ),
        )
}

fn check_mode(value: &Value) -> Result<(), Diagnostic> {
    let mode = Mode::from_str(value.as_str().unwrap_or_default());
    mode.map(drop)
        .map_err(|error| Diagnostic::error(error.to_string()))
}

/// A rule that matches nothing would leave its types to the mode of all.
fn check_types(value: &Value) -> Result<(), Diagnostic> {
    let resource_types: Vec<String> = value
        .items()
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if resource_types.is_empty() {
        return Ok(());
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

fn within(value: &Value, least: u64, most: u64) -> Result<(), Diagnostic> {
    match value.as_u64() {
        Some(number) if (least..=most).contains(&number) => Ok(()),
        _ => Err(Diagnostic::error(format!(
            "use a whole number from {least} to {most}"
        ))),
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
                min_risk: None,
                mode: mode(rule),
            })
            .collect(),
        guardrails: value.block("guardrails").map(limits).unwrap_or_default(),
    }
}

fn limits(block: &Value) -> Guardrails {
    let usual = Guardrails::default();
    let number = |name: &str| block.get(name).as_u64();
    Guardrails {
        max_changes: number("max_changes")
            .and_then(|n| n.try_into().ok())
            .unwrap_or(usual.max_changes),
        max_percent: number("max_percent")
            .and_then(|n| n.try_into().ok())
            .unwrap_or(usual.max_percent),
        ..usual
    }
}

/// Writes stored settings into a state, where they are not what it says already.
pub(crate) fn write(mut state: Value, settings: &Enforcement) -> Value {
    if from_value(&state) == *settings {
        return state;
    }
    state.set("mode", settings.mode.to_string());
    state.set(
        "rule",
        Value::List(settings.rules.iter().map(to_block).collect()),
    );
    if settings.guardrails == Guardrails::default() && state.get("guardrails").is_null() {
        return state;
    }
    let limits = [
        (
            "max_changes",
            i64::from(settings.guardrails.max_changes).into(),
        ),
        (
            "max_percent",
            i64::from(settings.guardrails.max_percent).into(),
        ),
    ];
    state.with("guardrails", Value::object(limits))
}

fn to_block(rule: &Rule) -> Value {
    let types = rule
        .resource_types
        .iter()
        .map(|name| name.as_str().into())
        .collect();
    Value::object([
        ("resource_types", Value::Set(types)),
        ("mode", rule.mode.to_string().into()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let settings = Enforcement {
            mode: Mode::Enforce,
            rules: vec![Rule {
                resource_types: vec!["aws_s3_*".into()],
                min_risk: None,
                mode: Mode::Observe,
            }],
            guardrails: Guardrails {
                max_changes: 3,
                max_percent: 50,
                ..Guardrails::default()
            },
        };
        assert_eq!(from_value(&write(Value::object([]), &settings)), settings);
    }

    #[test]
    fn usual_guardrails_need_no_block() {
        let state = write(Value::object([]), &Enforcement::default());
        assert!(state.get("guardrails").is_null());
    }

    #[test]
    fn wrong_settings_say_what_is_right() {
        let error = check_mode(&"aprove".into()).unwrap_err();
        assert_eq!(
            error.summary,
            "unknown mode `aprove`: use `observe`, `approve` or `enforce`"
        );
        let error = within(&101_i64.into(), 0, 100).unwrap_err();
        assert_eq!(error.summary, "use a whole number from 0 to 100");
    }
}

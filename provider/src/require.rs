//! The `require` block: known good, or no revision.

use driftlock_core::{BaselineName, Compliance, ComplianceFinding, Requirement, WaiversFile};
use driftlock_engine::{EngineError, Require};
use driftlock_tfplugin::{
    Attribute, AttributePath, Block, Diagnostic, NestedBlock, Plan, Schema, Type, Value,
};

use crate::session::fault;
use crate::settings::optional_computed;

const REQUIRE: &str = "require";
const COMPLIANCE: &str = "compliance";
/// From the mildest to the worst.
const SEVERITIES: [&str; 5] = ["info", "low", "medium", "high", "critical"];
const USUAL_SEVERITY: &str = "high";
const USUAL_SEVERITY_OF_FRAMEWORK: &str = "info";
/// How many findings are named in a message.
const NAMED: usize = 20;

/// Adds the block, and the verdict on what was captured, to a schema.
pub(crate) fn attributes(schema: Schema) -> Schema {
    let counts = ["policies", "fail", "warn", "unknown", "waived", "pass"];
    let counts = counts.map(|name| (name, Type::Number));
    schema
        .block(REQUIRE, NestedBlock::single(block()))
        .attribute(COMPLIANCE, Attribute::computed(Type::object(counts)).describe(
            "What the required policies said of the revision: how many `policies` judged, and how many \
             of their verdicts were `fail`, `warn`, `unknown`, `waived` and `pass`. Null where nothing \
             was required."))
}

fn block() -> Block {
    Block::new(
        "Policies that a snapshot must satisfy, or it is not captured and the revision before stays in \
         force: the built-in ones of `driftlock-gate`, and one's own. The verdict is kept with the \
         revision. A change captures a new revision. Paths start at the directory that Terraform runs \
         in.",
    )
    .attribute(
        "framework",
        Attribute::optional(Type::String).check(check_framework).describe(
            "The compliance framework whose policies judge, such as `cis-aws-3.0`, `cis-aws` for the \
             newest of them, or a file: policies that it does not map are not asked. Else all are.",
        ),
    )
    .attribute(
        "min_severity",
        optional_computed(Type::String)
            .check(check_severity)
            .describe(
                "The mildest severity that keeps a snapshot from being captured: `info`, `low`, \
                 `medium`, `high` or `critical`. Milder offences are warnings. Default `high`, and \
                 `info` where a framework is named.",
            ),
    )
    .attribute(
        "policies",
        Attribute::optional(Type::list(Type::String)).describe(
            "Folders of policies of one's own, in Rego, beside the built-in ones.",
        ),
    )
    .attribute(
        "waivers",
        Attribute::optional(Type::String).describe(
            "File of approved exceptions, in YAML, beside the `driftlock_waiver`s of the store. Read \
             by the apply that captures; what it says then is kept with the revision.",
        ),
    )
}

/// Rule for an attribute that is a severity.
pub(crate) fn check_severity(value: &Value) -> Result<(), Diagnostic> {
    let text = value.as_str().unwrap_or_default();
    if SEVERITIES.contains(&text) {
        return Ok(());
    }
    let all = SEVERITIES.map(|one| format!("`{one}`")).join(", ");
    Err(Diagnostic::error(format!("unknown severity `{text}`"))
        .detail(format!("The severities are {all}.")))
}

/// Rule for an attribute that names a framework. A file is looked for when it is needed.
pub(crate) fn check_framework(value: &Value) -> Result<(), Diagnostic> {
    let name = value.as_str().unwrap_or_default();
    driftlock_engine::check_framework(name).map_err(|error| fault(&error))
}

/// Fills in the severity that a configuration leaves to the framework, or to the absence of one.
pub(crate) fn complete(plan: &mut Plan) {
    let written = plan.config.block(REQUIRE);
    let written = written.map(|block| block.get("min_severity"));
    let Some(block) = plan.planned.block(REQUIRE) else {
        return;
    };
    if written.is_some_and(Value::is_null) {
        let severity = match block.get("framework") {
            Value::Unknown(_) => Value::unknown(),
            framework => usual(framework.as_str()).into(),
        };
        let block = block.clone().with("min_severity", severity);
        plan.planned.set(REQUIRE, block);
    }
}

/// What counts where no severity is named: who names a framework wants all of it.
const fn usual(framework: Option<&str>) -> &'static str {
    match framework {
        Some(_) => USUAL_SEVERITY_OF_FRAMEWORK,
        None => USUAL_SEVERITY,
    }
}

/// What a plan requires. Reads the file of waivers.
pub(crate) async fn wanted(planned: &Value) -> Result<Require, Diagnostic> {
    let Some(block) = planned.block(REQUIRE) else {
        return Ok(Require::Nothing);
    };
    let waivers = match block.string("waivers") {
        None => None,
        Some(name) => Some(WaiversFile {
            name: name.to_owned(),
            text: text_of(name).await?,
        }),
    };
    Ok(Require::Policies(Requirement {
        min_severity: severity(block).to_owned(),
        framework: block.string("framework").map(str::to_owned),
        policies: block.strings("policies"),
        waivers,
    }))
}

fn severity(block: &Value) -> &str {
    let framework = block.string("framework");
    block.string("min_severity").unwrap_or(usual(framework))
}

async fn text_of(name: &str) -> Result<String, Diagnostic> {
    tokio::fs::read_to_string(name).await.map_err(|error| {
        Diagnostic::error(format!("reading waivers `{name}`: {error}"))
            .detail(
                "A path starts at the directory that Terraform runs in; \
                 `${path.module}/waivers.yaml` is a file beside the configuration.",
            )
            .at(AttributePath::new(REQUIRE).attribute("waivers"))
    })
}

/// Writes what was required of a revision, and the verdict, into a state.
pub(crate) fn write(state: Value, compliance: Option<&Compliance>) -> Value {
    let verdict = compliance.map(verdict);
    let requirement = compliance.map(|compliance| &compliance.requirement);
    let state = match agrees(state.block(REQUIRE), requirement) {
        true => state,
        false => state.with(REQUIRE, requirement.map(to_block)),
    };
    state.with(COMPLIANCE, verdict)
}

/// Fills in the verdict.
pub(crate) fn tell(state: Value, compliance: Option<&Compliance>) -> Value {
    state.with(COMPLIANCE, compliance.map(verdict))
}

fn verdict(compliance: &Compliance) -> Value {
    let count = |count: usize| Value::from(u64::try_from(count).unwrap_or(u64::MAX));
    Value::object([
        ("policies", count(compliance.policies)),
        ("fail", count(compliance.fail)),
        ("warn", count(compliance.warn)),
        ("unknown", count(compliance.unknown)),
        ("waived", count(compliance.waived)),
        ("pass", count(compliance.pass)),
    ])
}

/// Whether a state says what was required, the content of the file of waivers aside.
fn agrees(block: Option<&Value>, required: Option<&Requirement>) -> bool {
    match (block, required) {
        (None, None) => true,
        (Some(block), Some(required)) => {
            let waivers = required.waivers.as_ref().map(|file| file.name.as_str());
            severity(block) == required.min_severity
                && block.string("framework") == required.framework.as_deref()
                && block.strings("policies") == required.policies
                && block.string("waivers") == waivers
        }
        _ => false,
    }
}

fn to_block(required: &Requirement) -> Value {
    let policies = match required.policies.as_slice() {
        [] => Value::Null,
        folders => Value::List(folders.iter().map(|name| name.as_str().into()).collect()),
    };
    let waivers = required.waivers.as_ref().map(|file| file.name.as_str());
    Value::object([
        ("framework", required.framework.clone().into()),
        ("min_severity", required.min_severity.as_str().into()),
        ("policies", policies),
        ("waivers", waivers.into()),
    ])
}

/// Says which findings kept a snapshot from being captured.
pub(crate) fn refused(
    error: &EngineError,
    compliance: &Compliance,
    in_force: Option<u64>,
    name: &BaselineName,
) -> Diagnostic {
    let failing = compliance
        .findings
        .iter()
        .filter(|one| one.verdict == "fail");
    let mut lines: Vec<String> = failing.map(finding).collect();
    let more = lines.len().saturating_sub(NAMED);
    lines.truncate(NAMED);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    let stays = match in_force {
        Some(revision) => format!("Revision {revision} stays in force."),
        None => format!("There is no baseline `{name}` yet, so nothing is held."),
    };
    Diagnostic::error(error.to_string())
        .detail(lines.join("\n"))
        .detail(stays)
        .detail(
            "Mend these and apply again, or waive them in a file that `waivers` of `require` names. \
             `driftlock-gate explain POLICY` tells more.",
        )
        .at(REQUIRE)
}

fn finding(found: &ComplianceFinding) -> String {
    let ComplianceFinding {
        policy,
        severity,
        resource,
        message,
        fix,
        ..
    } = found;
    format!("  {resource}: {policy} ({severity})\n    {message}\n    fix: {fix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compliance(waivers: Option<&str>) -> Compliance {
        Compliance {
            requirement: Requirement {
                min_severity: "medium".into(),
                framework: Some("cis-aws-3.0".into()),
                policies: vec!["policies".into()],
                waivers: waivers.map(|name| WaiversFile {
                    name: name.into(),
                    text: String::new(),
                }),
            },
            policies: 13,
            fail: 0,
            warn: 1,
            unknown: 0,
            waived: 2,
            pass: 3,
            frameworks: Vec::new(),
            findings: Vec::new(),
        }
    }

    #[test]
    fn what_was_required_reads_as_it_was_written() {
        for waivers in [None, Some("waivers.yaml")] {
            let required = compliance(waivers);
            let state = write(Value::object([]), Some(&required));
            assert!(agrees(state.block(REQUIRE), Some(&required.requirement)));
            assert!(!agrees(state.block(REQUIRE), None));
            assert!(!agrees(None, Some(&required.requirement)));
            assert_eq!(state.get(COMPLIANCE).integer("waived"), Some(2));
            let gone = write(state, None);
            assert!(gone.get(REQUIRE).is_null() && gone.get(COMPLIANCE).is_null());
        }
    }

    #[test]
    fn a_framework_counts_in_full_where_no_severity_is_named() {
        for (framework, written, expected) in [
            (Value::Null, Value::Null, Value::from("high")),
            ("cis-aws".into(), Value::Null, "info".into()),
            ("cis-aws".into(), "low".into(), "low".into()),
            (Value::unknown(), Value::Null, Value::unknown()),
        ] {
            let block = |severity: Value| {
                let block = [("framework", framework.clone()), ("min_severity", severity)];
                Value::object([(REQUIRE, Value::object(block))])
            };
            let proposed = match &written {
                Value::Null => Value::unknown(),
                written => written.clone(),
            };
            let mut plan = Plan {
                prior: Value::Null,
                config: block(written),
                planned: block(proposed),
                requires_replace: Vec::new(),
            };
            complete(&mut plan);
            assert_eq!(*plan.planned.get(REQUIRE).get("min_severity"), expected);
        }
    }

    #[test]
    fn an_unknown_framework_names_the_one_that_was_meant() {
        let error = check_framework(&"cis-asw-3.0".into()).unwrap_err();
        assert_eq!(error.summary, "there is no framework `cis-asw-3.0`");
        assert_eq!(error.detail, "did you mean `cis-aws-3.0`?");
        for fine in ["cis-aws-3.0", "cis-aws", "own/acme.yaml", "acme.yml"] {
            assert_eq!(check_framework(&fine.into()), Ok(()), "{fine}");
        }
    }

    #[test]
    fn an_unknown_severity_names_the_known_ones() {
        let error = check_severity(&"hgh".into()).unwrap_err();
        assert_eq!(error.summary, "unknown severity `hgh`");
        assert!(error.detail.contains("`critical`"));
    }
}

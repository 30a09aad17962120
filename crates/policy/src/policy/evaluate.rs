//! Asks all policies about one view, in one evaluation.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, Value};

use super::foreign::{self, Judgements};
use super::module::OWN;
use super::{Policies, Policy, PolicyError};
use crate::value::{member, text};
use crate::view::View;

/// The module that asks every policy at once, so that what they share is evaluated once.
const QUESTION: &str = "driftlock:question.rego";

/// A run that takes longer is stopped, and passes nothing.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(60);

/// How many steps pass between two looks at the clock.
const STEPS_BETWEEN_CHECKS: NonZeroU32 = NonZeroU32::new(1_024).unwrap();

/// What a policy says of one resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Opinion {
    /// What is wrong or open; the policy's title where it says no more.
    pub(crate) message: Option<String>,
    /// The attribute that offends, where the policy names it.
    pub(crate) attribute: Option<String>,
}

/// What one policy says, by address.
#[derive(Debug, Default)]
pub(crate) struct Opinions {
    pub(crate) fail: BTreeMap<Arc<str>, BTreeSet<Opinion>>,
    pub(crate) pass: BTreeMap<Arc<str>, BTreeSet<Opinion>>,
    pub(crate) unknown: BTreeMap<Arc<str>, BTreeSet<Opinion>>,
}

/// What one policy says, or why it says nothing.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Opinions on resources; what they come to is for the check to say.
    Opinions(Opinions),
    /// Verdicts of a policy of another tool.
    Judgements(Judgements),
    /// It could not be evaluated.
    Failed(PolicyError),
}

/// Whether policies are asked together, or each alone to see what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tracing {
    /// Together, which is faster.
    #[default]
    Off,
    /// Each alone: how long it took, and what it printed, is kept.
    On,
}

/// A policy, and what it answers.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) policy: Arc<Policy>,
    pub(crate) answer: Answer,
    pub(crate) took: Duration,
    pub(crate) prints: Vec<String>,
}

/// Every policy's opinions, in the order of the policies.
pub(crate) fn evaluate(policies: &Policies, view: &View, tracing: Tracing) -> Vec<Asked> {
    let mut engine = limited(policies, TIME_LIMIT);
    engine.set_input(view.input.clone());
    let together = match tracing {
        Tracing::Off => ask_all(engine.clone(), policies),
        Tracing::On => None,
    };
    let all = policies.policies.iter().map(|policy| {
        let mut engine = engine.clone();
        let begun = Instant::now();
        let answer = match &policy.foreign {
            Some(foreign) => {
                foreign::judge(&mut engine, policy, foreign, view).map(Answer::Judgements)
            }
            None => native(&mut engine, policy, together.as_ref(), view).map(Answer::Opinions),
        };
        Asked {
            policy: Arc::clone(policy),
            answer: answer.unwrap_or_else(Answer::Failed),
            took: begun.elapsed(),
            prints: engine.take_prints().unwrap_or_default(),
        }
    });
    all.collect()
}

/// An engine of its own that stops in time.
pub(super) fn limited(policies: &Policies, limit: Duration) -> Engine {
    let mut engine = policies.engine.clone();
    engine.set_execution_timer_config(ExecutionTimerConfig {
        limit,
        check_interval: STEPS_BETWEEN_CHECKS,
    });
    engine
}

fn native(
    engine: &mut Engine,
    policy: &Policy,
    together: Option<&Value>,
    view: &View,
) -> Result<Opinions, PolicyError> {
    let answers = together.and_then(|answers| member(answers, &policy.id));
    match answers {
        Some(answers) => opinions(policy, answers, view),
        // One of them failed: ask each alone, to name the culprits.
        None => ask_one(engine, policy).and_then(|answers| opinions(policy, &answers, view)),
    }
}

fn ask_all(mut engine: Engine, policies: &Policies) -> Option<Value> {
    let mut question = String::from("package driftlock_question\n\nanswers := {\n");
    let native = policies.policies.iter().filter(|p| p.foreign.is_none());
    for policy in native {
        question += &format!("{:?}: {{\n", policy.id);
        for rule in OWN.iter().filter(|rule| policy.rules.contains(**rule)) {
            question += &format!("{rule:?}: {}.{rule},\n", policy.package);
        }
        question += "},\n";
    }
    question += "}\n";
    engine.set_rego_v0(false);
    engine.add_policy(QUESTION.to_owned(), question).ok()?;
    engine
        .eval_rule("data.driftlock_question.answers".to_owned())
        .ok()
}

pub(super) fn ask_one(engine: &mut Engine, policy: &Policy) -> Result<Value, PolicyError> {
    let mut answers = BTreeMap::new();
    for rule in OWN.iter().filter(|rule| policy.rules.contains(**rule)) {
        let answer = engine
            .eval_rule(format!("{}.{rule}", policy.package))
            .map_err(|error| PolicyError::from_engine(&policy.file, &error.to_string()))?;
        answers.insert(Value::from(*rule), answer);
    }
    Ok(Value::from(answers))
}

fn opinions(policy: &Policy, answers: &Value, view: &View) -> Result<Opinions, PolicyError> {
    let mut opinions = Opinions::default();
    for rule in OWN.iter().filter(|rule| policy.rules.contains(**rule)) {
        let Some(Value::Set(answer)) = member(answers, rule) else {
            let reason = format!("the rule `{rule}` is no set");
            return Err(PolicyError::new(&policy.file, reason)
                .help(format!("write it as `{rule} contains ... if {{ ... }}`")));
        };
        let into = match *rule {
            "fail" => &mut opinions.fail,
            "pass" => &mut opinions.pass,
            _ => &mut opinions.unknown,
        };
        for value in answer.iter() {
            let (address, opinion) = opinion(value, policy, view).map_err(|reason| {
                PolicyError::new(&policy.file, format!("the rule `{rule}` yields {reason}"))
            })?;
            into.entry(address).or_default().insert(opinion);
        }
    }
    Ok(opinions)
}

/// One member of a rule: an address, or an object with `resource` and what is to be said of it.
fn opinion(value: &Value, policy: &Policy, view: &View) -> Result<(Arc<str>, Opinion), String> {
    let (address, opinion) = match value {
        Value::String(address) => (
            address,
            Opinion {
                message: None,
                attribute: None,
            },
        ),
        Value::Object(entries) => {
            for key in entries.keys() {
                if !matches!(text(key), Some("resource" | "message" | "attribute")) {
                    return Err(format!("an object with the unknown key {key}"));
                }
            }
            let Some(Value::String(address)) = member(value, "resource") else {
                return Err("an object whose `resource` is no address".to_owned());
            };
            let message = string(value, "message")?;
            let attribute = string(value, "attribute")?;
            (address, Opinion { message, attribute })
        }
        _ => return Err("something other than an address or an object".to_owned()),
    };
    match view.judged.get_key_value(address) {
        None => Err(format!("`{address}`, which is no resource of this plan")),
        Some((_, judged)) if !policy.metadata.custom.resources.contains(&judged.kind) => Err(
            format!("`{address}`, whose type its metadata does not list"),
        ),
        Some((address, _)) => Ok((Arc::clone(address), opinion)),
    }
}

fn string(value: &Value, key: &str) -> Result<Option<String>, String> {
    match member(value, key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.to_string())),
        Some(_) => Err(format!("an object whose `{key}` is no string")),
    }
}

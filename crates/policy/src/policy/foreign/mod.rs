//! Policies written for other tools, run as those tools run them.

pub(super) mod conftest;
pub(super) mod regula;

use std::sync::Arc;

use regorus::{Engine, Value};

use super::{Policy, PolicyError};
use crate::finding::Verdict;
use crate::view::View;

/// How a policy of another tool is asked.
#[derive(Debug, Clone)]
pub(super) enum Foreign {
    Conftest(conftest::Rule),
    Regula(regula::Rule),
}

/// What such a policy says of one resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Judgement {
    /// The address of the resource, or what stands for it.
    pub(crate) address: Arc<str>,
    /// Its type.
    pub(crate) kind: Arc<str>,
    pub(crate) verdict: Verdict,
    pub(crate) message: Option<String>,
    pub(crate) attribute: Option<String>,
}

/// What such a policy says of all, and of how many resources.
#[derive(Debug, Default)]
pub(crate) struct Judgements {
    pub(crate) all: Vec<Judgement>,
    pub(crate) resources: usize,
}

/// Asks one policy. The engine holds it, with everything that it imports.
pub(super) fn judge(
    engine: &mut Engine,
    policy: &Policy,
    foreign: &Foreign,
    view: &View,
) -> Result<Judgements, PolicyError> {
    let Some(inside) = &view.foreign else {
        let reason = "this policy judges a whole plan, and none is at hand";
        return Err(PolicyError::new(&policy.file, reason));
    };
    let mut judgements = match foreign {
        Foreign::Conftest(rule) => rule.judge(engine, policy, view, inside),
        Foreign::Regula(rule) => rule.judge(engine, policy, view, inside),
    }?;
    judgements.all.sort();
    judgements.all.dedup();
    Ok(judgements)
}

/// The value of a rule, by its whole path.
fn ask(engine: &mut Engine, policy: &Policy, rule: &str) -> Result<Value, PolicyError> {
    engine
        .eval_rule(rule.to_owned())
        .map_err(|error| PolicyError::from_engine(&policy.file, &error.to_string()))
}

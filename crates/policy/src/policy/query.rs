//! Asks one question of policies, as the gate asks them: for the tests of how Rego is understood.

use std::time::Duration;

use regorus::Value;

use super::evaluate::limited;
use super::{Policies, PolicyError, Source};

/// The module that asks.
const QUESTION: &str = "driftlock:query.rego";

/// A question that takes longer is stopped.
const TIME_LIMIT: Duration = Duration::from_secs(2);

/// The value of a reference such as `data.shop.open` in modules loaded as policies are, for one
/// input in JSON; nothing where it is undefined.
///
/// # Errors
/// Every fault of every module, or why the evaluation was stopped.
#[doc(hidden)]
pub fn query(
    modules: Vec<Source>,
    reference: &str,
    input: &str,
) -> Result<Option<Value>, Vec<PolicyError>> {
    let policies = Policies::load(modules)?;
    let failed = |reason: String| vec![PolicyError::from_engine(QUESTION, &reason)];
    let mut engine = limited(&policies, TIME_LIMIT);
    engine.set_input(Value::from_json_str(input).map_err(|error| failed(error.to_string()))?);
    engine.set_rego_v0(false);
    let question = format!("package driftlock_query\n\nanswer := {reference}\n");
    engine
        .add_policy(QUESTION.to_owned(), question)
        .and_then(|_| engine.eval_rule("data.driftlock_query.answer".to_owned()))
        .map(|value| (value != Value::Undefined).then_some(value))
        .map_err(|error| failed(error.to_string()))
}

//! Builtins of older Rego that policies still call and the engine lacks: `all`, `any`, `re_match`.
//! Meaning: <https://www.openpolicyagent.org/docs/policy-reference>, deprecated builtins.
//!
//! `anyhow` appears here, and only here, because the engine's extensions return it.

use std::collections::HashMap;

use anyhow::{Context, bail};
use regex::Regex;
use regorus::{Engine, Value};

/// Adds the builtins to an engine.
pub(super) fn add(engine: &mut Engine) -> anyhow::Result<()> {
    engine.add_extension(
        "all".into(),
        1,
        Box::new(|arguments: Vec<Value>| all(&arguments)),
    )?;
    engine.add_extension(
        "any".into(),
        1,
        Box::new(|arguments: Vec<Value>| any(&arguments)),
    )?;
    let mut patterns = HashMap::new();
    engine.add_extension(
        "re_match".into(),
        2,
        Box::new(move |arguments: Vec<Value>| re_match(&mut patterns, &arguments)),
    )
}

fn all(arguments: &[Value]) -> anyhow::Result<Value> {
    let holds = match arguments {
        [Value::Array(items)] => items.iter().all(is_true),
        [Value::Set(items)] => items.iter().all(is_true),
        _ => bail!("`all` expects an array or a set"),
    };
    Ok(Value::Bool(holds))
}

fn any(arguments: &[Value]) -> anyhow::Result<Value> {
    let holds = match arguments {
        [Value::Array(items)] => items.iter().any(is_true),
        [Value::Set(items)] => items.iter().any(is_true),
        _ => bail!("`any` expects an array or a set"),
    };
    Ok(Value::Bool(holds))
}

fn is_true(value: &Value) -> bool {
    matches!(value, Value::Bool(true))
}

fn re_match(patterns: &mut HashMap<String, Regex>, arguments: &[Value]) -> anyhow::Result<Value> {
    let [Value::String(pattern), Value::String(text)] = arguments else {
        bail!("`re_match` expects a pattern and a string");
    };
    if let Some(known) = patterns.get(pattern.as_ref()) {
        return Ok(Value::Bool(known.is_match(text)));
    }
    let compiled = Regex::new(pattern).context("`re_match` expects a valid pattern")?;
    let matches = compiled.is_match(text);
    patterns.insert(pattern.to_string(), compiled);
    Ok(Value::Bool(matches))
}

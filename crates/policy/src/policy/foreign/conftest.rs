//! Rules of conftest: sets `deny`, `violation` and `warn`, with or without a suffix, of strings or
//! of objects with `msg`. They see the whole plan as `input`, as `terraform show -json` writes it.
//! Meaning: <https://www.conftest.dev/>, "Evaluation" and "Exceptions".

use std::collections::BTreeSet;
use std::sync::Arc;

use regorus::{Engine, Value};

use super::{Judgement, Judgements, ask};
use crate::finding::Verdict;
use crate::policy::{Policy, PolicyError};
use crate::severity::Severity;
use crate::value::{member, text};
use crate::view::{Foreign, View};

/// The rule by which a package excepts from its own rules.
pub(in crate::policy) const EXCEPTION: &str = "exception";

/// What a finding of the plan as a whole is found at.
const PLAN: &str = "plan";

/// How much a rule means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::policy) enum Level {
    Deny,
    Warn,
}

impl Level {
    pub(in crate::policy) const fn severity(self) -> Severity {
        match self {
            Self::Deny => Severity::High,
            Self::Warn => Severity::Low,
        }
    }
}

/// What a rule is for, judged by its name; nothing for names that conftest passes over.
pub(in crate::policy) fn level(rule: &str) -> Option<Level> {
    let named = |word: &str| {
        rule.strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    match rule {
        _ if named("deny") || named("violation") => Some(Level::Deny),
        _ if named("warn") => Some(Level::Warn),
        _ => None,
    }
}

/// One rule of one package.
#[derive(Debug, Clone)]
pub(in crate::policy) struct Rule {
    /// `data.main`.
    pub(in crate::policy) package: String,
    /// `deny_public`.
    pub(in crate::policy) name: String,
    pub(in crate::policy) level: Level,
    /// True when the package has a rule `exception`.
    pub(in crate::policy) excepts: bool,
}

impl Rule {
    pub(super) fn judge(
        &self,
        engine: &mut Engine,
        policy: &Policy,
        view: &View,
        inside: &Foreign,
    ) -> Result<Judgements, PolicyError> {
        engine.set_input(inside.document.clone());
        let excepted = self.excepts && self.excepted(engine, policy)?;
        let said = ask(engine, policy, &format!("{}.{}", self.package, self.name))?;
        let mut judgements = Judgements {
            resources: view.len(),
            ..Judgements::default()
        };
        for value in members(&said).map_err(|reason| self.fault(policy, &reason))? {
            let message = message(value).map_err(|reason| self.fault(policy, &reason))?;
            let (address, kind) = self.place(value, &message, view);
            let verdict = match self.level {
                _ if excepted => Verdict::Waived,
                Level::Deny => Verdict::Fail,
                Level::Warn => Verdict::Warn,
            };
            judgements.all.push(Judgement {
                address,
                kind,
                verdict,
                message: Some(message),
                attribute: None,
            });
        }
        if judgements.all.is_empty() {
            judgements.all.push(Judgement {
                address: PLAN.into(),
                kind: PLAN.into(),
                verdict: Verdict::Pass,
                message: None,
                attribute: None,
            });
        }
        Ok(judgements)
    }

    fn fault(&self, policy: &Policy, reason: &str) -> PolicyError {
        PolicyError::new(&policy.file, format!("the rule `{}` {reason}", self.name))
            .help("conftest's rules are sets of strings, or of objects with `msg`")
    }

    /// `exception` holds lists of suffixes: `["public"]` excepts from `deny_public`, `[""]` from
    /// `deny`.
    fn excepted(&self, engine: &mut Engine, policy: &Policy) -> Result<bool, PolicyError> {
        let said = ask(engine, policy, &format!("{}.{EXCEPTION}", self.package))?;
        let suffix = self.name.split_once('_').map_or("", |(_, suffix)| suffix);
        let lists = members(&said).map_err(|reason| self.fault(policy, &reason))?;
        let mut names = lists.into_iter().flat_map(|list| match list {
            Value::Array(names) => names.iter().collect(),
            Value::Set(names) => names.iter().collect(),
            other => vec![other],
        });
        Ok(names.any(|name| text(name) == Some(suffix)))
    }

    /// The resource that a finding names: by a field of its own, or alone in its message.
    fn place(&self, value: &Value, message: &str, view: &View) -> (Arc<str>, Arc<str>) {
        let fields = ["address", "resource"].iter();
        let named = fields
            .filter_map(|field| member(value, field).and_then(text))
            .find_map(|address| view.judged.get_key_value(address));
        let found = named.or_else(|| only_one_in(message, view));
        match found {
            Some((address, judged)) => (Arc::clone(address), Arc::clone(&judged.kind)),
            None => (PLAN.into(), PLAN.into()),
        }
    }
}

/// The one resource whose whole address stands in a text, if it is one.
fn only_one_in<'v>(
    message: &str,
    view: &'v View,
) -> Option<(&'v Arc<str>, &'v crate::view::Judged)> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '\'' | '`' | ',' | ';' | '(' | ')');
    let words: BTreeSet<&str> = message
        .split(ends)
        .map(|word| word.trim_end_matches(['.', ':']))
        .map(|word| word.strip_prefix('"').unwrap_or(word))
        .flat_map(|word| [word, word.strip_suffix('"').unwrap_or(word)])
        .collect();
    let mut found = words
        .into_iter()
        .filter_map(|word| view.judged.get_key_value(word));
    match (found.next(), found.next()) {
        (one, None) => one,
        _ => None,
    }
}

fn members(value: &Value) -> Result<Vec<&Value>, String> {
    match value {
        Value::Undefined => Ok(Vec::new()),
        Value::Set(members) => Ok(members.iter().collect()),
        Value::Array(members) => Ok(members.iter().collect()),
        other => Err(format!("is no set: it is {other}")),
    }
}

fn message(value: &Value) -> Result<String, String> {
    let message = match value {
        Value::String(_) => text(value),
        _ => member(value, "msg").and_then(text),
    };
    message
        .map(str::to_owned)
        .ok_or_else(|| format!("yields something without a message: {value}"))
}

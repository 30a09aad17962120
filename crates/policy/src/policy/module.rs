//! One Rego file: parsed, guarded, and known for what it is.

use std::collections::BTreeSet;

use regorus::Engine;
use regorus::unstable::{Expr, Module, Rule, RuleHead};

use super::dialect::may_be_v0;
use super::error::PolicyError;
use super::guard;
use super::metadata::{self, Metadata};

/// A Rego file and where it came from.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as the user named it, or `builtin:...`.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// What a file is for.
#[derive(Debug)]
pub(super) enum Role {
    /// Judges resources.
    Policy(Box<Metadata>),
    /// Holds rules that policies import.
    Library,
}

/// A file that was parsed.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) source: Source,
    /// `data.driftlock.s3.public_s3_bucket`.
    pub(super) package: String,
    /// The names of its rules.
    pub(super) rules: BTreeSet<String>,
    pub(super) role: Role,
    /// True for Rego before 1.0.
    pub(super) v0: bool,
}

/// Rules by which other tools find offences: a file that has one of them, but no metadata, was
/// meant as a policy, and must not be passed over.
const FOREIGN: [&str; 6] = ["allow", "deny", "exception", "policy", "violation", "warn"];

/// The rules of a policy here.
pub(super) const OWN: [&str; 3] = ["fail", "pass", "unknown"];

/// Parses a file as Rego v1, or else as v0.
pub(super) fn parse(source: Source) -> Result<Parsed, Vec<PolicyError>> {
    let (mut engine, package, v0) = load(&source).map_err(|error| vec![error])?;
    let module = engine.get_modules().last().cloned();
    let Some(module) = module else {
        return Err(vec![PolicyError::new(
            &source.file,
            "the engine lost this file",
        )]);
    };
    let mut errors = guard::check(&source.file, &module);
    let rules = rule_names(&module);
    let role = role(&source, &rules)
        .map_err(|error| errors.push(error))
        .ok();
    match role {
        Some(role) if errors.is_empty() => Ok(Parsed {
            source,
            package,
            rules,
            role,
            v0,
        }),
        _ => Err(errors),
    }
}

fn load(source: &Source) -> Result<(Engine, String, bool), PolicyError> {
    let attempt = |v0: bool| {
        let mut engine = Engine::new();
        engine.set_rego_v0(v0);
        let package = engine.add_policy(source.file.clone(), source.text.clone());
        package
            .map(|package| (engine, package, v0))
            .map_err(|error| PolicyError::from_engine(&source.file, &error.to_string()))
    };
    attempt(false).or_else(|new| {
        if !may_be_v0(&source.text) {
            return Err(new);
        }
        // The dialect that gets further is the one that the author meant.
        attempt(true).map_err(|old| if old.line > new.line { old } else { new })
    })
}

fn role(source: &Source, rules: &BTreeSet<String>) -> Result<Role, PolicyError> {
    let metadata = metadata::read(&source.file, &source.text)?;
    let judges = OWN.iter().any(|own| rules.contains(*own));
    match metadata {
        Some(metadata) if rules.contains("fail") => Ok(Role::Policy(Box::new(metadata))),
        Some(_) => Err(
            PolicyError::new(&source.file, "this policy has no rule `fail`").help(
                "add `fail contains {\"resource\": r.address, \"message\": \"...\"} if { ... }`",
            ),
        ),
        None if judges => Err(
            PolicyError::new(&source.file, "this policy has no metadata").help(
                "begin the file with a `# METADATA` block; `driftlock-gate explain` shows one",
            ),
        ),
        None => match FOREIGN.iter().find(|name| rules.contains(**name)) {
            Some(name) => Err(PolicyError::new(
                &source.file,
                format!("this is a policy for another tool: it has a rule `{name}`"),
            )
            .help("rename the rule to `fail`, and begin the file with a `# METADATA` block")),
            None => Ok(Role::Library),
        },
    }
}

fn rule_names(module: &Module) -> BTreeSet<String> {
    let heads = module.policy.iter().map(|rule| match rule.as_ref() {
        Rule::Default { refr, .. } => refr,
        Rule::Spec { head, .. } => match head {
            RuleHead::Compr { refr, .. }
            | RuleHead::Set { refr, .. }
            | RuleHead::Func { refr, .. } => refr,
        },
    });
    heads.map(|head| root(head)).collect()
}

/// The first name of a rule's head: `fail` of `fail[x]` and of `fail.x`.
fn root(head: &Expr) -> String {
    match head {
        Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } => root(refr),
        other => other.span().text().to_owned(),
    }
}

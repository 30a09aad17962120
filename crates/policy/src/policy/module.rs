//! One Rego file: parsed, guarded, and known for what it is.

use std::collections::BTreeSet;

use regorus::Engine;
use regorus::unstable::{Expr, Module, Ref, Rule, RuleHead};

use super::depth;
use super::dialect::{may_be_v0, unchain};
use super::error::PolicyError;
use super::foreign::conftest;
use super::guard;
use super::library;
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
    /// Has rules `deny`, `warn` or `violation`, as conftest runs them.
    Conftest,
    /// A rule of Regula.
    Regula,
    /// Holds rules that policies import.
    Library,
}

/// A file that was parsed.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) source: Source,
    /// `data.driftlock.s3.public_s3_bucket`.
    pub(super) package: String,
    /// The names of its rules, functions left out.
    pub(super) rules: BTreeSet<String>,
    /// The names of its functions.
    pub(super) functions: BTreeSet<String>,
    pub(super) role: Role,
    pub(super) module: Ref<Module>,
}

/// The package below which Regula looks for rules.
const REGULA: &str = "data.rules.";

/// Rules by which other tools decide: a file that has one of them, and is nothing that is known,
/// was meant as a policy, and must not be passed over.
const FOREIGN: [&str; 2] = ["allow", "policy"];

/// The rules of a policy here.
pub(super) const OWN: [&str; 3] = ["fail", "pass", "unknown"];

/// Parses a file as Rego v1, or else as v0, into an engine.
pub(super) fn parse(engine: &mut Engine, source: Source) -> Result<Parsed, Vec<PolicyError>> {
    let package = load(engine, &source).map_err(|error| vec![error])?;
    let module = engine.get_modules().last().cloned();
    let Some(module) = module else {
        return Err(vec![PolicyError::new(
            &source.file,
            "the engine lost this file",
        )]);
    };
    let mut errors = match guarded(&source) {
        true => guard::check(&source.file, &module),
        false => Vec::new(),
    };
    let (rules, functions) = names(&module);
    let role = role(&source, &package, &rules)
        .map_err(|error| errors.push(error))
        .ok();
    match role {
        Some(role) if errors.is_empty() => Ok(Parsed {
            source,
            package,
            rules,
            functions,
            role,
            module,
        }),
        _ => Err(errors),
    }
}

/// Built-in files are guarded when they are tested, which is not done again at every start.
pub(super) fn guarded(source: &Source) -> bool {
    cfg!(debug_assertions) || !library::is_builtin(source)
}

/// Loads a file, in the dialect that it is written in; gives its package.
fn load(engine: &mut Engine, source: &Source) -> Result<String, PolicyError> {
    if guarded(source) {
        depth::check(source)?;
    }
    let mut attempt = |v0: bool, text: String| {
        engine.set_rego_v0(v0);
        engine
            .add_policy(source.file.clone(), text)
            .map_err(|error| PolicyError::from_engine(&source.file, &error.to_string()))
    };
    attempt(false, source.text.clone()).or_else(|new| {
        if !may_be_v0(&source.text) {
            return Err(new);
        }
        // The dialect that gets further is the one that the author meant.
        attempt(true, unchain(&source.text))
            .map_err(|old| if old.line > new.line { old } else { new })
    })
}

fn role(source: &Source, package: &str, rules: &BTreeSet<String>) -> Result<Role, PolicyError> {
    if rules.contains("fail") {
        return match metadata::read(&source.file, &source.text)? {
            Some(metadata) => Ok(Role::Policy(Box::new(metadata))),
            None => Err(no_metadata(source)),
        };
    }
    if package.starts_with(REGULA) && rules.contains("resource_type") {
        return Ok(Role::Regula);
    }
    if rules.contains(conftest::EXCEPTION)
        || rules.iter().any(|rule| conftest::level(rule).is_some())
    {
        return Ok(Role::Conftest);
    }
    // A library may have annotations of OPA, which say less than those of a policy.
    let meant = matches!(metadata::read(&source.file, &source.text), Ok(Some(_)));
    if meant {
        return Err(
            PolicyError::new(&source.file, "this policy has no rule `fail`").help(
                "add `fail contains {\"resource\": r.address, \"message\": \"...\"} if { ... }`",
            ),
        );
    }
    if OWN.iter().any(|own| rules.contains(*own)) {
        return Err(no_metadata(source));
    }
    match refused(package, rules) {
        Some((reason, help)) => Err(PolicyError::new(&source.file, reason).help(help)),
        None => Ok(Role::Library),
    }
}

fn no_metadata(source: &Source) -> PolicyError {
    PolicyError::new(&source.file, "this policy has no metadata")
        .help("begin the file with a `# METADATA` block; `driftlock-gate new ID` writes one")
}

/// What was meant as a policy for another tool, and cannot be run here.
fn refused(package: &str, rules: &BTreeSet<String>) -> Option<(String, &'static str)> {
    if package.starts_with("data.fugue.regula.config") {
        let reason = "this configures Regula, which does not run here".to_owned();
        return Some((
            reason,
            "write its waivers into a file, and name it with `--waivers`",
        ));
    }
    if package.starts_with(REGULA) {
        let reason = format!("`{package}` has no `resource_type`, so that Regula never runs it");
        return Some((
            reason,
            "add `resource_type`, or take it out of `rules` if it is a library",
        ));
    }
    let name = rules.iter().find(|name| FOREIGN.contains(&name.as_str()))?;
    let reason = format!("this is a policy for another tool: it has a rule `{name}`");
    Some((
        reason,
        "conftest's rules are `deny`, `warn` and `violation`; Regula's are below `rules`",
    ))
}

/// The names of rules, and those of functions.
fn names(module: &Module) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut rules, mut functions) = (BTreeSet::new(), BTreeSet::new());
    for rule in &module.policy {
        match rule.as_ref() {
            Rule::Default { refr, args, .. } if args.is_empty() => rules.insert(root(refr)),
            Rule::Default { refr, .. } => functions.insert(root(refr)),
            Rule::Spec { head, .. } => match head {
                RuleHead::Compr { refr, .. } | RuleHead::Set { refr, .. } => {
                    rules.insert(root(refr))
                }
                RuleHead::Func { refr, .. } => functions.insert(root(refr)),
            },
        };
    }
    (rules, functions)
}

/// The first name of a rule's head: `fail` of `fail[x]` and of `fail.x`.
fn root(head: &Expr) -> String {
    match head {
        Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } => root(refr),
        other => other.span().text().to_owned(),
    }
}

//! What names mean in each module, and whether what is called exists: the engine finds a function
//! that is nowhere defined only when evaluation gets there.

use std::collections::{BTreeMap, BTreeSet};

use regorus::Value;
use regorus::unstable::{AssignOp, BUILTINS, Expr, Literal, Module, Ref, Rule, RuleHead, Span};

use super::circles;
use super::error::PolicyError;
use super::extensions;
use super::guard::at;
use super::syntax::{self, Part};

/// A reference from `data` on; a part that is known only in evaluation is `None`.
pub(super) type Path = Vec<Option<String>>;

/// The faults of names in modules that are to be evaluated together.
pub(super) fn check(modules: &[Ref<Module>]) -> Vec<PolicyError> {
    let scopes: Vec<Scope<'_>> = modules.iter().map(|module| Scope::new(module)).collect();
    let rules: Vec<Named<'_>> = scopes.iter().flat_map(named).collect();
    let mut errors: Vec<PolicyError> = rules.iter().flat_map(|rule| calls(rule, &rules)).collect();
    errors.extend(rules.iter().flat_map(|rule| replacements(rule, &rules)));
    errors.extend(circles::check(&rules));
    errors
}

/// The names that a module defines and imports.
pub(super) fn global(module: &Module) -> BTreeSet<String> {
    let scope = Scope::new(module);
    let imports = scope.imports.into_keys();
    imports
        .chain(scope.rules)
        .chain(["data", "input"].map(str::to_owned))
        .collect()
}

/// What names mean within one module.
pub(super) struct Scope<'m> {
    module: &'m Module,
    package: Path,
    imports: BTreeMap<String, Path>,
    rules: BTreeSet<String>,
}

/// One rule, by the path from `data` on.
pub(super) struct Named<'m> {
    pub(super) scope: &'m Scope<'m>,
    pub(super) rule: &'m Rule,
    pub(super) path: Path,
    /// The number of arguments, for a function.
    pub(super) arguments: Option<usize>,
}

impl<'m> Scope<'m> {
    fn new(module: &'m Module) -> Self {
        let mut package = vec![Some("data".to_owned())];
        package.extend(path(&module.package.refr));
        let imports = module.imports.iter().filter_map(|import| {
            let path = path(&import.refr);
            let name = import.r#as.as_ref().map(|name| name.text().to_owned());
            Some((name.or_else(|| path.last().cloned().flatten())?, path))
        });
        let first = |rule: &Ref<Rule>| path(syntax::defined(rule)).into_iter().next().flatten();
        Self {
            module,
            imports: imports.collect(),
            rules: module.policy.iter().filter_map(first).collect(),
            package,
        }
    }

    /// What a reference of this module means from `data` on, unless it is `input` or a variable.
    pub(super) fn resolve(&self, reference: &Expr) -> Option<Path> {
        let path = path(reference);
        let (Some(first), rest) = path.split_first()? else {
            return None;
        };
        match self.imports.get(first) {
            _ if first == "data" => Some(path),
            _ if self.rules.contains(first) => Some([self.package.as_slice(), &path].concat()),
            Some(import) => Some([import.as_slice(), rest].concat())
                .filter(|path| matches!(path.first(), Some(Some(root)) if root == "data")),
            None => None,
        }
    }
}

fn named<'m>(scope: &'m Scope<'m>) -> impl Iterator<Item = Named<'m>> {
    scope.module.policy.iter().map(move |rule| Named {
        scope,
        rule,
        path: [scope.package.as_slice(), &path(syntax::defined(rule))].concat(),
        arguments: match rule.as_ref() {
            Rule::Spec {
                head: RuleHead::Func { args, .. },
                ..
            } => Some(args.len()),
            Rule::Default { args, .. } if !args.is_empty() => Some(args.len()),
            Rule::Default { .. } | Rule::Spec { .. } => None,
        },
    })
}

/// The parts of a reference: `a.b["c"][x]` is `a`, `b`, `c` and something unknown.
pub(super) fn path(reference: &Expr) -> Path {
    match reference {
        Expr::Var { span, .. } => vec![Some(span.text().to_owned())],
        Expr::RefDot { refr, field, .. } => {
            let mut path = path(refr);
            path.push(Some(field.0.text().to_owned()));
            path
        }
        Expr::RefBrack { refr, index, .. } => {
            let mut path = path(refr);
            path.push(match index.as_ref() {
                Expr::String {
                    value: Value::String(text),
                    ..
                } => Some(text.to_string()),
                _ => None,
            });
            path
        }
        _ => vec![None],
    }
}

/// Calls of what does not exist, or with another number of arguments.
fn calls(rule: &Named<'_>, rules: &[Named<'_>]) -> Vec<PolicyError> {
    let mut errors = Vec::new();
    syntax::walk(rule.rule, &mut |part| {
        if let Part::Expression(Expr::Call {
            span, fcn, params, ..
        }) = part
            && let Err((reason, help)) = call(rule.scope, fcn, params.len(), rules)
        {
            errors.push(error(span, reason).help(help));
        }
    });
    errors
}

fn call(
    scope: &Scope<'_>,
    function: &Expr,
    given: usize,
    rules: &[Named<'_>],
) -> Result<(), (String, &'static str)> {
    let name = function.span().text();
    let target = scope.resolve(function);
    let mut known = rules
        .iter()
        .filter(|rule| target.as_ref() == Some(&rule.path))
        .filter_map(|rule| rule.arguments)
        .peekable();
    if known.peek().is_some() {
        return match known.find(|expected| *expected != given) {
            None => Ok(()),
            Some(expected) => Err((
                format!("`{name}` has {expected} arguments, and is called with {given}"),
                "call it with as many arguments as it has",
            )),
        };
    }
    let builtin: Vec<String> = path(function).into_iter().flatten().collect();
    let builtin = builtin.join(".");
    if BUILTINS.contains_key(builtin.as_str()) || extensions::has(&builtin) || builtin == "print" {
        return Ok(());
    }
    Err((
        format!("there is no function `{name}`"),
        "define it, or import what defines it; not every builtin function of OPA is offered here",
    ))
}

/// Functions that `with` names from `data` on: their calls within their own package go on as if
/// nothing were replaced.
fn replacements(rule: &Named<'_>, rules: &[Named<'_>]) -> Vec<PolicyError> {
    let mut errors = Vec::new();
    syntax::walk(rule.rule, &mut |part| {
        if let Part::Replaced(target @ (Expr::RefDot { .. } | Expr::RefBrack { .. })) = part
            && let Some(path) = rule.scope.resolve(target)
            && rules
                .iter()
                .any(|other| other.arguments.is_some() && other.path == path)
        {
            let span = target.span();
            let reason = format!(
                "`with {}` would not replace this function everywhere",
                span.text()
            );
            errors.push(error(span, reason).help(
                "replace what the function reads instead, or name a function of the same package \
                 by its name alone",
            ));
        }
    });
    errors
}

/// The variables that a rule declares, which hide rules of their names.
pub(super) fn variables(rule: &Rule) -> BTreeSet<String> {
    let mut own = BTreeSet::new();
    if let Rule::Spec {
        head: RuleHead::Func { args, .. },
        ..
    } = rule
    {
        args.iter().for_each(|argument| pattern(argument, &mut own));
    }
    syntax::walk(rule, &mut |part| match part {
        Part::Statement(Literal::SomeVars { vars, .. }) => {
            own.extend(vars.iter().map(|var| var.text().to_owned()));
        }
        Part::Statement(Literal::SomeIn { key, value, .. }) => {
            key.iter().for_each(|key| pattern(key, &mut own));
            pattern(value, &mut own);
        }
        Part::Statement(Literal::Every { key, value, .. }) => {
            own.extend(key.iter().map(|key| key.text().to_owned()));
            own.insert(value.text().to_owned());
        }
        Part::Expression(Expr::AssignExpr {
            op: AssignOp::ColEq,
            lhs,
            ..
        }) => pattern(lhs, &mut own),
        Part::Statement(_) | Part::Expression(_) | Part::Replaced(_) => {}
    });
    own
}

fn pattern(pattern: &Expr, own: &mut BTreeSet<String>) {
    match pattern {
        Expr::Var { span, .. } => {
            own.insert(span.text().to_owned());
        }
        Expr::Array { items, .. } => items.iter().for_each(|item| self::pattern(item, own)),
        Expr::Object { fields, .. } => {
            fields
                .iter()
                .for_each(|(_, _, value)| self::pattern(value, own));
        }
        _ => {}
    }
}

/// An error at a place of any module.
pub(super) fn error(span: &Span, reason: String) -> PolicyError {
    at(PolicyError::new(span.source.file(), reason), span)
}

//! Refuses references to documents that nothing provides.
//!
//! In Rego what does not exist is undefined, and a rule that hangs on it silently finds nothing. A
//! library that was not named, a misspelt rule or a missing `--data` file would turn every policy
//! that needs it into a pass.

use std::collections::BTreeSet;

use regorus::Value;
use regorus::unstable::{Expr, Import, Literal, Module, Ref, Rule, RuleHead, Span};

use super::error::PolicyError;
use super::module::{Parsed, guarded};
use super::syntax::{self, Part};
use crate::nearest::nearest;

/// Everything below `data` that exists.
pub(super) struct Provided {
    paths: BTreeSet<Vec<String>>,
}

impl Provided {
    /// What the rules of modules and a data document provide, and what tests replace by `with`.
    pub(super) fn new(files: &[Parsed], data: &Value) -> Self {
        let mut paths = BTreeSet::new();
        for file in files {
            let package: Vec<String> = parts(&file.package);
            for rule in file.rules.iter().chain(&file.functions) {
                paths.insert(package.iter().cloned().chain([rule.clone()]).collect());
            }
            if guarded(&file.source) {
                paths.extend(replaced(&file.module));
            }
            paths.insert(package);
        }
        if let Value::Object(entries) = data {
            for (key, _) in entries.iter() {
                if let Value::String(key) = key {
                    paths.insert(vec!["data".to_owned(), key.to_string()]);
                }
            }
        }
        Self { paths }
    }

    /// True when something exists at, above or below a path. Above a path counts only what may
    /// hold more: a rule or a document, not a package.
    fn has(&self, wanted: &[String], packages: &BTreeSet<Vec<String>>) -> bool {
        let below = || {
            let next = self.paths.range(wanted.to_vec()..).next();
            next.is_some_and(|found| found.starts_with(wanted))
        };
        let above = (2..wanted.len()).any(|length| {
            wanted
                .get(..length)
                .is_some_and(|part| self.paths.contains(part) && !packages.contains(part))
        });
        wanted.len() < 2 || above || below()
    }
}

/// `data.a.b`, in pieces.
fn parts(package: &str) -> Vec<String> {
    package.split('.').map(str::to_owned).collect()
}

/// Documents that a module replaces by `with`.
fn replaced(module: &Module) -> BTreeSet<Vec<String>> {
    let mut paths = BTreeSet::new();
    for rule in &module.policy {
        syntax::walk(rule, &mut |part| {
            if let Part::Replaced(target) = part
                && let Some((path, _)) = path(target)
                && path.first().is_some_and(|root| root == "data")
            {
                paths.insert(path);
            }
        });
    }
    paths
}

/// Every reference of the files to something that does not exist.
pub(super) fn check(files: &[Parsed], data: &Value) -> Vec<PolicyError> {
    let provided = Provided::new(files, data);
    let packages: BTreeSet<Vec<String>> = files.iter().map(|file| parts(&file.package)).collect();
    let mut errors = Vec::new();
    for file in files.iter().filter(|file| guarded(&file.source)) {
        let found = Found::new(&file.module);
        let mut told: Vec<Vec<String>> = Vec::new();
        for (span, path) in found.into_paths() {
            let known = |told: &Vec<String>| path.starts_with(told) || told.starts_with(&path);
            if !provided.has(&path, &packages) && !told.iter().any(known) {
                errors.push(missing(&file.source.file, &span, &path, &provided));
                told.push(path);
            }
        }
    }
    errors
}

fn missing(file: &str, span: &Span, path: &[String], provided: &Provided) -> PolicyError {
    let line = usize::try_from(span.line).unwrap_or_default();
    let column = usize::try_from(span.col).unwrap_or_default();
    let wanted = path.join(".");
    let beside = provided.paths.iter().filter_map(|known| {
        let ((name, parent), (_, own)) = (known.split_last()?, path.split_last()?);
        (parent == own).then_some(name.as_str())
    });
    let name = path.last().map_or("", String::as_str);
    let help = match nearest(name, beside) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "name the directory that holds it with `--policy`, or the document with `--data`; \
                 what is missing would be undefined, and find nothing"
            .to_owned(),
    };
    PolicyError::new(file, format!("nothing provides `{wanted}`"))
        .at(line, column)
        .help(help)
}

/// Imported documents: the name in the module, the path, and where it stands.
type Aliases = Vec<(String, Vec<String>, Span)>;

fn aliases(module: &Module) -> Aliases {
    let alias = |import: &Import| {
        let (path, _) = path(&import.refr)?;
        let name = match &import.r#as {
            Some(name) => name.text().to_owned(),
            None => path.last()?.clone(),
        };
        (path.first()? == "data").then(|| (name, path, import.span.clone()))
    };
    module.imports.iter().filter_map(alias).collect()
}

struct Found {
    aliases: Aliases,
    bound: BTreeSet<String>,
    used: Vec<(Span, Vec<String>)>,
}

impl Found {
    fn new(module: &Module) -> Self {
        let mut found = Self {
            aliases: aliases(module),
            bound: BTreeSet::new(),
            used: Vec::new(),
        };
        for rule in &module.policy {
            if let Rule::Spec {
                head: RuleHead::Func { args, .. },
                ..
            } = rule.as_ref()
            {
                args.iter().for_each(|argument| found.pattern(argument));
            }
            syntax::walk(rule, &mut |part| match part {
                Part::Statement(literal) => found.statement(literal),
                Part::Expression(expression) => found.expression(expression),
                Part::Replaced(_) => {}
            });
        }
        found
    }

    fn statement(&mut self, literal: &Literal) {
        match literal {
            Literal::SomeVars { vars, .. } => self.bind(vars),
            Literal::SomeIn { key, value, .. } => {
                let patterns = key.iter().chain([value]);
                patterns.for_each(|pattern| self.pattern(pattern));
            }
            Literal::Every { key, value, .. } => self.bind(key.iter().chain([value])),
            Literal::Expr { .. } | Literal::NotExpr { .. } => {}
        }
    }

    fn bind<'s>(&mut self, names: impl IntoIterator<Item = &'s Span>) {
        let names = names.into_iter().map(|name| name.text().to_owned());
        self.bound.extend(names);
    }

    fn expression(&mut self, expression: &Expr) {
        // The name of a function is no part of its own.
        let named = match expression {
            Expr::Call { fcn, .. } => fcn,
            Expr::AssignExpr { lhs, .. } => return self.pattern(lhs),
            other => {
                return self
                    .used
                    .extend(path(other).map(|path| (other.span().clone(), path.0)));
            }
        };
        self.used
            .extend(path(named).map(|path| (named.span().clone(), path.0)));
    }

    /// Names in a pattern, such as `[a, {"b": c}]`.
    fn pattern(&mut self, pattern: &Ref<Expr>) {
        match pattern.as_ref() {
            Expr::Var { span, .. } => self.bind([span]),
            Expr::Array { items, .. } => items.iter().for_each(|item| self.pattern(item)),
            Expr::Object { fields, .. } => {
                fields.iter().for_each(|(_, _, value)| self.pattern(value));
            }
            _ => {}
        }
    }

    /// Every path below `data` that is used, aliases written out. A name that some scope binds
    /// again is no alias there, and is not looked at.
    fn into_paths(self) -> Vec<(Span, Vec<String>)> {
        let Self {
            aliases,
            bound,
            used,
        } = self;
        let mut paths: Vec<_> = aliases
            .iter()
            .map(|(_, path, span)| (span.clone(), path.clone()))
            .collect();
        for (span, path) in used {
            let Some((root, rest)) = path.split_first() else {
                continue;
            };
            if root == "data" {
                paths.push((span, path));
            } else if let Some((_, target, _)) = aliases.iter().find(|(name, ..)| name == root)
                && !bound.contains(root)
            {
                paths.push((span, target.iter().chain(rest).cloned().collect()));
            }
        }
        paths.dedup_by(|a, b| a.1 == b.1);
        paths
    }
}

/// The fixed part of a reference, from its first name on: `data.a.b` of `data.a.b[x].c`. The flag
/// says whether that is all of it.
fn path(expression: &Expr) -> Option<(Vec<String>, bool)> {
    match expression {
        Expr::Var { span, .. } => Some((vec![span.text().to_owned()], true)),
        Expr::RefDot { refr, field, .. } => {
            let (mut path, whole) = path(refr)?;
            if whole {
                path.push(field.0.text().to_owned());
            }
            Some((path, whole))
        }
        Expr::RefBrack { refr, index, .. } => {
            let (mut path, whole) = path(refr)?;
            match index.as_ref() {
                Expr::String { span, .. } if whole => {
                    path.push(span.text().trim_matches('"').to_owned());
                    Some((path, true))
                }
                _ => Some((path, false)),
            }
        }
        _ => None,
    }
}

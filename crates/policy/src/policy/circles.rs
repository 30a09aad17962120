//! Rules that depend on themselves, or on others in too long a row.
//!
//! OPA's compiler refuses the former. The engine finds them in rules only, and only when it gets
//! there; a function that calls itself it follows until the stack is used up.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::Expr;

use super::error::PolicyError;
use super::names::{Named, Path, error, path, variables};
use super::syntax::{self, Part};

/// So many rules may depend on each other in a row.
const DEEPEST: usize = 100;

/// Rules that depend on themselves, each circle once, or else one that depends on too many others.
pub(super) fn check(rules: &[Named<'_>]) -> Vec<PolicyError> {
    let mut places: BTreeMap<&[Option<String>], Vec<usize>> = BTreeMap::new();
    for (number, rule) in rules.iter().enumerate() {
        places.entry(known(&rule.path)).or_default().push(number);
    }
    let needs: Vec<BTreeSet<usize>> = rules
        .iter()
        .map(|rule| needs(rule, rules, &places))
        .collect();
    let (mut errors, mut told): (Vec<_>, BTreeSet<usize>) = (Vec::new(), BTreeSet::new());
    for (start, rule) in rules.iter().enumerate() {
        let reached = reachable(start, &needs);
        if !reached.contains(&start) || told.contains(&start) {
            continue;
        }
        told.extend(
            reached
                .iter()
                .filter(|other| reachable(**other, &needs).contains(&start)),
        );
        let span = syntax::defined(rule.rule).span();
        let reason = format!("recursion: `{}` depends on itself", span.text());
        errors.push(error(span, reason).help("Rego has no recursion: break the circle"));
    }
    if errors.is_empty() {
        errors.extend(too_deep(rules, &needs));
    }
    errors
}

/// The first rule that needs a rule that needs a rule, and so on for too long: evaluating it would
/// use up the stack.
fn too_deep(rules: &[Named<'_>], needs: &[BTreeSet<usize>]) -> Option<PolicyError> {
    let mut open: BTreeSet<usize> = (0..rules.len()).collect();
    for _ in 0..DEEPEST {
        let ready: BTreeSet<usize> = open
            .iter()
            .filter(|rule| {
                needs
                    .get(**rule)
                    .is_none_or(|needs| needs.is_disjoint(&open))
            })
            .copied()
            .collect();
        open.retain(|rule| !ready.contains(rule));
    }
    let rule = rules.get(*open.first()?)?;
    let span = syntax::defined(rule.rule).span();
    let reason = format!(
        "`{}` needs more than {DEEPEST} other rules in a row",
        span.text()
    );
    Some(error(span, reason).help("shorten the chain of rules that it depends on"))
}

/// Every rule that one leads to.
fn reachable(start: usize, needs: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![start]);
    while let Some(next) = open.pop() {
        let further = needs.get(next).into_iter().flatten();
        open.extend(further.filter(|rule| reached.insert(**rule)));
    }
    reached
}

/// The rules that one mentions.
fn needs(
    rule: &Named<'_>,
    rules: &[Named<'_>],
    places: &BTreeMap<&[Option<String>], Vec<usize>>,
) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for reference in mentioned(rule) {
        let known = known(&reference);
        let within = places
            .range(known..)
            .take_while(|(path, _)| path.starts_with(known));
        let around =
            (1..known.len()).filter_map(|length| places.get_key_value(known.get(..length)?));
        let candidates = within.chain(around).flat_map(|(_, numbers)| numbers);
        found.extend(candidates.filter(|number| {
            rules
                .get(**number)
                .is_some_and(|other| meet(&reference, &other.path))
        }));
    }
    found
}

/// What a rule refers to, from `data` on.
fn mentioned(rule: &Named<'_>) -> BTreeSet<Path> {
    let mut mentioned: BTreeSet<Path> = BTreeSet::new();
    let own = variables(rule.rule);
    let mut inside = 0;
    syntax::walk(rule.rule, &mut |part| {
        let Part::Expression(expression) = part else {
            return;
        };
        let reference = match expression {
            Expr::Call { fcn, .. } => fcn,
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } if !matches!(path(expression).first(), Some(Some(first)) if own.contains(first)) => {
                expression
            }
            _ => return,
        };
        // After `a.b` comes `a`, which names more than is meant.
        let span = reference.span();
        let part_of_last = inside == span.start && !matches!(expression, Expr::Call { .. });
        inside = span.start;
        if part_of_last {
            return;
        }
        mentioned.extend(rule.scope.resolve(reference));
    });
    mentioned
}

/// The first parts of a path, up to one that is known only in evaluation.
fn known(path: &Path) -> &[Option<String>] {
    let end = path.iter().position(Option::is_none);
    path.get(..end.unwrap_or(path.len())).unwrap_or_default()
}

/// True when a reference may reach into a rule, or a rule lies within what is referred to.
fn meet(reference: &Path, rule: &Path) -> bool {
    let mut pairs = reference.iter().zip(rule);
    pairs.all(|pair| match pair {
        (Some(a), Some(b)) => a == b,
        _ => true,
    })
}

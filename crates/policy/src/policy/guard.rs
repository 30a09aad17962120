//! Refuses Rego that the engine would evaluate to silence, or to something else than OPA.
//!
//! Each [`Trap`] says which form it is; `tests/rego` holds a case for every one of them.

use std::collections::BTreeSet;

use regorus::Engine;
use regorus::unstable::{AssignOp, Expr, Literal, Module, Rule, RuleHead, Span};

use super::error::PolicyError;
use super::names;
use super::negation;
use super::syntax::{self, Part};

/// The module by which an engine is made to look at all others.
const PROBE: &str = "driftlock:probe.rego";

/// Every fault that shows only in modules together: what OPA's compiler would refuse.
pub(super) fn together(engine: &mut Engine) -> Result<(), Vec<PolicyError>> {
    let errors = names::check(engine.get_modules());
    if !errors.is_empty() {
        return Err(errors);
    }
    // The engine looks at what bodies bind only when it is first asked.
    let mut engine = engine.clone();
    engine.set_rego_v0(false);
    let question = "package driftlock_probe\n\nready := true\n";
    engine
        .add_policy(PROBE.to_owned(), question.to_owned())
        .and_then(|_| engine.eval_rule("data.driftlock_probe.ready".to_owned()))
        .map(drop)
        .map_err(|error| vec![PolicyError::from_engine(PROBE, &error.to_string())])
}

/// Every place in a module that cannot be trusted.
pub(super) fn check(file: &str, module: &Module) -> Vec<PolicyError> {
    let global = names::global(module);
    let mut errors = Vec::new();
    for rule in &module.policy {
        let mut found = Found {
            rule,
            global: &global,
            statements: BTreeSet::new(),
            traps: Vec::new(),
        };
        found.arguments();
        let ranging = negation::ranging(rule, &global);
        found
            .traps
            .extend(ranging.into_iter().map(|span| (WILDCARD, span)));
        syntax::walk(rule, &mut |part| match part {
            Part::Statement(literal) => found.statement(literal),
            Part::Expression(expression) => found.expression(expression),
            Part::Replaced(_) => {}
        });
        errors.extend(
            found
                .traps
                .iter()
                .map(|(trap, span)| trap.error(file, span)),
        );
    }
    errors
}

/// One form that is refused, and what to write instead.
#[derive(Clone, Copy)]
struct Trap {
    reason: &'static str,
    help: &'static str,
}

/// `[path, value] = walk(x)`, `:=`, `some .. in walk(x)` and `not walk(..)` yield nothing at all.
const WALK: Trap = Trap {
    reason: "this use of `walk` would yield nothing without an error",
    help: "write it as a statement of its own: `walk(x, [path, value])`",
};

/// `-x + 1` is read as `-(x + 1)`; OPA knows no minus but that of a number.
const MINUS: Trap = Trap {
    reason: "a minus may stand before a number only",
    help: "write `0 - x` for the negative of `x`",
};

/// `not xs[_] == 1` holds as soon as one differs, and not only when none is equal.
const WILDCARD: Trap = Trap {
    reason: "a wildcard, or a variable that nothing binds before, within `not` would hold for any \
             instead of none",
    help: "make it a rule of its own, `found if xs[_] == 1`, and write `not found`; or use `every`",
};

/// `{"a": x} = y` fits objects with further keys too.
const OBJECT: Trap = Trap {
    reason: "an object as a pattern would fit objects with further keys",
    help: "take it apart by reference: `x := y.a`",
};

/// `x in y` is false, and not undefined, where `y` is undefined.
const MEMBERSHIP: Trap = Trap {
    reason: "`in` as a value would be false where it should be undefined",
    help: "write it as a statement of its own: `x in y`, or `not x in y`",
};

impl Trap {
    fn error(self, file: &str, span: &Span) -> PolicyError {
        at(PolicyError::new(file, self.reason), span).help(self.help)
    }
}

/// An error at the place of a span.
pub(super) fn at(error: PolicyError, span: &Span) -> PolicyError {
    let line = usize::try_from(span.line).unwrap_or_default();
    let column = usize::try_from(span.col).unwrap_or_default();
    error.at(line, column)
}

/// The traps of one rule.
struct Found<'m> {
    rule: &'m Rule,
    global: &'m BTreeSet<String>,
    /// Where the expressions begin that are whole statements.
    statements: BTreeSet<(u32, u32)>,
    traps: Vec<(Trap, &'m Span)>,
}

impl<'m> Found<'m> {
    fn arguments(&mut self) {
        if let Rule::Spec {
            head: RuleHead::Func { args, .. },
            ..
        } = self.rule
        {
            for argument in args {
                self.pattern(argument);
            }
        }
    }

    fn statement(&mut self, literal: &'m Literal) {
        match literal {
            Literal::Expr { expr, .. } => {
                self.statements.insert(place(expr));
            }
            Literal::NotExpr { expr, .. } => {
                if !is_walk(expr) {
                    self.statements.insert(place(expr));
                }
            }
            Literal::SomeIn { key, value, .. } => {
                for pattern in key.iter().chain([value]) {
                    self.pattern(pattern);
                }
            }
            Literal::SomeVars { .. } | Literal::Every { .. } => {}
        }
    }

    fn expression(&mut self, expression: &'m Expr) {
        let whole = self.statements.contains(&place(expression));
        match expression {
            // The one form that works: a statement of its own, with the output as last argument.
            Expr::Call { params, .. } if is_walk(expression) && !(whole && params.len() == 2) => {
                self.traps.push((WALK, expression.span()));
            }
            Expr::UnaryExpr { span, expr, .. } if !matches!(**expr, Expr::Number { .. }) => {
                self.traps.push((MINUS, span));
            }
            Expr::Membership {
                span,
                value,
                collection,
                ..
            } if !whole && (may_be_undefined(collection) || may_be_undefined(value)) => {
                self.traps.push((MEMBERSHIP, span));
            }
            Expr::AssignExpr {
                op: AssignOp::ColEq,
                lhs,
                ..
            } => self.pattern(lhs),
            Expr::AssignExpr { lhs, rhs, .. } => {
                for (pattern, other) in [(lhs, rhs), (rhs, lhs)] {
                    // `x = {"a": y}` makes an object where nothing else gives `x` a value.
                    let makes = matches!(other.as_ref(), Expr::Var { span, .. }
                        if !names::variables(self.rule).contains(span.text())
                            && !self.global.contains(span.text()));
                    if !makes && !syntax::variables(pattern).is_empty() {
                        self.pattern(pattern);
                    }
                }
            }
            _ => {}
        }
    }

    fn pattern(&mut self, pattern: &'m Expr) {
        match pattern {
            Expr::Array { items, .. } => items.iter().for_each(|item| self.pattern(item)),
            Expr::Object { span, fields, .. } if !fields.is_empty() => {
                self.traps.push((OBJECT, span));
            }
            _ => {}
        }
    }
}

/// Where an expression stands: `a` and `a.b` begin alike, and end apart.
fn place(expression: &Expr) -> (u32, u32) {
    (expression.span().start, expression.span().end)
}

/// True of references and calls, and of what holds some.
fn may_be_undefined(expression: &Expr) -> bool {
    let mut found = false;
    syntax::outside_comprehensions(expression, &mut |inner| {
        found |= matches!(
            inner,
            Expr::RefDot { .. } | Expr::RefBrack { .. } | Expr::Call { .. }
        );
    });
    found
}

fn is_walk(expression: &Expr) -> bool {
    matches!(expression, Expr::Call { fcn, .. }
        if matches!(fcn.as_ref(), Expr::Var { span, .. } if span.text() == "walk"))
}

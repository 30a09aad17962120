//! Finds references within `not` that range over something instead of naming one thing.
//!
//! The engine iterates where a key has no value yet, and it does so around the negation: so
//! `not xs[_] == 1` holds as soon as one item differs, where OPA asks that none be equal; and a key
//! that only a later statement gives a value is looked for in the wrong place.

use std::collections::BTreeSet;

use regorus::unstable::{Expr, Literal, Query, Rule, RuleHead, Span};

use super::syntax;

/// The negated expressions of a rule that are to be refused; `global` are the module's names.
pub(super) fn ranging<'m>(rule: &'m Rule, global: &BTreeSet<String>) -> Vec<&'m Span> {
    let Rule::Spec { head, bodies, .. } = rule else {
        return Vec::new();
    };
    let mut scan = Scan {
        global,
        found: Vec::new(),
    };
    let arguments = match head {
        RuleHead::Func { args, .. } => args.as_slice(),
        RuleHead::Compr { .. } | RuleHead::Set { .. } => &[],
    };
    let outer: BTreeSet<&str> = arguments
        .iter()
        .flat_map(|argument| names(argument))
        .collect();
    let assign = match head {
        RuleHead::Compr { assign, .. } | RuleHead::Func { assign, .. } => assign.as_ref(),
        RuleHead::Set { .. } => None,
    };
    let key = match head {
        RuleHead::Set { key, .. } => key.as_ref(),
        RuleHead::Compr { .. } | RuleHead::Func { .. } => None,
    };
    let mut last = outer.clone();
    for body in bodies {
        last = scan.query(&body.query, &outer);
        if let Some(assign) = &body.assign {
            scan.within(&assign.value, &last);
        }
    }
    for value in key.into_iter().chain(assign.map(|assign| &assign.value)) {
        scan.within(value, &last);
    }
    scan.found
}

struct Scan<'g, 'm> {
    global: &'g BTreeSet<String>,
    found: Vec<&'m Span>,
}

impl<'m> Scan<'_, 'm> {
    /// The names that have a value after a query, given those that have one before.
    fn query(&mut self, query: &'m Query, outer: &BTreeSet<&'m str>) -> BTreeSet<&'m str> {
        let mut bound = outer.clone();
        for statement in &query.stmts {
            for with in &statement.with_mods {
                self.within(&with.r#as, &bound);
            }
            match &statement.literal {
                Literal::SomeVars { .. } => {}
                Literal::SomeIn {
                    key,
                    value,
                    collection,
                    ..
                } => {
                    self.within(collection, &bound);
                    let given = key.iter().chain([value, collection]);
                    bound.extend(given.flat_map(|expression| names(expression)));
                }
                Literal::Expr { expr, .. } => {
                    self.within(expr, &bound);
                    bound.extend(names(expr));
                }
                Literal::NotExpr { expr, .. } => {
                    self.within(expr, &bound);
                    self.negated(expr, &bound);
                }
                Literal::Every {
                    key,
                    value,
                    domain,
                    query,
                    ..
                } => {
                    self.within(domain, &bound);
                    let mut inner = bound.clone();
                    inner.extend(key.iter().chain([value]).map(Span::text));
                    self.query(query, &inner);
                }
            }
        }
        bound
    }

    /// The comprehensions of an expression.
    fn within(&mut self, expression: &'m Expr, bound: &BTreeSet<&'m str>) {
        let mut comprehensions = Vec::new();
        syntax::outside_comprehensions(expression, &mut |inner| match inner {
            Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
                comprehensions.push((query, vec![term]));
            }
            Expr::ObjectCompr {
                key, value, query, ..
            } => comprehensions.push((query, vec![key, value])),
            _ => {}
        });
        for (query, terms) in comprehensions {
            let inner = self.query(query, bound);
            for term in terms {
                self.within(term, &inner);
            }
        }
    }

    fn negated(&mut self, expression: &'m Expr, bound: &BTreeSet<&'m str>) {
        let mut open = false;
        syntax::outside_comprehensions(expression, &mut |inner| {
            if let Expr::RefBrack { index, .. } = inner {
                open |= names(index).any(|name| {
                    !bound.contains(name) && !self.global.contains(name) || name == "_"
                });
            }
        });
        if open {
            self.found.push(expression.span());
        }
    }
}

/// The variables of an expression, but for those of its comprehensions.
fn names(expression: &Expr) -> impl Iterator<Item = &str> {
    syntax::variables(expression).into_iter().map(Span::text)
}

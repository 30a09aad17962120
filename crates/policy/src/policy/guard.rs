//! Refuses Rego that the engine would evaluate to silence, and so to a pass.
//!
//! regorus 0.14 evaluates `walk(x, [path, value])` as OPA does, but `[path, value] = walk(x)`,
//! `:=` and `some .. in walk(x)` yield nothing at all, without an error.

use regorus::unstable::{Expr, Literal, Module, Query, Ref, Rule, RuleHead, Span};

use super::error::PolicyError;

/// Every place in a module that cannot be trusted.
pub(super) fn check(file: &str, module: &Module) -> Vec<PolicyError> {
    let mut walk = Walk {
        file,
        errors: Vec::new(),
    };
    for rule in &module.policy {
        walk.rule(rule);
    }
    walk.errors
}

struct Walk<'f> {
    file: &'f str,
    errors: Vec<PolicyError>,
}

impl Walk<'_> {
    fn rule(&mut self, rule: &Rule) {
        match rule {
            Rule::Default { value, .. } => self.expression(value),
            Rule::Spec { head, bodies, .. } => {
                self.head(head);
                for body in bodies {
                    if let Some(assign) = &body.assign {
                        self.expression(&assign.value);
                    }
                    self.query(&body.query);
                }
            }
        }
    }

    fn head(&mut self, head: &RuleHead) {
        match head {
            RuleHead::Compr { refr, assign, .. } => {
                self.expression(refr);
                assign
                    .iter()
                    .for_each(|assign| self.expression(&assign.value));
            }
            RuleHead::Set { refr, key, .. } => {
                self.expression(refr);
                self.all(key);
            }
            RuleHead::Func { args, assign, .. } => {
                self.all(args);
                assign
                    .iter()
                    .for_each(|assign| self.expression(&assign.value));
            }
        }
    }

    fn query(&mut self, query: &Query) {
        for statement in &query.stmts {
            self.literal(&statement.literal);
            for with in &statement.with_mods {
                self.expression(&with.r#as);
            }
        }
    }

    fn literal(&mut self, literal: &Literal) {
        match literal {
            // The one form that works: a statement of its own, with the output as last argument.
            Literal::Expr { expr, .. } => match expr.as_ref() {
                Expr::Call { fcn, params, .. } if is_walk(fcn) && params.len() == 2 => {
                    self.all(params);
                }
                _ => self.expression(expr),
            },
            Literal::NotExpr { expr, .. } => self.expression(expr),
            Literal::SomeVars { .. } => {}
            Literal::SomeIn {
                key,
                value,
                collection,
                ..
            } => {
                self.all(key);
                self.expression(value);
                self.expression(collection);
            }
            Literal::Every { domain, query, .. } => {
                self.expression(domain);
                self.query(query);
            }
        }
    }

    fn all<'e>(&mut self, expressions: impl IntoIterator<Item = &'e Ref<Expr>>) {
        expressions
            .into_iter()
            .for_each(|expression| self.expression(expression));
    }

    fn expression(&mut self, expression: &Expr) {
        match expression {
            Expr::String { .. }
            | Expr::RawString { .. }
            | Expr::Number { .. }
            | Expr::Bool { .. }
            | Expr::Null { .. }
            | Expr::Var { .. } => {}
            Expr::Array { items, .. } | Expr::Set { items, .. } => self.all(items),
            Expr::Object { fields, .. } => {
                fields
                    .iter()
                    .for_each(|(_, key, value)| self.all([key, value]));
            }
            Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
                self.expression(term);
                self.query(query);
            }
            Expr::ObjectCompr {
                key, value, query, ..
            } => {
                self.all([key, value]);
                self.query(query);
            }
            Expr::Call {
                span, fcn, params, ..
            } => {
                if is_walk(fcn) {
                    self.refuse(span);
                }
                self.all(params);
            }
            Expr::UnaryExpr { expr, .. } => self.expression(expr),
            Expr::RefDot { refr, .. } => self.expression(refr),
            Expr::RefBrack { refr, index, .. } => self.all([refr, index]),
            Expr::BinExpr { lhs, rhs, .. }
            | Expr::BoolExpr { lhs, rhs, .. }
            | Expr::ArithExpr { lhs, rhs, .. }
            | Expr::AssignExpr { lhs, rhs, .. } => self.all([lhs, rhs]),
            Expr::Membership {
                key,
                value,
                collection,
                ..
            } => {
                self.all(key);
                self.all([value, collection]);
            }
        }
    }

    fn refuse(&mut self, span: &Span) {
        let line = usize::try_from(span.line).unwrap_or_default();
        let column = usize::try_from(span.col).unwrap_or_default();
        let reason = "this use of `walk` would yield nothing without an error";
        self.errors.push(
            PolicyError::new(self.file, reason)
                .at(line, column)
                .help("write it as a statement of its own: `walk(x, [path, value])`"),
        );
    }
}

fn is_walk(function: &Expr) -> bool {
    matches!(function, Expr::Var { span, .. } if span.text() == "walk")
}

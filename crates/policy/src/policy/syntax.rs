//! Walks the syntax tree of a module.

use regorus::unstable::{Expr, Literal, Module, Query, Ref, Rule, RuleHead};

/// What is met on the way: every expression, and every name that a scope binds.
pub(super) trait Visitor {
    /// An expression; those inside it follow.
    fn expression(&mut self, _: &Expr) {}
    /// The target of `with`: what is replaced, not what is read.
    fn replaced(&mut self, _: &Expr) {}
    /// A name that a function, `some` or `every` introduces.
    fn bound(&mut self, _: &str) {}
}

/// Visits everything in a module but its package and imports.
pub(super) fn visit(module: &Module, visitor: &mut dyn Visitor) {
    let mut walk = Walk(visitor);
    for rule in &module.policy {
        walk.rule(rule);
    }
}

struct Walk<'v>(&'v mut dyn Visitor);

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
                self.keys(refr);
                self.all(assign.iter().map(|assign| &assign.value));
            }
            RuleHead::Set { refr, key, .. } => {
                self.keys(refr);
                self.all(key);
            }
            RuleHead::Func { args, assign, .. } => {
                args.iter().for_each(|argument| self.pattern(argument));
                self.all(args);
                self.all(assign.iter().map(|assign| &assign.value));
            }
        }
    }

    /// The head of a rule is a name, not something that is read; its keys are expressions.
    fn keys(&mut self, head: &Expr) {
        match head {
            Expr::RefBrack { refr, index, .. } => {
                self.keys(refr);
                self.expression(index);
            }
            Expr::RefDot { refr, .. } => self.keys(refr),
            _ => {}
        }
    }

    fn query(&mut self, query: &Query) {
        for statement in &query.stmts {
            self.literal(&statement.literal);
            for with in &statement.with_mods {
                self.0.replaced(&with.refr);
                self.expression(&with.r#as);
            }
        }
    }

    fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => self.expression(expr),
            Literal::SomeVars { vars, .. } => vars.iter().for_each(|var| self.0.bound(var.text())),
            Literal::SomeIn {
                key,
                value,
                collection,
                ..
            } => {
                let patterns = key.iter().chain([value]);
                patterns.clone().for_each(|pattern| self.pattern(pattern));
                self.all(patterns.chain([collection]));
            }
            Literal::Every {
                key,
                value,
                domain,
                query,
                ..
            } => {
                let names = key.iter().chain([value]);
                names.for_each(|name| self.0.bound(name.text()));
                self.expression(domain);
                self.query(query);
            }
        }
    }

    /// Names in a pattern, such as `[a, {"b": c}]`.
    fn pattern(&mut self, pattern: &Expr) {
        match pattern {
            Expr::Var { span, .. } => self.0.bound(span.text()),
            Expr::Array { items, .. } => items.iter().for_each(|item| self.pattern(item)),
            Expr::Object { fields, .. } => {
                fields.iter().for_each(|(_, _, value)| self.pattern(value));
            }
            _ => {}
        }
    }

    fn all<'e>(&mut self, expressions: impl IntoIterator<Item = &'e Ref<Expr>>) {
        expressions
            .into_iter()
            .for_each(|expression| self.expression(expression));
    }

    fn expression(&mut self, expression: &Expr) {
        self.0.expression(expression);
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
            Expr::Call { fcn, params, .. } => {
                self.expression(fcn);
                self.all(params);
            }
            Expr::UnaryExpr { expr, .. } => self.expression(expr),
            Expr::RefDot { refr, .. } => self.expression(refr),
            Expr::RefBrack { refr, index, .. } => self.all([refr, index]),
            Expr::AssignExpr { lhs, rhs, .. } => {
                self.pattern(lhs);
                self.all([lhs, rhs]);
            }
            Expr::BinExpr { lhs, rhs, .. }
            | Expr::BoolExpr { lhs, rhs, .. }
            | Expr::ArithExpr { lhs, rhs, .. } => self.all([lhs, rhs]),
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
}

/// The fixed part of a reference, from its first name on: `data.a.b` of `data.a.b[x].c`. The flag
/// says whether that is all of it.
pub(super) fn path(expression: &Expr) -> Option<(Vec<String>, bool)> {
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

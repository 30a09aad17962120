//! Every part of a rule, in the order of the text.

use regorus::unstable::{Expr, Literal, Query, Ref, Rule, RuleAssign, RuleHead, Span};

/// What a rule is made of.
#[derive(Clone, Copy)]
pub(super) enum Part<'r> {
    /// A statement of a body; its expressions follow.
    Statement(&'r Literal),
    /// An expression; those within it follow.
    Expression(&'r Expr),
    /// What `with` replaces; the expression that it is replaced by follows.
    Replaced(&'r Expr),
}

/// Shows every part of a rule to `look`.
pub(super) fn walk<'r>(rule: &'r Rule, look: &mut dyn FnMut(Part<'r>)) {
    match rule {
        Rule::Default { args, value, .. } => {
            all(args, look);
            expression(value, look);
        }
        Rule::Spec { head, bodies, .. } => {
            self::head(head, look);
            for body in bodies {
                assigned(body.assign.as_ref(), look);
                query(&body.query, look);
            }
        }
    }
}

/// The name or reference that a rule defines.
pub(super) fn defined(rule: &Rule) -> &Expr {
    match rule {
        Rule::Default { refr, .. } => refr,
        Rule::Spec { head, .. } => match head {
            RuleHead::Compr { refr, .. }
            | RuleHead::Set { refr, .. }
            | RuleHead::Func { refr, .. } => refr,
        },
    }
}

/// Shows an expression and those within it, but for the bodies of comprehensions.
pub(super) fn outside_comprehensions<'r>(expression: &'r Expr, look: &mut dyn FnMut(&'r Expr)) {
    let mut inside: Option<(u32, u32)> = None;
    self::expression(expression, &mut |part| {
        let Part::Expression(inner) = part else {
            return;
        };
        let span = inner.span();
        if inside.is_some_and(|(start, end)| (start..end).contains(&span.start)) {
            return;
        }
        if matches!(
            inner,
            Expr::ArrayCompr { .. } | Expr::SetCompr { .. } | Expr::ObjectCompr { .. }
        ) {
            inside = Some((span.start, span.end));
        }
        look(inner);
    });
}

/// The variables of an expression, but for those of its comprehensions.
pub(super) fn variables(expression: &Expr) -> Vec<&Span> {
    let mut variables = Vec::new();
    outside_comprehensions(expression, &mut |inner| {
        if let Expr::Var { span, .. } = inner {
            variables.push(span);
        }
    });
    variables
}

fn head<'r>(head: &'r RuleHead, look: &mut dyn FnMut(Part<'r>)) {
    match head {
        RuleHead::Compr { refr, assign, .. } => {
            keys(refr, look);
            assigned(assign.as_ref(), look);
        }
        RuleHead::Set { refr, key, .. } => {
            keys(refr, look);
            all(key, look);
        }
        RuleHead::Func { args, assign, .. } => {
            all(args, look);
            assigned(assign.as_ref(), look);
        }
    }
}

/// What stands in the brackets of a rule's name.
fn keys<'r>(name: &'r Expr, look: &mut dyn FnMut(Part<'r>)) {
    match name {
        Expr::RefDot { refr, .. } => keys(refr, look),
        Expr::RefBrack { refr, index, .. } => {
            keys(refr, look);
            expression(index, look);
        }
        _ => {}
    }
}

fn assigned<'r>(assign: Option<&'r RuleAssign>, look: &mut dyn FnMut(Part<'r>)) {
    if let Some(assign) = assign {
        expression(&assign.value, look);
    }
}

fn query<'r>(query: &'r Query, look: &mut dyn FnMut(Part<'r>)) {
    for statement in &query.stmts {
        literal(&statement.literal, look);
        for with in &statement.with_mods {
            look(Part::Replaced(&with.refr));
            expression(&with.r#as, look);
        }
    }
}

fn literal<'r>(literal: &'r Literal, look: &mut dyn FnMut(Part<'r>)) {
    look(Part::Statement(literal));
    match literal {
        Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => expression(expr, look),
        Literal::SomeVars { .. } => {}
        Literal::SomeIn {
            key,
            value,
            collection,
            ..
        } => {
            all(key, look);
            all([value, collection], look);
        }
        Literal::Every { domain, query, .. } => {
            expression(domain, look);
            self::query(query, look);
        }
    }
}

fn all<'r>(expressions: impl IntoIterator<Item = &'r Ref<Expr>>, look: &mut dyn FnMut(Part<'r>)) {
    for each in expressions {
        expression(each, look);
    }
}

fn expression<'r>(expression: &'r Expr, look: &mut dyn FnMut(Part<'r>)) {
    look(Part::Expression(expression));
    match expression {
        Expr::String { .. }
        | Expr::RawString { .. }
        | Expr::Number { .. }
        | Expr::Bool { .. }
        | Expr::Null { .. }
        | Expr::Var { .. } => {}
        Expr::Array { items, .. } | Expr::Set { items, .. } => all(items, look),
        Expr::Object { fields, .. } => {
            for (_, key, value) in fields {
                all([key, value], look);
            }
        }
        Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
            self::expression(term, look);
            self::query(query, look);
        }
        Expr::ObjectCompr {
            key, value, query, ..
        } => {
            all([key, value], look);
            self::query(query, look);
        }
        Expr::Call { fcn, params, .. } => {
            // The function's own name is no value.
            if let Expr::RefBrack { index, .. } = fcn.as_ref() {
                self::expression(index, look);
            }
            all(params, look);
        }
        Expr::UnaryExpr { expr, .. } => self::expression(expr, look),
        Expr::RefDot { refr, .. } => self::expression(refr, look),
        Expr::RefBrack { refr, index, .. } => all([refr, index], look),
        Expr::BinExpr { lhs, rhs, .. }
        | Expr::BoolExpr { lhs, rhs, .. }
        | Expr::ArithExpr { lhs, rhs, .. }
        | Expr::AssignExpr { lhs, rhs, .. } => all([lhs, rhs], look),
        Expr::Membership {
            key,
            value,
            collection,
            ..
        } => {
            all(key, look);
            all([value, collection], look);
        }
    }
}

//! IAM-style policy documents, compared by meaning.
//!
//! AWS reorders statements and lists and rewrites principals, so two texts of one policy may
//! differ. The canonical form follows the "IAM JSON policy elements" reference: a list of one is its
//! element, lists other than statements' own order carry no meaning, `{"AWS": "*"}` is `"*"`, and an
//! account id stands for its root user.

use serde_json::{Map, Value};

mod grant;
mod judge;

pub(crate) use grant::{Compared, Grant, compare};
pub(crate) use judge::{judge, judge_resource};

/// The canonical text of a policy document: equal for two documents that mean the same. A text that
/// is not a JSON object is returned as it is.
pub(crate) fn canonical(policy: &str) -> String {
    match serde_json::from_str::<Value>(policy) {
        Ok(Value::Object(document)) => write(&document_of(document)),
        _ => policy.to_owned(),
    }
}

fn document_of(document: Map<String, Value>) -> Value {
    let document = document
        .into_iter()
        .map(|(name, value)| match name.as_str() {
            "Statement" => (name, statements(value)),
            _ => (name, value),
        });
    Value::Object(document.collect())
}

fn statements(value: Value) -> Value {
    let all = match value {
        Value::Array(items) => items,
        one => vec![one],
    };
    Value::Array(sorted(all.into_iter().map(statement).collect()))
}

fn statement(value: Value) -> Value {
    let Value::Object(statement) = value else {
        return value;
    };
    let statement = statement.into_iter().map(|(name, value)| {
        let value = match name.as_str() {
            "Action" | "NotAction" | "Resource" | "NotResource" => set(value),
            "Principal" | "NotPrincipal" => principal(value),
            "Condition" => condition(value),
            _ => value,
        };
        (name, value)
    });
    // An empty statement id is the same as none.
    Value::Object(
        statement
            .filter(|(name, value)| name != "Sid" || value != "")
            .collect(),
    )
}

fn principal(value: Value) -> Value {
    let Value::Object(kinds) = value else {
        return value;
    };
    if kinds.len() == 1 && kinds.get("AWS").map(|v| set(v.clone())) == Some(Value::from("*")) {
        return Value::from("*");
    }
    let kinds = kinds.into_iter().map(|(kind, names)| {
        let names = if kind == "AWS" {
            each(names, account_root)
        } else {
            names
        };
        (kind, set(names))
    });
    Value::Object(kinds.collect())
}

fn account_root(name: Value) -> Value {
    match name.as_str() {
        Some(id) if id.len() == 12 && id.chars().all(|c| c.is_ascii_digit()) => {
            Value::from(format!("arn:aws:iam::{id}:root"))
        }
        _ => name,
    }
}

fn condition(value: Value) -> Value {
    let Value::Object(operators) = value else {
        return value;
    };
    let operators = operators.into_iter().map(|(operator, keys)| {
        let keys = match keys {
            Value::Object(keys) => Value::Object(
                keys.into_iter()
                    .map(|(key, v)| (key, set(each(v, as_text))))
                    .collect(),
            ),
            other => other,
        };
        (operator, keys)
    });
    Value::Object(operators.collect())
}

/// Condition values may be written as booleans or numbers; AWS stores text.
fn as_text(value: Value) -> Value {
    match value {
        Value::Bool(_) | Value::Number(_) => Value::from(value.to_string()),
        other => other,
    }
}

fn each(value: Value, change: impl Fn(Value) -> Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(change).collect(),
        one => change(one),
    }
}

/// A list whose order means nothing; one element stands for itself.
fn set(value: Value) -> Value {
    let Value::Array(items) = value else {
        return value;
    };
    let mut items = sorted(items);
    items.dedup();
    match items.pop() {
        Some(only) if items.is_empty() => only,
        Some(last) => {
            items.push(last);
            Value::Array(items)
        }
        None => Value::Array(items),
    }
}

fn sorted(mut items: Vec<Value>) -> Vec<Value> {
    items.sort_by_cached_key(write);
    items
}

fn write(value: &Value) -> String {
    driftlock_core::canonical_json(value)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_else(|| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn check(one: Value, other: Value, same: bool) {
        let (a, b) = (canonical(&one.to_string()), canonical(&other.to_string()));
        assert_eq!(a == b, same, "{a}\n{b}");
        assert_eq!(canonical(&a), a, "twice is once");
    }

    fn statement(extra: Value) -> Value {
        let mut base = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"});
        base.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        json!({"Version": "2012-10-17", "Statement": [base]})
    }

    #[test]
    fn order_and_lists_of_one_mean_nothing() {
        check(
            json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["a:B"], "Resource": ["x", "y"]}}),
            json!({"Statement": [{"Resource": ["y", "x", "y"], "Action": "a:B", "Effect": "Allow"}], "Version": "2012-10-17"}),
            true,
        );
    }

    #[test]
    fn principals_have_several_spellings() {
        let with = |principal: Value| statement(json!({ "Principal": principal }));
        check(with(json!("*")), with(json!({"AWS": "*"})), true);
        check(with(json!({"AWS": ["*"]})), with(json!({"AWS": "*"})), true);
        check(
            with(json!({"AWS": "123456789012"})),
            with(json!({"AWS": ["arn:aws:iam::123456789012:root"]})),
            true,
        );
        check(with(json!({"Service": "*"})), with(json!("*")), false);
        check(
            with(json!({"AWS": "123456789012"})),
            with(json!({"AWS": "210987654321"})),
            false,
        );
    }

    #[test]
    fn conditions_hold_text() {
        let with = |value: Value| {
            statement(json!({"Condition": {"Bool": {"aws:SecureTransport": value}}}))
        };
        check(with(json!(false)), with(json!("false")), true);
        check(with(json!(["false"])), with(json!("false")), true);
        check(with(json!(true)), with(json!("false")), false);
    }

    #[test]
    fn a_weakened_policy_is_different() {
        check(
            statement(json!({})),
            statement(json!({"Effect": "Deny"})),
            false,
        );
        check(
            statement(json!({})),
            statement(json!({"Action": "s3:*"})),
            false,
        );
        check(statement(json!({})), statement(json!({"Sid": ""})), true);
    }

    #[test]
    fn what_is_no_policy_stays_as_it_is() {
        for text in ["", "x", "[1, 2]", "{\"a\": "] {
            assert_eq!(canonical(text), text);
        }
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_a_fixed_point(actions in prop::collection::vec("[a-c]:[A-C*]", 0..4), account in "[0-9]{12}") {
            let policy = statement(json!({"Action": actions, "Principal": {"AWS": [account, "*"]}}));
            let once = canonical(&policy.to_string());
            prop_assert_eq!(canonical(&once), once);
        }
    }
}

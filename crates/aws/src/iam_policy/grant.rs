//! What a policy document allows and denies, taken apart and compared by meaning.
//!
//! Each statement is taken apart into grants of one action on one resource to one principal. One
//! grant covers another by IAM's own rules ("IAM JSON policy elements reference"): `*` and `?` in
//! names, action names without regard to case, and conditions that all have to hold, so that fewer
//! of them cover more.

use serde_json::{Map, Value};

use super::{canonical, write};

/// What `observed` allows and denies against `approved`.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    /// Allowed by `observed` and by no grant of `approved`.
    pub(crate) allows_more: Vec<Grant>,
    /// Denied by `approved` and by no grant of `observed`.
    pub(crate) denies_less: Vec<Grant>,
    /// Allowed by `approved` and by no grant of `observed`.
    pub(crate) allows_less: Vec<Grant>,
    /// Denied by `observed` and by no grant of `approved`.
    pub(crate) denies_more: Vec<Grant>,
}

/// Compares two documents, of which either may be missing; `None` where one cannot be
/// understood, or is too large to be taken apart.
pub(crate) fn compare(approved: Option<&str>, observed: Option<&str>) -> Option<Compared> {
    let (version, approved) = read(approved)?;
    let (other_version, observed) = read(observed)?;
    let variables = |grants: &[Grant]| grants.iter().any(Grant::has_variable);
    // Only version 2012-10-17 knows variables: their meaning changes with it.
    if version != other_version && variables(&approved) && variables(&observed) {
        return None;
    }
    let missing = |these: &[Grant], those: &[Grant], effect: &str| -> Vec<Grant> {
        let of_effect = these.iter().filter(|grant| grant.effect == effect);
        of_effect
            .filter(|grant| !those.iter().any(|other| other.covers(grant)))
            .cloned()
            .collect()
    };
    Some(Compared {
        allows_more: missing(&observed, &approved, "Allow"),
        denies_less: missing(&approved, &observed, "Deny"),
        allows_less: missing(&approved, &observed, "Allow"),
        denies_more: missing(&observed, &approved, "Deny"),
    })
}

/// Most grants that are compared, each with each.
const MOST: usize = 2_000;

/// One action on one resource to one principal, allowed or denied.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Grant {
    effect: String,
    principal: Named,
    action: Named,
    resource: Named,
    /// Operator, key and values, all of which have to hold.
    conditions: Vec<(String, String, String)>,
}

/// A name with wildcards, or all but some.
#[derive(Clone, Debug, PartialEq)]
enum Named {
    Like(String),
    NotIn(String),
}

impl Grant {
    /// Whether a condition asks for the condition key `key`.
    pub(crate) fn has_condition_on(&self, key: &str) -> bool {
        self.conditions
            .iter()
            .any(|(_, name, _)| name.eq_ignore_ascii_case(key))
    }

    fn covers(&self, other: &Self) -> bool {
        self.effect == other.effect
            && self.principal.covers(&other.principal)
            && self.action.covers(&other.action)
            && self.resource.covers(&other.resource)
            && self
                .conditions
                .iter()
                .all(|condition| other.conditions.contains(condition))
    }

    fn has_variable(&self) -> bool {
        let named = [&self.principal, &self.action, &self.resource];
        named.iter().any(|named| named.text().contains("${"))
            || self.conditions.iter().any(|(_, _, v)| v.contains("${"))
    }
}

impl Named {
    fn text(&self) -> &str {
        match self {
            Self::Like(text) | Self::NotIn(text) => text,
        }
    }

    fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Like(all), _) if all == "*" => true,
            (Self::Like(pattern), Self::Like(text)) => matches(pattern.as_bytes(), text.as_bytes()),
            (Self::NotIn(these), Self::NotIn(those)) => these == those,
            _ => false,
        }
    }
}

/// Whether `pattern` matches all that `text` matches, both with IAM's wildcards. Takes time in
/// proportion to the lengths: a policy is written by whoever may write it.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    // Whether the pattern so far matches the text up to each place.
    let mut reached: Vec<bool> = std::iter::once(true)
        .chain(text.iter().map(|_| false))
        .collect();
    for sign in pattern {
        reached = if *sign == b'*' {
            let ever = |any: &mut bool, here: &bool| {
                *any |= here;
                Some(*any)
            };
            reached.iter().scan(false, ever).collect()
        } else {
            let steps = reached.iter().zip(text);
            let fits = |letter: &u8| sign == letter || (*sign == b'?' && *letter != b'*');
            std::iter::once(false)
                .chain(steps.map(|(here, letter)| *here && fits(letter)))
                .collect()
        };
    }
    reached.last().copied().unwrap_or_default()
}

/// The version and the grants of a document; those of none are none.
fn read(document: Option<&str>) -> Option<(Value, Vec<Grant>)> {
    let Some(text) = document else {
        return Some((Value::Null, Vec::new()));
    };
    let document: Map<String, Value> = serde_json::from_str(&canonical(text)).ok()?;
    let mut grants = Vec::new();
    for statement in document.get("Statement")?.as_array()? {
        grants.extend(grants_of(statement.as_object()?)?);
        if grants.len() > MOST {
            return None;
        }
    }
    let version = document.get("Version").cloned().unwrap_or_default();
    Some((version, grants))
}

fn grants_of(statement: &Map<String, Value>) -> Option<Vec<Grant>> {
    let effect = statement.get("Effect")?.as_str()?;
    let conditions = conditions(statement.get("Condition"))?;
    let principals = names_or_implied(statement, "Principal", "NotPrincipal", principal_names)?;
    // Services, and actions within them, are named without regard to case.
    let lower = |value: &Value| Some(texts(value)?.iter().map(|t| t.to_lowercase()).collect());
    let actions = names(statement, "Action", "NotAction", lower)?;
    let resources = names_or_implied(statement, "Resource", "NotResource", texts)?;
    if principals.len() * actions.len() * resources.len() > MOST {
        return None;
    }
    let mut grants = Vec::new();
    for principal in &principals {
        for action in &actions {
            grants.extend(resources.iter().map(|resource| Grant {
                effect: effect.to_owned(),
                principal: principal.clone(),
                action: action.clone(),
                resource: resource.clone(),
                conditions: conditions.clone(),
            }));
        }
    }
    Some(grants)
}

/// A policy of an identity names no principal, and that of a role's trust no resource: it is the one
/// that the policy belongs to.
fn names_or_implied(
    statement: &Map<String, Value>,
    positive: &str,
    negative: &str,
    read: impl Fn(&Value) -> Option<Vec<String>>,
) -> Option<Vec<Named>> {
    if statement.contains_key(positive) || statement.contains_key(negative) {
        names(statement, positive, negative, read)
    } else {
        Some(vec![Named::Like(String::new())])
    }
}

fn names(
    statement: &Map<String, Value>,
    positive: &str,
    negative: &str,
    read: impl Fn(&Value) -> Option<Vec<String>>,
) -> Option<Vec<Named>> {
    if let Some(value) = statement.get(positive) {
        return Some(read(value)?.into_iter().map(Named::Like).collect());
    }
    let mut all = read(statement.get(negative)?)?;
    all.sort();
    Some(vec![Named::NotIn(all.join(" "))])
}

/// Principals, each with its kind; `*` is everybody.
fn principal_names(value: &Value) -> Option<Vec<String>> {
    let Value::Object(kinds) = value else {
        return texts(value);
    };
    let mut all = Vec::new();
    for (kind, names) in kinds {
        let named = |name: String| match (kind.as_str(), name.as_str()) {
            ("AWS", "*") => name,
            _ => format!("{kind} {name}"),
        };
        all.extend(texts(names)?.into_iter().map(named));
    }
    Some(all)
}

fn conditions(value: Option<&Value>) -> Option<Vec<(String, String, String)>> {
    let Some(value) = value else {
        return Some(Vec::new());
    };
    let mut all = Vec::new();
    for (operator, keys) in value.as_object()? {
        for (key, values) in keys.as_object()? {
            all.push((operator.clone(), key.to_lowercase(), write(values)));
        }
    }
    Some(all)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_cover_what_they_match() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("s3:*", "s3:get*", true),
            ("s3:get*", "s3:getobject", true),
            ("s3:get*", "s3:*", false),
            ("a?c", "abc", true),
            ("a?c", "a*c", false),
            ("a*c?", "abbcd", true),
            ("a", "ab", false),
            ("ab", "a", false),
            ("", "", true),
            ("a**b", "a-b-b", true),
        ] {
            let covers = matches(pattern.as_bytes(), text.as_bytes());
            assert_eq!(covers, expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_policy_made_to_be_slow_is_not_taken_apart() {
        let names: Vec<String> = (0..100).map(|n| format!("\"{n}*\"")).collect();
        let names = names.join(",");
        let text = format!(
            r#"{{"Statement": {{"Effect": "Allow", "Principal": "*", "Action": [{names}],
            "Resource": [{names}]}}}}"#
        );
        assert!(compare(Some(&text), Some(&text)).is_none());
        let stars = "*a".repeat(2_000);
        assert!(!matches(stars.as_bytes(), "a".repeat(1_999).as_bytes()));
    }

    #[test]
    fn variables_mean_nothing_in_the_old_version() {
        let of = |version: &str| {
            format!(
                r#"{{"Version": "{version}", "Statement": {{"Effect": "Allow", "Principal": "*",
                "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${{aws:username}}"}}}}"#
            )
        };
        let (old, new) = (of("2008-10-17"), of("2012-10-17"));
        assert!(
            compare(Some(&new), Some(&new))
                .unwrap()
                .allows_less
                .is_empty()
        );
        assert!(compare(Some(&new), Some(&old)).is_none());
    }

    #[test]
    fn a_role_covers_no_other_kind_of_principal() {
        let of = |principal: &str| {
            format!(
                r#"{{"Statement": {{"Effect": "Allow", "Principal": {principal},
                "Action": "s3:GetObject", "Resource": "*"}}}}"#
            )
        };
        let user = of(r#"{"AWS": "arn:aws:iam::123456789012:user/a"}"#);
        let service = of(r#"{"Service": "cloudtrail.amazonaws.com"}"#);
        let compared = compare(Some(&user), Some(&service)).unwrap();
        assert_eq!(compared.allows_more.len(), 1);
        assert_eq!(compared.allows_less.len(), 1);
        let compared = compare(Some(&of("\"*\"")), Some(&user)).unwrap();
        assert!(compared.allows_more.is_empty());
    }
}

//! Calls in the form of the AWS command line's JSON input: operation and members as the service's API
//! reference names them. What is stored, what is sent and what a person would type are then one thing.

use driftlock_core::{Attributes, Call};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::call;
use crate::CallError;

/// One request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    /// The service as the AWS command line calls it, such as `s3api`.
    service: String,
    /// Operation of the API, such as `PutBucketCors`.
    operation: String,
    /// Its members.
    input: Attributes,
}

/// A storable call of `action`, which the AWS command line makes by `[service, operation]` with
/// `input`, an object.
pub(crate) fn request(
    action: &str,
    summary: impl Into<String>,
    [service, operation]: [&str; 2],
    input: Value,
) -> Call {
    let input = match input {
        Value::Object(members) => members,
        _ => Attributes::new(),
    };
    let request = Request {
        service: service.to_owned(),
        operation: operation.to_owned(),
        input,
    };
    call(action, summary.into(), &request)
}

impl Request {
    /// Reads a stored call back.
    pub(crate) fn of(call: &Call) -> Result<Self, CallError> {
        super::typed("", call)
    }

    /// The operation, to choose by.
    pub(crate) fn operation(&self) -> &str {
        &self.operation
    }

    /// The member `name` as text; none where it is absent or no text.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.input.get(name)?.as_str().map(str::to_owned)
    }

    /// The member `name` as a whole number.
    pub(crate) fn number(&self, name: &str) -> Option<i32> {
        i32::try_from(self.input.get(name)?.as_i64()?).ok()
    }

    /// The member `name` as a truth.
    pub(crate) fn truth(&self, name: &str) -> Option<bool> {
        self.input.get(name)?.as_bool()
    }

    /// The member `name` as a list of texts; none where it is absent.
    pub(crate) fn texts(&self, name: &str) -> Option<Vec<String>> {
        let list = self.input.get(name)?.as_array()?;
        let texts = list.iter().filter_map(Value::as_str).map(str::to_owned);
        Some(texts.collect())
    }

    /// The member `name` as it is; null where it is absent.
    pub(crate) fn value(&self, name: &str) -> &Value {
        self.input.get(name).unwrap_or(&Value::Null)
    }

    /// All members as a type's own struct.
    pub(crate) fn input<T: DeserializeOwned>(&self) -> Result<T, CallError> {
        serde_json::from_value(Value::Object(self.input.clone()))
            .map_err(|error| self.unusable(&error))
    }

    /// The stored request cannot be sent.
    pub(crate) fn unusable(&self, error: &impl std::fmt::Display) -> CallError {
        let operation = &self.operation;
        CallError::unusable(
            "",
            &format!("the stored `{operation}` cannot be sent: {error}"),
        )
    }

    /// No operation of this type.
    pub(crate) fn unknown(&self) -> CallError {
        self.unusable(&"its type makes no such call")
    }

    /// What a person types after `aws`.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut words = vec![self.service.clone(), kebab(&self.operation)];
        for (name, value) in &self.input {
            let name = kebab(name);
            match value {
                Value::Bool(true) => words.push(format!("--{name}")),
                Value::Bool(false) => words.push(format!("--no-{name}")),
                Value::String(text) => words.extend([format!("--{name}"), text.clone()]),
                Value::Null => {}
                other => words.extend([format!("--{name}"), other.to_string()]),
            }
        }
        words
    }
}

/// `DescribeDBInstances` is `describe-db-instances` on the command line: a word begins where a capital
/// follows a small letter or a digit, or precedes a small letter.
fn kebab(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut words = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                !before.is_uppercase()
                    || after.is_some_and(|after| after.is_lowercase() && !is_plural(&letters, at))
            });
        if begins {
            words.push('-');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

/// `IDs` and `ARNs` are one word.
fn is_plural(letters: &[char], at: usize) -> bool {
    at + 2 == letters.len() && letters.get(at + 1) == Some(&'s')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_are_spelled_as_on_the_command_line() {
        for (name, expected) in [
            ("PutBucketCors", "put-bucket-cors"),
            ("CORSConfiguration", "cors-configuration"),
            ("ModifyDBInstance", "modify-db-instance"),
            ("DBInstanceIdentifier", "db-instance-identifier"),
            ("VpcSecurityGroupIds", "vpc-security-group-ids"),
            ("TargetGroupARNs", "target-group-arns"),
            ("KMSKeyId", "kms-key-id"),
            ("Ipv6CidrBlock", "ipv6-cidr-block"),
            ("SetQueueAttributes", "set-queue-attributes"),
        ] {
            assert_eq!(kebab(name), expected);
        }
    }

    #[test]
    fn members_become_options() {
        let call = request(
            "s3:PutX",
            "s",
            ["s3api", "PutX"],
            json!({"Bucket": "b", "On": true, "Off": false, "N": 3, "List": ["a"], "Skip": null}),
        );
        let words = Request::of(&call).unwrap().words();
        let typed = "s3api put-x --bucket b --list [\"a\"] --n 3 --no-off --on";
        assert_eq!(words.join(" "), typed);
    }
}

//! Values that are kept as keyed hashes only: a change in them is seen, the values are not.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

use crate::Attributes;

/// What every keyed hash begins with.
const PREFIX: &str = "hmac-sha256:";
/// What stands for a value where there is no key to hash it with.
const NO_KEY: &str = "(concealed)";

/// The key of keyed hashes: 32 secret bytes, one key to a store, so that hashes of one value are equal
/// and cannot be looked up in a table.
#[derive(Clone, PartialEq, Eq)]
pub struct HashKey([u8; 32]);

impl std::fmt::Debug for HashKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HashKey(..)")
    }
}

impl HashKey {
    /// The key with these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// 64 hexadecimal digits, for where it is kept.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }

    /// `hmac-sha256:` and 64 hexadecimal digits (HMAC, RFC 2104). A hash stays as it is.
    #[must_use]
    pub fn hash(&self, secret: &str) -> String {
        if secret.starts_with(PREFIX) || secret == NO_KEY {
            return secret.to_owned();
        }
        // HMAC takes keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return NO_KEY.to_owned();
        };
        mac.update(secret.as_bytes());
        format!("{PREFIX}{}", hex::encode(mac.finalize().into_bytes()))
    }
}

/// `sha256=` and the HMAC of `body` under `secret` (RFC 2104) as 64 hexadecimal digits: who knows the
/// secret can tell that the body is whole, and from whom.
#[must_use]
pub fn signature(secret: &str, body: &[u8]) -> String {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// Replaces every text and number at and below `secrets` by its keyed hash, or without a key by words.
/// Paths are names of the schema joined by dots, without indexes. Idempotent.
pub fn conceal(attributes: &mut Attributes, secrets: &[&str], key: Option<&HashKey>) {
    for path in secrets {
        let mut names = path.split('.');
        if let Some(value) = names.next().and_then(|name| attributes.get_mut(name)) {
            conceal_at(value, &names.collect::<Vec<_>>(), key);
        }
    }
}

fn conceal_at(value: &mut Value, names: &[&str], key: Option<&HashKey>) {
    match (value, names) {
        (Value::Array(elements), _) => {
            for element in elements {
                conceal_at(element, names, key);
            }
        }
        (Value::Object(map), [name, rest @ ..]) => {
            if let Some(value) = map.get_mut(*name) {
                conceal_at(value, rest, key);
            }
        }
        (Value::Object(map), []) => {
            for value in map.values_mut() {
                conceal_at(value, &[], key);
            }
        }
        (Value::String(text), []) if text.is_empty() => {}
        (Value::String(text), []) => *text = hashed(text, key),
        (value @ Value::Number(_), []) => *value = Value::from(hashed(&value.to_string(), key)),
        _ => {}
    }
}

fn hashed(secret: &str, key: Option<&HashKey>) -> String {
    key.map_or_else(|| NO_KEY.to_owned(), |key| key.hash(secret))
}

/// Whether the path of a change, as shown, lies at or below one of `secrets`.
#[must_use]
pub fn is_secret(path: &str, secrets: &[&str]) -> bool {
    let mut schema = String::new();
    let mut depth = 0_u32;
    for letter in path.chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => schema.push(letter),
            _ => {}
        }
    }
    secrets.iter().any(|secret| {
        schema
            .strip_prefix(secret)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn concealed(key: Option<&HashKey>) -> Value {
        let mut attributes = json!({
            "name": "f",
            "environment": [{"variables": {"A": "secret", "B": ""}}],
            "user_data": "secret",
        });
        let map = attributes.as_object_mut().unwrap();
        conceal(map, &["environment.variables", "user_data", "none"], key);
        attributes
    }

    #[test]
    fn equal_secrets_have_equal_hashes_under_one_key_only() {
        let key = HashKey::new([7; 32]);
        let seen = concealed(Some(&key));
        assert_eq!(seen["name"], "f");
        assert_eq!(seen["environment"][0]["variables"]["B"], "");
        let hash = seen["user_data"].as_str().unwrap();
        assert!(hash.starts_with(PREFIX) && !hash.contains("secret"));
        assert_eq!(seen["environment"][0]["variables"]["A"], hash);
        assert_eq!(key.hash(hash), hash, "hashed twice is hashed once");
        assert_ne!(HashKey::new([8; 32]).hash("secret"), hash);
        assert_eq!(HashKey::from_hex(&key.to_hex()), Some(key));
    }

    /// Source: RFC 4231, test case 2.
    #[test]
    fn a_signature_is_an_hmac() {
        assert_eq!(
            signature("Jefe", b"what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn without_a_key_nothing_shows() {
        let seen = concealed(None);
        assert_eq!(seen["user_data"], NO_KEY);
        assert_eq!(seen["environment"][0]["variables"]["A"], NO_KEY);
    }

    #[test]
    fn paths_of_changes_are_told_secret_or_not() {
        let secrets = &["environment.variables", "user_data"];
        for path in [
            "environment[0].variables.A",
            "environment[0].variables[\"a.b\"]",
            "user_data",
        ] {
            assert!(is_secret(path, secrets), "{path}");
        }
        for path in ["environment[0]", "user_data_base64", "name"] {
            assert!(!is_secret(path, secrets), "{path}");
        }
    }
}

//! How records are written: canonical JSON with a version in it.

use driftlock_core::{Event, Revision, SNAPSHOT_VERSION, Snapshot, canonical_json};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::StoreError;

/// What is stored as a JSON object with a field `version`.
pub(crate) trait Record: Serialize + DeserializeOwned + Send {
    /// The newest layout that can be read, which is the one that is written.
    const NEWEST: u32 = 1;
}

impl Record for Event {}
impl Record for Revision {}
impl Record for Snapshot {
    const NEWEST: u32 = SNAPSHOT_VERSION;
}

#[derive(Deserialize)]
struct Probe {
    version: u64,
}

pub(crate) fn encode<T: Record>(record: &T) -> Result<Vec<u8>, StoreError> {
    Ok(canonical_json(record)?)
}

/// Reads `bytes`, found under `key`. The version is looked at first, so that what a newer program
/// wrote is called that and not damaged.
pub(crate) fn decode<T: Record>(key: &str, bytes: &[u8]) -> Result<T, StoreError> {
    let corrupt = |error: serde_json::Error| StoreError::Corrupt {
        key: key.to_owned(),
        cause: describe(bytes, &error),
    };
    let found = serde_json::from_slice::<Probe>(bytes)
        .map_err(corrupt)?
        .version;
    if found > u64::from(T::NEWEST) {
        return Err(StoreError::TooNew {
            key: key.to_owned(),
            found,
            newest: T::NEWEST,
        });
    }
    serde_json::from_slice(bytes).map_err(corrupt)
}

fn describe(bytes: &[u8], error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    match error.classify() {
        _ if bytes.is_empty() => "it is empty".to_owned(),
        Category::Eof => "it is cut short".to_owned(),
        Category::Data => format!("it is no record of this kind: {error}"),
        Category::Syntax | Category::Io => format!("it is not JSON: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    struct Thing {
        version: u32,
        name: String,
    }

    impl Record for Thing {}

    fn check(text: &str, expected: &str) {
        let error = decode::<Thing>("things/a.json", text.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(expected), "{text}: {error}");
        assert!(error.to_string().contains("`things/a.json`"), "{error}");
        assert!(!error.help().is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_cause() {
        check("", "it is empty");
        check("{\"version\":1,", "it is cut short");
        check("version: 1", "it is not JSON");
        check("{\"name\":\"x\"}", "missing field `version`");
        check("{\"version\":1}", "missing field `name`");
        check("{\"version\":-1}", "no record of this kind");
        check(
            "{\"version\":2,\"shape\":[]}",
            "its layout is version 2, and this program knows up to 1",
        );
    }

    #[test]
    fn a_record_comes_back_as_it_was() {
        let bytes = encode(&Thing {
            version: 1,
            name: "ü".into(),
        })
        .unwrap();
        assert_eq!(bytes, "{\"name\":\"ü\",\"version\":1}".as_bytes());
        let thing: Thing = decode("k", &bytes).unwrap();
        assert_eq!((thing.version, thing.name.as_str()), (1, "ü"));
    }
}

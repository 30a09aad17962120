//! What Rego means, case by case: every policy is understood as OPA understands it, or refused.
//!
//! The cases stand in `rego/*.yaml`; what each expects follows from OPA's documentation. A set is
//! written `{$set: [..]}`, an object with keys that are no strings `{$object: [[key, value], ..]}`.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use driftlock_policy::{Policies, PolicyError, Source, query};
use regorus::Value;
use serde::Deserialize;

/// What a module says before its first rule.
const PACKAGE: &str = "package t\n\n";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// Rules of the package `t`.
    rego: Option<String>,
    /// Whole modules.
    #[serde(default)]
    modules: Vec<String>,
    #[serde(default = "p")]
    query: String,
    #[serde(default)]
    input: serde_json::Value,
    want: Option<serde_json::Value>,
    #[serde(default)]
    undefined: bool,
    /// Part of the message with which the evaluation is stopped.
    error: Option<String>,
    /// Part of the message with which the loader refuses a module.
    refused: Option<String>,
    /// Why another engine differs, for `tests/testbed/python/rego_cases.py`.
    #[serde(default, rename = "second")]
    _second: Option<String>,
    #[serde(default, rename = "v0")]
    _v0: bool,
}

fn p() -> String {
    "data.t.p".to_owned()
}

#[test]
fn rego_means_what_opa_says() {
    let (mut names, mut surprises) = (BTreeSet::new(), Vec::new());
    for (file, cases) in read() {
        for case in cases {
            let name = format!("{file}: {}", case.name);
            if let Err(surprise) = check(&case) {
                surprises.push(format!("{name}: {surprise}"));
            }
            assert!(
                names.insert(name),
                "two cases of {file} are named `{}`",
                case.name
            );
        }
    }
    assert!(names.len() >= 180, "{} cases", names.len());
    assert!(
        surprises.is_empty(),
        "{} of {} cases:\n{}",
        surprises.len(),
        names.len(),
        surprises.join("\n")
    );
}

fn read() -> BTreeMap<String, Vec<Case>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rego");
    let files = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let read = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    files
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                read(&path),
            )
        })
        .collect()
}

fn check(case: &Case) -> Result<(), String> {
    let refused = match Policies::load(sources(case)) {
        Ok(_) => None,
        Err(errors) => Some(said(&errors)),
    };
    let answer = match &refused {
        Some(said) => Err(said.clone()),
        None => query(sources(case), &case.query, &case.input.to_string())
            .map_err(|errors| said(&errors)),
    };
    let holds = match (&case.want, case.undefined, &case.error, &case.refused) {
        (Some(want), false, None, None) => answer == Ok(Some(value(want))),
        (None, true, None, None) => answer == Ok(None),
        (None, false, Some(part), None) => {
            refused.is_none() && answer.as_ref().is_err_and(|said| said.contains(part))
        }
        (None, false, None, Some(part)) => refused.as_ref().is_some_and(|said| said.contains(part)),
        _ => {
            return Err("it expects not exactly one of want, undefined, error, refused".to_owned());
        }
    };
    match answer {
        _ if holds => Ok(()),
        Ok(Some(value)) => Err(format!("it came to {value}")),
        Ok(None) => Err("it is undefined".to_owned()),
        Err(said) if refused.is_some() => Err(format!("refused, {said}")),
        Err(said) => Err(format!("error, {said}")),
    }
}

fn said(errors: &[PolicyError]) -> String {
    errors
        .iter()
        .map(PolicyError::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

fn sources(case: &Case) -> Vec<Source> {
    let rego = case.rego.iter().map(|rules| format!("{PACKAGE}{rules}"));
    let texts = rego.chain(case.modules.iter().cloned());
    let source = |(number, text): (usize, String)| Source {
        file: format!("{number}.rego"),
        text,
    };
    texts.enumerate().map(source).collect()
}

/// The Rego value that a case writes in YAML.
fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Array(items) => Value::from(items.iter().map(value).collect::<Vec<_>>()),
        serde_json::Value::Object(entries) => {
            let items = |name: &str| match entries.get(name) {
                Some(serde_json::Value::Array(items)) if entries.len() == 1 => Some(items),
                _ => None,
            };
            if let Some(items) = items("$set") {
                return Value::from(items.iter().map(value).collect::<BTreeSet<_>>());
            }
            if let Some(pairs) = items("$object") {
                let pair = |pair: &serde_json::Value| (value(&pair[0]), value(&pair[1]));
                return Value::from(pairs.iter().map(pair).collect::<BTreeMap<_, _>>());
            }
            Value::from(
                entries
                    .iter()
                    .map(|(key, entry)| (Value::from(key.as_str()), value(entry)))
                    .collect::<BTreeMap<_, _>>(),
            )
        }
        scalar => Value::from_json_str(&scalar.to_string()).unwrap(),
    }
}

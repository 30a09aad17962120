//! Properties of loading policies: whatever the text, an error or a policy that can be evaluated.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod damage;

use std::fs;
use std::sync::LazyLock;

use damage::{damaged, damages, files};
use driftlock_policy::{Options, Policies, Source, View, builtin_libraries, check, read_plan};
use proptest::prelude::*;

const PLAN: &[u8] = include_bytes!("../library/s3/public_s3_bucket.fail.json");

/// What Rego is made of.
const WORDS: [&str; 36] = [
    " not ",
    "[_]",
    "[x]",
    " walk(",
    " with input as ",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "some ",
    " in ",
    "every x in ",
    " else ",
    "default ",
    ":=",
    "=",
    "==",
    "|",
    "&",
    "-",
    "0",
    "1e999",
    "\"",
    "`",
    "\\",
    "#",
    "\n",
    "contains ",
    " if ",
    "input",
    "data",
    ".",
    ",",
    ";",
];

static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let files = files("library", "rego").into_iter();
    files
        .map(|file| fs::read_to_string(file).unwrap())
        .collect()
});

static VIEW: LazyLock<View> = LazyLock::new(|| View::of_plan(read_plan(PLAN).unwrap()));

fn judge(text: String) {
    let options = Options::strict(jiff::civil::date(2026, 1, 1));
    let file = "damaged.rego".to_owned();
    let sources = builtin_libraries()
        .into_iter()
        .chain([Source { file, text }]);
    match Policies::load(sources.collect()) {
        Ok(policies) => drop(check(&VIEW, &policies, &options)),
        Err(errors) => assert!(!errors.is_empty()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn a_damaged_policy_is_refused_or_evaluated(text in any::<prop::sample::Index>(), damages in damages()) {
        let text = damaged(text.get::<String>(&TEXTS).as_bytes(), &damages, &WORDS);
        judge(String::from_utf8_lossy(&text).into_owned());
    }

    #[test]
    fn words_of_rego_are_refused_or_evaluated(words in prop::collection::vec(prop::sample::select(&WORDS[..]), 0..60)) {
        judge(format!("package t\n\np := 1 if {{\n{}\n}}\n", words.concat()));
        judge(format!("package t\n\np := {}\n", words.concat()));
    }

    #[test]
    fn any_text_is_refused_or_evaluated(text in "\\PC{0,200}") {
        judge(text);
    }
}

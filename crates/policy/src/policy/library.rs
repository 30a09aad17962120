//! The built-in policies: one file each under `library/`, found when this crate is built.

use super::module::Source;

/// What the names of built-in files begin with.
const PREFIX: &str = "builtin:";

// `FILES: &[(&str, &str)]`: every file under `library/`, sorted, with its text.
include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The built-in policies and the libraries that they import.
#[must_use]
pub fn builtin() -> Vec<Source> {
    let source = |(file, text): &(&str, &str)| Source {
        file: format!("{PREFIX}{file}"),
        text: (*text).to_owned(),
    };
    FILES.iter().map(source).collect()
}

/// Only the libraries, which policies of users may import too.
#[must_use]
pub fn builtin_libraries() -> Vec<Source> {
    let library = |source: &Source| source.file.starts_with("builtin:lib/");
    builtin().into_iter().filter(library).collect()
}

/// The ids of the built-in policies.
pub fn builtin_ids() -> impl Iterator<Item = &'static str> {
    let ids = FILES.iter().filter(|(file, _)| !file.starts_with("lib/"));
    ids.filter_map(|(file, _)| file.rsplit_once('/')?.1.strip_suffix(".rego"))
}

/// The text of a built-in file, by its full name.
pub(super) fn builtin_text(file: &str) -> Option<&'static str> {
    let name = file.strip_prefix(PREFIX)?;
    let found = FILES
        .binary_search_by(|(known, _)| (*known).cmp(name))
        .ok()?;
    FILES.get(found).map(|(_, text)| *text)
}

/// True for a built-in file.
pub(super) fn is_builtin(source: &Source) -> bool {
    is_builtin_file(&source.file)
}

/// True for the name of a built-in file.
pub(super) fn is_builtin_file(file: &str) -> bool {
    file.starts_with(PREFIX)
}

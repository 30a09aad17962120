//! Every dependency's licence and source, against the lists in deny.toml.

use std::fs;

use anyhow::{Context as _, Result, bail};
use driftlock_testbed::workspace_root;
use serde_json::Value;

use crate::cargo;

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Answers in a sentence what was checked, or fails naming every offender.
pub(crate) fn check() -> Result<String> {
    let allowed = allowed()?;
    let metadata = cargo::metadata()?;
    let packages = metadata
        .get("packages")
        .and_then(Value::as_array)
        .context("no packages")?;
    let offences: Vec<_> = packages
        .iter()
        .filter_map(|p| offence(p, &allowed))
        .collect();
    if offences.is_empty() {
        return Ok(format!(
            "{} packages, each under {}",
            packages.len(),
            allowed.join(", ")
        ));
    }
    bail!("not allowed by deny.toml:\n  {}", offences.join("\n  "));
}

fn allowed() -> Result<Vec<String>> {
    let text =
        fs::read_to_string(workspace_root().join("deny.toml")).context("reading deny.toml")?;
    let deny: toml::Table = text.parse().context("reading deny.toml")?;
    let list = deny
        .get("licenses")
        .and_then(|licenses| licenses.get("allow"));
    let list = list
        .and_then(toml::Value::as_array)
        .context("deny.toml has no licenses.allow")?;
    Ok(list
        .iter()
        .filter_map(toml::Value::as_str)
        .map(str::to_owned)
        .collect())
}

/// What is wrong with a package of `cargo metadata`, if anything.
fn offence(package: &Value, allowed: &[String]) -> Option<String> {
    let field = |name: &str| package.get(name).and_then(Value::as_str);
    let name = format!("{} {}", field("name")?, field("version")?);
    if let Some(source) = field("source").filter(|source| *source != CRATES_IO) {
        return Some(format!("{name} comes from {source}"));
    }
    match field("license") {
        None => Some(format!("{name} names no licence")),
        Some(licence) if permits(licence, allowed) => None,
        Some(licence) => Some(format!("{name} is under {licence}")),
    }
}

/// Whether an SPDX expression can be met with the allowed licences alone. Old manifests write `/`
/// for `OR`. An expression that cannot be read permits nothing.
fn permits(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut parser = Parser {
        words: &words,
        allowed,
    };
    parser.any() == Some(true) && parser.words.is_empty()
}

struct Parser<'a> {
    words: &'a [&'a str],
    allowed: &'a [String],
}

impl Parser<'_> {
    fn any(&mut self) -> Option<bool> {
        let mut met = self.all()?;
        while self.take("OR") {
            met |= self.all()?;
        }
        Some(met)
    }

    fn all(&mut self) -> Option<bool> {
        let mut met = self.one()?;
        while self.take("AND") {
            met &= self.one()?;
        }
        Some(met)
    }

    fn one(&mut self) -> Option<bool> {
        if self.take("(") {
            let met = self.any()?;
            return self.take(")").then_some(met);
        }
        let mut licence = self.next()?.to_owned();
        if self.take("WITH") {
            licence = format!("{licence} WITH {}", self.next()?);
        }
        Some(self.allowed.contains(&licence))
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.words.first() == Some(&word);
        if found {
            self.next();
        }
        found
    }

    fn next(&mut self) -> Option<&str> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expression: &str, expected: bool) {
        let allowed = ["MIT", "Apache-2.0", "ISC"].map(str::to_owned);
        assert_eq!(permits(expression, &allowed), expected, "{expression}");
    }

    #[test]
    fn expressions_are_met_or_not() {
        check("MIT", true);
        check("GPL-3.0", false);
        check("GPL-3.0 OR MIT", true);
        check("GPL-3.0/MIT", true);
        check("MIT AND GPL-3.0", false);
        check("MIT AND (GPL-3.0 OR ISC)", true);
        check("MIT OR GPL-3.0 AND ISC", true);
        check("Apache-2.0 WITH LLVM-exception", false);
        check("Apache-2.0 WITH LLVM-exception OR MIT", true);
    }

    #[test]
    fn what_cannot_be_read_permits_nothing() {
        check("", false);
        check("MIT OR", false);
        check("(MIT", false);
        check("MIT ISC", false);
    }
}

//! `docs/coverage.md` says what the types say of themselves.

use std::fmt::Write as _;

use driftlock_aws::{Action, Difference, Entry, Kind, catalogue};
use driftlock_testbed::workspace_root;

use crate::conformance::cost;

const ABOUT: &str = "# What Driftlock holds

Generated from the types themselves; `INSTA_UPDATE=always cargo test -p driftlock-aws --test suite coverage`
writes it anew.

Every attribute of the schema of hashicorp/aws 5.x is held, but for those named below, each with the
reason. What is read of a type equals what the provider writes into Terraform's state, and after a restore
the provider's plan is clean: `crates/aws/tests/suite/conformance` proves both against the real provider.

`calls` are counted by that suite. They are those of a sweep of the type alone: to list it once in a region,
each page being a call, and then for each resource; none where the listing holds everything. A setting is
found by listing its parents, which a sweep of both does once. A resource is read anew before it is restored
and after that; the calls between are the fewest and the most that undid what the suite had changed. Ranges
are of resources that differ, such as roles with and without inline policies. Retries, and waiting until AWS
is ready, come on top.
";

#[test]
fn the_coverage_document_is_up_to_date() {
    let mut text = ABOUT.to_owned();
    let types = catalogue();
    let costs = cost::kept();
    writeln!(text, "\n{} types:\n", types.len()).unwrap();
    text.push_str("| type | what it is | also declared by |\n|---|---|---|\n");
    for entry in &types {
        let others = [entry.aliases, &entry.parts].concat();
        let others: Vec<_> = others.iter().map(|name| format!("`{name}`")).collect();
        let line = format!(
            "| [`{0}`](#{0}) | {1} | {2} |",
            entry.name,
            what(entry),
            others.join(", ")
        );
        writeln!(text, "{}", line.replace("  |", " |")).unwrap();
    }
    for entry in &types {
        let cost = costs.get(entry.name);
        section(
            &mut text,
            entry,
            cost.map_or("not counted yet", String::as_str),
        );
    }
    let path = workspace_root().join("docs/coverage.md");
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "docs/coverage.md is not up to date: INSTA_UPDATE=always writes it"
    );
}

fn what(entry: &Entry) -> String {
    let what = match entry.kind {
        Kind::Object => "an object".to_owned(),
        Kind::SettingOf(parent) => format!("a setting of `{parent}`"),
        Kind::SettingOfAccount => "a setting of the account".to_owned(),
    };
    if entry.is_global {
        what + ", in all regions"
    } else {
        what
    }
}

fn section(text: &mut String, entry: &Entry, cost: &str) {
    writeln!(text, "\n## {}\n", entry.name).unwrap();
    attributes(text, "not held", entry.differences);
    attributes(text, "held besides the schema", entry.beyond_schema);
    if !entry.secrets.is_empty() {
        let names: Vec<_> = entry
            .secrets
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        writeln!(text, "- kept as keyed hashes only: {}", names.join(", ")).unwrap();
    }
    writeln!(text, "- calls: {cost}").unwrap();
    let actions = &entry.actions;
    for (name, actions) in [
        ("list", actions.list),
        ("read", actions.read),
        ("restore", actions.restore),
        ("make anew", actions.create),
        ("delete", actions.delete),
    ] {
        if !actions.is_empty() {
            writeln!(text, "- {name}: {}", listed(actions)).unwrap();
        }
    }
}

fn attributes(text: &mut String, title: &str, all: &[Difference]) {
    for Difference { attribute, reason } in all {
        writeln!(text, "- {title}: `{attribute}`: {reason}").unwrap();
    }
}

fn listed(actions: &[Action]) -> String {
    let names = actions
        .iter()
        .flat_map(|action| action.with.iter().chain([&action.name]));
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

//! What there is to judge by: lists of policies, and one policy explained.

use std::fmt::Write;

use anstyle::Style;
use serde_json::{Value, json};

use crate::framework::{Framework, controls};
use crate::policy::{Policies, Policy};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

impl Policies {
    /// A line for each policy, for a terminal.
    #[must_use]
    pub fn list_text(&self) -> String {
        let width = self
            .all()
            .iter()
            .map(|policy| policy.id.len())
            .max()
            .unwrap_or_default();
        let mut out = String::new();
        for policy in self.all() {
            let (severity, title) = (policy.metadata.custom.severity, &policy.metadata.title);
            let _ = writeln!(
                out,
                "{BOLD}{:width$}{BOLD:#}  {severity:<8}  {title}",
                policy.id
            );
        }
        out
    }

    /// Everything that policies say about themselves, for programs.
    #[must_use]
    pub fn list_json(&self, frameworks: &[Framework]) -> Value {
        let all = self.all().iter();
        let policies: Vec<Value> = all.map(|policy| describe(policy, frameworks)).collect();
        json!({ "version": 1, "policies": policies })
    }

    /// A table of the policies.
    #[must_use]
    pub fn list_markdown(&self, frameworks: &[Framework]) -> String {
        let mut out =
            String::from("| policy | severity | what it finds | controls |\n|---|---|---|---|\n");
        for policy in self.all() {
            let custom = &policy.metadata.custom;
            let _ = writeln!(
                out,
                "| `{}` | {} | {} | {} |",
                policy.id,
                custom.severity,
                policy.metadata.title,
                controls(policy, frameworks).join(", "),
            );
        }
        out
    }
}

fn describe(policy: &Policy, frameworks: &[Framework]) -> Value {
    let (metadata, custom) = (&policy.metadata, &policy.metadata.custom);
    json!({
        "policy": policy.id,
        "title": metadata.title,
        "severity": custom.severity,
        "types": custom.resources.types().collect::<Vec<_>>(),
        "description": metadata.description,
        "why": custom.why,
        "fix": custom.fix,
        "bad": custom.bad,
        "good": custom.good,
        "references": metadata.references.iter().map(|r| r.address()).collect::<Vec<_>>(),
        "themes": custom.themes,
        "controls": controls(policy, frameworks),
        "file": policy.file,
    })
}

impl Policy {
    /// What a policy checks, why, an example that fails, one that passes, and where to read more.
    #[must_use]
    pub fn explain(&self, frameworks: &[Framework]) -> String {
        let (metadata, custom) = (&self.metadata, &self.metadata.custom);
        let types = custom.resources.types().collect::<Vec<_>>().join(", ");
        let mut out = format!("{BOLD}{}{BOLD:#}\n", metadata.title);
        let _ = writeln!(
            out,
            "{DIM}{}, {}, in {}{DIM:#}",
            self.id, custom.severity, self.file
        );
        let references = metadata
            .references
            .iter()
            .map(|reference| reference.address());
        for (heading, text) in [
            ("What it checks", metadata.description.clone()),
            ("Resource types", types),
            ("Why it is bad", custom.why.clone()),
            ("Fails", custom.bad.clone()),
            ("Passes", custom.good.clone()),
            ("Fix", custom.fix.clone()),
            ("Controls", controls(self, frameworks).join("\n")),
            ("References", references.collect::<Vec<_>>().join("\n")),
        ] {
            section(&mut out, heading, &text);
        }
        out
    }
}

fn section(out: &mut String, heading: &str, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{BOLD}{heading}{BOLD:#}");
    for line in text.trim_end().lines() {
        let _ = writeln!(out, "  {line}");
    }
}

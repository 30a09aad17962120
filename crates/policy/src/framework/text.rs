//! Frameworks, listed.

use std::fmt::Write;

use anstyle::Style;
use serde_json::{Value, json};

use super::{Control, Framework};
use crate::policy::Policies;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

impl Framework {
    /// A line for each framework, for a terminal.
    #[must_use]
    pub fn list_text(frameworks: &[Self], policies: &Policies) -> String {
        let width = frameworks.iter().map(|f| f.id.len()).max();
        let width = width.unwrap_or_default();
        let mut out = String::new();
        for framework in frameworks {
            let (covered, all) = (framework.covered(policies), framework.controls.len());
            let _ = writeln!(
                out,
                "{BOLD}{:width$}{BOLD:#}  {covered:3} of {all:3} controls  {}",
                framework.id, framework.title,
            );
        }
        out
    }

    /// Every control with the policies that speak of it, for a terminal.
    #[must_use]
    pub fn text(&self, policies: &Policies) -> String {
        let mut out = format!(
            "{BOLD}{}{BOLD:#}\n{DIM}{}{DIM:#}\n\n",
            self.title, self.reference
        );
        for control in &self.controls {
            let _ = writeln!(out, "{BOLD}{:<14}{BOLD:#} {}", control.id, control.title);
            let ids = self.policies_of(control, policies);
            let told = match (&control.note, ids.is_empty()) {
                (_, false) => ids.join(", "),
                (Some(note), true) => format!("not covered: {note}"),
                (None, true) => "not covered".to_owned(),
            };
            let _ = writeln!(out, "{:14} {DIM}{told}{DIM:#}", "");
        }
        out
    }

    /// Every control with the policies that speak of it, for programs.
    #[must_use]
    pub fn json(&self, policies: &Policies) -> Value {
        let control = |control: &Control| {
            json!({
                "control": control.id,
                "title": control.title,
                "policies": self.policies_of(control, policies),
                "note": control.note,
            })
        };
        json!({
            "framework": self.id,
            "title": self.title,
            "reference": self.reference,
            "controls": self.controls.iter().map(control).collect::<Vec<_>>(),
        })
    }

    /// The ids of the policies that are about a control.
    #[must_use]
    pub fn policies_of<'p>(&self, control: &Control, policies: &'p Policies) -> Vec<&'p str> {
        let mapped = policies.all().iter().filter(|p| self.maps(control, p));
        mapped.map(|policy| policy.id.as_str()).collect()
    }

    /// How many controls a policy is about.
    #[must_use]
    pub fn covered(&self, policies: &Policies) -> usize {
        let covered = |control: &&Control| !self.policies_of(control, policies).is_empty();
        self.controls.iter().filter(covered).count()
    }
}

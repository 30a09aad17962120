//! Errors and warnings as Terraform shows them.

use std::fmt;

use crate::path::AttributePath;
use crate::proto::tfplugin6 as wire;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The operation failed.
    Error,
    /// The operation went through; somebody should know.
    Warning,
}

/// One message to whoever runs Terraform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// One line.
    pub summary: String,
    /// What happened, and what to do about it. May be empty.
    pub detail: String,
    /// The attribute at fault, which Terraform points out in the configuration.
    pub path: AttributePath,
}

impl Diagnostic {
    /// A failure.
    pub fn error(summary: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, summary.into())
    }

    /// A remark.
    pub fn warning(summary: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, summary.into())
    }

    fn new(severity: Severity, summary: String) -> Diagnostic {
        Diagnostic {
            severity,
            summary,
            detail: String::new(),
            path: AttributePath::root(),
        }
    }

    /// Adds a paragraph to the detail.
    #[must_use]
    pub fn detail(mut self, text: impl fmt::Display) -> Diagnostic {
        if !self.detail.is_empty() {
            self.detail.push_str("\n\n");
        }
        self.detail.push_str(&text.to_string());
        self
    }

    /// Names the attribute at fault.
    #[must_use]
    pub fn at(mut self, path: impl Into<AttributePath>) -> Diagnostic {
        self.path = path.into();
        self
    }

    pub(crate) fn into_wire(self) -> wire::Diagnostic {
        let severity = match self.severity {
            Severity::Error => wire::diagnostic::Severity::Error,
            Severity::Warning => wire::diagnostic::Severity::Warning,
        };
        wire::Diagnostic {
            severity: severity.into(),
            summary: self.summary,
            detail: self.detail,
            attribute: (!self.path.is_root()).then(|| self.path.to_wire()),
        }
    }
}

/// Any number of messages. One is enough to fail a call: `Err(Diagnostic::error(..).into())`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// None so far.
    #[must_use]
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Ok` when there is none, else all of them as the error.
    ///
    /// # Errors
    /// When there is any.
    pub fn into_result(self) -> Result<(), Diagnostics> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Diagnostics(vec![diagnostic])
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, items: I) {
        self.0.extend(items);
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(items: I) -> Self {
        Diagnostics(items.into_iter().collect())
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

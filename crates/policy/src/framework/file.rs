//! Reads frameworks: built in, or files of users.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use thiserror::Error;

use super::Framework;
use crate::nearest::nearest;
use crate::policy::yaml_reason;

// `FRAMEWORKS: &[(&str, &str)]`: the id and the text of every file under `frameworks/`, sorted.
include!(concat!(env!("OUT_DIR"), "/frameworks.rs"));

/// A framework that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FrameworkError {
    /// There is none of this name.
    #[error("there is no framework `{name}`")]
    Unknown {
        /// The name.
        name: String,
        /// The one that was probably meant.
        meant: Option<String>,
    },
    /// The file cannot be read.
    #[error("reading framework `{file}`: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// The file is no framework.
    #[error("framework {file}:{line}:{column}: {reason}")]
    Malformed {
        /// The file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// Column, from 1.
        column: u64,
        /// What is wrong.
        reason: String,
    },
}

impl FrameworkError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Unknown {
                meant: Some(meant), ..
            } => format!("did you mean `{meant}`?"),
            Self::Unknown { meant: None, .. } => {
                let known: Vec<&str> = Framework::builtin_ids().collect();
                format!("name a file, or one of {}", known.join(", "))
            }
            Self::Unreadable { .. } | Self::Malformed { .. } => {
                "a framework is YAML with `id`, `title` and `controls`; `driftlock-gate frameworks \
                 --format yaml cis-aws-3.0` shows one"
                    .to_owned()
            }
        }
    }
}

impl Framework {
    /// The ids of the built-in frameworks, sorted.
    pub fn builtin_ids() -> impl Iterator<Item = &'static str> {
        FRAMEWORKS.iter().map(|(id, _)| *id)
    }

    /// The text of a built-in framework.
    #[must_use]
    pub fn builtin_text(id: &str) -> Option<&'static str> {
        let found = FRAMEWORKS.iter().find(|(known, _)| *known == id);
        found.map(|(_, text)| *text)
    }

    /// Every built-in framework, by id.
    ///
    /// # Errors
    /// None, as long as the tests of this crate pass.
    pub fn builtin() -> Result<Vec<Self>, FrameworkError> {
        let all = FRAMEWORKS.iter();
        all.map(|(id, text)| Self::parse(&format!("builtin:{id}.yaml"), text))
            .collect()
    }

    /// A framework by id, by the id of its family (`cis-aws` is the newest of them), or from a file.
    ///
    /// # Errors
    /// No such framework or file, or a file that is no framework.
    pub fn find(name: &str) -> Result<Self, FrameworkError> {
        let path = Path::new(name);
        let is_file = name.contains(['/', '\\'])
            || path.extension().is_some_and(|e| e == "yaml" || e == "yml");
        if is_file {
            let text = fs::read_to_string(path).map_err(|error| FrameworkError::Unreadable {
                file: name.to_owned(),
                reason: crate::policy::io_reason(&error),
            })?;
            return Self::parse(name, &text);
        }
        let family = format!("{name}-");
        let versions = FRAMEWORKS.iter().rev();
        let newest = || versions.clone().find(|(id, _)| id.starts_with(&family));
        let exact = versions.clone().find(|(id, _)| *id == name);
        match exact.or_else(newest) {
            Some((id, text)) => Self::parse(&format!("builtin:{id}.yaml"), text),
            None => Err(FrameworkError::Unknown {
                name: name.to_owned(),
                meant: nearest(name, Self::builtin_ids()).map(str::to_owned),
            }),
        }
    }

    /// Reads a framework.
    ///
    /// # Errors
    /// Text that is no framework, has a control twice, or one that is neither mapped nor explained.
    pub fn parse(file: &str, text: &str) -> Result<Self, FrameworkError> {
        let malformed = |line: u64, column: u64, reason: String| FrameworkError::Malformed {
            file: file.to_owned(),
            line,
            column,
            reason,
        };
        let framework: Self = serde_saphyr::from_str(text).map_err(|error| {
            let at = error.location();
            let (line, column) = at.map_or((1, 1), |at| (at.line(), at.column()));
            malformed(line, column, yaml_reason(&error))
        })?;
        let mut seen = BTreeSet::new();
        for control in &framework.controls {
            let reason = if !seen.insert(&control.id) {
                "is listed twice"
            } else if control.policies.is_empty()
                && control.themes.is_empty()
                && control.note.is_none()
            {
                "has neither policies nor themes, and no note that says why"
            } else {
                continue;
            };
            return Err(malformed(
                1,
                1,
                format!("control `{}` {reason}", control.id),
            ));
        }
        Ok(framework)
    }
}

//! The `# METADATA` block of a policy: YAML in the comment above `package`, in the form of OPA's
//! annotations (<https://www.openpolicyagent.org/docs/policy-language#metadata>).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::error::PolicyError;
use super::theme::Theme;
use crate::severity::Severity;

/// The line that opens the block.
const OPENING: &str = "# METADATA";

/// What a policy says about itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// What is wrong, in a few words.
    pub title: String,
    /// What is checked, and what is not.
    #[serde(default)]
    pub description: String,
    /// Where to read more.
    #[serde(default, rename = "related_resources")]
    pub references: Vec<Reference>,
    /// OPA's word for what the block describes; only the whole package makes sense here.
    #[serde(default, rename = "scope")]
    _scope: Option<Scope>,
    /// What OPA has no field for.
    pub custom: Custom,
}

impl Metadata {
    /// What a policy of another tool says about itself.
    pub(super) fn foreign(
        title: String,
        description: String,
        severity: Severity,
        types: BTreeSet<String>,
        controls: BTreeSet<String>,
    ) -> Self {
        Self {
            title,
            description,
            references: Vec::new(),
            _scope: None,
            custom: Custom {
                severity,
                resources: Subjects::Types(types),
                looks_for: BTreeSet::new(),
                why: String::new(),
                fix: String::new(),
                bad: String::new(),
                good: String::new(),
                themes: BTreeSet::new(),
                controls,
            },
        }
    }
}

/// What only Driftlock reads.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Custom {
    /// How bad it is.
    pub severity: Severity,
    /// The resource types that the policy judges.
    pub resources: Subjects,
    /// Types whose absence it takes for an offence. Where resources of such a type are not read, as
    /// in a scan of what is deployed, that cannot be told.
    #[serde(default)]
    pub looks_for: BTreeSet<String>,
    /// Why it is bad.
    #[serde(default)]
    pub why: String,
    /// What to do, in one sentence.
    pub fix: String,
    /// Configuration that fails.
    #[serde(default)]
    pub bad: String,
    /// The same, mended.
    #[serde(default)]
    pub good: String,
    /// What it is about. Frameworks map their controls to themes, and so to every policy of one.
    #[serde(default)]
    pub themes: BTreeSet<Theme>,
    /// Controls of compliance frameworks, as `framework:control`, beyond what frameworks map.
    #[serde(default)]
    pub controls: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Scope {
    Package,
    Subpackages,
}

/// Where to read more: an address alone, or with a description.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Reference {
    /// Only the address.
    Address(String),
    /// With a description.
    Described {
        /// The address.
        r#ref: String,
        /// What is found there.
        #[serde(default)]
        description: String,
    },
}

impl Reference {
    /// The address.
    #[must_use]
    pub fn address(&self) -> &str {
        match self {
            Self::Address(address) | Self::Described { r#ref: address, .. } => address,
        }
    }
}

/// The resource types that a policy judges, and what its verdict hangs on.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Subjects {
    /// Types alone: a verdict stays open while any attribute that the policy mentions is unknown.
    Types(BTreeSet<String>),
    /// Types with the attributes that leave the verdict open while unknown.
    Attributes(BTreeMap<String, BTreeSet<String>>),
}

impl Subjects {
    /// The types.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        let (types, attributes) = match self {
            Self::Types(types) => (Some(types), None),
            Self::Attributes(attributes) => (None, Some(attributes)),
        };
        let names = types.into_iter().flatten();
        names
            .chain(attributes.into_iter().flat_map(BTreeMap::keys))
            .map(String::as_str)
    }

    /// True when the type is judged.
    #[must_use]
    pub fn contains(&self, kind: &str) -> bool {
        match self {
            Self::Types(types) => types.contains(kind),
            Self::Attributes(attributes) => attributes.contains_key(kind),
        }
    }
}

/// The block of a file, or nothing when the file has none.
///
/// # Errors
/// A block that is no YAML, lacks a field, or has one that is not known.
pub(super) fn read(file: &str, text: &str) -> Result<Option<Metadata>, PolicyError> {
    let Some((first_line, yaml)) = block(text) else {
        return Ok(None);
    };
    let metadata: Metadata = serde_saphyr::from_str(&yaml).map_err(|error| {
        let reason = format!("reading the metadata: {}", reason(&error));
        let place = error.location();
        let line = place.map_or(0, |at| usize::try_from(at.line()).unwrap_or_default());
        let column = place.map_or(0, |at| usize::try_from(at.column()).unwrap_or_default());
        PolicyError::new(file, reason)
            .at(first_line + line.max(1), column + 2)
            .help("a policy needs `title`, and under `custom` `severity`, `resources` and `fix`")
    })?;
    Ok(Some(metadata))
}

/// The number of the opening line, and the YAML below it.
fn block(text: &str) -> Option<(usize, String)> {
    let mut lines = text.lines().enumerate();
    let (opening, _) = lines.find(|(_, line)| line.trim_end() == OPENING)?;
    let yaml = lines
        .map_while(|(_, line)| line.strip_prefix('#'))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .fold(String::new(), |yaml, line| yaml + line + "\n");
    Some((opening + 1, yaml))
}

/// The message without the place and the excerpt, which are reported on their own.
pub(crate) fn reason(error: &serde_saphyr::Error) -> String {
    let message = error.without_snippet().to_string();
    let line = message.lines().next().unwrap_or_default();
    let end = line.find(" at line ").unwrap_or(line.len());
    line.get(..end).unwrap_or(line).to_owned()
}

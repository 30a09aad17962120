//! Policies: their metadata, how they are loaded, and how they are evaluated.

mod dialect;
mod directory;
mod error;
mod evaluate;
mod extensions;
mod guard;
mod library;
mod metadata;
mod module;
mod selftest;
mod theme;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regorus::Engine;

pub use directory::{Select, sources_in};
pub use error::PolicyError;
pub(crate) use evaluate::{Opinion, Opinions, evaluate};
pub use library::{builtin, builtin_ids, builtin_libraries};
pub(crate) use metadata::reason as yaml_reason;
pub use metadata::{Custom, Metadata, Reference, Subjects};
pub use module::Source;
use module::{Parsed, Role, parse};
use selftest::Test;
pub use selftest::TestResult;
pub use theme::Theme;

/// One policy, ready to judge.
#[derive(Debug)]
pub struct Policy {
    /// The name of the offence, by which it is waived: the last part of its package.
    pub id: String,
    /// The file that it was read from.
    pub file: String,
    /// What it says about itself.
    pub metadata: Metadata,
    package: String,
    rules: BTreeSet<String>,
    mentions: BTreeSet<String>,
}

/// Policies that were loaded together, with the libraries that they import.
#[derive(Debug)]
pub struct Policies {
    engine: Engine,
    policies: Vec<Arc<Policy>>,
    tests: Vec<Test>,
}

impl Policies {
    /// Loads policies and libraries.
    ///
    /// # Errors
    /// Every fault of every file: one policy that does not load means that nothing is judged.
    pub fn load(sources: Vec<Source>) -> Result<Self, Vec<PolicyError>> {
        let (mut files, mut errors) = (Vec::new(), Vec::new());
        for source in sources {
            match parse(source) {
                Ok(parsed) => files.push(parsed),
                Err(found) => errors.extend(found),
            }
        }
        errors.extend(clashes(&files));
        if !errors.is_empty() {
            return Err(errors);
        }
        let engine = engine(&files).map_err(|error| vec![error])?;
        let tests = files.iter().flat_map(tests).collect::<BTreeSet<_>>();
        let mut policies = policies(files);
        policies.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self {
            engine,
            policies,
            tests: tests.into_iter().collect(),
        })
    }

    /// The policies, by id.
    #[must_use]
    pub fn all(&self) -> &[Arc<Policy>] {
        &self.policies
    }

    /// The policy with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Policy>> {
        self.policies.iter().find(|policy| policy.id == id)
    }
}

fn engine(files: &[Parsed]) -> Result<Engine, PolicyError> {
    let mut engine = Engine::new();
    // What a policy prints could repeat a secret, so it is gathered and dropped.
    engine.set_gather_prints(true);
    extensions::add(&mut engine).map_err(|error| PolicyError::new("builtin", error.to_string()))?;
    for file in files {
        let Source { file: name, text } = &file.source;
        engine.set_rego_v0(file.v0);
        engine
            .add_policy(name.clone(), text.clone())
            .map_err(|error| PolicyError::from_engine(name, &error.to_string()))?;
    }
    Ok(engine)
}

fn tests(file: &Parsed) -> impl Iterator<Item = Test> {
    let names = file.rules.iter().filter(|name| name.starts_with("test_"));
    names.map(|name| Test {
        path: format!("{}.{name}", file.package),
        file: file.source.file.clone(),
    })
}

/// Two policies of one package would judge as one, and two of one id could not be told apart.
fn clashes(files: &[Parsed]) -> Vec<PolicyError> {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut errors = Vec::new();
    let policies = files
        .iter()
        .filter(|file| matches!(file.role, Role::Policy(_)));
    for policy in policies {
        let id = id(&policy.package);
        if let Some(first) = seen.insert(id, &policy.source.file) {
            let reason = format!("the policy `{id}` exists already, in {first}");
            errors.push(
                PolicyError::new(&policy.source.file, reason)
                    .help("give its `package` another last part, or leave one of them out"),
            );
        }
    }
    errors
}

fn policies(files: Vec<Parsed>) -> Vec<Arc<Policy>> {
    // A policy may reach an attribute through a library of its author.
    let own_libraries = files
        .iter()
        .filter(|file| matches!(file.role, Role::Library) && !library::is_builtin(&file.source))
        .flat_map(|file| mentions(&file.source.text))
        .collect::<BTreeSet<_>>();
    let policy = |file: Parsed| match file.role {
        Role::Library => None,
        Role::Policy(metadata) => Some(Arc::new(Policy {
            id: id(&file.package).to_owned(),
            mentions: &mentions(&file.source.text) | &own_libraries,
            file: file.source.file,
            metadata: *metadata,
            package: file.package,
            rules: file.rules,
        })),
    };
    files.into_iter().filter_map(policy).collect()
}

fn id(package: &str) -> &str {
    package.rsplit_once('.').map_or(package, |(_, last)| last)
}

/// Every word of the code, comments left out.
fn mentions(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

impl Policy {
    /// An attribute, unknown until apply, that leaves this policy's verdict on a resource open.
    pub(crate) fn left_open<'o>(&self, kind: &str, open: &'o [Arc<str>]) -> Option<&'o Arc<str>> {
        open.iter()
            .find(|attribute| match &self.metadata.custom.resources {
                Subjects::Types(_) => self.mentions.contains(attribute.as_ref()),
                Subjects::Attributes(of) => of
                    .get(kind)
                    .is_some_and(|names| names.contains(attribute.as_ref())),
            })
    }
}

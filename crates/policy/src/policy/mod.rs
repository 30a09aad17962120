//! Policies: their metadata, how they are loaded, and how they are evaluated.

mod circles;
mod depth;
mod dialect;
mod directory;
mod error;
mod evaluate;
mod extensions;
mod foreign;
mod guard;
mod library;
mod metadata;
mod module;
mod names;
mod negation;
mod pattern;
mod query;
mod references;
mod selftest;
mod sprintf;
mod syntax;
mod theme;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regorus::{Engine, Value};

pub(crate) use directory::reason as io_reason;
pub use directory::{Select, sources_in};
pub use error::PolicyError;
pub use evaluate::Tracing;
pub(crate) use evaluate::{Answer, Asked, Opinion, Opinions, evaluate};
pub(crate) use foreign::Judgement;
use foreign::{Foreign, conftest, regula};
pub use library::{builtin, builtin_ids, builtin_libraries};
pub(crate) use metadata::reason as yaml_reason;
pub use metadata::{Custom, Metadata, Reference, Subjects};
pub use module::Source;
use module::{Parsed, Role, guarded, parse};
#[doc(hidden)]
pub use query::query;
use selftest::Test;
pub use selftest::{FileCoverage, TestResult, TestRun};
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
    /// How it is asked, where it was written for another tool.
    foreign: Option<Foreign>,
}

/// Policies that were loaded together, with the libraries that they import.
#[derive(Debug)]
pub struct Policies {
    engine: Engine,
    policies: Vec<Arc<Policy>>,
    tests: Vec<Test>,
}

/// What to load beside the policies themselves.
#[derive(Debug, Clone, Default)]
pub struct Loading {
    /// A document that policies read below `data`.
    pub data: BTreeMap<String, serde_json::Value>,
    /// The packages whose conftest rules are run; all where none is named.
    pub namespaces: BTreeSet<String>,
}

impl Policies {
    /// Loads policies and libraries.
    ///
    /// # Errors
    /// Every fault of every file: one policy that does not load means that nothing is judged.
    pub fn load(sources: Vec<Source>) -> Result<Self, Vec<PolicyError>> {
        Self::load_with(sources, &Loading::default())
    }

    /// Loads policies and libraries with a data document.
    ///
    /// # Errors
    /// Every fault of every file, as [`Policies::load`], and a namespace that no package has.
    pub fn load_with(
        mut sources: Vec<Source>,
        loading: &Loading,
    ) -> Result<Self, Vec<PolicyError>> {
        let (file, text) = regula::FUGUE;
        if sources
            .iter()
            .any(|source| source.text.contains("data.fugue"))
        {
            let (file, text) = (file.to_owned(), text.to_owned());
            sources.push(Source { file, text });
        }
        let mut engine = Engine::new();
        // What a policy prints could repeat a secret, so it is gathered and dropped.
        engine.set_gather_prints(true);
        extensions::add(&mut engine)
            .map_err(|error| vec![PolicyError::new("builtin", error.to_string())])?;
        let (mut files, mut errors) = (Vec::new(), Vec::new());
        for source in sources {
            match parse(&mut engine, source) {
                Ok(parsed) => files.push(parsed),
                Err(found) => errors.extend(found),
            }
        }
        let data = data(loading);
        if errors.is_empty() {
            errors.extend(clashes(&files));
            if files.iter().any(|file| guarded(&file.source)) {
                errors.extend(references::check(&files, &data));
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        engine
            .add_data(data)
            .map_err(|error| vec![PolicyError::new("data", error.to_string())])?;
        if files.iter().any(|file| guarded(&file.source)) {
            guard::together(&mut engine)?;
        }
        let tests = files.iter().flat_map(tests).collect::<BTreeSet<_>>();
        let mut policies = policies(&mut engine, files, &loading.namespaces)?;
        policies.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self {
            engine,
            policies,
            tests: tests.into_iter().collect(),
        })
    }

    /// True when a policy judges the plan as Terraform writes it, so that a view must hold that too.
    #[must_use]
    pub fn need_document(&self) -> bool {
        self.policies.iter().any(|policy| policy.foreign.is_some())
    }

    /// Only the policies that are wanted.
    #[must_use]
    pub fn retain(mut self, wanted: impl Fn(&Policy) -> bool) -> Self {
        self.policies.retain(|policy| wanted(policy));
        self
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

fn data(loading: &Loading) -> Value {
    let entries = loading.data.iter();
    let entries =
        entries.map(|(key, value)| (Value::from(key.as_str()), Value::from(value.clone())));
    Value::from(entries.collect::<BTreeMap<_, _>>())
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
        .filter(|file| matches!(file.role, Role::Policy(_) | Role::Regula));
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

fn policies(
    engine: &mut Engine,
    files: Vec<Parsed>,
    namespaces: &BTreeSet<String>,
) -> Result<Vec<Arc<Policy>>, Vec<PolicyError>> {
    // A policy may reach an attribute through a library of its author.
    let own_libraries = files
        .iter()
        .filter(|file| matches!(file.role, Role::Library) && !library::is_builtin(&file.source))
        .flat_map(|file| mentions(&file.source.text))
        .collect::<BTreeSet<_>>();
    let (mut policies, mut errors) = (Vec::new(), Vec::new());
    match conftest_policies(&files, namespaces) {
        Ok(found) => policies.extend(found),
        Err(found) => errors.extend(found),
    }
    for file in files {
        let (metadata, foreign) = match file.role {
            Role::Library | Role::Conftest => continue,
            Role::Policy(metadata) => (*metadata, None),
            Role::Regula => {
                let name = &file.source.file;
                match regula::Rule::read(engine, name, &file.package, &file.rules) {
                    Ok((rule, metadata)) => (metadata, Some(Foreign::Regula(rule))),
                    Err(error) => {
                        errors.push(error);
                        continue;
                    }
                }
            }
        };
        policies.push(Arc::new(Policy {
            id: id(&file.package).to_owned(),
            mentions: &mentions(&file.source.text) | &own_libraries,
            file: file.source.file,
            metadata,
            package: file.package,
            rules: file.rules,
            foreign,
        }));
    }
    if errors.is_empty() {
        Ok(policies)
    } else {
        Err(errors)
    }
}

/// A policy for each rule of each package that conftest would run; files of one package add up.
fn conftest_policies(
    files: &[Parsed],
    namespaces: &BTreeSet<String>,
) -> Result<Vec<Arc<Policy>>, Vec<PolicyError>> {
    let mut rules: BTreeMap<(&str, &str), &Parsed> = BTreeMap::new();
    let mut excepting = BTreeSet::new();
    for file in files.iter().filter(|f| matches!(f.role, Role::Conftest)) {
        let package = file.package.strip_prefix("data.").unwrap_or(&file.package);
        for rule in &file.rules {
            rules.entry((package, rule)).or_insert(file);
        }
        if file.rules.contains(conftest::EXCEPTION) {
            excepting.insert(package);
        }
    }
    let packages: BTreeSet<&str> = rules.keys().map(|(package, _)| *package).collect();
    let unknown = |name: &&String| !packages.contains(name.as_str());
    let errors: Vec<PolicyError> = namespaces
        .iter()
        .filter(unknown)
        .map(|name| {
            let known: Vec<&str> = packages.iter().copied().collect();
            PolicyError::new(
                "--namespace",
                format!("no package `{name}` has rules to run"),
            )
            .help(format!("packages with such rules: {}", known.join(", ")))
        })
        .collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    let wanted = |package: &str| namespaces.is_empty() || namespaces.contains(package);
    let policies = rules.iter().filter(|((package, _), _)| wanted(package));
    let policy = |((package, name), file): (&(&str, &str), &&Parsed)| {
        let level = conftest::level(name)?;
        let title = format!("`{name}` of package `{package}`");
        let metadata = metadata::Metadata::foreign(
            title,
            String::new(),
            level.severity(),
            BTreeSet::new(),
            BTreeSet::new(),
        );
        let rule = conftest::Rule {
            package: format!("data.{package}"),
            name: (*name).to_owned(),
            level,
            excepts: excepting.contains(package),
        };
        Some(Arc::new(Policy {
            id: format!("{package}.{name}"),
            file: file.source.file.clone(),
            metadata,
            package: file.package.clone(),
            rules: file.rules.clone(),
            mentions: BTreeSet::new(),
            foreign: Some(Foreign::Conftest(rule)),
        }))
    };
    Ok(policies.filter_map(policy).collect())
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
    /// True for a policy of the built-in library.
    #[must_use]
    pub fn is_builtin(&self) -> bool {
        library::is_builtin_file(&self.file)
    }

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

//! What a user chose to judge by, on a command line or in a settings file, and how it is loaded.
//!
//! ```yaml
//! # .driftlock.yaml: everything is optional; paths are relative to this file
//! policy: [policies/]          # directories of Rego
//! builtin: true                # false leaves the built-in policies out
//! framework: [cis-aws-3.0]     # only what these map; ids or files
//! only: []                     # only these policies
//! skip: [instance_monitoring_off]
//! severity: high               # what is milder is a warning; built-in policies: medium by default
//! unknown: warn                # fail, warn or pass
//! waivers: waivers.yaml
//! data: [allowed.yaml]         # documents below `data`, for conftest's rules
//! namespace: [main]            # packages of conftest's rules; all by default
//! source: .                    # the configuration, for file names and lines
//! soft_fail: false             # report, and end with 0 all the same
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;

use crate::check::{OnUnknown, Options, Threshold};
use crate::configuration::Configuration;
use crate::fault::Fault;
use crate::framework::Framework;
use crate::nearest::nearest;
use crate::policy::{
    Loading, Policies, Select, Source, Tracing, builtin, builtin_ids, builtin_libraries, io_reason,
    sources_in, yaml_reason,
};
use crate::severity::Severity;
use crate::waiver::Waivers;

/// The settings file that is looked for where the program is started.
pub const SETTINGS: &str = ".driftlock.yaml";

/// What a user chose. What is nothing, or empty, was left to the default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Selection {
    /// Directories or files of policies.
    pub policy: Vec<PathBuf>,
    /// Whether the built-in policies are used.
    pub builtin: Option<bool>,
    /// Frameworks, by id or file.
    pub framework: Vec<String>,
    /// The only policies to use.
    pub only: Vec<String>,
    /// Policies to leave out.
    pub skip: Vec<String>,
    /// Offences milder than this are warnings.
    pub severity: Option<Severity>,
    /// What open verdicts mean.
    pub unknown: Option<OnUnknown>,
    /// A file of approved exceptions.
    pub waivers: Option<PathBuf>,
    /// Documents below `data`: files of YAML or JSON.
    pub data: Vec<PathBuf>,
    /// Packages of conftest's rules.
    pub namespace: Vec<String>,
    /// The directory of the configuration that a plan was made of.
    pub source: Option<PathBuf>,
    /// Whether offences end with 0.
    pub soft_fail: Option<bool>,
}

/// Everything that a check needs, loaded.
#[derive(Debug)]
pub struct Loaded {
    /// What to judge by.
    pub policies: Policies,
    /// How to judge.
    pub options: Options,
}

impl Selection {
    /// Reads a settings file; its paths are taken from where it stands.
    ///
    /// # Errors
    /// A file that cannot be read, is no YAML, or has a key that is not known.
    pub fn read(file: &Path) -> Result<Self, Fault> {
        let name = file.display();
        let help = "the settings are those of `driftlock-gate check --help`, in YAML";
        let text = fs::read_to_string(file).map_err(|error| {
            Fault::new(format!("reading settings `{name}`: {}", io_reason(&error))).help(help)
        })?;
        if text
            .lines()
            .all(|line| line.trim().is_empty() || line.trim().starts_with('#'))
        {
            return Ok(Self::default());
        }
        let mut settings: Self = serde_saphyr::from_str(&text).map_err(|error| {
            let (line, column) = error
                .location()
                .map_or((1, 1), |at| (at.line(), at.column()));
            let reason = yaml_reason(&error);
            Fault::new(format!("settings {name}:{line}:{column}: {reason}")).help(help)
        })?;
        let here = file.parent().unwrap_or(Path::new(""));
        let paths = [&mut settings.policy, &mut settings.data]
            .into_iter()
            .flatten();
        for path in paths
            .chain(&mut settings.waivers)
            .chain(&mut settings.source)
        {
            *path = here.join(&path);
        }
        for framework in &mut settings.framework {
            if framework.contains(['/', '\\']) {
                *framework = here.join(&framework).display().to_string();
            }
        }
        Ok(settings)
    }

    /// What was chosen here, and from `settings` what was left open.
    #[must_use]
    pub fn or(self, settings: Self) -> Self {
        fn list<T>(own: Vec<T>, other: Vec<T>) -> Vec<T> {
            if own.is_empty() { other } else { own }
        }
        Self {
            policy: list(self.policy, settings.policy),
            builtin: self.builtin.or(settings.builtin),
            framework: list(self.framework, settings.framework),
            only: list(self.only, settings.only),
            skip: list(self.skip, settings.skip),
            severity: self.severity.or(settings.severity),
            unknown: self.unknown.or(settings.unknown),
            waivers: self.waivers.or(settings.waivers),
            data: list(self.data, settings.data),
            namespace: list(self.namespace, settings.namespace),
            source: self.source.or(settings.source),
            soft_fail: self.soft_fail.or(settings.soft_fail),
        }
    }

    /// Loads everything that was chosen.
    ///
    /// # Errors
    /// Every fault of policies, frameworks, waivers and documents, and a choice of nothing.
    pub fn load(&self, today: Date) -> Result<Loaded, Vec<Fault>> {
        let frameworks = self.frameworks()?;
        let policies = self.policies(&frameworks)?;
        let mut configuration = match &self.source {
            Some(directory) => Configuration::read(directory)?,
            None => Configuration::default(),
        };
        let mut waivers = self.waivers()?;
        waivers.extend(std::mem::take(&mut configuration.waivers));
        check_waived(&waivers, &policies)?;
        let options = Options {
            threshold: self.threshold(),
            on_unknown: self.unknown.unwrap_or_default(),
            waivers,
            today,
            frameworks,
            configuration,
            tracing: Tracing::Off,
        };
        Ok(Loaded { policies, options })
    }

    /// What was asked for by name counts in full, unless a severity was named.
    fn threshold(&self) -> Threshold {
        match self.severity {
            Some(severity) => Threshold::all(severity),
            None if self.framework.is_empty() && self.only.is_empty() => Threshold::default(),
            None => Threshold::all(Severity::Info),
        }
    }

    /// The frameworks that were chosen.
    ///
    /// # Errors
    /// A name that no framework has, or a file that is none.
    pub fn frameworks(&self) -> Result<Vec<Framework>, Vec<Fault>> {
        gathered(self.framework.iter().map(|name| Framework::find(name)))
    }

    /// The policies that were chosen: those that the frameworks map, where any was named.
    ///
    /// # Errors
    /// Every fault of every file, and a choice of nothing.
    pub fn policies(&self, frameworks: &[Framework]) -> Result<Policies, Vec<Fault>> {
        let mut sources = match self.builtin {
            Some(false) => builtin_libraries(),
            _ => builtin(),
        };
        sources.extend(self.sources(Select::Policies)?);
        let policies = Policies::load_with(sources, &self.loading()?).map_err(faults)?;
        self.check_names(&policies, frameworks)?;
        let mapped = |policy: &crate::Policy| {
            let of = |framework: &Framework| framework.controls_of(policy).next().is_some();
            frameworks.is_empty() || frameworks.iter().any(of)
        };
        let policies = policies.retain(|policy| {
            let named = self.only.is_empty() || self.only.contains(&policy.id);
            named && !self.skip.contains(&policy.id) && mapped(policy)
        });
        if policies.all().is_empty() {
            return Err(vec![Fault::new("there is no policy to judge by").help(
                "name policies that exist: the built-in ones, or a directory with `--policy`",
            )]);
        }
        Ok(policies)
    }

    /// What is loaded beside the policies.
    ///
    /// # Errors
    /// Every document that cannot be read.
    pub fn loading(&self) -> Result<Loading, Vec<Fault>> {
        Ok(Loading {
            data: self.documents()?,
            namespaces: self.namespace.iter().cloned().collect(),
        })
    }

    /// The files of the directories that were named.
    ///
    /// # Errors
    /// Every directory that cannot be read.
    pub fn sources(&self, select: Select) -> Result<Vec<Source>, Vec<Fault>> {
        let found = self.policy.iter().map(|path| sources_in(path, select));
        Ok(gathered(found)?.into_iter().flatten().collect())
    }

    fn check_names(&self, policies: &Policies, frameworks: &[Framework]) -> Result<(), Vec<Fault>> {
        let ids = || policies.all().iter().map(|policy| policy.id.as_str());
        let chosen = self.only.iter().chain(&self.skip);
        let mut faults: Vec<Fault> = chosen
            .filter(|id| policies.get(id).is_none() && !is_builtin(id))
            .map(|id| unknown_policy("", id, ids()))
            .collect();
        for framework in frameworks {
            for (control, id) in framework.unknown_policies(policies) {
                if !is_builtin(id) {
                    let place = format!("framework `{}`, control `{control}`: ", framework.id);
                    faults.push(unknown_policy(&place, id, ids()));
                }
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    fn waivers(&self) -> Result<Waivers, Vec<Fault>> {
        let Some(file) = &self.waivers else {
            return Ok(Waivers::default());
        };
        let name = file.display().to_string();
        let text = fs::read_to_string(file).map_err(|error| {
            vec![
                Fault::new(format!("reading waivers `{name}`: {}", io_reason(&error)))
                    .help("name a YAML file with a list `waivers`"),
            ]
        })?;
        Waivers::parse(&name, &text).map_err(faults)
    }

    /// Documents below `data`. As for conftest, the keys of each file stand at the top.
    fn documents(&self) -> Result<BTreeMap<String, serde_json::Value>, Vec<Fault>> {
        let mut documents = BTreeMap::new();
        for document in gathered(self.data.iter().map(|file| document(file)))? {
            documents.extend(document);
        }
        Ok(documents)
    }
}

/// A waiver of a policy that does not exist would waive nothing, and nobody would know.
fn check_waived(waivers: &Waivers, policies: &Policies) -> Result<(), Vec<Fault>> {
    let ids = || policies.all().iter().map(|policy| policy.id.as_str());
    let unknown: Vec<Fault> = waivers
        .places()
        .filter(|(id, ..)| policies.get(id).is_none() && !is_builtin(id))
        .map(|(id, file, line)| unknown_policy(&format!("waivers {file}:{line}: "), id, ids()))
        .collect();
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(unknown)
    }
}

fn document(file: &Path) -> Result<BTreeMap<String, serde_json::Value>, Fault> {
    let name = file.display();
    let help = "name a file of YAML or JSON that holds an object";
    let text = fs::read_to_string(file).map_err(|error| {
        Fault::new(format!("reading data `{name}`: {}", io_reason(&error))).help(help)
    })?;
    // JSON is YAML.
    serde_saphyr::from_str(&text).map_err(|error| {
        let (line, column) = error
            .location()
            .map_or((1, 1), |at| (at.line(), at.column()));
        Fault::new(format!(
            "data {name}:{line}:{column}: {}",
            yaml_reason(&error)
        ))
        .help(help)
    })
}

fn is_builtin(id: &str) -> bool {
    builtin_ids().any(|known| known == id)
}

/// A name that no policy has, with the one that was probably meant.
pub fn unknown_policy<'p>(
    place: &str,
    id: &str,
    known: impl IntoIterator<Item = &'p str>,
) -> Fault {
    let fault = Fault::new(format!("{place}there is no policy `{id}`"));
    let builtin = builtin_ids().map(|id| -> &'p str { id });
    let known: BTreeSet<&str> = known.into_iter().chain(builtin).collect();
    match nearest(id, known) {
        Some(meant) => fault.help(format!("did you mean `{meant}`?")),
        None => fault.help("`driftlock-gate policies` lists them"),
    }
}

fn faults<E: Into<Fault>>(errors: Vec<E>) -> Vec<Fault> {
    errors.into_iter().map(Into::into).collect()
}

/// All values, or all errors.
fn gathered<T, E: Into<Fault>>(
    results: impl IntoIterator<Item = Result<T, E>>,
) -> Result<Vec<T>, Vec<Fault>> {
    let (mut values, mut faults) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(error) => faults.push(error.into()),
        }
    }
    if faults.is_empty() {
        Ok(values)
    } else {
        Err(faults)
    }
}

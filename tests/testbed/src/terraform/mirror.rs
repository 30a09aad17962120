//! Where the hashicorp/aws provider is.

use std::collections::VecDeque;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use super::{Client, config};
use crate::venv::lock;
use crate::{Error, Result, place};

/// What every mirror of the provider holds, below its root.
const ADDRESS: &str = "registry.terraform.io/hashicorp/aws";
/// The version asked of the registry; from a mirror, any of the same major version is used.
const VERSION: &str = "5.100.0";
/// How deep and how wide the usual places are searched.
const DEPTH: usize = 4;
const DIRECTORIES: usize = 20_000;

/// An unpacked filesystem mirror that has the hashicorp/aws provider for this platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsProvider {
    /// The directory that holds `registry.terraform.io`.
    root: PathBuf,
    version: String,
}

impl AwsProvider {
    /// `DRIFTLOCK_TF_MIRROR`, else a mirror in Terraform's implied directories or another usual
    /// place, else what an earlier run got from the registry, else the registry.
    ///
    /// # Errors
    /// [`Error::AwsProvider`] when none of them has it.
    pub fn find(client: &Client) -> Result<Self> {
        if let Some(named) = env::var_os("DRIFTLOCK_TF_MIRROR").filter(|named| !named.is_empty()) {
            return Self::at(Path::new(&named)).ok_or_else(|| Error::AwsProvider {
                cause: format!(
                    "DRIFTLOCK_TF_MIRROR is `{}`, and {ADDRESS}/5.*/{} is not in it",
                    named.display(),
                    platform()
                ),
            });
        }
        let implied = implied_dirs().iter().find_map(|root| Self::at(root));
        let found = implied.or_else(|| usual_places().iter().find_map(|place| search(place)));
        found.map_or_else(|| Self::fetch(client), Ok)
    }

    /// The version that is there.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The directory that holds `registry.terraform.io`.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The program itself.
    ///
    /// # Errors
    /// [`Error::AwsProvider`] when the mirror has none for this platform.
    pub fn binary(&self) -> Result<PathBuf> {
        let dir = self.root.join(ADDRESS).join(&self.version).join(platform());
        let files = fs::read_dir(&dir).into_iter().flatten().flatten();
        let programs = files.map(|entry| entry.path()).find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("terraform-provider-aws")
        });
        programs.ok_or_else(|| Error::AwsProvider {
            cause: format!("`{}` holds no program", dir.display()),
        })
    }

    fn at(root: &Path) -> Option<Self> {
        let version = newest_version(&root.join(ADDRESS))?;
        Some(Self {
            root: root.to_path_buf(),
            version,
        })
    }

    /// Lets Terraform install the provider from the registry into a plugin cache, whose layout is
    /// that of an unpacked mirror. Done once; kept below the target directory.
    fn fetch(client: &Client) -> Result<Self> {
        let root = place::equipment_dir().join("providers");
        fs::create_dir_all(&root).map_err(Error::io("creating", &root))?;
        let _lock = lock(&place::equipment_dir().join("providers.lock"))?;
        if let Some(fetched) = Self::at(&root) {
            return Ok(fetched);
        }
        let dir = tempfile::tempdir().map_err(Error::io("creating", &env::temp_dir()))?;
        let said = install(client, dir.path(), &root)?;
        Self::at(&root).ok_or_else(|| Error::AwsProvider {
            cause: format!("no mirror has it, and the registry did not give it: {said}"),
        })
    }
}

impl fmt::Display for AwsProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "hashicorp/aws {} in `{}`",
            self.version,
            self.root.display()
        )
    }
}

/// As in `linux_amd64`.
pub(super) fn platform() -> String {
    let os = match env::consts::OS {
        "macos" => "darwin",
        os => os,
    };
    let arch = match env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        arch => arch,
    };
    format!("{os}_{arch}")
}

/// Runs `terraform init` in `dir` and answers what it said.
fn install(client: &Client, dir: &Path, cache: &Path) -> Result<String> {
    let rc = dir.join("terraform.rc");
    fs::write(&rc, config::registry_only(cache)).map_err(Error::io("writing", &rc))?;
    let main = dir.join("main.tf");
    fs::write(&main, config::required_providers(Some(VERSION), None))
        .map_err(Error::io("writing", &main))?;
    let mut init: Command = client.command();
    init.args(["init", "-no-color"])
        .current_dir(dir)
        .env("TF_CLI_CONFIG_FILE", &rc);
    let output = init
        .output()
        .map_err(Error::io("running terraform in", dir))?;
    Ok(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

/// The newest version 5 for this platform.
fn newest_version(provider: &Path) -> Option<String> {
    let numbers = |version: &String| -> Option<Vec<u32>> {
        version
            .split('.')
            .map(|number| number.parse().ok())
            .collect()
    };
    let versions = subdirectories(provider).into_iter().filter_map(|dir| {
        let version = dir.file_name()?.to_str()?.to_owned();
        (dir.join(platform()).is_dir() && numbers(&version)?.first() == Some(&5)).then_some(version)
    });
    versions.max_by_key(numbers)
}

/// The directories that Terraform itself looks into, from its documentation of implied mirrors.
fn implied_dirs() -> Vec<PathBuf> {
    let home = env::home_dir().unwrap_or_default();
    let data =
        env::var_os("XDG_DATA_HOME").map_or_else(|| home.join(".local/share"), PathBuf::from);
    vec![
        home.join(".terraform.d/plugins"),
        home.join("Library/Application Support/io.terraform/plugins"),
        data.join("terraform/plugins"),
        PathBuf::from("/usr/local/share/terraform/plugins"),
        PathBuf::from("/usr/share/terraform/plugins"),
    ]
}

fn usual_places() -> Vec<PathBuf> {
    let system = [
        "/opt",
        "/usr/local/share",
        "/usr/local/lib",
        "/usr/share",
        "/usr/lib",
        "/srv",
    ];
    let mut places: Vec<_> = system.map(PathBuf::from).to_vec();
    if let Some(home) = env::home_dir() {
        places.push(home.join(".terraform.d"));
    }
    places
}

/// Breadth first, so that a mirror near the top is found before a deep tree is read.
fn search(place: &Path) -> Option<AwsProvider> {
    let mut queue = VecDeque::from([(place.to_path_buf(), 0)]);
    for _ in 0..DIRECTORIES {
        let (dir, depth) = queue.pop_front()?;
        if let Some(found) = AwsProvider::at(&dir) {
            return Some(found);
        }
        if depth < DEPTH {
            queue.extend(
                subdirectories(&dir)
                    .into_iter()
                    .map(|below| (below, depth + 1)),
            );
        }
    }
    None
}

/// Real directories only: links could lead in circles. Sorted, so that a search is repeatable.
fn subdirectories(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut below: Vec<_> = entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .collect();
    below.sort();
    below
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mirror_with(entries: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for entry in entries {
            let path = root.path().join("deep/er").join(ADDRESS).join(entry);
            fs::create_dir_all(path.join(platform())).unwrap();
        }
        root
    }

    #[test]
    fn the_newest_version_five_is_found() {
        let root = mirror_with(&["5.9.0", "5.100.0", "6.1.0", "not-a-version"]);
        let found = search(root.path()).unwrap();
        assert_eq!(found.version(), "5.100.0");
        assert_eq!(found.root(), root.path().join("deep/er"));
    }

    #[test]
    fn a_mirror_for_another_platform_is_none() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join(ADDRESS).join("5.100.0/plan9_mips")).unwrap();
        assert_eq!(search(root.path()), None);
    }
}

//! Where the hashicorp/aws provider is.

use std::collections::VecDeque;
use std::fmt;
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::{Error, Result};

/// What every mirror of the provider holds, below its root.
const ADDRESS: &str = "registry.terraform.io/hashicorp/aws";
/// The version asked of the registry, and the major version that is used from a mirror.
const VERSION: &str = "5.100.0";
/// How deep and how wide the usual places are searched.
const DEPTH: usize = 4;
const DIRECTORIES: usize = 20_000;

/// A source of the hashicorp/aws provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AwsProvider {
    /// A directory in one of Terraform's filesystem mirror layouts.
    Mirror {
        /// The directory that holds `registry.terraform.io`.
        root: PathBuf,
        /// The version that it has for this platform.
        version: String,
    },
    /// The public registry, if it can be reached.
    Registry,
}

impl AwsProvider {
    /// `DRIFTLOCK_TF_MIRROR`, else a mirror in Terraform's implied directories or another usual
    /// place, else the registry.
    ///
    /// # Errors
    /// [`Error::AwsProvider`] when `DRIFTLOCK_TF_MIRROR` names a directory that does not have it.
    pub fn find() -> Result<Self> {
        if let Some(named) = env::var_os("DRIFTLOCK_TF_MIRROR").filter(|named| !named.is_empty()) {
            let root = PathBuf::from(named);
            return Self::mirror_at(&root).ok_or_else(|| Error::AwsProvider {
                cause: format!(
                    "DRIFTLOCK_TF_MIRROR is `{}`, and no {ADDRESS}/5.*/{} is there",
                    root.display(),
                    platform()
                ),
            });
        }
        let implied = implied_dirs()
            .into_iter()
            .find_map(|root| Self::mirror_at(&root));
        let found = implied.or_else(|| usual_places().iter().find_map(|place| search(place)));
        Ok(found.unwrap_or(Self::Registry))
    }

    /// The version to require.
    #[must_use]
    pub fn version(&self) -> &str {
        match self {
            Self::Mirror { version, .. } => version,
            Self::Registry => VERSION,
        }
    }

    fn mirror_at(root: &Path) -> Option<Self> {
        let version = newest_version(&root.join(ADDRESS))?;
        Some(Self::Mirror {
            root: root.to_path_buf(),
            version,
        })
    }
}

impl fmt::Display for AwsProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mirror { root, version } => {
                write!(
                    f,
                    "hashicorp/aws {version} from the mirror `{}`",
                    root.display()
                )
            }
            Self::Registry => write!(f, "hashicorp/aws {VERSION} from the registry"),
        }
    }
}

/// As in `linux_amd64`.
pub(crate) fn platform() -> String {
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

/// The newest version 5 for this platform, in the unpacked or in the packed layout.
fn newest_version(provider: &Path) -> Option<String> {
    let unpacked = subdirectories(provider).into_iter().filter_map(|dir| {
        let has_platform = dir.join(platform()).is_dir();
        has_platform
            .then(|| dir.file_name()?.to_str().map(str::to_owned))
            .flatten()
    });
    let packed = fs::read_dir(provider).ok()?.flatten().filter_map(|file| {
        let name = file.file_name().into_string().ok()?;
        let version = name.strip_prefix("terraform-provider-aws_")?;
        version
            .strip_suffix(&format!("_{}.zip", platform()))
            .map(str::to_owned)
    });
    let numbers = |version: &String| -> Option<Vec<u32>> {
        version
            .split('.')
            .map(|number| number.parse().ok())
            .collect()
    };
    let major = |version: &String| numbers(version).is_some_and(|n| n.first() == Some(&5));
    unpacked.chain(packed).filter(major).max_by_key(numbers)
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
    let mut places: Vec<_> = [
        "/opt",
        "/usr/local/share",
        "/usr/local/lib",
        "/usr/share",
        "/usr/lib",
        "/srv",
    ]
    .map(PathBuf::from)
    .to_vec();
    if let Some(home) = env::home_dir() {
        places.push(home.join(".terraform.d"));
        places.push(home.join(".cache"));
    }
    places
}

/// Breadth first, so that a mirror near the top is found before a deep tree is read.
fn search(place: &Path) -> Option<AwsProvider> {
    let mut queue = VecDeque::from([(place.to_path_buf(), 0)]);
    for _ in 0..DIRECTORIES {
        let (dir, depth) = queue.pop_front()?;
        if let Some(found) = AwsProvider::mirror_at(&dir) {
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
        let provider = root.path().join("deep/er").join(ADDRESS);
        fs::create_dir_all(&provider).unwrap();
        for entry in entries {
            let path = provider.join(entry.replace("PLATFORM", &platform()));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            if entry.ends_with(".zip") {
                fs::write(path, "").unwrap();
            } else {
                fs::create_dir_all(path).unwrap();
            }
        }
        root
    }

    #[test]
    fn the_newest_version_five_for_this_platform_is_found_in_either_layout() {
        let root = mirror_with(&[
            "5.9.0/PLATFORM",
            "5.100.0/PLATFORM",
            "5.200.0/plan9_mips",
            "6.1.0/PLATFORM",
            "terraform-provider-aws_5.99.1_PLATFORM.zip",
        ]);
        assert_eq!(search(root.path()).unwrap().version(), "5.100.0");
        let packed = mirror_with(&["terraform-provider-aws_5.99.1_PLATFORM.zip"]);
        assert_eq!(search(packed.path()).unwrap().version(), "5.99.1");
    }

    #[test]
    fn a_mirror_without_this_platform_is_none() {
        assert_eq!(search(mirror_with(&["5.100.0/plan9_mips"]).path()), None);
    }
}

//! Where the modules of a configuration are: as `terraform init` recorded it, or along local paths.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// Modules deeper than this call themselves.
pub(super) const DEEPEST: usize = 32;

/// What `terraform init` installed. The format of the file is Terraform's own, and not documented:
/// <https://github.com/hashicorp/terraform/blob/main/internal/modsdir/manifest.go>.
#[derive(Debug, Default)]
pub(super) struct Installed {
    /// By the names of the calls down to it, joined by dots.
    folders: HashMap<String, PathBuf>,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(rename = "Modules", default)]
    modules: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "Key")]
    key: String,
    #[serde(rename = "Dir")]
    directory: PathBuf,
}

impl Installed {
    /// What is recorded in a directory; nothing where nothing was installed.
    pub(super) fn read(root: &Path) -> Self {
        let text = fs::read_to_string(root.join(".terraform/modules/modules.json"));
        let manifest = text
            .ok()
            .and_then(|text| serde_json::from_str::<Manifest>(&text).ok());
        let entries = manifest.into_iter().flat_map(|manifest| manifest.modules);
        Self {
            folders: entries
                .map(|entry| (entry.key, root.join(entry.directory)))
                .collect(),
        }
    }

    /// The folder of a module that is called in `caller`.
    pub(super) fn folder(
        &self,
        path: &[String],
        caller: &Path,
        source: Option<&str>,
    ) -> Option<PathBuf> {
        let local = source
            .filter(|source| source.starts_with("./") || source.starts_with("../"))
            .map(|source| caller.join(source.strip_prefix("./").unwrap_or(source)));
        let folder = local.or_else(|| self.folders.get(&path.join(".")).cloned())?;
        folder.is_dir().then_some(folder)
    }
}

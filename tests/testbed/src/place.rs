//! Where the workspace and its build output are.

use std::env;
use std::path::{Path, PathBuf};

/// The root of this workspace, known since the crate was compiled.
#[must_use]
pub fn workspace_root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package)
}

/// Cargo's target directory: the one that the running program was built into, else
/// `CARGO_TARGET_DIR`, else `target` in the workspace.
#[must_use]
pub fn target_dir() -> PathBuf {
    if let Some(dir) = env::current_exe().ok().as_deref().and_then(built_into) {
        return dir.to_path_buf();
    }
    let named = env::var_os("CARGO_TARGET_DIR").filter(|dir| !dir.is_empty());
    workspace_root().join(named.map_or_else(|| PathBuf::from("target"), PathBuf::from))
}

/// Cargo marks its target directory with `CACHEDIR.TAG` and keeps `.rustc_info.json` in it.
fn built_into(exe: &Path) -> Option<&Path> {
    exe.ancestors()
        .find(|dir| dir.join("CACHEDIR.TAG").is_file() && dir.join(".rustc_info.json").is_file())
}

/// What the test equipment keeps between runs, below the target directory.
pub(crate) fn equipment_dir() -> PathBuf {
    target_dir().join("driftlock-testbed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_holds_the_workspace_manifest() {
        let manifest = std::fs::read_to_string(workspace_root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[workspace]"));
    }

    #[test]
    fn a_test_finds_the_target_directory_that_it_was_built_into() {
        let exe = env::current_exe().unwrap();
        assert!(
            exe.starts_with(target_dir()),
            "{} / {}",
            exe.display(),
            target_dir().display()
        );
    }
}

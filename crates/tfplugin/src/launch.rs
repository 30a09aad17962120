//! How the program was called, and what it says of itself.

use std::collections::HashMap;
use std::time::SystemTime;

use crate::listener::Listen;

/// What a provider process takes from its surroundings; `main` collects it.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The provider's address, such as `registry.terraform.io/driftlock/driftlock`. Its last part
    /// names the provider in logs, and in `TF_LOG_PROVIDER_<NAME>`.
    pub address: &'static str,
    /// The version of the program, such as `0.1.0`.
    pub version: &'static str,
    /// The arguments, without the program's own name.
    pub args: Vec<String>,
    /// The environment variables.
    pub vars: HashMap<String, String>,
    /// Where log lines get their time from.
    pub clock: fn() -> SystemTime,
    /// What to listen on for the client; [`Listen::default`] is what go-plugin uses here.
    pub listen: Listen,
}

/// What the arguments ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// Nothing: a client started the process.
    Serve,
    /// Serve whoever attaches, until told to end.
    Debug,
    /// Say what the program is.
    Help,
    /// Say which version it is.
    Version,
}

/// The arguments make no sense.
#[derive(Debug, thiserror::Error)]
#[error("unknown argument `{0}`")]
pub(crate) struct UnknownArgument(String);

impl Launch {
    /// The provider's own name: `driftlock` of `registry.terraform.io/driftlock/driftlock`.
    pub(crate) fn name(&self) -> &'static str {
        self.address.rsplit('/').next().unwrap_or(self.address)
    }

    /// One dash does too, as with providers written in Go. The last argument wins.
    pub(crate) fn call(&self) -> Result<Call, UnknownArgument> {
        self.args.iter().try_fold(Call::Serve, |_, arg| {
            Ok(match arg.as_str() {
                "--debug" | "-debug" => Call::Debug,
                "--help" | "-help" | "-h" => Call::Help,
                "--version" | "-version" | "-V" => Call::Version,
                _ => return Err(UnknownArgument(arg.clone())),
            })
        })
    }

    pub(crate) fn about(&self) -> String {
        format!("terraform-provider-{} {}\n", self.name(), self.version)
    }

    pub(crate) fn help(&self) -> String {
        let (_, source) = self.address.split_once('/').unwrap_or(("", self.address));
        format!(
            "{}\
             A provider for Terraform and OpenTofu, which start it themselves: name `{source}` in the\n\
             `required_providers` block of a configuration, and run `terraform init`.\n\
             \n\
             Options:\n  \
             --debug        Serve without a client, and print what makes Terraform use this process\n  \
             -h, --help     Print this\n  \
             -V, --version  Print the version\n",
            self.about()
        )
    }
}

impl UnknownArgument {
    pub(crate) fn help(&self) -> &'static str {
        "`--help` lists what there is; Terraform and OpenTofu start the program without any"
    }
}

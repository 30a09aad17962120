//! A working directory and the commands run in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;
use tempfile::TempDir;

use super::{AwsProvider, Terraform, config};
use crate::{Error, Result, Run};

/// Variables of the machine that could lead a command to another account or configuration.
const AMBIENT: [&str; 11] = [
    "AWS_CONFIG_FILE",
    "AWS_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_SESSION_TOKEN",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "DRIFTLOCK_STORE",
    "TF_CLI_ARGS",
    "TF_DATA_DIR",
    "TF_LOG",
    "TF_WORKSPACE",
];

/// A Terraform working directory, removed when dropped.
#[derive(Debug)]
pub struct Workspace {
    terraform: Terraform,
    dir: TempDir,
    env: Vec<(String, String)>,
}

impl Workspace {
    pub(super) fn create(terraform: &Terraform, endpoint: &str) -> Result<Self> {
        let workspace = Self::empty(terraform, endpoint)?;
        let aws = terraform.aws.as_ref();
        let version = aws.map(AwsProvider::version);
        let mut providers = config::required_providers(version, terraform.local.as_ref());
        if aws.is_some() {
            providers.push_str(&config::aws_provider(endpoint));
        }
        workspace.write("provider.tf", &providers)?;
        Ok(workspace)
    }

    pub(super) fn from_example(
        terraform: &Terraform,
        example: &Path,
        endpoint: &str,
    ) -> Result<Self> {
        let workspace = Self::empty(terraform, endpoint)?;
        copy_tree(example, workspace.path())?;
        Ok(workspace)
    }

    fn empty(terraform: &Terraform, endpoint: &str) -> Result<Self> {
        let dir = TempDir::with_prefix("driftlock-terraform-")
            .map_err(Error::io("creating", &env::temp_dir()))?;
        let mut workspace = Self {
            terraform: terraform.clone(),
            dir,
            env: Vec::new(),
        };
        workspace.write(
            ".terraformrc",
            &config::cli(terraform.aws.as_ref(), terraform.local.as_ref()),
        )?;
        let rc = workspace.path().join(".terraformrc").display().to_string();
        for (name, value) in [
            ("TF_CLI_CONFIG_FILE", rc.as_str()),
            ("TF_IN_AUTOMATION", "1"),
            ("TF_INPUT", "0"),
            ("AWS_ENDPOINT_URL", endpoint),
            ("AWS_ACCESS_KEY_ID", "testbed"),
            ("AWS_SECRET_ACCESS_KEY", "testbed"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ] {
            workspace.set_env(name, value);
        }
        Ok(workspace)
    }

    /// The working directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file into the working directory, over one that is there.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.path().join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Error::io("creating", parent))?;
        }
        fs::write(&path, text).map_err(Error::io("writing", &path))?;
        Ok(path)
    }

    /// Sets an environment variable for every later command.
    pub fn set_env(&mut self, name: &str, value: &str) {
        self.env.retain(|(known, _)| known != name);
        self.env.push((name.to_owned(), value.to_owned()));
    }

    /// Gives another program the environment that Terraform has here.
    pub fn isolate(&self, command: &mut Command) {
        for name in AMBIENT {
            command.env_remove(name);
        }
        command.envs(self.env.iter().cloned());
    }

    /// The client's command with this directory and environment, for who wants to run it alone.
    #[must_use]
    pub fn command<A: AsRef<OsStr>>(&self, args: &[A]) -> Command {
        let mut command = self.terraform.client.command();
        self.isolate(&mut command);
        command.current_dir(self.path()).args(args);
        command
    }

    /// Runs a command and answers whatever it did, exit code and all.
    ///
    /// # Errors
    /// [`Error::Io`] when it could not be run at all.
    pub fn run<A: AsRef<OsStr>>(&self, args: &[A]) -> Result<Run> {
        let output = self.command(args).output();
        output
            .map(Run::from)
            .map_err(Error::io("running terraform in", self.path()))
    }

    /// `terraform init`.
    ///
    /// # Errors
    /// [`Error::Command`] when it fails.
    pub fn init(&self) -> Result<Run> {
        succeeded("init", self.run(&["init", "-no-color"])?)
    }

    /// `terraform validate`.
    ///
    /// # Errors
    /// [`Error::Command`] when it fails.
    pub fn validate(&self) -> Result<Run> {
        succeeded("validate", self.run(&["validate", "-no-color"])?)
    }

    /// `terraform apply`, approved.
    ///
    /// # Errors
    /// [`Error::Command`] when it fails.
    pub fn apply(&self) -> Result<Run> {
        succeeded("apply", self.run(&["apply", "-auto-approve", "-no-color"])?)
    }

    /// `terraform destroy`, approved.
    ///
    /// # Errors
    /// [`Error::Command`] when it fails.
    pub fn destroy(&self) -> Result<Run> {
        succeeded(
            "destroy",
            self.run(&["destroy", "-auto-approve", "-no-color"])?,
        )
    }

    /// `terraform plan -detailed-exitcode`: code 0 nothing to do, 2 changes.
    ///
    /// # Errors
    /// [`Error::Command`] when it fails.
    pub fn plan(&self) -> Result<Run> {
        self.plan_with(&[])
    }

    /// The exit code of [`plan`](Self::plan).
    ///
    /// # Errors
    /// [`Error::Command`] when it fails.
    pub fn plan_exitcode(&self) -> Result<i32> {
        self.plan().map(|run| run.code)
    }

    /// `terraform plan -refresh-only -detailed-exitcode`. Read what it prints: the code can be 2
    /// where nothing but computed values was filled in, and it says "No changes".
    ///
    /// # Errors
    /// [`Error::Command`] when it fails.
    pub fn plan_refresh_only(&self) -> Result<Run> {
        self.plan_with(&["-refresh-only"])
    }

    /// A plan's JSON, as `terraform show -json` prints it.
    ///
    /// # Errors
    /// [`Error::Command`] when it fails.
    pub fn plan_json(&self) -> Result<Value> {
        self.plan_with(&["-out=saved.tfplan"])?;
        self.show(&["saved.tfplan"])
    }

    /// The state's JSON, as `terraform show -json` prints it.
    ///
    /// # Errors
    /// [`Error::Command`] when it fails.
    pub fn state(&self) -> Result<Value> {
        self.show(&[])
    }

    /// Every resource and data read in the state, those of modules included.
    ///
    /// # Errors
    /// [`Error::Command`] when it fails.
    pub fn resources(&self) -> Result<Vec<Value>> {
        let state = self.state()?;
        let mut found = Vec::new();
        let mut modules: Vec<&Value> = state.pointer("/values/root_module").into_iter().collect();
        while let Some(module) = modules.pop() {
            found.extend(list(module, "resources").cloned());
            modules.extend(list(module, "child_modules"));
        }
        Ok(found)
    }

    /// The attributes in the state of the resource at `address`.
    ///
    /// # Errors
    /// [`Error::Address`] when there is none.
    pub fn attributes(&self, address: &str) -> Result<Value> {
        let resources = self.resources()?;
        let found = resources
            .iter()
            .find(|resource| resource["address"] == address);
        let values = found.and_then(|resource| resource.get("values"));
        values.cloned().ok_or_else(|| Error::Address {
            address: address.to_owned(),
        })
    }

    /// The value of an output.
    ///
    /// # Errors
    /// [`Error::Address`] when there is none.
    pub fn output(&self, name: &str) -> Result<Value> {
        let state = self.state()?;
        let value = state.pointer(&format!("/values/outputs/{name}/value"));
        value.cloned().ok_or_else(|| Error::Address {
            address: format!("output.{name}"),
        })
    }

    fn plan_with(&self, more: &[&str]) -> Result<Run> {
        let run = self.run(&[&["plan", "-detailed-exitcode", "-no-color"], more].concat())?;
        if run.code == 2 {
            Ok(run)
        } else {
            succeeded("plan", run)
        }
    }

    fn show(&self, more: &[&str]) -> Result<Value> {
        succeeded("show", self.run(&[&["show", "-json"], more].concat())?)?.json("terraform show")
    }
}

/// Copies what a person would have checked out: no state, no `.terraform`.
fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).map_err(Error::io("creating", to))?;
    let entries = fs::read_dir(from).map_err(Error::io("reading", from))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        let Some(name) = path.file_name() else {
            continue;
        };
        if name.to_string_lossy().starts_with('.') || name.to_string_lossy().contains(".tfstate") {
            continue;
        }
        if path.is_dir() {
            copy_tree(&path, &to.join(name))?;
        } else {
            fs::copy(&path, to.join(name)).map_err(Error::io("copying", &path))?;
        }
    }
    Ok(())
}

fn list<'a>(module: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    module
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn succeeded(command: &str, run: Run) -> Result<Run> {
    run.expect_code(&format!("terraform {command}"), 0)
}

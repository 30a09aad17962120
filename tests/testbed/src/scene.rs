//! A whole scene: an emulator, a Terraform working directory and the programs of this workspace.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Binary, Error, Install, Moto, Profile, Result, Run, Terraform, Workspace};

/// Where the provider is published.
const PROVIDER: &str = "driftlock/driftlock";

/// Everything that a story needs. All programs run in the working directory, where the default
/// store is too, and talk to the emulator alone.
#[derive(Debug)]
pub struct Scene {
    /// The emulator.
    pub moto: Moto,
    /// Terraform, with the provider of this workspace installed.
    pub terraform: Terraform,
    /// The working directory.
    pub workspace: Workspace,
}

impl Scene {
    /// A working directory with the aws provider configured and `main.tf` in it.
    ///
    /// # Errors
    /// Whatever of the equipment is not to be had.
    pub fn declaring(main: &str) -> Result<Self> {
        Self::declaring_to(Terraform::find()?, main)
    }

    /// The same, with a client that the caller has chosen.
    ///
    /// # Errors
    /// Whatever of the equipment is not to be had.
    pub fn declaring_to(terraform: Terraform, main: &str) -> Result<Self> {
        Self::with(terraform, |terraform, endpoint| {
            let workspace = terraform.workspace(endpoint)?;
            workspace.write("main.tf", main)?;
            Ok(workspace)
        })
    }

    /// A working directory with a copy of `example`, which configures its providers itself.
    ///
    /// # Errors
    /// Whatever of the equipment is not to be had.
    pub fn of_example(terraform: Terraform, example: &Path) -> Result<Self> {
        Self::with(terraform, |terraform, endpoint| {
            terraform.example(example, endpoint)
        })
    }

    /// A program of this workspace, in the directory and environment of the scene.
    ///
    /// # Errors
    /// [`Error::Build`] when it cannot be built.
    pub fn command(&self, program: Binary) -> Result<Command> {
        let mut command = Command::new(program.path(Profile::Debug)?);
        self.workspace.isolate(&mut command);
        command
            .current_dir(self.workspace.path())
            .stdin(Stdio::null());
        Ok(command)
    }

    /// Runs a program and answers whatever it did.
    ///
    /// # Errors
    /// [`Error::Build`], or [`Error::Io`] when it cannot be run at all.
    pub fn run(&self, program: Binary, args: &[&str]) -> Result<Run> {
        let output = self.command(program)?.args(args).output();
        output
            .map(Run::from)
            .map_err(Error::io("running", Path::new(program.name())))
    }

    fn with(
        terraform: Terraform,
        workspace: impl FnOnce(&Terraform, &str) -> Result<Workspace>,
    ) -> Result<Self> {
        let provider = Binary::Provider.path(Profile::Debug)?;
        let terraform = terraform.with_provider(PROVIDER, &provider, Install::Mirror)?;
        let moto = Moto::start()?;
        let workspace = workspace(&terraform, &moto.endpoint())?;
        Ok(Self {
            moto,
            terraform,
            workspace,
        })
    }
}

//! What the story needs: programs, emulator, Terraform, a directory to work in.

use std::io::IsTerminal as _;

use anyhow::Result;
use driftlock_testbed::{
    Binary, Client, Error, Profile, Requirements, Run, Scene, Terraform, Venv, Workspace,
    workspace_root,
};
use serde_json::Value;

use crate::say;

/// A running emulator and a directory with the example in it.
pub(crate) struct Stage {
    pub(crate) scene: Scene,
}

impl Stage {
    pub(crate) fn set(without_aws_provider: bool) -> Result<Self> {
        let busy = say::busy("building driftlock, driftlock-gate and the Terraform provider");
        for binary in Binary::ALL {
            binary.path(Profile::Debug)?;
        }
        drop(busy);
        let busy = say::busy("setting up a Python environment with moto, the AWS emulator");
        Venv::ensure(Requirements::Emulator)?;
        drop(busy);
        let terraform = find_terraform(without_aws_provider)?;
        let example = match terraform.aws_provider() {
            Some(_) => workspace_root().join("examples/demo"),
            None => workspace_root().join("xtask/src/demo/seeded"),
        };
        let mut scene = Scene::of_example(terraform, &example)?;
        if std::io::stdout().is_terminal() {
            scene.workspace.set_env("CLICOLOR_FORCE", "1");
        }
        say::good(&format!("AWS emulator (moto) at {}", scene.moto.endpoint()));
        say::good(&format!(
            "a copy of the example in {}",
            scene.workspace.path().display()
        ));
        Ok(Self { scene })
    }

    pub(crate) fn has_aws_provider(&self) -> bool {
        self.scene.terraform.aws_provider().is_some()
    }

    /// Shows and runs `driftlock ...`, shows what it prints, and insists on its exit code.
    pub(crate) fn driftlock(&self, args: &[&str], code: i32) -> Result<Run> {
        self.shown(Binary::Driftlock, args, code)
    }

    /// Shows and runs `driftlock-gate ...` likewise.
    pub(crate) fn gate(&self, args: &[&str], code: i32) -> Result<Run> {
        self.shown(Binary::Gate, args, code)
    }

    /// The drift of the baseline as JSON, without showing it.
    pub(crate) fn drift(&self) -> Result<Value> {
        let run = self
            .scene
            .run(Binary::Driftlock, &["drift", "web", "--format", "json"])?;
        Ok(run.json("driftlock drift web --format json")?)
    }

    /// Shows `terraform ...`, runs it in `workspace`, and shows those lines of what it prints that
    /// tell the outcome.
    pub(crate) fn terraform(&self, workspace: &Workspace, args: &[&str], code: i32) -> Result<Run> {
        let line = format!("terraform {}", args.join(" "));
        say::command(&line);
        let busy = say::busy(&line);
        let run = workspace.run(&[args, &["-no-color"]].concat());
        drop(busy);
        let run = run?.expect_code(&line, code)?;
        let outcome = ["Plan:", "Apply complete!", "No changes.", "Success!"];
        let telling = |l: &&str| outcome.iter().any(|start| l.starts_with(start));
        say::output(
            &run.stdout
                .lines()
                .filter(telling)
                .collect::<Vec<_>>()
                .join("\n"),
        );
        Ok(run)
    }

    fn shown(&self, program: Binary, args: &[&str], code: i32) -> Result<Run> {
        let line = format!("{} {}", program.name(), args.join(" "));
        say::command(&line);
        let busy = say::busy(&line);
        let run = self.scene.run(program, args);
        drop(busy);
        let run = run?;
        say::output(&format!("{}{}", run.stdout, run.stderr));
        say::exit_code(run.code);
        Ok(run.expect_code(&line, code)?)
    }
}

/// Terraform with the aws provider, or without it where it is not to be had.
fn find_terraform(without_aws_provider: bool) -> Result<Terraform> {
    let busy = say::busy("looking for Terraform and the hashicorp/aws provider");
    let found = if without_aws_provider {
        Err(Error::AwsProvider {
            cause: "left out on request".to_owned(),
        })
    } else {
        Terraform::find()
    };
    drop(busy);
    let terraform = match found {
        Ok(terraform) => terraform,
        Err(Error::AwsProvider { cause }) => {
            say::bad(&format!("hashicorp/aws is not to be had: {}", cause.trim()));
            say::line("    The same resources are made through the AWS API instead.");
            Terraform::without_aws(Client::find()?)
        }
        Err(error) => return Err(error.into()),
    };
    say::good(terraform.client().version());
    if let Some(aws) = terraform.aws_provider() {
        say::good(&aws.to_string());
    }
    Ok(terraform)
}

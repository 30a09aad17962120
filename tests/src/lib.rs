//! Whole stories through real Terraform, and the shape of the workspace.
//!
//! A [`Story`] is a [`Scene`] with questions that every story asks. A [`Rig`] has no Terraform, but
//! a proxy between the programs and the emulator.

mod process;
mod rig;

pub use process::{Process, wait_until};
pub use rig::{Rig, Store};

use driftlock_testbed::{Binary, Error, Run, Scene};
use serde_json::Value;

/// A scene, and one baseline in it.
#[derive(Debug)]
pub struct Story {
    /// The emulator, Terraform and the working directory.
    pub scene: Scene,
    baseline: &'static str,
}

impl Story {
    /// Declares `main` in an empty working directory and installs the providers.
    ///
    /// # Errors
    /// Whatever of the equipment is not to be had.
    pub fn begin(main: &str, baseline: &'static str) -> Result<Self, Error> {
        let scene = Scene::declaring(main)?;
        scene.workspace.init()?;
        Ok(Self { scene, baseline })
    }

    /// Runs `driftlock` and insists on its exit code.
    ///
    /// # Errors
    /// [`Error::Command`] with all that it printed.
    pub fn driftlock(&self, args: &[&str], code: i32) -> Result<Run, Error> {
        let run = self.scene.run(Binary::Driftlock, args)?;
        run.expect_code(&format!("driftlock {}", args.join(" ")), code)
    }

    /// The drift of the baseline; `code` as `driftlock drift` must answer.
    ///
    /// # Errors
    /// [`Error::Command`] when it answers otherwise.
    pub fn drift(&self, code: i32) -> Result<Value, Error> {
        let run = self.driftlock(&["drift", self.baseline, "--format", "json"], code)?;
        run.json("driftlock drift")
    }

    /// Takes drift back, whatever mode the baseline has.
    ///
    /// # Errors
    /// [`Error::Command`] when not everything could be taken back.
    pub fn enforce(&self) -> Result<Run, Error> {
        self.driftlock(
            &["enforce", self.baseline, "--once", "--mode", "enforce"],
            0,
        )
    }

    /// An attribute of a resource in Terraform's state, as text.
    ///
    /// # Errors
    /// [`Error::Address`] when there is none.
    pub fn attribute(&self, address: &str, name: &str) -> Result<String, Error> {
        let attributes = self.scene.workspace.attributes(address)?;
        let value = attributes
            .get(name)
            .and_then(Value::as_str)
            .map(str::to_owned);
        value.ok_or_else(|| Error::Address {
            address: format!("{address}.{name}"),
        })
    }
}

/// The ids of the remediations that events say were begun, and of those that ended, each sorted.
#[must_use]
pub fn restores_begun_and_ended(events: &[Value]) -> (Vec<&str>, Vec<&str>) {
    let of = |kind: &str, id: &str| {
        let events = events.iter().filter(|event| event["event"] == kind);
        let mut ids: Vec<_> = events
            .filter_map(|event| event.pointer(id)?.as_str())
            .collect();
        ids.sort_unstable();
        ids
    };
    let begun = of("restore_started", "/remediation/id");
    (begun, of("restore_finished", "/remediation"))
}

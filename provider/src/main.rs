//! Terraform and OpenTofu provider: baselines and their enforcement.
//!
//! Each resource is a thin front of one use case of `driftlock-engine`; nothing is decided here
//! that the agent or the command line would decide differently.

mod capture;
mod data;
mod deployments;
mod drift;
mod duration;
mod ephemeral;
mod handover;
mod ignore;
mod notify;
mod promise;
mod provider;
mod recapture;
mod require;
mod resource;
mod restore;
mod revision;
mod scope;
mod session;
mod settings;
mod waiting;

use std::process::ExitCode;
use std::sync::Arc;

use driftlock_tfplugin::{Launch, Listen, run};

use crate::provider::Driftlock;

fn main() -> ExitCode {
    let vars: std::collections::HashMap<String, String> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    #[expect(clippy::disallowed_methods, reason = "`main` reads the clock")]
    let (now, clock) = (Arc::new(jiff::Timestamp::now), std::time::SystemTime::now);
    let launch = Launch {
        address: "registry.terraform.io/driftlock/driftlock",
        version: env!("CARGO_PKG_VERSION"),
        args: std::env::args_os()
            .skip(1)
            .map(|arg| arg.to_string_lossy().into_owned())
            .collect(),
        vars: vars.clone(),
        clock,
        listen: Listen::default(),
    };
    run(move || Driftlock::new(vars.clone(), now.clone()), launch)
}

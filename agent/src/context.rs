//! The surroundings of a run: clock, environment, store and cloud.

use std::io::Write;
use std::sync::Arc;

use driftlock_core::{Actor, BaselineName};
use driftlock_engine::{Engine, Grantee, Ledger, Options, RoleToAssume, Webhooks};
use jiff::Timestamp;

use crate::args::{Format, Global};
use crate::outcome::Failure;
use crate::render::{self, drift::Told};
use crate::spinner::Spinner;

/// Everything that a command needs beside its own arguments.
pub(crate) struct Context {
    pub(crate) ledger: Ledger,
    pub(crate) format: Format,
    verbose: u8,
    /// How people are told what happened.
    pub(crate) webhooks: Webhooks,
    options: Options,
    quiet: bool,
}

impl Context {
    pub(crate) fn new(global: Global) -> Result<Self, Failure> {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is where the clock enters the program"
        )]
        let now = Arc::new(Timestamp::now);
        let actor = Actor {
            arn: None,
            job: Actor::ci_job(variable),
            user: ["USER", "LOGNAME", "USERNAME"]
                .iter()
                .find_map(|name| variable(name)),
            program: concat!("driftlock ", env!("CARGO_PKG_VERSION")).to_owned(),
        };
        let options = Options {
            region: global.region,
            profile: global.profile,
            endpoint_url: global.endpoint_url,
            s3_path_style: variable("AWS_ENDPOINT_URL_S3").is_some(),
            account_role: role(global.account_role, global.account_external_id),
            restore_role: role(global.restore_role, global.restore_external_id),
            ..Options::default()
        };
        Ok(Self {
            ledger: Ledger::open(&global.store, &options, actor, now)?,
            format: global.format.into(),
            verbose: global.verbose,
            webhooks: Webhooks::new(
                concat!("driftlock/", env!("CARGO_PKG_VERSION")),
                variable("DRIFTLOCK_WEBHOOK_SECRET"),
            ),
            options,
            quiet: global.quiet,
        })
    }

    /// Connects to AWS.
    pub(crate) async fn engine(&self) -> Result<Engine, Failure> {
        Ok(Engine::connect(self.ledger.clone(), self.options.clone()).await?)
    }

    /// The store at another address.
    pub(crate) fn ledger_at(&self, url: &str) -> Result<Ledger, Failure> {
        Ok(self.ledger.at(url, &self.options)?)
    }

    /// For whom rights are printed: the roles in use.
    pub(crate) fn grantee(&self) -> Grantee<'_> {
        Grantee {
            account_role: self.options.account_role.as_ref(),
            restore_role: self.options.restore_role.as_ref(),
            ..Grantee::default()
        }
    }

    /// Says on standard error what is unwise about a store. That it cannot be told is no failure of
    /// whatever else is asked for.
    pub(crate) async fn warn_of(&self, ledger: &Ledger) {
        match ledger.advice().await {
            Ok(all) if !self.quiet => {
                let text: String = all.iter().map(render::advice).collect();
                // Nobody may be listening.
                let _ = anstream::stderr().write_all(text.as_bytes());
            }
            Ok(_) => {}
            Err(error) => tracing::debug!(%error, "the store could not be asked"),
        }
    }

    /// How ignored changes are told: who wants to hear more wants to see them.
    pub(crate) fn told(&self) -> Told {
        match self.verbose {
            0 => Told::Counted,
            _ => Told::Listed,
        }
    }

    /// Tells those who want to know what happened to a baseline. That somebody could not be told is said
    /// on standard error, and is no failure of whatever else was asked for.
    pub(crate) async fn tell(&self, name: &BaselineName) {
        match self.ledger.tell(name, &self.webhooks).await {
            Ok(telling) if !self.quiet => {
                let text: String = telling.untold.iter().map(render::notify::untold).collect();
                // Nobody may be listening.
                let _ = anstream::stderr().write_all(text.as_bytes());
            }
            Ok(_) => {}
            Err(error) => tracing::error!(baseline = %name, %error, "nobody could be told"),
        }
    }

    /// A spinner, where somebody is watching.
    pub(crate) fn spinner(&self) -> Spinner {
        if self.quiet || self.format != Format::Text {
            Spinner::hidden()
        } else {
            Spinner::new()
        }
    }
}

/// CI systems set variables that are not meant to nothing.
fn role(arn: Option<String>, external_id: Option<String>) -> Option<RoleToAssume> {
    present(arn).map(|role_arn| RoleToAssume {
        role_arn,
        external_id: present(external_id),
        session_name: None,
    })
}

fn present(value: Option<String>) -> Option<String> {
    value.filter(|value| !value.is_empty())
}

/// A variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

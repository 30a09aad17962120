//! The surroundings of a run: clock, environment, store and cloud.

use std::sync::Arc;

use driftlock_core::Actor;
use driftlock_engine::{Engine, Ledger, Options};
use jiff::{SignedDuration, Timestamp};

use crate::args::{Format, Global};
use crate::outcome::Failure;
use crate::spinner::Spinner;

/// How long a single command waits for another run on the same baseline.
pub(crate) const WAIT: SignedDuration = SignedDuration::from_secs(60);

/// Everything that a command needs beside its own arguments.
pub(crate) struct Context {
    pub(crate) ledger: Ledger,
    pub(crate) format: Format,
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
            ..Options::default()
        };
        Ok(Self {
            ledger: Ledger::open(&global.store, &options, actor, now)?,
            format: global.format,
            options,
            quiet: global.quiet,
        })
    }

    /// Connects to AWS.
    pub(crate) async fn engine(&self) -> Result<Engine, Failure> {
        Ok(Engine::connect(self.ledger.clone(), self.options.clone()).await?)
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

/// A variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

//! An ephemeral resource that writes down what is done to it.

use std::io::Write as _;
use std::sync::Arc;
use std::time::SystemTime;

use driftlock_tfplugin::{
    Attribute, Context, Diagnostic, Diagnostics, EphemeralResource, Opened, Schema, Type, Value,
    async_trait,
};
use tokio::sync::watch;

pub(crate) struct Lease {
    pub(crate) clock: fn() -> SystemTime,
    /// How often any lease was renewed.
    pub(crate) renewals: Arc<watch::Sender<u64>>,
}

impl Lease {
    /// What is due by the time the client hears of it.
    fn at_once(&self) -> Result<jiff::Timestamp, Diagnostics> {
        (self.clock)().try_into().map_err(failed)
    }
}

fn failed(error: impl std::fmt::Display) -> Diagnostics {
    Diagnostic::error(format!("keeping a lease: {error}")).into()
}

/// Adds a line to the file that the private bytes name.
fn note(cx: &Context, text: &str) -> Result<(), Diagnostics> {
    let path = String::from_utf8(cx.private()).map_err(failed)?;
    let file = std::fs::File::options()
        .create(true)
        .append(true)
        .open(path);
    writeln!(file.map_err(failed)?, "{text}").map_err(failed)
}

#[async_trait]
impl EphemeralResource for Lease {
    fn schema(&self) -> Schema {
        Schema::new("A lease.")
            .attribute("log", Attribute::required(Type::String))
            .attribute(
                "how",
                Attribute::optional(Type::String).one_of(&["error", "panic", "wrong", "unknown"]),
            )
            .attribute("token", Attribute::computed(Type::String))
    }

    async fn validate(&self, _: &Context, config: &Value) -> Result<(), Diagnostics> {
        match config.string("log") {
            Some("") => Err(Diagnostic::error("`log` is empty").at("log").into()),
            _ => Ok(()),
        }
    }

    #[expect(clippy::panic, reason = "it is what the test asks for")]
    async fn open(&self, cx: &Context, config: Value) -> Result<Opened, Diagnostics> {
        let log = config.string("log").unwrap_or_default();
        cx.set_private(log.as_bytes().to_vec());
        note(cx, "open")?;
        let result = match config.string("how") {
            Some("error") => return Err(Diagnostic::error("no lease today").at("how").into()),
            Some("panic") => panic!("this went wrong"),
            Some("wrong") => config.with("log", "another"),
            Some("unknown") => config.with("token", Value::unknown()),
            _ => config.with("token", "t-1"),
        };
        let renew_at = Some(self.at_once()?);
        Ok(Opened { result, renew_at })
    }

    async fn renew(&self, cx: &Context) -> Result<Option<jiff::Timestamp>, Diagnostics> {
        note(cx, "renew")?;
        self.renewals.send_modify(|count| *count += 1);
        match *self.renewals.borrow() {
            1 => self.at_once().map(Some),
            _ => Ok(None),
        }
    }

    async fn close(&self, cx: &Context) -> Result<(), Diagnostics> {
        note(cx, "close")
    }
}

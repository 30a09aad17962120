//! The provider that the tests run: every kind of attribute, and every kind of trouble.

mod everything;
mod functions;
mod lease;
mod object;
mod secret;
mod trouble;

use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use driftlock_tfplugin::{
    Attribute, Context, DataSource, Diagnostic, Diagnostics, EphemeralResource, Function, Launch,
    Listen, Provider, Resource, Schema, Type, Value, async_trait, run,
};
use tokio::sync::watch;

/// The colour that the provider was configured with.
type Colour = Arc<OnceLock<String>>;

struct Test {
    colour: Colour,
    clock: fn() -> SystemTime,
    /// How often a lease was renewed.
    renewals: Arc<watch::Sender<u64>>,
}

#[async_trait]
impl Provider for Test {
    fn schema(&self) -> Schema {
        Schema::new("For tests.")
            .attribute(
                "colour",
                Attribute::optional(Type::String).one_of(&["red", "green"]),
            )
            .attribute("size", Attribute::optional(Type::Number))
    }

    fn resources(&self) -> Vec<(&'static str, Arc<dyn Resource>)> {
        vec![
            ("test_everything", Arc::new(everything::Everything)),
            ("test_object", Arc::new(object::Object)),
            ("test_secret", Arc::new(secret::Secret)),
            (
                "test_trouble",
                Arc::new(trouble::Trouble(self.renewals.subscribe())),
            ),
        ]
    }

    fn data_sources(&self) -> Vec<(&'static str, Arc<dyn DataSource>)> {
        vec![
            ("test_colour", Arc::new(Configured(self.colour.clone()))),
            ("test_echo", Arc::new(Echo)),
        ]
    }

    fn ephemeral_resources(&self) -> Vec<(&'static str, Arc<dyn EphemeralResource>)> {
        let lease = lease::Lease {
            clock: self.clock,
            renewals: self.renewals.clone(),
        };
        vec![("test_lease", Arc::new(lease))]
    }

    fn functions(&self) -> Vec<(&'static str, Arc<dyn Function>)> {
        vec![
            ("again", Arc::new(functions::Again)),
            ("fail", Arc::new(functions::Fail)),
            ("join", Arc::new(functions::Join)),
        ]
    }

    async fn validate(&self, _: &Context, config: &Value) -> Result<(), Diagnostics> {
        match (config.string("colour"), config.integer("size")) {
            (Some("red"), Some(_)) => Err(Diagnostic::error("`size` goes with `green` only")
                .at("size")
                .into()),
            _ => Ok(()),
        }
    }

    async fn configure(&self, cx: &Context, config: &Value) -> Result<(), Diagnostics> {
        tracing::info!(
            version = cx.client_version(),
            colour = config.string("colour"),
            "configured"
        );
        let colour = config.string("colour").unwrap_or("none").to_owned();
        self.colour
            .set(colour)
            .map_err(|_| Diagnostic::error("configured twice").into())
    }
}

/// Repeats what it is given.
struct Echo;

#[async_trait]
impl DataSource for Echo {
    fn schema(&self) -> Schema {
        Schema::new("Repeats.")
            .attribute("text", Attribute::required(Type::String))
            .attribute("times", Attribute::optional(Type::Number))
            .attribute("result", Attribute::computed(Type::String))
    }

    async fn read(&self, _: &Context, config: Value) -> Result<Value, Diagnostics> {
        let times = config.integer("times").unwrap_or(1);
        let times = usize::try_from(times)
            .map_err(|_| Diagnostic::error(format!("`{times}` is not a count")).at("times"))?;
        let result = config.string("text").unwrap_or_default().repeat(times);
        Ok(config.with("result", result))
    }
}

/// The provider's own configuration.
struct Configured(Colour);

#[async_trait]
impl DataSource for Configured {
    fn schema(&self) -> Schema {
        Schema::new("What the provider was told.")
            .attribute("colour", Attribute::computed(Type::String))
    }

    async fn read(&self, _: &Context, config: Value) -> Result<Value, Diagnostics> {
        let colour = self.0.get().cloned().unwrap_or_default();
        Ok(config.with("colour", colour))
    }
}

fn main() -> ExitCode {
    #[expect(clippy::disallowed_methods, reason = "`main` reads the clock")]
    let clock = SystemTime::now;
    let tcp = std::env::var_os("TEST_PROVIDER_TCP").is_some();
    run(
        move || Test {
            colour: Colour::default(),
            clock,
            renewals: Arc::new(watch::Sender::new(0)),
        },
        Launch {
            address: "registry.terraform.io/driftlock/test",
            version: env!("CARGO_PKG_VERSION"),
            args: std::env::args().skip(1).collect(),
            vars: std::env::vars().collect(),
            clock,
            listen: if tcp { Listen::Tcp } else { Listen::default() },
        },
    )
}

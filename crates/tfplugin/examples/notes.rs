//! A whole provider: notes, kept as files in the working directory.

use std::process::ExitCode;
use std::sync::Arc;
use std::{fs, io};

use driftlock_tfplugin::{
    Attribute, Change, Context, Diagnostic, Diagnostics, Failure, Launch, Listen, Provider,
    Resource, Schema, Type, Value, async_trait, run,
};

struct Notes;

impl Provider for Notes {
    fn schema(&self) -> Schema {
        Schema::new("Keeps notes.")
    }

    fn resources(&self) -> Vec<(&'static str, Arc<dyn Resource>)> {
        vec![("notes_note", Arc::new(Note))]
    }
}

struct Note;

fn failed(error: io::Error) -> Diagnostic {
    Diagnostic::error(format!("keeping a note: {error}")).at("name")
}

#[async_trait]
impl Resource for Note {
    fn schema(&self) -> Schema {
        Schema::new("A note.")
            .attribute("name", Attribute::required(Type::String).requires_replace())
            .attribute("text", Attribute::required(Type::String))
    }

    async fn create(&self, _: &Context, Change { planned, .. }: Change) -> Result<Value, Failure> {
        let text = planned.string("text").unwrap_or_default();
        fs::write(planned.string("name").unwrap_or_default(), text).map_err(failed)?;
        Ok(planned)
    }

    async fn read(&self, _: &Context, state: Value) -> Result<Option<Value>, Diagnostics> {
        let text = fs::read_to_string(state.string("name").unwrap_or_default());
        Ok(text.ok().map(|text| state.with("text", text)))
    }

    async fn update(&self, cx: &Context, change: Change) -> Result<Value, Failure> {
        self.create(cx, change).await
    }

    async fn delete(&self, _: &Context, prior: Value) -> Result<(), Failure> {
        Ok(fs::remove_file(prior.string("name").unwrap_or_default()).map_err(failed)?)
    }

    async fn import(&self, _: &Context, id: &str) -> Result<Value, Diagnostics> {
        Ok(Value::object([("name", id.into())]))
    }
}

fn main() -> ExitCode {
    #[expect(clippy::disallowed_methods, reason = "`main` reads the clock")]
    let clock = std::time::SystemTime::now;
    let launch = Launch {
        address: "registry.terraform.io/driftlock/notes",
        version: env!("CARGO_PKG_VERSION"),
        args: std::env::args().skip(1).collect(),
        vars: std::env::vars().collect(),
        clock,
        listen: Listen::default(),
    };
    run(|| Notes, launch)
}

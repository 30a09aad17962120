//! A whole provider: notes, kept as files in a directory.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use driftlock_tfplugin::{
    Attribute, Change, Context, Diagnostic, Diagnostics, Failure, Launch, Plan, Provider, Resource,
    Schema, Type, Value, async_trait, run,
};

#[derive(Clone, Default)]
struct Notes(Arc<OnceLock<PathBuf>>);

impl Notes {
    fn file(&self, note: &Value) -> PathBuf {
        let dir = self.0.get().cloned().unwrap_or_default();
        dir.join(note.string("name").unwrap_or_default())
    }

    fn write(&self, note: Value) -> Result<Value, Failure> {
        let text = note.string("text").unwrap_or_default().to_owned();
        std::fs::write(self.file(&note), &text).map_err(failed)?;
        Ok(note.with("bytes", text.len() as u64))
    }
}

fn failed(error: std::io::Error) -> Diagnostic {
    Diagnostic::error(format!("keeping a note: {error}")).at("name")
}

#[async_trait]
impl Provider for Notes {
    fn schema(&self) -> Schema {
        Schema::new("Keeps notes.").attribute("dir", Attribute::required(Type::String))
    }

    fn resources(&self) -> Vec<(&'static str, Arc<dyn Resource>)> {
        vec![("notes_note", Arc::new(self.clone()))]
    }

    async fn configure(&self, _: &Context, config: &Value) -> Result<(), Diagnostics> {
        let _ = self.0.set(config.string("dir").unwrap_or(".").into());
        Ok(())
    }
}

#[async_trait]
impl Resource for Notes {
    fn schema(&self) -> Schema {
        Schema::new("A note.")
            .attribute("name", Attribute::required(Type::String).requires_replace())
            .attribute("text", Attribute::required(Type::String))
            .attribute("bytes", Attribute::computed(Type::Number))
    }

    async fn plan_update(&self, _: &Context, plan: &mut Plan) -> Result<(), Diagnostics> {
        if plan.changes("text") {
            plan.set_unknown("bytes");
        }
        Ok(())
    }

    async fn create(&self, _: &Context, change: Change) -> Result<Value, Failure> {
        self.write(change.planned)
    }

    async fn read(&self, _: &Context, state: Value) -> Result<Option<Value>, Diagnostics> {
        let Ok(text) = std::fs::read_to_string(self.file(&state)) else {
            return Ok(None);
        };
        let bytes = text.len() as u64;
        Ok(Some(state.with("text", text).with("bytes", bytes)))
    }

    async fn update(&self, _: &Context, change: Change) -> Result<Value, Failure> {
        self.write(change.planned)
    }

    async fn delete(&self, _: &Context, prior: Value) -> Result<(), Failure> {
        std::fs::remove_file(self.file(&prior)).map_err(|error| failed(error).into())
    }

    async fn import(&self, _: &Context, id: &str) -> Result<Value, Diagnostics> {
        Ok(Value::object([("name", id.into())]))
    }
}

fn main() -> ExitCode {
    #[expect(clippy::disallowed_methods, reason = "`main` reads the clock")]
    let clock = std::time::SystemTime::now;
    run(
        Notes::default(),
        Launch {
            module: "provider.notes",
            vars: std::env::vars().collect(),
            clock,
        },
    )
}

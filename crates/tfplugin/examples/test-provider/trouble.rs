//! A resource that fails in the way it is told to.

use driftlock_tfplugin::{
    Attribute, AttributePath, Change, Context, Diagnostic, Diagnostics, Failure, Plan, Resource,
    Schema, Type, Value, async_trait,
};
use tokio::sync::watch;

/// Knows how often a lease was renewed.
pub(crate) struct Trouble(pub(crate) watch::Receiver<u64>);

/// Returns once somebody has made the file.
async fn exists(path: &str) {
    let mut look = tokio::time::interval(std::time::Duration::from_millis(20));
    while !std::path::Path::new(path).exists() {
        look.tick().await;
    }
}

#[async_trait]
impl Resource for Trouble {
    fn schema(&self) -> Schema {
        Schema::new("Trouble.")
            .attribute("how", Attribute::required(Type::String))
            .attribute("tags", Attribute::optional(Type::map(Type::String)))
            .attribute("steps", Attribute::computed(Type::Number))
    }

    async fn plan_update(&self, _: &Context, plan: &mut Plan) -> Result<(), Diagnostics> {
        if plan.is_change() {
            plan.set_unknown("steps");
        }
        Ok(())
    }

    async fn plan_destroy(&self, cx: &Context, _: &Value) -> Result<(), Diagnostics> {
        cx.warn(Diagnostic::warning("history stays").detail("Nothing is deleted."));
        Ok(())
    }

    #[expect(clippy::panic, reason = "it is what the test asks for")]
    async fn create(&self, cx: &Context, change: Change) -> Result<Value, Failure> {
        let done = |steps: i64| change.planned.clone().with("steps", steps);
        match change.planned.string("how") {
            Some("panic") => panic!("this went wrong"),
            Some("error") => Err(Diagnostic::error("refused")
                .detail("Try another value.")
                .at(AttributePath::new("tags").key("app"))
                .into()),
            Some("half") => {
                let failure = Failure::from(Diagnostic::error("stopped half way"));
                Err(failure.with_state(done(1)))
            }
            Some("wrong") => Ok(Value::object([("nonsense", true.into())])),
            Some("until renewed twice") => {
                let renewed = self.0.clone().wait_for(|count| *count >= 2).await.is_ok();
                Ok(done(if renewed { 2 } else { 0 }))
            }
            Some("wait") => {
                cx.stop().cancelled().await;
                Err(Failure::from(Diagnostic::error("stopped as asked")).with_state(done(3)))
            }
            Some("file") => {
                let path = change
                    .planned
                    .get("tags")
                    .string("path")
                    .unwrap_or_default();
                tokio::select! {
                    () = exists(path) => Ok(done(2)),
                    () = cx.stop().cancelled() => {
                        Err(Failure::from(Diagnostic::error("stopped as asked")))
                    }
                }
            }
            _ => Ok(done(2)),
        }
    }

    async fn read(&self, _: &Context, state: Value) -> Result<Option<Value>, Diagnostics> {
        Ok(Some(state))
    }

    async fn update(&self, cx: &Context, change: Change) -> Result<Value, Failure> {
        self.create(cx, change).await
    }

    async fn delete(&self, _: &Context, _: Value) -> Result<(), Failure> {
        Ok(())
    }
}

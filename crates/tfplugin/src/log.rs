//! Logs as Terraform reads them: one JSON object a line on stderr, in hclog's form.

use std::collections::HashMap;
use std::fmt;
use std::io::Write as _;
use std::time::SystemTime;

use serde_json::{Map, Value as Json};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

/// Libraries below us that log every frame or request. They have their say at `trace` only.
const CHATTY: &[&str] = &[
    "aws_",
    "h2",
    "hyper",
    "rustls",
    "tokio_util",
    "tonic",
    "tower",
];

/// Writes events to stderr from `level` on.
pub(crate) struct HclogLayer {
    level: LevelFilter,
    module: String,
    clock: fn() -> SystemTime,
}

impl HclogLayer {
    pub(crate) fn new(
        provider: &str,
        vars: &HashMap<String, String>,
        clock: fn() -> SystemTime,
    ) -> HclogLayer {
        HclogLayer {
            level: level(provider, vars),
            module: format!("provider.{provider}"),
            clock,
        }
    }

    fn render(&self, event: &Event<'_>) -> String {
        let meta = event.metadata();
        let mut fields = Fields(Map::new());
        event.record(&mut fields);
        fields.put("@level", meta.level().as_str().to_ascii_lowercase());
        fields.put("@module", self.module.clone());
        fields.put("@target", meta.target().to_owned());
        fields
            .0
            .entry("@message")
            .or_insert_with(|| Json::from(meta.name()));
        if let Ok(now) = jiff::Timestamp::try_from((self.clock)()) {
            fields.put(
                "@timestamp",
                now.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string(),
            );
        }
        format!("{}\n", Json::Object(fields.0))
    }
}

/// The narrower variable goes first; none means silence.
///
/// All of them are the user's: Terraform hands on its own environment, and sets none. It filters
/// what it gets by `TF_LOG_PROVIDER`, else `TF_LOG`, so that the one with the provider's name can
/// ask for less than those, not for more. Source: Terraform's `internal/logging/logging.go`, and
/// `WithLevelFromEnv` of terraform-plugin-log.
fn level(provider: &str, vars: &HashMap<String, String>) -> LevelFilter {
    let own = provider.to_ascii_uppercase().replace('-', "_");
    let names = [
        &format!("TF_LOG_PROVIDER_{own}"),
        "TF_LOG_PROVIDER",
        "TF_LOG",
    ];
    let words = names.into_iter().filter_map(|name| vars.get(name));
    match words
        .map(|word| word.to_ascii_lowercase())
        .find(|word| !word.is_empty())
        .as_deref()
    {
        Some("off") | None => LevelFilter::OFF,
        Some("error") => LevelFilter::ERROR,
        Some("warn") => LevelFilter::WARN,
        Some("info") => LevelFilter::INFO,
        Some("debug") => LevelFilter::DEBUG,
        // `json` and anything unknown mean everything, as they do to Terraform.
        Some(_) => LevelFilter::TRACE,
    }
}

impl<S: Subscriber> Layer<S> for HclogLayer {
    fn enabled(&self, meta: &tracing::Metadata<'_>, _: Context<'_, S>) -> bool {
        let krate = meta.target().split("::").next().unwrap_or_default();
        let chatty =
            CHATTY.iter().any(|name| krate.starts_with(name)) && *meta.level() > Level::WARN;
        *meta.level() <= self.level && (!chatty || self.level == LevelFilter::TRACE)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        // Where stderr is gone nobody reads the log.
        let _ = std::io::stderr()
            .lock()
            .write_all(self.render(event).as_bytes());
    }
}

struct Fields(Map<String, Json>);

impl Fields {
    fn put(&mut self, name: &str, value: impl Into<Json>) {
        let name = if name == "message" { "@message" } else { name };
        self.0.insert(name.to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field.name(), value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field.name(), value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field.name(), value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field.name(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(vars: &[(&str, &str)], expected: LevelFilter) {
        let vars = vars
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        assert_eq!(level("my-cloud", &vars), expected);
    }

    #[test]
    fn every_level_has_its_word() {
        for (word, expected) in [
            ("OFF", LevelFilter::OFF),
            ("error", LevelFilter::ERROR),
            ("Warn", LevelFilter::WARN),
            ("INFO", LevelFilter::INFO),
            ("debug", LevelFilter::DEBUG),
            ("TRACE", LevelFilter::TRACE),
            ("loud", LevelFilter::TRACE),
        ] {
            check(&[("TF_LOG", word)], expected);
        }
    }

    #[test]
    fn the_narrower_variable_wins() {
        check(&[], LevelFilter::OFF);
        check(&[("TF_LOG", "DEBUG")], LevelFilter::DEBUG);
        check(
            &[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "warn")],
            LevelFilter::WARN,
        );
        check(
            &[("TF_LOG", "INFO"), ("TF_LOG_PROVIDER", "")],
            LevelFilter::INFO,
        );
        check(&[("TF_LOG", "JSON")], LevelFilter::TRACE);
        check(
            &[
                ("TF_LOG", "JSON"),
                ("TF_LOG_PROVIDER", "info"),
                ("TF_LOG_PROVIDER_MY_CLOUD", "off"),
            ],
            LevelFilter::OFF,
        );
        check(&[("TF_LOG_PROVIDER_OTHER", "trace")], LevelFilter::OFF);
    }
}

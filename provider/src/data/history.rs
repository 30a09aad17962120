//! `driftlock_history`: what happened to a baseline. Reads the store only.

use driftlock_core::{Event, EventKind};
use driftlock_engine::Range;
use driftlock_engine::when::parse_since;
use driftlock_engine::words::{concerned, summary};
use driftlock_tfplugin::{
    Attribute, AttributePath, Context, DataSource, Diagnostic, Diagnostics, Schema, Type, Value,
    async_trait,
};

use crate::provider::Shared;
use crate::session::{Session, baseline_name, check_name, failed};

const ABOUT: &str = "What happened to a baseline: captures, drift, restores, pauses and decisions, as \
`driftlock history` tells it. It changes as things happen, so let nothing but outputs and checks \
depend on it: a resource that does is planned anew with each event.";

const EVENTS: &str = "What happened, oldest first: the `id` of the event, `at` as RFC 3339, its `kind`, \
the `actor`, the `resources` that it names (by Terraform address where known, else by type and id), a \
`summary` in words, and all of it as `json`.";

/// How many events are told where no limit is set.
const USUAL_LIMIT: i64 = 100;

/// See the module.
pub(crate) struct HistoryData(pub(crate) Shared);

#[async_trait]
impl DataSource for HistoryData {
    fn schema(&self) -> Schema {
        let kinds = EventKind::NAMES.map(|name| format!("`{name}`")).join(", ");
        Schema::new(ABOUT)
            .attribute("baseline", Attribute::required(Type::String).check(check_name)
                .describe("Name of the baseline."))
            .attribute("since", Attribute::optional(Type::String).check(check_since).describe(
                "From when on: a length before now such as `24h` or `7d`, a day such as `2026-01-31`, \
                 or a time as RFC 3339. Else from the beginning."))
            .attribute("kinds", Attribute::optional(Type::set(Type::String)).check(check_kinds)
                .describe(&format!("Only events of these kinds: {kinds}.")))
            .attribute("limit", Attribute::optional(Type::Number).check(check_limit).describe(
                "Only so many of the newest. Default 100."))
            .attribute("events", events().describe(EVENTS))
    }

    async fn read(&self, _: &Context, config: Value) -> Result<Value, Diagnostics> {
        let ledger = Session::of(&self.0)?.ledger();
        let name = baseline_name(&config, "baseline")?;
        let since = config.string("since").map(parse_since).transpose();
        let since = since.map_err(|hint| Diagnostic::error(hint).at("since"))?;
        let limit = config.integer("limit").unwrap_or(USUAL_LIMIT);
        let range = Range {
            since: since.map(|since| since.at(ledger.now())),
            newest: usize::try_from(limit).ok(),
            ..Range::default()
        };
        let kinds = config.strings("kinds");
        let wanted = |event: &Event| {
            let kind = event.body.what.name();
            kinds.is_empty() || kinds.iter().any(|wanted| wanted == kind)
        };
        let events = ledger.history(&name, &range, &wanted).await;
        let events = events.map_err(|error| failed(&error))?;
        let told: Result<Vec<Value>, Diagnostic> = events.iter().map(event).collect();
        Ok(config.with("events", Value::List(told?)))
    }
}

fn events() -> Attribute {
    Attribute::computed(Type::list(Type::object([
        ("id", Type::String),
        ("at", Type::String),
        ("kind", Type::String),
        ("actor", Type::String),
        ("resources", Type::list(Type::String)),
        ("summary", Type::String),
        ("json", Type::String),
    ])))
}

fn event(event: &Event) -> Result<Value, Diagnostic> {
    let body = &event.body;
    let json = serde_json::to_string(event)
        .map_err(|error| Diagnostic::error(format!("writing the event as JSON: {error}")))?;
    let resources = concerned(&body.what).into_iter().map(Value::from);
    Ok(Value::object([
        ("id", body.id.as_str().into()),
        ("at", body.at.to_string().into()),
        ("kind", body.what.name().into()),
        ("actor", body.actor.to_string().into()),
        ("resources", Value::List(resources.collect())),
        ("summary", summary(event).into()),
        ("json", json.into()),
    ]))
}

fn check_since(value: &Value) -> Result<(), Diagnostic> {
    let text = value.as_str().unwrap_or_default();
    parse_since(text)
        .map(drop)
        .map_err(|hint| Diagnostic::error(format!("`{text}` is no time for `since`")).detail(hint))
}

fn check_kinds(value: &Value) -> Result<(), Diagnostic> {
    let named = value.items().iter().filter_map(Value::as_str);
    for kind in named {
        if !EventKind::NAMES.contains(&kind) {
            let all = EventKind::NAMES.map(|name| format!("`{name}`")).join(", ");
            return Err(
                Diagnostic::error(format!("there is no kind of event `{kind}`"))
                    .detail(format!("The kinds are {all}."))
                    .at(AttributePath::new("kinds")),
            );
        }
    }
    Ok(())
}

fn check_limit(value: &Value) -> Result<(), Diagnostic> {
    match value {
        Value::Number(number) if number.as_u64().is_none_or(|limit| limit == 0) => {
            Err(Diagnostic::error(format!("`limit` cannot be {number}"))
                .detail("Use a whole number above 0, or leave it out for the newest 100."))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_asked_for_is_refused() {
        assert_eq!(check_since(&"7d".into()), Ok(()));
        let error = check_since(&"yesterday".into()).unwrap_err();
        assert_eq!(error.summary, "`yesterday` is no time for `since`");
        let kinds = |kind: &str| Value::Set(vec!["paused".into(), kind.into()]);
        assert_eq!(check_kinds(&kinds("resumed")), Ok(()));
        let error = check_kinds(&kinds("pasued")).unwrap_err();
        assert!(error.detail.contains("`paused`"), "{error:?}");
        assert_eq!(check_limit(&1_i64.into()), Ok(()));
        assert!(check_limit(&0_i64.into()).is_err());
    }
}

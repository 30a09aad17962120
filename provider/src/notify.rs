//! `notify`: who is told what happens.

use driftlock_core::{BaselineName, Notify, Occasion, Webhook};
use driftlock_tfplugin::{Attribute, Block, Context, Diagnostic, NestedBlock, Schema, Type, Value};

use crate::session::{Session, failed};

/// The name of the block.
const NOTIFY: &str = "notify";

/// Adds it to a schema.
pub(crate) fn attributes(schema: Schema) -> Schema {
    schema.block(NOTIFY, NestedBlock::list(block()))
}

fn block() -> Block {
    Block::new(
        "Somebody who is told what happens, by a POST of JSON that Slack and Mattermost show as it is: \
         by the agent, by `driftlock`, and by the refresh or apply that finds or restores drift. It is \
         told what happens from then on, everything at least once. Where the environment variable \
         `DRIFTLOCK_WEBHOOK_SECRET` is set for whoever sends, bodies are signed.",
    )
    .attribute(
        "webhook",
        Attribute::required(Type::String)
            .sensitive()
            .check(check_webhook)
            .describe(
                "Where to: an `https` address. Whoever knows it can post to it; it is kept in the \
                 state and in the store.",
            ),
    )
    .attribute(
        "on",
        Attribute::optional(Type::set(Type::String))
            .check(check_on)
            .describe(
                "On what: `drift` (new, or other than before), `in_sync` (all of it is gone), \
                 `restored`, `refused` (a guardrail stopped a run, or a restore failed), `proposed` (a \
                 restore awaits approval), `quarantined`, `pause_expired`. All of these where none are \
                 named.",
            ),
    )
}

/// The diagnostic does not repeat the address.
fn check_webhook(value: &Value) -> Result<(), Diagnostic> {
    let read = value.as_str().unwrap_or_default().parse::<Webhook>();
    read.map(drop)
        .map_err(|error| Diagnostic::error(error.to_string()).detail(error.help()))
}

fn check_on(value: &Value) -> Result<(), Diagnostic> {
    let names = value.items();
    if names.is_empty() {
        return Err(
            Diagnostic::error("`on` is empty").detail("Leave it out to be told of everything.")
        );
    }
    names
        .iter()
        .filter_map(Value::as_str)
        .try_for_each(|name| name.parse::<Occasion>().map(drop))
        .map_err(|error| Diagnostic::error(error.to_string()))
}

/// Who is to be told, as a plan or state says; an address that is not known yet is left out.
pub(crate) fn from_value(value: &Value) -> Vec<Notify> {
    let read = |block: &Value| {
        let on = block.strings("on");
        Some(Notify {
            webhook: block.string("webhook")?.parse().ok()?,
            on: on.iter().filter_map(|name| name.parse().ok()).collect(),
        })
    };
    value.blocks(NOTIFY).iter().filter_map(read).collect()
}

/// Writes it into a state.
pub(crate) fn write(state: &mut Value, all: &[Notify]) {
    state.set(NOTIFY, Value::List(all.iter().map(to_block).collect()));
}

fn to_block(notify: &Notify) -> Value {
    let on = match notify.on.is_empty() {
        true => Value::Null,
        false => Value::Set(notify.on.iter().map(|one| one.name().into()).collect()),
    };
    Value::object([("webhook", notify.webhook.expose().into()), ("on", on)])
}

/// Tells those who want to know what happened, until the user asks to stop. Who could not be told is
/// a warning.
pub(crate) async fn tell(cx: &Context, session: &Session, name: &BaselineName) {
    let told = tokio::select! {
        told = session.ledger().tell(name, session.webhooks()) => told,
        // The next run tells it.
        () = cx.stop().cancelled() => return,
    };
    match told {
        Ok(telling) => {
            for untold in telling.untold {
                let warning = Diagnostic::warning(format!("baseline `{name}`: {untold}"));
                cx.warn(warning.detail(untold.help()));
            }
        }
        Err(error) => {
            let failed = failed(&error);
            let summary = format!("baseline `{name}`: nobody could be told what happened");
            cx.warn(
                Diagnostic::warning(summary)
                    .detail(failed.summary)
                    .detail(failed.detail),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOOK: &str = "https://example.com/secret";

    #[test]
    fn what_is_written_is_read_back() {
        let of = |on: &[Occasion]| Notify {
            webhook: HOOK.parse().unwrap(),
            on: on.iter().copied().collect(),
        };
        let all = [of(&[]), of(&[Occasion::Drift, Occasion::Refused])];
        let mut state = Value::object([]);
        write(&mut state, &all);
        assert_eq!(from_value(&state), all);
    }

    #[test]
    fn an_address_that_is_not_known_yet_is_left_out() {
        let block = Value::object([("webhook", Value::unknown()), ("on", Value::Null)]);
        let plan = Value::object([(NOTIFY, Value::List(vec![block]))]);
        assert_eq!(from_value(&plan), []);
    }

    #[test]
    fn mistakes_say_what_is_right_and_not_the_address() {
        let error = check_webhook(&"http://example.com/secret".into()).unwrap_err();
        assert!(error.summary.contains("`https://`"), "{error:?}");
        assert!(!format!("{error:?}").contains("secret"));
        assert!(check_webhook(&HOOK.into()).is_ok());
        let error = check_on(&Value::Set(vec!["drifted".into()])).unwrap_err();
        assert!(
            error
                .summary
                .starts_with("unknown occasion `drifted`: use `drift`")
        );
        assert!(check_on(&Value::Set(Vec::new())).is_err());
        assert!(check_on(&Value::Set(vec!["in_sync".into()])).is_ok());
    }
}

//! `ignore` blocks: what of a baseline may change freely.

use driftlock_core::{BadIgnore, Ignore};
use driftlock_tfplugin::{
    Attribute, AttributePath, Block, Diagnostic, Diagnostics, NestedBlock, Schema, Type, Value,
};
use jiff::Timestamp;

const IGNORE: &str = "ignore";
const ABOUT: &str = "What of it may change freely: a change of these attributes is no drift, and a restore leaves them \
    as they are. A resource that is gone or new is reported all the same; `exclude` leaves it out. A \
    change of these blocks captures a new revision, and drift that they cover does not keep it from \
    being captured.";
const PATH: &str = "`TYPE.NAME.ATTRIBUTE`, in each part `*` for any text and `?` for one character. The name is an \
    id, the resource's own name or, where a capture by `driftlock baseline set --state` told it, \
    Terraform's name for it. An id with dots stands in brackets: `aws_s3_bucket[logs.example.com].tags`. The attribute is written \
    as drift shows it, such as `tags.LastScan` or `ingress[tcp 443 from 0.0.0.0/0]`, and covers what lies \
    beneath it; without one, every attribute is ignored.";

/// Adds the blocks to a schema.
pub(crate) fn blocks(schema: Schema) -> Schema {
    let block = Block::new(ABOUT)
        .attribute("path", Attribute::required(Type::String).describe(PATH))
        .attribute("reason", Attribute::required(Type::String)
            .describe("Why it may change; kept with the revision."))
        .attribute("expires", Attribute::optional(Type::String).check(|value| time(value).map(drop))
            .describe("From when on it may not any more, as RFC 3339. Never by itself, where it is left out."));
    schema.block(IGNORE, NestedBlock::list(block))
}

fn time(value: &Value) -> Result<Timestamp, Diagnostic> {
    let text = value.as_str().unwrap_or_default();
    text.parse().map_err(|_| {
        Diagnostic::error(format!("`{text}` is not a time"))
            .detail("Write it as RFC 3339, such as `2026-12-31T00:00:00Z`.")
    })
}

/// What a configuration or state says may change.
pub(crate) fn from_value(value: &Value) -> Result<Vec<Ignore>, Diagnostic> {
    let blocks = value.blocks(IGNORE).iter().enumerate();
    let read = blocks.map(|(index, block)| {
        let at = |error: Diagnostic| {
            error.at(AttributePath::new(IGNORE).index(index).attribute("expires"))
        };
        let expires = match block.get("expires") {
            Value::Null => None,
            value => Some(time(value).map_err(at)?),
        };
        Ok(Ignore {
            expires,
            ..named(block)
        })
    });
    read.collect()
}

fn named(block: &Value) -> Ignore {
    Ignore {
        path: block.string("path").unwrap_or_default().to_owned(),
        reason: block.string("reason").unwrap_or_default().to_owned(),
        expires: None,
    }
}

/// Whether two values ignore the same, however they write their times.
pub(crate) fn says_the_same(a: &Value, b: &Value) -> bool {
    let known = |value: &Value| value.get(IGNORE).is_wholly_known();
    match (from_value(a), from_value(b)) {
        (Ok(meant), Ok(other)) => known(a) && known(b) && meant == other,
        _ => false,
    }
}

/// Writes what a revision ignores into a state, unless it says so already.
pub(crate) fn write(state: Value, stored: &[Ignore]) -> Value {
    if from_value(&state).is_ok_and(|described| described == stored) {
        return state;
    }
    let block = |ignore: &Ignore| {
        Value::object([
            ("path", ignore.path.as_str().into()),
            ("reason", ignore.reason.as_str().into()),
            (
                "expires",
                ignore.expires.map(|time| time.to_string()).into(),
            ),
        ])
    };
    state.with(IGNORE, Value::List(stored.iter().map(block).collect()))
}

/// Every fault of the blocks of a configuration, each at its attribute. What is not known yet is judged
/// later.
pub(crate) fn check(config: &Value, supported: &[&str]) -> Diagnostics {
    let blocks = config.blocks(IGNORE).iter().enumerate();
    let faults = blocks.flat_map(|(index, block)| {
        let faults = named(block).faults(supported).into_iter();
        let judged = faults.map(|fault| (attribute_of(&fault), fault));
        let known = judged.filter(|(name, _)| !block.get(name).is_unknown());
        let path = AttributePath::new(IGNORE).index(index);
        known.map(move |(name, fault)| {
            Diagnostic::error(fault.to_string())
                .detail(fault.help())
                .at(path.clone().attribute(name))
        })
    });
    faults.collect()
}

fn attribute_of(fault: &BadIgnore) -> &'static str {
    match fault {
        BadIgnore::NoReason { .. } => "reason",
        BadIgnore::Open { .. }
        | BadIgnore::EmptyPart { .. }
        | BadIgnore::NoResource { .. }
        | BadIgnore::Everything { .. }
        | BadIgnore::UnknownType { .. } => "path",
    }
}

/// Says of what was to be ignored for a while that the while is over.
pub(crate) fn expired(planned: &Value, now: Timestamp) -> Vec<Diagnostic> {
    let blocks = planned.blocks(IGNORE).iter().enumerate();
    let over = blocks.filter_map(|(index, block)| {
        let expires = time(block.get("expires"))
            .ok()
            .filter(|expires| now >= *expires)?;
        let path = block.string("path")?;
        Some(
            Diagnostic::warning(format!(
                "`{path}` was ignored until {expires}, and is not any more"
            ))
            .detail(
                "Its changes are drift again. Give it a later `expires`, or take the block out.",
            )
            .at(AttributePath::new(IGNORE).index(index).attribute("expires")),
        )
    });
    over.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(path: &str, reason: &str, expires: impl Into<Value>) -> Value {
        Value::object([
            ("path", path.into()),
            ("reason", reason.into()),
            ("expires", expires.into()),
        ])
    }

    fn config(blocks: Vec<Value>) -> Value {
        Value::object([(IGNORE, blocks.into())])
    }

    const TAGS: &str = "aws_sqs_queue.*.tags";

    #[test]
    fn what_was_stored_reads_as_it_was_written_whatever_the_zone() {
        let written = config(vec![
            block(TAGS, "scanned", Value::Null),
            block("aws_sqs_queue.a", "moved", "2026-12-31T01:00:00+01:00"),
        ]);
        let stored = from_value(&written).unwrap();
        assert_eq!(write(written.clone(), &stored), written);
        let imported = write(Value::object([]), &stored);
        assert_eq!(from_value(&imported).unwrap(), stored);
        assert!(says_the_same(&written, &imported));
        assert!(!says_the_same(&written, &config(Vec::new())));
        let fewer = write(written, &stored[..1]);
        assert_eq!(from_value(&fewer).unwrap(), stored[..1]);
    }

    #[test]
    fn each_fault_points_at_its_attribute_and_what_is_unknown_is_judged_later() {
        let config = config(vec![
            block("aws_sqs_qeue.*.tags", " ", Value::Null),
            block(TAGS, "scanned", Value::Null),
            Value::object([("path", Value::unknown()), ("reason", "".into())]),
            Value::object([("path", "jobs".into()), ("reason", Value::unknown())]),
        ]);
        let found = check(&config, &["aws_sqs_queue"]);
        let found: Vec<String> = found
            .iter()
            .map(|d| format!("{}: {}", d.path, d.summary))
            .collect();
        assert_eq!(
            found,
            [
                "ignore[0].path: no supported resource type matches `aws_sqs_qeue`; did you mean `aws_sqs_queue`?",
                "ignore[0].reason: the reason to ignore `aws_sqs_qeue.*.tags` is empty",
                "ignore[2].reason: the reason to ignore `` is empty",
                "ignore[3].path: `jobs` does not say of which resources",
            ]
        );
    }

    #[test]
    fn one_that_is_over_is_warned_of_where_it_says_until_when() {
        let config = config(vec![
            block(TAGS, "scanned", Value::Null),
            block(TAGS, "moved", "2026-01-01T00:00:00Z"),
        ]);
        let at = |text: &str| expired(&config, text.parse().unwrap());
        assert!(at("2025-12-31T23:59:59Z").is_empty());
        let warned = at("2026-01-01T00:00:00Z");
        assert_eq!(warned[0].path.to_string(), "ignore[1].expires");
        assert_eq!(
            warned[0].summary,
            "`aws_sqs_queue.*.tags` was ignored until 2026-01-01T00:00:00Z, and is not any more"
        );
        assert!(time(&"tomorrow".into()).is_err());
    }
}

//! Drift as attributes and in words.

use driftlock_core::{Change, Drift, DriftKind, ResourceDrift, Risk};
use driftlock_tfplugin::{Attribute, Diagnostic, Type, Value};

/// How many resources, and how many attributes of one, are named in a message.
const NAMED: usize = 10;

const ABOUT: &str = "Resources that are not as approved: `type`, `id`, `region`, `other_account` where it is in another than the baseline's own, Terraform `address` where \
known, `kind` (`changed`, `missing`, `unmanaged` or `unreadable`), the `reason` why it is \
unreadable or what bringing back a missing one would mean, the worst that it puts at `risk` where that is known (`cosmetic`, \
`service_broken`, `protection_weakened` or `exposure_widened`), and `changes`: attribute \
`path`, `approved` and `observed` value (text as it is, anything else as JSON, null where \
there is nothing), its `risk`, and the Terraform `address` of what declares this part of the resource, \
such as one rule of a group, where there is one.";

/// A computed list of drifted resources, described.
pub(crate) fn attribute() -> Attribute {
    list().describe(ABOUT)
}

/// A computed list of drifted resources.
pub(crate) fn list() -> Attribute {
    let change = Type::object([
        ("path", Type::String),
        ("approved", Type::String),
        ("observed", Type::String),
        ("risk", Type::String),
        ("address", Type::String),
    ]);
    Attribute::computed(Type::list(Type::object([
        ("type", Type::String),
        ("id", Type::String),
        ("region", Type::String),
        ("other_account", Type::String),
        ("address", Type::String),
        ("kind", Type::String),
        ("reason", Type::String),
        ("risk", Type::String),
        ("changes", Type::list(change)),
    ])))
}

/// The value of such a list.
pub(crate) fn to_value<'a>(resources: impl IntoIterator<Item = &'a ResourceDrift>) -> Value {
    Value::List(resources.into_iter().map(resource).collect())
}

fn resource(drift: &ResourceDrift) -> Value {
    Value::object([
        ("type", drift.key.kind.as_str().into()),
        ("id", drift.key.id.as_str().into()),
        ("region", drift.key.region.as_str().into()),
        ("other_account", drift.key.account.clone().into()),
        ("address", drift.address.clone().into()),
        ("kind", drift.kind.to_string().into()),
        ("reason", drift.reason.clone().into()),
        ("risk", drift.risk().map(Risk::name).into()),
        (
            "changes",
            Value::List(drift.changes.iter().map(change).collect()),
        ),
    ])
}

fn change(change: &Change) -> Value {
    Value::object([
        ("path", change.path.as_str().into()),
        ("approved", text(&change.approved).into()),
        ("observed", text(&change.observed).into()),
        ("risk", change.risk.map(Risk::name).into()),
        ("address", change.address.clone().into()),
    ])
}

fn text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Tells a person what drifted, resource by resource with its attributes.
pub(crate) fn warning(drift: &Drift) -> Diagnostic {
    let count = counted(drift.resources.len());
    Diagnostic::warning(format!(
        "baseline `{}`: {count} not as approved in revision {}",
        drift.baseline, drift.revision
    ))
    .detail(listed(drift.resources.iter()))
}

/// One line for each resource.
pub(crate) fn listed<'a>(resources: impl Iterator<Item = &'a ResourceDrift>) -> String {
    let mut lines: Vec<String> = resources.map(line).collect();
    let more = lines.len().saturating_sub(NAMED);
    lines.truncate(NAMED);
    if more > 0 {
        lines.push(format!("and {more} more; `driftlock drift` shows all"));
    }
    lines.join("\n")
}

fn line(drift: &ResourceDrift) -> String {
    let label = drift.label();
    match drift.kind {
        DriftKind::Changed => {
            let mut paths: Vec<&str> = drift
                .changes
                .iter()
                .map(|change| change.path.as_str())
                .collect();
            let more = paths.len().saturating_sub(NAMED);
            paths.truncate(NAMED);
            let rest = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            let risk = drift.risk().map(|risk| format!(" ({})", risk.words()));
            let risk = risk.unwrap_or_default();
            format!("  ~ {label}: {}{rest}{risk}", paths.join(", "))
        }
        DriftKind::Missing => {
            let meaning = drift.reason.as_ref().map(|reason| format!(": {reason}"));
            format!("  - {label} is gone{}", meaning.unwrap_or_default())
        }
        DriftKind::Unmanaged => {
            let maker = drift.made_by.as_ref().map(|by| format!("; made by {by}"));
            let maker = maker.unwrap_or_default();
            format!("  + {label} is not in the baseline{maker}")
        }
        DriftKind::Unreadable => {
            let reason = drift.reason.as_deref().unwrap_or("no reason given");
            format!("  ? {label} could not be read: {reason}")
        }
    }
}

/// `1 resource is`, `2 resources are`.
pub(crate) fn counted(count: usize) -> String {
    if count == 1 {
        "1 resource is".to_owned()
    } else {
        format!("{count} resources are")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use driftlock_core::Key;
    use serde_json::json;

    fn drifted(id: &str, kind: DriftKind, paths: &[&str]) -> ResourceDrift {
        let change = |path: &&str| Change {
            path: (*path).to_owned(),
            approved: json!("Enabled"),
            observed: json!(null),
            risk: None,
            address: None,
        };
        ResourceDrift {
            key: Key {
                kind: "aws_s3_bucket".into(),
                region: "eu-west-1".into(),
                id: id.into(),
                account: None,
            },
            address: None,
            parent: None,
            name: None,
            kind,
            changes: paths.iter().map(change).collect(),
            reason: (kind == DriftKind::Unreadable).then(|| "access denied".to_owned()),
            made_by: None,
        }
    }

    #[test]
    fn a_warning_names_resources_and_attributes() {
        let drift = Drift {
            version: 1,
            baseline: "web".into(),
            revision: 3,
            in_sync: false,
            resources: vec![
                drifted("a", DriftKind::Changed, &["tags", "acl"]),
                drifted("b", DriftKind::Missing, &[]),
                drifted("c", DriftKind::Unmanaged, &[]),
                drifted("d", DriftKind::Unreadable, &[]),
            ],
            ignored: Vec::new(),
        };
        let warning = warning(&drift);
        assert_eq!(
            warning.summary,
            "baseline `web`: 4 resources are not as approved in revision 3"
        );
        let expected = [
            "  ~ aws_s3_bucket `a`: tags, acl",
            "  - aws_s3_bucket `b` is gone",
            "  + aws_s3_bucket `c` is not in the baseline",
            "  ? aws_s3_bucket `d` could not be read: access denied",
        ];
        assert_eq!(warning.detail, expected.join("\n"));
    }

    #[test]
    fn a_long_list_is_cut() {
        let many: Vec<_> = (0..12)
            .map(|n| drifted(&n.to_string(), DriftKind::Missing, &[]))
            .collect();
        let text = listed(many.iter());
        assert_eq!(text.lines().count(), 11);
        assert!(
            text.ends_with("and 2 more; `driftlock drift` shows all"),
            "{text}"
        );
    }

    #[test]
    fn text_stays_as_it_is_and_nothing_is_null() {
        let value = to_value(&[drifted("a", DriftKind::Changed, &["acl"])]);
        let change = value
            .items()
            .first()
            .and_then(|drift| drift.block("changes"))
            .unwrap();
        assert_eq!(change.string("approved"), Some("Enabled"));
        assert_eq!(change.string("observed"), None);
        assert_eq!(text(&json!(["a", 1])).as_deref(), Some(r#"["a",1]"#));
    }
}

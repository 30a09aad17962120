//! The way back from an observed table to the approved one. AWS takes one update of a table at a time, so
//! what protects its items comes first, each thing by a call of its own.

use driftlock_core::{Attributes, Change, Unrestorable, diff};
use serde_json::{Map, Value, json};

use super::indexes::have_other_indexes;
use super::{TAG, Table, UNTAG, UPDATE, UPDATE_BACKUPS, UPDATE_TIME_TO_LIVE};
use crate::resources::dynamodb::SERVICE;
use crate::resources::form::{block, text};
use crate::resources::request::request;
use crate::resources::{ResourceType, RestorePlan};
use crate::tags;

/// Members of a call.
pub(super) type Input = Map<String, Value>;

/// What is known of the restore of one table.
pub(super) struct Way<'a> {
    id: &'a str,
    pub(super) approved: &'a Attributes,
    pub(super) observed: &'a Attributes,
    changes: Vec<Change>,
    plan: RestorePlan,
}

/// The calls back from `observed` to `approved`.
pub(super) fn restore(id: &str, approved: &Attributes, observed: &Attributes) -> RestorePlan {
    let mut way = Way {
        id,
        approved,
        observed,
        changes: diff(Some(approved), Some(observed), &Table.shape()),
        plan: RestorePlan::default(),
    };
    way.protection();
    way.recovery();
    way.encryption();
    way.expiry();
    way.capacity();
    way.stream();
    way.class();
    way.index();
    way.tags();
    way.others();
    way.plan
}

/// Nothing that Driftlock could make would hold what the table held.
pub(super) fn gone() -> RestorePlan {
    RestorePlan {
        calls: Vec::new(),
        unrestorable: vec![Unrestorable {
            path: "id".to_owned(),
            reason:
                "the table is gone with its items; restore it from a backup of AWS's, or deploy \
                     it again, empty"
                    .to_owned(),
        }],
    }
}

impl Way<'_> {
    pub(super) fn changed(&self, name: &str) -> bool {
        self.changes.iter().any(|change| root(&change.path) == name)
    }

    pub(super) fn cannot(&mut self, path: impl Into<String>, reason: &str) {
        self.plan.unrestorable.push(Unrestorable {
            path: path.into(),
            reason: reason.to_owned(),
        });
    }

    pub(super) fn update(&mut self, summary: &str, mut input: Input) {
        input.insert("TableName".to_owned(), Value::from(self.id));
        let operation = [SERVICE, "UpdateTable"];
        let call = request(UPDATE, summary, operation, Value::Object(input));
        self.plan.calls.push(call);
    }

    fn protection(&mut self) {
        let name = "deletion_protection_enabled";
        if self.changed(name) {
            let on = is(self.approved, name);
            let summary = format!("switch deletion protection {}", word(on));
            self.update(&summary, member("DeletionProtectionEnabled", on));
        }
    }

    fn recovery(&mut self) {
        let name = "point_in_time_recovery";
        if !self.changed(name) {
            return;
        }
        let approved = block(self.approved, name);
        let on = approved.is_some_and(|block| is(block, "enabled"));
        let days = approved.and_then(|block| block.get("recovery_period_in_days"));
        let summary = format!("switch point-in-time recovery {}", word(on));
        let mut wanted = member("PointInTimeRecoveryEnabled", on);
        wanted.extend(days.map(|days| ("RecoveryPeriodInDays".to_owned(), days.clone())));
        self.plan.calls.push(request(
            UPDATE_BACKUPS,
            summary,
            [SERVICE, "UpdateContinuousBackups"],
            json!({"TableName": self.id, "PointInTimeRecoverySpecification": wanted}),
        ));
    }

    fn encryption(&mut self) {
        let name = "server_side_encryption";
        if !self.changed(name) {
            return;
        }
        let approved = block(self.approved, name);
        let mut wanted = member("Enabled", false);
        if let Some(approved) = approved.filter(|block| is(block, "enabled")) {
            wanted = member("Enabled", true);
            wanted.extend(member("SSEType", "KMS"));
            let key = approved.get("kms_key_arn");
            wanted.extend(key.map(|key| ("KMSMasterKeyId".to_owned(), key.clone())));
        }
        self.update(
            "encrypt with the approved key",
            member("SSESpecification", wanted),
        );
    }

    /// AWS changes this once an hour, and never the attribute while it is on.
    fn expiry(&mut self) {
        let name = "ttl";
        let of = |all: &Attributes| {
            let on = block(all, name).filter(|ttl| is(ttl, "enabled"));
            on.map(|ttl| text(ttl, "attribute_name").to_owned())
        };
        let (wanted, found) = (of(self.approved), of(self.observed));
        if wanted == found {
            return;
        }
        match (wanted, found) {
            (Some(attribute), None) => self.expire(&attribute, true),
            (wanted, Some(attribute)) => {
                self.expire(&attribute, false);
                if wanted.is_some() {
                    self.cannot(
                        "ttl[0].attribute_name",
                        "AWS changes time to live once an hour: it is switched off now, and on with \
                         the approved attribute by the next restore",
                    );
                }
            }
            (None, None) => {}
        }
    }

    fn expire(&mut self, attribute: &str, on: bool) {
        self.plan.calls.push(request(
            UPDATE_TIME_TO_LIVE,
            format!("switch time to live by `{attribute}` {}", word(on)),
            [SERVICE, "UpdateTimeToLive"],
            json!({
                "TableName": self.id,
                "TimeToLiveSpecification": {"Enabled": on, "AttributeName": attribute},
            }),
        ));
    }

    fn stream(&mut self) {
        let names = ["stream_enabled", "stream_view_type", "stream_arn"];
        let [enabled, view, arn] = names.map(|name| self.changed(name));
        let wanted = is(self.approved, "stream_enabled");
        if is(self.observed, "stream_enabled") && (enabled || view) {
            let off = member("StreamEnabled", false);
            self.update("switch the stream off", member("StreamSpecification", off));
        }
        if wanted && (enabled || view) {
            let mut on = member("StreamEnabled", true);
            on.extend(member(
                "StreamViewType",
                text(self.approved, "stream_view_type"),
            ));
            self.update("switch the stream on", member("StreamSpecification", on));
        }
        if wanted && (enabled || view || arn) {
            self.cannot(
                "stream_arn",
                "AWS gives a stream that is switched on again another ARN; deploy again what reads it",
            );
        }
    }

    fn class(&mut self) {
        if self.changed("table_class") {
            let class = text(self.approved, "table_class");
            let summary = format!("set the table class {class}");
            self.update(&summary, member("TableClass", class));
        }
    }

    fn tags(&mut self) {
        let arn = text(self.observed, "arn");
        self.plan.retag(
            self.approved,
            Some(self.observed),
            |summary, tags| {
                let input = json!({"ResourceArn": arn, "Tags": tags::list(tags)});
                request(TAG, summary, [SERVICE, "TagResource"], input)
            },
            |summary, names| {
                let input = json!({"ResourceArn": arn, "TagKeys": names});
                request(UNTAG, summary, [SERVICE, "UntagResource"], input)
            },
        );
    }

    fn others(&mut self) {
        // Types of keys come and go with the index that they are of.
        let indexed = have_other_indexes(self.approved, self.observed);
        let fixed: Vec<(String, &str)> = self
            .changes
            .iter()
            .filter_map(|change| match root(&change.path) {
                "attribute" if indexed => None,
                "arn"
                | "attribute"
                | "hash_key"
                | "id"
                | "local_secondary_index"
                | "name"
                | "range_key" => Some((
                    change.path.clone(),
                    "AWS cannot change it on an existing table",
                )),
                "replica" => Some((
                    change.path.clone(),
                    "Driftlock does not make or delete replicas; deploy it again",
                )),
                _ => None,
            })
            .collect();
        for (path, reason) in fixed {
            self.cannot(path, reason);
        }
    }
}

/// The name of the attribute that a path begins with.
fn root(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or(path)
}

fn is(block: &Attributes, name: &str) -> bool {
    block.get(name) == Some(&Value::Bool(true))
}

fn word(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

pub(super) fn member(name: &str, value: impl Into<Value>) -> Input {
    Input::from_iter([(name.to_owned(), value.into())])
}

//! `aws_dynamodb_table`: what protects a table, how it is keyed and indexed, what it can take, and its tags.
//!
//! Owned: every attribute of the schema but instructions to Terraform; of a replica its region and its key.
//! Capacity counts only where it is provisioned, and the ARN of a stream only while there is one: AWS tells
//! both for longer.
//! Restored: deletion protection, recovery, encryption, time to live, streams, capacity, class and tags, and
//! indexes, one at a time as AWS asks. A stream that is switched on again has another ARN. Keys, local indexes
//! and replicas are reported only. A table that is gone took its items along, and is never made anew. For a key
//! of the customer AWS also asks for rights on that key, which no policy of ours grants.
//!
//! `ListTables` reads 100 a page, then `DescribeTable`, `DescribeContinuousBackups`, `DescribeTimeToLive` and
//! `ListTagsOfResource` each.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::{TableDescription, TableStatus, Tag};
use driftlock_core::{Attributes, Call, Shape};
use serde_json::Value;

use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{blocks, default, label_text, prune, single, sort_set, text};
use crate::resources::request::Request;
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

mod describe;
mod indexes;
mod plan;
#[cfg(test)]
mod plan_tests;
mod risk;
mod send;

/// See the module's documentation.
pub(crate) struct Table;

const NAME: &str = "aws_dynamodb_table";
const LIST: &str = "dynamodb:ListTables";
const DESCRIBE: &str = "dynamodb:DescribeTable";
const BACKUPS: &str = "dynamodb:DescribeContinuousBackups";
const TIME_TO_LIVE: &str = "dynamodb:DescribeTimeToLive";
const LIST_TAGS: &str = "dynamodb:ListTagsOfResource";
const UPDATE: &str = "dynamodb:UpdateTable";
const UPDATE_BACKUPS: &str = "dynamodb:UpdateContinuousBackups";
const UPDATE_TIME_TO_LIVE: &str = "dynamodb:UpdateTimeToLive";
const TAG: &str = "dynamodb:TagResource";
const UNTAG: &str = "dynamodb:UntagResource";
const GONE: &[&str] = &["ResourceNotFoundException"];
/// Said of a table that is gone, and of one that has only been made.
const NO_BACKUPS: &[&str] = &[
    "ContinuousBackupsUnavailableException",
    "TableNotFoundException",
];
const INDEXES: &str = "global_secondary_index";
/// Billing by what is asked, without capacity.
const ON_DEMAND: &str = "PAY_PER_REQUEST";

#[async_trait]
impl ResourceType for Table {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[
                ("attribute", name_of),
                (INDEXES, name_of),
                ("global_secondary_index.non_key_attributes", label_text),
                ("local_secondary_index", name_of),
                ("replica", region_of),
            ],
            identity: &[],
            risk: Some(risk::risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        const MADE_FROM: &str = "only tells Terraform what to make the table from";
        &[
            Difference {
                attribute: "import_table",
                reason: MADE_FROM,
            },
            Difference {
                attribute: "restore_date_time",
                reason: MADE_FROM,
            },
            Difference {
                attribute: "restore_source_name",
                reason: MADE_FROM,
            },
            Difference {
                attribute: "restore_source_table_arn",
                reason: MADE_FROM,
            },
            Difference {
                attribute: "restore_to_latest_time",
                reason: MADE_FROM,
            },
            Difference {
                attribute: "stream_label",
                reason: "the last part of `stream_arn`",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
            Difference {
                attribute: "timeouts",
                reason: "an instruction to Terraform; AWS does not know it",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(LIST)] },
            read: const {
                &[
                    Action::on_each(BACKUPS),
                    Action::on_each(DESCRIBE),
                    Action::on_each(TIME_TO_LIVE),
                    Action::on_each(LIST_TAGS),
                ]
            },
            restore: const {
                &[
                    Action::on_each(TAG),
                    Action::on_each(UNTAG),
                    Action::on_each(UPDATE_BACKUPS),
                    // Waits until the table can be updated.
                    Action::on_each(UPDATE).with(&[DESCRIBE]),
                    Action::on_each(UPDATE_TIME_TO_LIVE),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        let partition = partition(region);
        format!("arn:{partition}:dynamodb:{region}:{account}:table/{id}")
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        default(&mut attributes, "billing_mode", "PROVISIONED");
        default(&mut attributes, "deletion_protection_enabled", false);
        default(&mut attributes, "stream_enabled", false);
        default(&mut attributes, "table_class", "STANDARD");
        switches(&mut attributes);
        throughput(&mut attributes);
        for replica in blocks(&mut attributes, "replica") {
            replica.retain(|name, _| name == "region_name" || name == "kms_key_arn");
        }
        for index in blocks(&mut attributes, INDEXES) {
            sort_set(index, "non_key_attributes");
        }
        prune(&mut attributes);
        for set in ["attribute", INDEXES, "local_secondary_index", "replica"] {
            sort_set(&mut attributes, set);
        }
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let names = clients.dynamodb().list_tables().into_paginator();
        let names = names.items().send().collect::<Result<Vec<_>, _>>().await;
        let names = names.map_err(|error| CallError::new(LIST, error))?;
        Ok(names.into_iter().map(Listed::id).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let tables = clients.dynamodb();
        let answer = tables.describe_table().table_name(id).send().await;
        let output = configured(DESCRIBE, GONE, answer)?;
        let table = output.as_ref().and_then(|output| output.table());
        let Some(table) = table.filter(|table| is_there(table)) else {
            return Ok(None);
        };
        let answer = tables.describe_continuous_backups().table_name(id);
        let backups = configured(BACKUPS, NO_BACKUPS, answer.send().await)?;
        let answer = tables.describe_time_to_live().table_name(id).send().await;
        let Some(time_to_live) = configured(TIME_TO_LIVE, GONE, answer)? else {
            return Ok(None);
        };
        let arn = table.table_arn().unwrap_or_default();
        let Some(own) = own_tags(clients, arn).await? else {
            return Ok(None);
        };
        let mut all = describe::table(table, &clients.region);
        let backups = backups.as_ref();
        let backups = backups.and_then(|output| output.continuous_backups_description());
        let backups = backups.and_then(|backups| backups.point_in_time_recovery_description());
        all.extend(describe::recovery(backups));
        all.extend(describe::expiry(time_to_live.time_to_live_description()));
        all.insert("tags".to_owned(), Value::Object(own));
        Ok(Some(self.normalise(all)))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        match (approved, observed) {
            (Some(approved), Some(observed)) => plan::restore(id, approved, observed),
            (Some(_), None) => plan::gone(),
            (None, _) => RestorePlan::default(),
        }
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        send::send(clients.dynamodb(), &Request::of(call)?).await
    }
}

/// AWS describes a table for as long as it takes to delete it.
fn is_there(table: &TableDescription) -> bool {
    table.table_status() != Some(&TableStatus::Deleting)
}

/// All tags of a table but AWS's own; none where it is gone.
async fn own_tags(clients: &Clients, arn: &str) -> Result<Option<Attributes>, CallError> {
    let (mut all, mut next) = (Vec::<Tag>::new(), None);
    loop {
        let page = clients.dynamodb().list_tags_of_resource();
        let answer = page.resource_arn(arn).set_next_token(next).send().await;
        let Some(page) = configured(LIST_TAGS, GONE, answer)? else {
            return Ok(None);
        };
        all.extend(page.tags.unwrap_or_default());
        next = page.next_token;
        if next.is_none() {
            let tags = all.iter().map(|tag| (Some(tag.key()), Some(tag.value())));
            return Ok(Some(tags::own(tags)));
        }
    }
}

fn name_of(block: &Value) -> String {
    label(block, "name")
}

fn region_of(replica: &Value) -> String {
    label(replica, "region_name")
}

fn label(block: &Value, name: &str) -> String {
    let text = block.get(name).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

/// What is switched off says nothing else. Recovery goes back 35 days where nobody chose fewer
/// (`PointInTimeRecoverySpecification`, DynamoDB API reference).
fn switches(attributes: &mut Attributes) {
    for (name, detail) in [
        ("point_in_time_recovery", "recovery_period_in_days"),
        ("server_side_encryption", "kms_key_arn"),
        ("ttl", "attribute_name"),
    ] {
        let Some(block) = single(attributes, name) else {
            continue;
        };
        default(block, "enabled", false);
        if block.get("enabled") != Some(&Value::Bool(true)) {
            block.remove(detail);
        } else if name == "point_in_time_recovery" {
            if block.get(detail) == Some(&Value::from(0)) {
                block.remove(detail);
            }
            default(block, detail, 35);
        }
    }
    if attributes.get("stream_enabled") != Some(&Value::Bool(true)) {
        attributes.remove("stream_arn");
        attributes.remove("stream_view_type");
    }
}

/// Capacity is of provisioned tables; a limit that is 0 or -1 is none.
fn throughput(attributes: &mut Attributes) {
    let on_demand = text(attributes, "billing_mode") == ON_DEMAND;
    limits(attributes, on_demand);
    for index in blocks(attributes, INDEXES) {
        limits(index, on_demand);
    }
}

fn limits(block: &mut Attributes, on_demand: bool) {
    if on_demand {
        block.remove("read_capacity");
        block.remove("write_capacity");
    }
    for limit in blocks(block, "on_demand_throughput") {
        limit.retain(|_, value| value.as_i64().is_some_and(|most| most > 0));
    }
    let limited = blocks(block, "on_demand_throughput").any(|limit| !limit.is_empty());
    if !limited {
        block.remove("on_demand_throughput");
    }
}

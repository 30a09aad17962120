//! `aws_db_instance`: who reaches a database, what protects it, and what it runs on.
//!
//! Its id here is its `identifier`: calls and ARNs name it so. What Terraform calls its id is held as
//! `resource_id`, so that another database under the same name is seen. Members of clusters are other
//! Terraform types, and are not listed.
//! Owned: all but what AWS moves by itself, what only instructs Terraform, and everything of passwords
//! but whether RDS manages one. A change that AWS has accepted and not yet made counts as made: it is
//! what somebody asked for, and the next call with `ApplyImmediately` would make it.
//! Restored: by one `ModifyDBInstance` at once, which may restart the database where AWS needs to; tags.
//! IAM also asks for `rds:ModifyDBInstance` on a parameter, option or subnet group that is given back, and
//! for `iam:PassRole` on a role, which no policy of ours grants.
//!
//! `DescribeDBInstances` reads 100 a page, with tags.

use async_trait::async_trait;
use aws_sdk_rds::types::DbInstance as Described;
use driftlock_core::{Attributes, Call, Shape};
use serde_json::Value;

use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{default, label_text, prune, sort_set, text};
use crate::resources::request::Request;
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

mod plan;
mod read;
mod risk;
mod send;

/// See the module's documentation.
pub(crate) struct DbInstance;

const NAME: &str = "aws_db_instance";
const DESCRIBE: &str = "rds:DescribeDBInstances";
const MODIFY: &str = "rds:ModifyDBInstance";
const TAG: &str = "rds:AddTagsToResource";
const UNTAG: &str = "rds:RemoveTagsFromResource";
/// Error code of `DescribeDBInstances`, RDS API reference.
const GONE: &[&str] = &["DBInstanceNotFound", "DBInstanceNotFoundFault"];

#[async_trait]
impl ResourceType for DbInstance {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn id_in_state(&self, values: &Attributes) -> Option<String> {
        Some(text(values, "identifier").to_owned()).filter(|id| !id.is_empty())
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[
                ("enabled_cloudwatch_logs_exports", label_text),
                ("vpc_security_group_ids", label_text),
            ],
            risk: Some(risk::risk),
            ..Shape::default()
        }
    }

    fn differences(&self) -> &'static [Difference] {
        const {
            &[
                difference("address", FOLLOWS),
                difference("allow_major_version_upgrade", INSTRUCTION),
                difference("apply_immediately", INSTRUCTION),
                difference(
                    "availability_zone",
                    "AWS moves the instance between zones at a failover",
                ),
                difference("blue_green_update", INSTRUCTION),
                difference("delete_automated_backups", INSTRUCTION),
                difference("endpoint", FOLLOWS),
                difference("engine_version_actual", "held as `engine_version`"),
                difference("final_snapshot_identifier", INSTRUCTION),
                difference("hosted_zone_id", FOLLOWS),
                difference("id", "held as `resource_id`; the id here is `identifier`"),
                difference(
                    "identifier_prefix",
                    "only tells how Terraform made the name",
                ),
                difference(
                    "latest_restorable_time",
                    "moves by itself every few minutes",
                ),
                difference("listener_endpoint", FOLLOWS),
                difference(
                    "master_user_secret",
                    "names a secret that RDS makes and rotates; `manage_master_user_password` says \
                     whether there is one",
                ),
                difference("password", PASSWORD),
                difference("password_wo", PASSWORD),
                difference("password_wo_version", INSTRUCTION),
                difference(
                    "replicas",
                    "each replica is a database of its own, which holds what it replicates",
                ),
                difference("restore_to_point_in_time", ORIGIN),
                difference("s3_import", ORIGIN),
                difference("skip_final_snapshot", INSTRUCTION),
                difference("snapshot_identifier", ORIGIN),
                difference("status", "changes with everything that AWS does to it"),
                difference("tags_all", "held as `tags`, which has all tags"),
                difference("timeouts", INSTRUCTION),
                difference("upgrade_storage_config", INSTRUCTION),
            ]
        }
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const { &[Action::on_each(DESCRIBE)] },
            restore: const {
                &[
                    Action::on_each(TAG),
                    Action::on_each(MODIFY),
                    Action::on_each(UNTAG),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        format!("arn:{}:rds:{region}:{account}:db:{id}", partition(region))
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        // Terraform's state has the version as it was written, such as `8.0`.
        if let Some(actual @ Value::String(_)) = attributes.remove("engine_version_actual") {
            attributes.insert("engine_version".to_owned(), actual);
        }
        drop_differences(self, &mut attributes);
        default(&mut attributes, "auto_minor_version_upgrade", true);
        for name in OFF {
            default(&mut attributes, name, false);
        }
        for name in NONE {
            default(&mut attributes, name, 0);
        }
        if attributes.get("manage_master_user_password") == Some(&Value::from(false)) {
            attributes.remove("manage_master_user_password");
        }
        // What RDS scales by itself is nobody's setting.
        if attributes.get("max_allocated_storage") != Some(&Value::from(0)) {
            attributes.remove("allocated_storage");
        }
        if let Some(Value::String(window)) = attributes.get_mut("maintenance_window") {
            *window = window.to_lowercase();
        }
        shorten_source(&mut attributes);
        for (name, _) in self.shape().sets {
            sort_set(&mut attributes, name);
        }
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = clients.rds().describe_db_instances().into_paginator();
        let all = all.items().send().collect::<Result<Vec<_>, _>>().await;
        let all = all.map_err(|error| CallError::new(DESCRIBE, error))?;
        let listed = |instance: &Described| {
            let attributes = self.normalise(read::attributes_of(instance));
            Some(Listed {
                attributes: Some(attributes),
                ..Listed::id(instance.db_instance_identifier()?)
            })
        };
        Ok(all
            .iter()
            .filter(|one| is_held(one))
            .filter_map(listed)
            .collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.rds().describe_db_instances();
        let answer = answer.db_instance_identifier(id).send().await;
        let Some(output) = configured(DESCRIBE, GONE, answer)? else {
            return Ok(None);
        };
        let instance = output.db_instances().first().filter(|one| is_held(one));
        Ok(instance.map(|instance| self.normalise(read::attributes_of(instance))))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        plan::plan(id, approved, observed)
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        send::send(clients, &Request::of(call)?).await
    }
}

/// What is off where AWS does not say it.
const OFF: [&str; 9] = [
    "copy_tags_to_snapshot",
    "customer_owned_ip_enabled",
    "dedicated_log_volume",
    "deletion_protection",
    "iam_database_authentication_enabled",
    "multi_az",
    "performance_insights_enabled",
    "publicly_accessible",
    "storage_encrypted",
];

/// What is 0 in the schema where AWS does not say it.
const NONE: [&str; 6] = [
    "backup_retention_period",
    "iops",
    "max_allocated_storage",
    "monitoring_interval",
    "performance_insights_retention_period",
    "storage_throughput",
];

const FOLLOWS: &str = "AWS makes it from the name and where the instance is; nobody sets it";
const INSTRUCTION: &str = "an instruction to Terraform; AWS does not know it";
const ORIGIN: &str = "tells how the instance was first made; AWS does not say it";
const PASSWORD: &str = "AWS never answers it, and Driftlock never takes it";

const fn difference(attribute: &'static str, reason: &'static str) -> Difference {
    Difference { attribute, reason }
}

/// A member of a cluster is another type; one on its way out is gone.
fn is_held(instance: &Described) -> bool {
    instance.db_cluster_identifier().is_none() && instance.db_instance_status() != Some("deleting")
}

/// AWS names the source of a replica in the same region by its name, Terraform also by its ARN.
fn shorten_source(attributes: &mut Attributes) {
    let own = text(attributes, "arn");
    let place = own.rfind(":db:").and_then(|at| own.get(..at + 4));
    let source = text(attributes, "replicate_source_db");
    let name = place.and_then(|place| source.strip_prefix(place));
    if let Some(name) = name.map(str::to_owned) {
        attributes.insert("replicate_source_db".to_owned(), name.into());
    }
}

//! From AWS's answer to attributes of the schema.

use aws_sdk_rds::types::{
    DatabaseInsightsMode, DbInstance as Described, DomainMembership, PendingModifiedValues,
    ReplicaMode,
};
use driftlock_core::Attributes;
use serde_json::{Value, json};

use crate::resources::form::attributes;
use crate::tags;

/// With what AWS has accepted and not yet done.
pub(super) fn attributes_of(instance: &Described) -> Attributes {
    let mut all = what_it_is(instance);
    all.append(&mut what_it_runs_on(instance));
    all.append(&mut how_it_is_kept(instance));
    all.append(&mut domain(instance.domain_memberships().first()));
    if let Some(pending) = instance.pending_modified_values() {
        let accepted = accepted(pending).into_iter();
        all.extend(accepted.filter(|(_, value)| !value.is_null()));
    }
    all
}

fn what_it_is(instance: &Described) -> Attributes {
    let network = instance.db_subnet_group();
    let secret = instance.master_user_secret();
    let tags = instance.tag_list().iter();
    let groups = instance.vpc_security_groups().iter();
    let groups = groups.filter_map(|group| group.vpc_security_group_id());
    let parameters = instance.db_parameter_groups().first();
    let options = instance.option_group_memberships().first();
    let source = instance.read_replica_source_db_cluster_identifier();
    let source = source.or(instance.read_replica_source_db_instance_identifier());
    attributes([
        ("arn", json!(instance.db_instance_arn())),
        ("identifier", json!(instance.db_instance_identifier())),
        ("resource_id", json!(instance.dbi_resource_id())),
        ("engine", json!(instance.engine())),
        ("engine_version", json!(instance.engine_version())),
        (
            "engine_lifecycle_support",
            json!(instance.engine_lifecycle_support()),
        ),
        ("license_model", json!(instance.license_model())),
        ("db_name", json!(instance.db_name())),
        ("username", json!(instance.master_username())),
        ("manage_master_user_password", json!(secret.is_some())),
        (
            "master_user_secret_kms_key_id",
            json!(secret.and_then(|secret| secret.kms_key_id())),
        ),
        ("character_set_name", json!(instance.character_set_name())),
        (
            "nchar_character_set_name",
            json!(instance.nchar_character_set_name()),
        ),
        ("timezone", json!(instance.timezone())),
        (
            "parameter_group_name",
            json!(parameters.and_then(|group| group.db_parameter_group_name())),
        ),
        (
            "option_group_name",
            json!(options.and_then(|group| group.option_group_name())),
        ),
        (
            "db_subnet_group_name",
            json!(network.and_then(|group| group.db_subnet_group_name())),
        ),
        ("vpc_security_group_ids", groups.collect()),
        ("replicate_source_db", json!(source)),
        (
            "replica_mode",
            json!(instance.replica_mode().map(ReplicaMode::as_str)),
        ),
        (
            "tags",
            Value::Object(tags::own(tags.map(|tag| (tag.key(), tag.value())))),
        ),
    ])
}

fn what_it_runs_on(instance: &Described) -> Attributes {
    // `DbInstancePort` is 0 but for RDS Custom; the endpoint is there once the instance is.
    let port = instance.endpoint().and_then(|endpoint| endpoint.port());
    let ip = instance.customer_owned_ip_enabled();
    attributes([
        ("instance_class", json!(instance.db_instance_class())),
        ("allocated_storage", json!(instance.allocated_storage())),
        (
            "max_allocated_storage",
            json!(instance.max_allocated_storage()),
        ),
        ("storage_type", json!(instance.storage_type())),
        ("iops", json!(instance.iops())),
        ("storage_throughput", json!(instance.storage_throughput())),
        ("storage_encrypted", json!(instance.storage_encrypted())),
        ("kms_key_id", json!(instance.kms_key_id())),
        (
            "dedicated_log_volume",
            json!(instance.dedicated_log_volume()),
        ),
        ("multi_az", json!(instance.multi_az())),
        ("port", json!(port)),
        ("publicly_accessible", json!(instance.publicly_accessible())),
        ("network_type", json!(instance.network_type())),
        ("customer_owned_ip_enabled", json!(ip)),
        (
            "ca_cert_identifier",
            json!(instance.ca_certificate_identifier()),
        ),
        (
            "custom_iam_instance_profile",
            json!(instance.custom_iam_instance_profile()),
        ),
    ])
}

fn how_it_is_kept(instance: &Described) -> Attributes {
    let insights = instance.database_insights_mode();
    attributes([
        (
            "auto_minor_version_upgrade",
            json!(instance.auto_minor_version_upgrade()),
        ),
        (
            "backup_retention_period",
            json!(instance.backup_retention_period()),
        ),
        ("backup_target", json!(instance.backup_target())),
        ("backup_window", json!(instance.preferred_backup_window())),
        (
            "maintenance_window",
            json!(instance.preferred_maintenance_window()),
        ),
        (
            "copy_tags_to_snapshot",
            json!(instance.copy_tags_to_snapshot()),
        ),
        ("deletion_protection", json!(instance.deletion_protection())),
        (
            "iam_database_authentication_enabled",
            json!(instance.iam_database_authentication_enabled()),
        ),
        ("monitoring_interval", json!(instance.monitoring_interval())),
        ("monitoring_role_arn", json!(instance.monitoring_role_arn())),
        (
            "database_insights_mode",
            json!(insights.map(DatabaseInsightsMode::as_str)),
        ),
        (
            "performance_insights_enabled",
            json!(instance.performance_insights_enabled()),
        ),
        (
            "performance_insights_kms_key_id",
            json!(instance.performance_insights_kms_key_id()),
        ),
        (
            "performance_insights_retention_period",
            json!(instance.performance_insights_retention_period()),
        ),
        (
            "enabled_cloudwatch_logs_exports",
            json!(instance.enabled_cloudwatch_logs_exports()),
        ),
    ])
}

fn domain(membership: Option<&DomainMembership>) -> Attributes {
    let Some(membership) = membership else {
        return Attributes::new();
    };
    attributes([
        ("domain", json!(membership.domain())),
        ("domain_fqdn", json!(membership.fqdn())),
        ("domain_ou", json!(membership.ou())),
        ("domain_iam_role_name", json!(membership.iam_role_name())),
        (
            "domain_auth_secret_arn",
            json!(membership.auth_secret_arn()),
        ),
        ("domain_dns_ips", json!(membership.dns_ips())),
    ])
}

/// AWS also tells of exports under way, but its API reference swaps those that come and those that go
/// (`PendingCloudwatchLogsExports`), so they count once they are done.
fn accepted(pending: &PendingModifiedValues) -> Attributes {
    attributes([
        ("instance_class", json!(pending.db_instance_class())),
        ("allocated_storage", json!(pending.allocated_storage())),
        ("port", json!(pending.port())),
        (
            "backup_retention_period",
            json!(pending.backup_retention_period()),
        ),
        ("multi_az", json!(pending.multi_az())),
        ("engine_version", json!(pending.engine_version())),
        ("license_model", json!(pending.license_model())),
        ("iops", json!(pending.iops())),
        ("storage_throughput", json!(pending.storage_throughput())),
        ("storage_type", json!(pending.storage_type())),
        (
            "ca_cert_identifier",
            json!(pending.ca_certificate_identifier()),
        ),
        (
            "db_subnet_group_name",
            json!(pending.db_subnet_group_name()),
        ),
        (
            "iam_database_authentication_enabled",
            json!(pending.iam_database_authentication_enabled()),
        ),
        (
            "dedicated_log_volume",
            json!(pending.dedicated_log_volume()),
        ),
    ])
}

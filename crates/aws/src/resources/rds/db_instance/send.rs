//! Making the calls of a plan.

use aws_sdk_rds::operation::modify_db_instance::builders::ModifyDBInstanceFluentBuilder;
use aws_sdk_rds::types::{
    CloudwatchLogsExportConfiguration, DatabaseInsightsMode, ReplicaMode, Tag,
};
use serde_json::Value;

use super::{MODIFY, TAG, UNTAG};
use crate::connection::Clients;
use crate::resources::Sent;
use crate::resources::request::Request;
use crate::{CallError, tags};

pub(super) async fn send(clients: &Clients, request: &Request) -> Result<Sent, CallError> {
    let rds = clients.rds();
    match request.operation() {
        "ModifyDBInstance" => {
            let call = reach(rds.modify_db_instance(), request);
            let call = protection(storage(call, request), request);
            let call = domain(observation(call, request), request);
            let call = call
                .set_db_instance_identifier(request.text("DBInstanceIdentifier"))
                .set_apply_immediately(request.truth("ApplyImmediately"));
            Sent::of(MODIFY, call.send().await)
        }
        "AddTagsToResource" => {
            let all = tags::listed(request.value("Tags")).into_iter();
            let all = all.map(|(name, value)| Tag::builder().key(name).value(value).build());
            let call = rds.add_tags_to_resource().set_tags(Some(all.collect()));
            let call = call.set_resource_name(request.text("ResourceName"));
            Sent::of(TAG, call.send().await)
        }
        "RemoveTagsFromResource" => {
            let call = rds.remove_tags_from_resource();
            let call = call.set_tag_keys(request.texts("TagKeys"));
            let call = call.set_resource_name(request.text("ResourceName"));
            Sent::of(UNTAG, call.send().await)
        }
        _ => Err(request.unknown()),
    }
}

type Modify = ModifyDBInstanceFluentBuilder;

/// Who reaches it, and what it is.
fn reach(call: Modify, request: &Request) -> Modify {
    let mode = request.text("ReplicaMode");
    call.set_publicly_accessible(request.truth("PubliclyAccessible"))
        .set_vpc_security_group_ids(request.texts("VpcSecurityGroupIds"))
        .set_db_subnet_group_name(request.text("DBSubnetGroupName"))
        .set_db_port_number(request.number("DBPortNumber"))
        .set_network_type(request.text("NetworkType"))
        .set_enable_customer_owned_ip(request.truth("EnableCustomerOwnedIp"))
        .set_db_instance_class(request.text("DBInstanceClass"))
        .set_multi_az(request.truth("MultiAZ"))
        .set_engine_version(request.text("EngineVersion"))
        .set_allow_major_version_upgrade(request.truth("AllowMajorVersionUpgrade"))
        .set_engine_lifecycle_support(request.text("EngineLifecycleSupport"))
        .set_license_model(request.text("LicenseModel"))
        .set_option_group_name(request.text("OptionGroupName"))
        .set_db_parameter_group_name(request.text("DBParameterGroupName"))
        .set_ca_certificate_identifier(request.text("CACertificateIdentifier"))
        .set_replica_mode(mode.as_deref().map(ReplicaMode::from))
}

fn storage(call: Modify, request: &Request) -> Modify {
    call.set_allocated_storage(request.number("AllocatedStorage"))
        .set_max_allocated_storage(request.number("MaxAllocatedStorage"))
        .set_storage_type(request.text("StorageType"))
        .set_iops(request.number("Iops"))
        .set_storage_throughput(request.number("StorageThroughput"))
        .set_dedicated_log_volume(request.truth("DedicatedLogVolume"))
}

fn protection(call: Modify, request: &Request) -> Modify {
    call.set_deletion_protection(request.truth("DeletionProtection"))
        .set_backup_retention_period(request.number("BackupRetentionPeriod"))
        .set_preferred_backup_window(request.text("PreferredBackupWindow"))
        .set_preferred_maintenance_window(request.text("PreferredMaintenanceWindow"))
        .set_copy_tags_to_snapshot(request.truth("CopyTagsToSnapshot"))
        .set_auto_minor_version_upgrade(request.truth("AutoMinorVersionUpgrade"))
        .set_enable_iam_database_authentication(request.truth("EnableIAMDatabaseAuthentication"))
        .set_manage_master_user_password(request.truth("ManageMasterUserPassword"))
        .set_master_user_secret_kms_key_id(request.text("MasterUserSecretKmsKeyId"))
}

fn observation(call: Modify, request: &Request) -> Modify {
    let mode = request.text("DatabaseInsightsMode");
    let days = request.number("PerformanceInsightsRetentionPeriod");
    call.set_monitoring_interval(request.number("MonitoringInterval"))
        .set_monitoring_role_arn(request.text("MonitoringRoleArn"))
        .set_enable_performance_insights(request.truth("EnablePerformanceInsights"))
        .set_performance_insights_kms_key_id(request.text("PerformanceInsightsKMSKeyId"))
        .set_performance_insights_retention_period(days)
        .set_database_insights_mode(mode.as_deref().map(DatabaseInsightsMode::from))
        .set_cloudwatch_logs_export_configuration(exports(request))
}

fn domain(call: Modify, request: &Request) -> Modify {
    call.set_domain(request.text("Domain"))
        .set_domain_auth_secret_arn(request.text("DomainAuthSecretArn"))
        .set_domain_dns_ips(request.texts("DomainDnsIps"))
        .set_domain_fqdn(request.text("DomainFqdn"))
        .set_domain_iam_role_name(request.text("DomainIAMRoleName"))
        .set_domain_ou(request.text("DomainOu"))
        .set_disable_domain(request.truth("DisableDomain"))
}

fn exports(request: &Request) -> Option<CloudwatchLogsExportConfiguration> {
    let given = request.value("CloudwatchLogsExportConfiguration");
    let given = given.as_object()?;
    let types = |name: &str| {
        let all = given.get(name)?.as_array()?.iter();
        let all = all.filter_map(Value::as_str).map(str::to_owned);
        Some(all.collect::<Vec<_>>())
    };
    let types = CloudwatchLogsExportConfiguration::builder()
        .set_enable_log_types(types("EnableLogTypes"))
        .set_disable_log_types(types("DisableLogTypes"));
    Some(types.build())
}

//! From drift to one `ModifyDBInstance` and the tags.

use std::cmp::Ordering;

use driftlock_core::{Attributes, Unrestorable, diff};
use serde_json::{Value, json};

use super::{DbInstance, MODIFY, TAG, UNTAG};
use crate::resources::form::{text, texts};
use crate::resources::request::request;
use crate::resources::{ResourceType as _, RestorePlan};
use crate::tags;

const SERVICE: &str = "rds";

pub(super) fn plan(
    id: &str,
    approved: Option<&Attributes>,
    observed: Option<&Attributes>,
) -> RestorePlan {
    let mut plan = RestorePlan::default();
    match (approved, observed) {
        (Some(approved), Some(observed)) => {
            modify(&mut plan, id, approved, observed);
            retag(&mut plan, approved, observed);
        }
        (Some(_), None) => plan.unrestorable.push(Unrestorable {
            path: "identifier".to_owned(),
            reason:
                "a database that is gone comes back from a snapshot only, with what that holds: \
                     restore one by hand, or deploy again"
                    .to_owned(),
        }),
        (None, _) => {}
    }
    plan
}

/// What of an instance one call is to set.
struct Wanted<'a> {
    approved: &'a Attributes,
    observed: &'a Attributes,
    /// Members of `ModifyDBInstance`.
    input: Attributes,
}

fn modify(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let mut wanted = Wanted {
        approved,
        observed,
        input: Attributes::new(),
    };
    let mut names: Vec<String> = Vec::new();
    for change in diff(Some(approved), Some(observed), &DbInstance.shape()) {
        let root = change.path.split(['.', '[']).next().unwrap_or_default();
        if root == "tags" || names.iter().any(|name| name == root) {
            continue;
        }
        match wanted.set(root) {
            Ok(true) => names.push(root.to_owned()),
            Ok(false) => {}
            Err(reason) => plan.unrestorable.push(Unrestorable {
                reason: reason.to_owned(),
                path: change.path,
            }),
        }
    }
    if names.is_empty() {
        return;
    }
    let mut input = wanted.input;
    input.insert("DBInstanceIdentifier".to_owned(), id.into());
    input.insert("ApplyImmediately".to_owned(), true.into());
    plan.calls.push(request(
        MODIFY,
        format!("set {}", names.join(", ")),
        [SERVICE, "ModifyDBInstance"],
        Value::Object(input),
    ));
}

/// Attributes that one member sets, whatever the others are.
const MEMBERS: &[(&str, &str)] = &[
    ("auto_minor_version_upgrade", "AutoMinorVersionUpgrade"),
    ("backup_retention_period", "BackupRetentionPeriod"),
    ("backup_window", "PreferredBackupWindow"),
    ("ca_cert_identifier", "CACertificateIdentifier"),
    ("copy_tags_to_snapshot", "CopyTagsToSnapshot"),
    ("customer_owned_ip_enabled", "EnableCustomerOwnedIp"),
    ("db_subnet_group_name", "DBSubnetGroupName"),
    ("dedicated_log_volume", "DedicatedLogVolume"),
    ("deletion_protection", "DeletionProtection"),
    ("engine_lifecycle_support", "EngineLifecycleSupport"),
    (
        "iam_database_authentication_enabled",
        "EnableIAMDatabaseAuthentication",
    ),
    ("instance_class", "DBInstanceClass"),
    ("license_model", "LicenseModel"),
    ("maintenance_window", "PreferredMaintenanceWindow"),
    ("multi_az", "MultiAZ"),
    ("network_type", "NetworkType"),
    ("option_group_name", "OptionGroupName"),
    ("parameter_group_name", "DBParameterGroupName"),
    ("port", "DBPortNumber"),
    ("publicly_accessible", "PubliclyAccessible"),
    ("replica_mode", "ReplicaMode"),
    ("storage_type", "StorageType"),
    ("vpc_security_group_ids", "VpcSecurityGroupIds"),
];

const FIXED: &str = "RDS cannot change it on an existing instance";

impl Wanted<'_> {
    /// Adds the members that bring `name` back, and says whether any is needed; or why none can.
    fn set(&mut self, name: &str) -> Result<bool, &'static str> {
        match name {
            "allocated_storage" => self.storage(),
            "max_allocated_storage" => Ok(self.autoscaling()),
            "iops" => self.performance(name, "Iops"),
            "storage_throughput" => self.performance(name, "StorageThroughput"),
            "engine_version" => self.version(),
            "monitoring_interval" | "monitoring_role_arn" => Ok(self.monitoring()),
            "performance_insights_enabled" => Ok(self.insights()),
            "performance_insights_retention_period" | "performance_insights_kms_key_id" => {
                self.insights_kept(name)
            }
            "database_insights_mode" => self.insights_mode(),
            "enabled_cloudwatch_logs_exports" => Ok(self.exports()),
            "manage_master_user_password" | "master_user_secret_kms_key_id" => self.password(),
            _ if name.starts_with("domain") => Ok(self.domain()),
            _ => self.member(name),
        }
    }

    fn member(&mut self, name: &str) -> Result<bool, &'static str> {
        let member = MEMBERS.iter().find(|(schema, _)| *schema == name);
        let (_, member) = member.ok_or(FIXED)?;
        let value = self.approved.get(name);
        let value = value.ok_or("RDS has no call that takes it away")?;
        if name == "storage_type" {
            self.give("Iops", number(self.approved, "iops"));
            self.give(
                "StorageThroughput",
                number(self.approved, "storage_throughput"),
            );
            self.give(
                "AllocatedStorage",
                number(self.observed, "allocated_storage"),
            );
        }
        self.input.insert((*member).to_owned(), value.clone());
        Ok(true)
    }

    /// Adds a number where there is one.
    fn give(&mut self, member: &str, number: u64) {
        if number > 0 {
            self.input
                .entry(member)
                .or_insert_with(|| Value::from(number));
        }
    }

    fn storage(&mut self) -> Result<bool, &'static str> {
        let size = |of: &Attributes| number(of, "allocated_storage");
        let (wanted, has) = (size(self.approved), size(self.observed));
        if wanted == 0 || has == 0 {
            // Scaled by RDS on one side: it comes and goes with `max_allocated_storage`.
            return Ok(false);
        }
        if wanted < has {
            return Err("storage of a database only grows");
        }
        let value = Value::from(wanted);
        self.input.insert("AllocatedStorage".to_owned(), value);
        Ok(true)
    }

    /// A limit that is the size itself switches autoscaling off.
    fn autoscaling(&mut self) -> bool {
        let limit = match number(self.approved, "max_allocated_storage") {
            0 => number(self.approved, "allocated_storage"),
            limit => limit,
        };
        self.give("MaxAllocatedStorage", limit);
        limit > 0
    }

    /// RDS asks for the size as well ("ModifyDBInstance", `Iops`).
    fn performance(&mut self, name: &str, member: &str) -> Result<bool, &'static str> {
        let wanted = number(self.approved, name);
        if wanted == 0 {
            // Comes with the kind of storage.
            let type_of = |of| text(of, "storage_type").to_owned();
            return if type_of(self.approved) == type_of(self.observed) {
                Err("RDS has no call that takes it away")
            } else {
                Ok(false)
            };
        }
        self.give(member, wanted);
        self.give(
            "AllocatedStorage",
            number(self.observed, "allocated_storage"),
        );
        Ok(true)
    }

    fn version(&mut self) -> Result<bool, &'static str> {
        let (wanted, has) = (
            text(self.approved, "engine_version"),
            text(self.observed, "engine_version"),
        );
        if compare_versions(wanted, has) != Ordering::Greater {
            return Err("RDS takes an engine to newer versions only");
        }
        self.input.insert("EngineVersion".to_owned(), wanted.into());
        if major(wanted) != major(has) {
            self.input
                .insert("AllowMajorVersionUpgrade".to_owned(), true.into());
        }
        Ok(true)
    }

    fn monitoring(&mut self) -> bool {
        let interval = number(self.approved, "monitoring_interval");
        self.input
            .insert("MonitoringInterval".to_owned(), interval.into());
        if interval > 0 {
            let role = text(self.approved, "monitoring_role_arn").into();
            self.input.insert("MonitoringRoleArn".to_owned(), role);
        }
        true
    }

    fn insights(&mut self) -> bool {
        let wanted = self.approved.get("performance_insights_enabled");
        let on = wanted == Some(&Value::from(true));
        self.input
            .insert("EnablePerformanceInsights".to_owned(), on.into());
        if on {
            let days = number(self.approved, "performance_insights_retention_period");
            self.give("PerformanceInsightsRetentionPeriod", days);
            if let Some(key) = self.approved.get("performance_insights_kms_key_id") {
                self.input
                    .insert("PerformanceInsightsKMSKeyId".to_owned(), key.clone());
            }
        }
        true
    }

    fn insights_kept(&mut self, name: &str) -> Result<bool, &'static str> {
        let enabled = |of: &Attributes| of.get("performance_insights_enabled").cloned();
        if enabled(self.approved) != enabled(self.observed) {
            return Ok(self.insights());
        }
        if name == "performance_insights_kms_key_id" {
            return Err(
                "RDS takes the key of Performance Insights once, when they are switched on",
            );
        }
        Ok(self.insights())
    }

    /// The mode stands on Performance Insights being on for long enough.
    fn insights_mode(&mut self) -> Result<bool, &'static str> {
        let mode = self.approved.get("database_insights_mode");
        let mode = mode.ok_or("RDS has no call that takes it away")?;
        self.input
            .insert("DatabaseInsightsMode".to_owned(), mode.clone());
        Ok(self.insights())
    }

    fn exports(&mut self) -> bool {
        let of = |attributes| texts(attributes, "enabled_cloudwatch_logs_exports");
        let (wanted, has) = (of(self.approved), of(self.observed));
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            let only = these.iter().filter(|one| !those.contains(one));
            only.cloned().collect()
        };
        let mut types = Attributes::new();
        for (name, only) in [
            ("EnableLogTypes", only(&wanted, &has)),
            ("DisableLogTypes", only(&has, &wanted)),
        ] {
            if !only.is_empty() {
                types.insert(name.to_owned(), json!(only));
            }
        }
        let member = "CloudwatchLogsExportConfiguration".to_owned();
        self.input.insert(member, Value::Object(types));
        true
    }

    /// RDS makes a password of its own; one of somebody else's we do not have.
    fn password(&mut self) -> Result<bool, &'static str> {
        let managed = |of: &Attributes| of.contains_key("manage_master_user_password");
        match (managed(self.approved), managed(self.observed)) {
            (true, false) => {}
            (true, true) => {
                return Err("RDS takes the key once, when it begins to manage a password");
            }
            (false, _) => return Err("who takes the password back from RDS must give another one"),
        }
        self.input
            .insert("ManageMasterUserPassword".to_owned(), true.into());
        if let Some(key) = self.approved.get("master_user_secret_kms_key_id") {
            self.input
                .insert("MasterUserSecretKmsKeyId".to_owned(), key.clone());
        }
        Ok(true)
    }

    fn domain(&mut self) -> bool {
        let members = [
            ("domain", "Domain"),
            ("domain_auth_secret_arn", "DomainAuthSecretArn"),
            ("domain_dns_ips", "DomainDnsIps"),
            ("domain_fqdn", "DomainFqdn"),
            ("domain_iam_role_name", "DomainIAMRoleName"),
            ("domain_ou", "DomainOu"),
        ];
        let said: Vec<_> = members
            .into_iter()
            .filter_map(|(schema, member)| Some((member, self.approved.get(schema)?)))
            .collect();
        if said.is_empty() {
            self.input.insert("DisableDomain".to_owned(), true.into());
        }
        for (member, value) in said {
            self.input.insert(member.to_owned(), value.clone());
        }
        true
    }
}

fn number(attributes: &Attributes, name: &str) -> u64 {
    let value = attributes.get(name).and_then(Value::as_u64);
    value.unwrap_or_default()
}

fn major(version: &str) -> &str {
    version.split('.').next().unwrap_or_default()
}

/// By their numbers, left to right: `8.0.9` is older than `8.0.36`.
pub(super) fn compare_versions(left: &str, right: &str) -> Ordering {
    let numbers = |version: &str| -> Vec<u64> {
        let parts = version.split(|letter: char| !letter.is_ascii_digit());
        parts.filter_map(|part| part.parse().ok()).collect()
    };
    numbers(left).cmp(&numbers(right))
}

fn retag(plan: &mut RestorePlan, approved: &Attributes, observed: &Attributes) {
    let arn = text(approved, "arn");
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let input = json!({"ResourceName": arn, "Tags": tags::list(tags)});
            request(TAG, summary, [SERVICE, "AddTagsToResource"], input)
        },
        |summary, names| {
            let input = json!({"ResourceName": arn, "TagKeys": names});
            request(UNTAG, summary, [SERVICE, "RemoveTagsFromResource"], input)
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::request::Request;

    fn instance(changes: Value) -> Attributes {
        let mut all = json!({"identifier": "d", "arn": "arn:aws:rds:eu-west-1:1:db:d",
            "engine": "mysql", "engine_version": "8.0.36", "instance_class": "db.t4g.micro",
            "allocated_storage": 20, "storage_type": "gp2", "resource_id": "db-1"});
        let given = changes.as_object().unwrap().clone();
        all.as_object_mut().unwrap().extend(given);
        crate::normalise(super::super::NAME, all.as_object().unwrap().clone())
    }

    /// What is typed for the instance, and what no call brings back.
    fn check(approved: Value, observed: Value, typed: &[&str], left: &[&str]) {
        let (approved, observed) = (instance(approved), instance(observed));
        let plan = plan("d", Some(&approved), Some(&observed));
        let words: Vec<String> = plan
            .calls
            .iter()
            .map(|call| Request::of(call).unwrap().words().join(" "))
            .map(|line| line.replace("rds modify-db-instance ", ""))
            .map(|line| line.replace("--apply-immediately ", ""))
            .map(|line| line.replace("--db-instance-identifier d", "-"))
            .collect();
        assert_eq!(words, typed);
        let paths: Vec<_> = plan.unrestorable.iter().map(|u| u.path.as_str()).collect();
        assert_eq!(paths, left);
    }

    #[test]
    fn everything_is_set_by_one_call() {
        check(
            json!({"deletion_protection": true, "vpc_security_group_ids": ["sg-1"],
                "monitoring_interval": 60, "monitoring_role_arn": "arn:r", "tags": {"a": "1"}}),
            json!({"publicly_accessible": true, "vpc_security_group_ids": ["sg-1", "sg-2"],
                "multi_az": true, "tags": {"b": ""}}),
            &[
                "- --deletion-protection --monitoring-interval 60 --monitoring-role-arn arn:r \
                 --no-multi-az --no-publicly-accessible --vpc-security-group-ids [\"sg-1\"]",
                "rds add-tags-to-resource --resource-name arn:aws:rds:eu-west-1:1:db:d --tags \
                 [{\"Key\":\"a\",\"Value\":\"1\"}]",
                "rds remove-tags-from-resource --resource-name arn:aws:rds:eu-west-1:1:db:d \
                 --tag-keys [\"b\"]",
            ],
            &[],
        );
    }

    #[test]
    fn storage_grows_and_versions_rise_only() {
        check(
            json!({"allocated_storage": 30, "engine_version": "8.0.36"}),
            json!({"allocated_storage": 20, "engine_version": "5.7.44"}),
            &["--allocated-storage 30 --allow-major-version-upgrade - --engine-version 8.0.36"],
            &[],
        );
        check(
            json!({"engine_version": "8.0.9", "resource_id": "db-1", "storage_encrypted": true}),
            json!({"allocated_storage": 30, "engine_version": "8.0.36", "resource_id": "db-2"}),
            &[],
            &[
                "allocated_storage",
                "engine_version",
                "resource_id",
                "storage_encrypted",
            ],
        );
    }

    #[test]
    fn autoscaling_is_switched_on_by_a_limit_and_off_by_the_size() {
        let scaled = json!({"allocated_storage": 45, "max_allocated_storage": 100});
        let on = &["- --max-allocated-storage 100"];
        check(scaled.clone(), json!({}), on, &[]);
        let off = &["- --max-allocated-storage 20"];
        check(json!({}), scaled.clone(), off, &[]);
        let grown = json!({"allocated_storage": 60, "max_allocated_storage": 100});
        check(scaled, grown, &[], &[]);
    }

    #[test]
    fn another_kind_of_storage_comes_with_its_numbers() {
        check(
            json!({"storage_type": "io1", "iops": 1000}),
            json!({}),
            &["--allocated-storage 20 - --iops 1000 --storage-type io1"],
            &[],
        );
        check(
            json!({}),
            json!({"storage_type": "io1", "iops": 1000}),
            &["--allocated-storage 20 - --storage-type gp2"],
            &[],
        );
    }

    #[test]
    fn insights_come_back_with_their_key_and_their_days() {
        let on = json!({"performance_insights_enabled": true, "database_insights_mode": "advanced",
            "performance_insights_kms_key_id": "arn:k", "performance_insights_retention_period": 465});
        let short = json!({"performance_insights_enabled": true, "database_insights_mode": "standard",
            "performance_insights_kms_key_id": "arn:k", "performance_insights_retention_period": 7});
        let off = json!({"database_insights_mode": "standard"});
        let typed = "- --database-insights-mode advanced --enable-performance-insights \
                     --performance-insights-kms-key-id arn:k \
                     --performance-insights-retention-period 465";
        check(on.clone(), off.clone(), &[typed], &[]);
        check(on.clone(), short, &[typed], &[]);
        check(
            off,
            on,
            &["- --database-insights-mode standard --no-enable-performance-insights"],
            &[],
        );
    }

    #[test]
    fn a_managed_password_comes_back_and_no_other() {
        let managed = json!({"manage_master_user_password": true,
            "master_user_secret_kms_key_id": "arn:k", "password": null});
        let typed = "- --manage-master-user-password --master-user-secret-kms-key-id arn:k";
        let known = json!({"password": "hunter2"});
        check(managed.clone(), known.clone(), &[typed], &[]);
        let left = &[
            "manage_master_user_password",
            "master_user_secret_kms_key_id",
        ];
        check(known, managed, &[], left);
    }

    #[test]
    fn logs_and_directories_come_and_go() {
        check(
            json!({"enabled_cloudwatch_logs_exports": ["audit", "error"], "domain": "d-1",
                "domain_iam_role_name": "r"}),
            json!({"enabled_cloudwatch_logs_exports": ["error", "general"]}),
            &["--cloudwatch-logs-export-configuration \
                 {\"DisableLogTypes\":[\"general\"],\"EnableLogTypes\":[\"audit\"]} \
                 - --domain d-1 --domain-iam-role-name r"],
            &[],
        );
        check(
            json!({}),
            json!({"domain": "d-1"}),
            &["- --disable-domain"],
            &[],
        );
    }

    #[test]
    fn one_that_is_gone_is_not_pretended() {
        let plan = plan("d", Some(&instance(json!({}))), None);
        assert_eq!((plan.calls.len(), plan.unrestorable.len()), (0, 1));
    }
}

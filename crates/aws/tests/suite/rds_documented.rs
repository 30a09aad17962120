//! What RDS documents and the emulator does not do.

use std::collections::BTreeMap;

use driftlock_core::{Attributes, Key};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{Fake, query, xml};
use crate::{scope, sweep};

type Parameters = BTreeMap<String, String>;

const KIND: &str = "aws_db_instance";

fn instance(name: &str, more: &str) -> String {
    format!(
        "<DBInstance><DBInstanceIdentifier>{name}</DBInstanceIdentifier>\
         <DBInstanceArn>arn:aws:rds:us-east-1:123456789012:db:{name}</DBInstanceArn>\
         <DbiResourceId>db-{name}</DbiResourceId><DBInstanceStatus>available</DBInstanceStatus>\
         <Engine>postgres</Engine><EngineVersion>16.3</EngineVersion>{more}</DBInstance>"
    )
}

/// As AWS answers of a database that nobody gave more than it asks for, and of one with everything that
/// the emulator leaves out.
const PLAIN: &str = "<AllocatedStorage>20</AllocatedStorage><StorageType>gp3</StorageType>\
    <Iops>3000</Iops><StorageThroughput>125</StorageThroughput><MultiAZ>false</MultiAZ>\
    <PreferredMaintenanceWindow>sun:05:00-sun:06:00</PreferredMaintenanceWindow>\
    <Endpoint><Address>a</Address><Port>5432</Port></Endpoint><DbInstancePort>0</DbInstancePort>\
    <DBInstanceClass>db.t4g.micro</DBInstanceClass><DatabaseInsightsMode>standard</DatabaseInsightsMode>";
const FULL: &str = "<AllocatedStorage>20</AllocatedStorage><MaxAllocatedStorage>100\
    </MaxAllocatedStorage><PerformanceInsightsEnabled>true</PerformanceInsightsEnabled>\
    <PerformanceInsightsKMSKeyId>k</PerformanceInsightsKMSKeyId>\
    <PerformanceInsightsRetentionPeriod>465</PerformanceInsightsRetentionPeriod>\
    <DatabaseInsightsMode>advanced</DatabaseInsightsMode><NetworkType>DUAL</NetworkType>\
    <DBInstanceClass>db.t4g.micro</DBInstanceClass><MultiAZ>false</MultiAZ>\
    <MasterUserSecret><SecretArn>s</SecretArn><SecretStatus>active</SecretStatus><KmsKeyId>m\
    </KmsKeyId></MasterUserSecret>\
    <DomainMemberships><DomainMembership><Domain>d-1</Domain><FQDN>corp.example.com</FQDN>\
    <IAMRoleName>r</IAMRoleName><DnsIps><member>10.0.0.2</member><member>10.0.0.3</member></DnsIps>\
    </DomainMembership></DomainMemberships>\
    <ReadReplicaSourceDBInstanceIdentifier>plain</ReadReplicaSourceDBInstanceIdentifier>\
    <PendingModifiedValues><DBInstanceClass>db.r6g.large</DBInstanceClass><MultiAZ>true</MultiAZ>\
    <MasterUserPassword>****</MasterUserPassword></PendingModifiedValues>\
    <TagList><Tag><Key>aws:x</Key><Value>y</Value></Tag><Tag><Key>a</Key><Value></Value></Tag></TagList>";

fn documented(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    assert_eq!(operation, "DescribeDBInstances");
    let member = "<DBClusterIdentifier>c</DBClusterIdentifier>";
    let (instances, marker) = match (
        parameters.get("DBInstanceIdentifier").map(String::as_str),
        parameters.get("Marker").map(String::as_str),
    ) {
        (Some("full"), None) => (instance("full", FULL), ""),
        (Some("member"), None) => (instance("member", member), ""),
        (Some(_), None) => return gone(),
        (None, None) => (
            instance("plain", PLAIN) + &instance("member", member),
            "<Marker>2+/=</Marker>",
        ),
        (None, Some("2+/=")) => {
            let going = instance("going", "").replace("available", "deleting");
            (instance("full", FULL) + &going, "")
        }
        other => panic!("{other:?}"),
    };
    query(
        operation,
        &format!("<DBInstances>{instances}</DBInstances>{marker}"),
    )
}

fn gone() -> ResponseTemplate {
    xml(
        404,
        "<ErrorResponse><Error><Type>Sender</Type><Code>DBInstanceNotFound</Code>\
         <Message>DBInstance x not found.</Message></Error></ErrorResponse>",
    )
}

fn key(id: &str) -> Key {
    Key {
        kind: KIND.to_owned(),
        region: "us-east-1".to_owned(),
        id: id.to_owned(),
        account: None,
    }
}

#[tokio::test]
async fn databases_are_listed_page_by_page_without_members_of_clusters() {
    let fake = Fake::start(documented).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&[KIND], &[])).await;
    assert_eq!(found.unreadable, []);
    let mut ids: Vec<_> = found.resources.iter().map(|r| r.key.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["full", "plain"]);
    assert_eq!(fake.asked(), ["DescribeDBInstances"; 2]);
    let full = connection.read(&key("full")).await.unwrap();
    let of_sweep = found.resources.iter().find(|r| r.key.id == "full").unwrap();
    assert_eq!(full, of_sweep.attributes);
    for id in ["member", "nobody"] {
        assert_eq!(connection.read(&key(id)).await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_aws_leaves_out_is_as_terraform_has_it() {
    let fake = Fake::start(documented).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&[KIND], &[])).await;
    let plain = found
        .resources
        .iter()
        .find(|r| r.key.id == "plain")
        .unwrap();
    let state = json!({"id": "db-plain", "identifier": "plain", "resource_id": "db-plain",
        "arn": "arn:aws:rds:us-east-1:123456789012:db:plain", "engine": "postgres", "engine_version": "16",
        "engine_version_actual": "16.3", "allocated_storage": 20, "storage_type": "gp3", "iops": 3000,
        "storage_throughput": 125, "multi_az": false, "maintenance_window": "sun:05:00-sun:06:00",
        "port": 5432, "instance_class": "db.t4g.micro", "database_insights_mode": "standard",
        "monitoring_interval": 0, "max_allocated_storage": 0, "backup_retention_period": 0,
        "deletion_protection": null, "publicly_accessible": false, "status": "available",
        "password": "hunter2", "replicas": [], "tags": null, "tags_all": {}});
    let state = driftlock_aws::normalise(KIND, state.as_object().unwrap().clone());
    assert_eq!(plain.attributes.as_ref(), Some(&state));
}

#[tokio::test]
async fn what_aws_has_accepted_counts_as_done() {
    let fake = Fake::start(documented).await;
    let connection = fake.connect().await;
    let read = connection.read(&key("full")).await.unwrap().unwrap();
    let expected = json!({"instance_class": "db.r6g.large", "multi_az": true, "network_type": "DUAL",
        "manage_master_user_password": true, "master_user_secret_kms_key_id": "m",
        "domain": "d-1", "domain_fqdn": "corp.example.com", "domain_iam_role_name": "r",
        "domain_dns_ips": ["10.0.0.2", "10.0.0.3"], "replicate_source_db": "plain",
        "performance_insights_enabled": true, "performance_insights_kms_key_id": "k",
        "performance_insights_retention_period": 465, "database_insights_mode": "advanced",
        "max_allocated_storage": 100, "tags": {"a": ""}});
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(read.get(name), Some(value), "{name}");
    }
    assert!(!read.contains_key("allocated_storage"), "scaled by RDS");
    let source = |source: &str| -> Attributes {
        let all = json!({"arn": "arn:aws:rds:us-east-1:123456789012:db:full",
            "replicate_source_db": source});
        driftlock_aws::normalise(KIND, all.as_object().unwrap().clone())
    };
    let named = |of: &str| source(of).get("replicate_source_db").cloned();
    let arn = "arn:aws:rds:us-east-1:123456789012:db:plain";
    assert_eq!(named(arn), Some(Value::from("plain")));
    let abroad = arn.replace("us-east-1", "eu-west-1");
    assert_eq!(named(&abroad), Some(Value::from(abroad.as_str())));
}

fn accepts(operation: &str, _: &Parameters) -> ResponseTemplate {
    query(operation, "")
}

#[tokio::test]
async fn a_database_is_sent_as_the_api_takes_it() {
    let fake = Fake::start(accepts).await;
    let connection = fake.connect().await;
    let form = |value: Value| driftlock_aws::normalise(KIND, value.as_object().unwrap().clone());
    let approved = r#"{"identifier": "d", "arn": "arn:d", "auto_minor_version_upgrade": false,
        "backup_retention_period": 7, "backup_window": "01:00-02:00", "ca_cert_identifier": "ca",
        "copy_tags_to_snapshot": true, "customer_owned_ip_enabled": true, "db_subnet_group_name": "s",
        "dedicated_log_volume": true, "deletion_protection": true, "engine_lifecycle_support": "l",
        "iam_database_authentication_enabled": true, "instance_class": "c", "license_model": "m",
        "maintenance_window": "mon:01:00-mon:02:00", "multi_az": true, "network_type": "DUAL",
        "option_group_name": "o", "parameter_group_name": "p", "port": 5433, "publicly_accessible": true,
        "replica_mode": "mounted", "storage_type": "io1", "iops": 1000, "storage_throughput": 500,
        "allocated_storage": 30, "engine_version": "16.3", "monitoring_interval": 60,
        "monitoring_role_arn": "r", "performance_insights_enabled": true,
        "performance_insights_retention_period": 465, "performance_insights_kms_key_id": "k",
        "database_insights_mode": "advanced", "manage_master_user_password": true,
        "master_user_secret_kms_key_id": "sk", "domain": "d-1", "domain_dns_ips": ["10.0.0.2"],
        "vpc_security_group_ids": ["sg-1"], "enabled_cloudwatch_logs_exports": ["audit"],
        "tags": {"a": "1"}}"#;
    let approved = form(serde_json::from_str(approved).unwrap());
    let observed = form(
        json!({"identifier": "d", "arn": "arn:d", "engine_version": "15.7",
        "allocated_storage": 20, "enabled_cloudwatch_logs_exports": ["error"], "tags": {"b": ""}}),
    );
    let plan = driftlock_aws::plan_restore(KIND, "d", Some(&approved), Some(&observed));
    assert_eq!(plan.unrestorable, []);
    for call in &plan.calls {
        crate::check_declared(KIND, &call.action);
        connection.execute(&key("d"), call).await.unwrap();
    }
    let sent = fake.requests();
    let operations: Vec<_> = sent.iter().map(|asked| asked.operation.as_str()).collect();
    let all = [
        "ModifyDBInstance",
        "AddTagsToResource",
        "RemoveTagsFromResource",
    ];
    assert_eq!(operations, all);
    let mut given = sent[0].parameters.clone();
    given.remove("Version");
    insta::assert_json_snapshot!(given);
}

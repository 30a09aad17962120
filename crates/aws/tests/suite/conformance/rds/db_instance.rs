use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_db_instance",
    // The emulator gives all instances one resource id, by which Terraform finds them: it can have one.
    hcl: r#"
resource "aws_security_group" "db_instance_app" {
  name = "db-instance-app"
}
resource "aws_security_group" "db_instance_other" {
  name = "db-instance-other"
}
resource "aws_db_parameter_group" "db_instance" {
  name   = "db-instance"
  family = "mysql5.6"
}
resource "aws_db_parameter_group" "db_instance_other" {
  name   = "db-instance-other"
  family = "mysql5.6"
}
resource "aws_db_option_group" "db_instance" {
  name                 = "db-instance"
  engine_name          = "mysql"
  major_engine_version = "5.6"
}
resource "aws_iam_role" "db_instance" {
  name               = "db-instance-monitoring"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
resource "aws_kms_key" "db_instance" {}
resource "aws_db_instance" "db_instance" {
  identifier                          = "db-instance-full"
  engine                              = "mysql"
  engine_version                      = "5.6"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  max_allocated_storage               = 100
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.db_instance.arn
  db_name                             = "app"
  username                            = "app"
  password                            = "hunter2hunter2"
  backup_retention_period             = 7
  backup_window                       = "03:00-04:00"
  maintenance_window                  = "Mon:05:00-Mon:06:00"
  multi_az                            = true
  deletion_protection                 = true
  copy_tags_to_snapshot               = true
  iam_database_authentication_enabled = true
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.db_instance.arn
  enabled_cloudwatch_logs_exports     = ["slowquery", "error"]
  parameter_group_name                = aws_db_parameter_group.db_instance.name
  option_group_name                   = aws_db_option_group.db_instance.name
  vpc_security_group_ids              = [aws_security_group.db_instance_app.id]
  skip_final_snapshot                 = true
  apply_immediately                   = true
  tags                                = { Env = "prod", "cost center" = "a/b" }
}
"#,
    changes: &[
        Change {
            name: "a database opened to everybody",
            on: "aws_db_instance.db_instance",
            statements: r#"
client("rds").modify_db_instance(DBInstanceIdentifier=id, ApplyImmediately=True, PubliclyAccessible=True,
    VpcSecurityGroupIds=[ids["aws_security_group.db_instance_app"], ids["aws_security_group.db_instance_other"]])"#,
            drift: &[
                "publicly_accessible",
                "vpc_security_group_ids[{aws_security_group.db_instance_other}]",
            ],
        },
        Change {
            name: "a database without its guards",
            on: "aws_db_instance.db_instance",
            statements: r#"
client("rds").modify_db_instance(DBInstanceIdentifier=id, ApplyImmediately=True, DeletionProtection=False,
    BackupRetentionPeriod=0, PreferredBackupWindow="09:00-10:00", CopyTagsToSnapshot=False, MultiAZ=False,
    AutoMinorVersionUpgrade=False, EnableIAMDatabaseAuthentication=False,
    DBParameterGroupName=ids["aws_db_parameter_group.db_instance_other"],
    CloudwatchLogsExportConfiguration={"EnableLogTypes": ["general"], "DisableLogTypes": ["error"]})"#,
            drift: &[
                "auto_minor_version_upgrade",
                "backup_retention_period",
                "backup_window",
                "copy_tags_to_snapshot",
                "deletion_protection",
                "enabled_cloudwatch_logs_exports[error]",
                "enabled_cloudwatch_logs_exports[general]",
                "iam_database_authentication_enabled",
                "multi_az",
                "parameter_group_name",
            ],
        },
        Change {
            name: "a bigger database that nobody watches",
            on: "aws_db_instance.db_instance",
            statements: r#"
client("rds").modify_db_instance(DBInstanceIdentifier=id, ApplyImmediately=True,
    DBInstanceClass="db.r6g.4xlarge", MaxAllocatedStorage=500, MonitoringInterval=5,
    PreferredMaintenanceWindow="Tue:05:00-Tue:06:00")"#,
            drift: &[
                "instance_class",
                "maintenance_window",
                "max_allocated_storage",
                "monitoring_interval",
            ],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_db_instance.db_instance",
            statements: r#"
arn = f"arn:aws:rds:us-east-1:123456789012:db:{id}"
client("rds").add_tags_to_resource(ResourceName=arn,
    Tags=[{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}])
client("rds").remove_tags_from_resource(ResourceName=arn, TagKeys=["cost center"])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
    ],
    by_hand: &[
        "add-tags-to-resource",
        "modify-db-instance",
        "remove-tags-from-resource",
    ],
    ..NOTHING
};

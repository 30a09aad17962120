use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_dynamodb_table",
    hcl: r#"
resource "aws_kms_key" "table" {}
resource "aws_dynamodb_table" "table_plain" {
  name           = "conformance-table-plain"
  hash_key       = "pk"
  read_capacity  = 1
  write_capacity = 1
  attribute {
    name = "pk"
    type = "S"
  }
}
resource "aws_dynamodb_table" "table_full" {
  name                        = "conformance.table_full"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "at"
  deletion_protection_enabled = true
  stream_enabled              = true
  stream_view_type            = "NEW_AND_OLD_IMAGES"
  attribute {
    name = "pk"
    type = "S"
  }
  attribute {
    name = "at"
    type = "N"
  }
  attribute {
    name = "kind"
    type = "S"
  }
  local_secondary_index {
    name               = "by-kind"
    range_key          = "kind"
    projection_type    = "INCLUDE"
    non_key_attributes = ["b", "a"]
  }
  global_secondary_index {
    name            = "of-kind"
    hash_key        = "kind"
    range_key       = "at"
    projection_type = "KEYS_ONLY"
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.table.arn
  }
  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = 7
  }
  ttl {
    enabled        = true
    attribute_name = "ends"
  }
  tags = { Env = "prod", "cost center" = "a/b" }
}
resource "aws_dynamodb_table" "table_indexed" {
  name           = "conformance-table-indexed"
  hash_key       = "pk"
  read_capacity  = 5
  write_capacity = 4
  attribute {
    name = "pk"
    type = "S"
  }
  attribute {
    name = "at"
    type = "N"
  }
  global_secondary_index {
    name               = "by-time"
    hash_key           = "at"
    projection_type    = "INCLUDE"
    non_key_attributes = ["b", "a"]
    read_capacity      = 3
    write_capacity     = 2
  }
  tags = { Owner = "team-a" }
}
"#,
    changes: &[
        Change {
            name: "no longer guarded against loss",
            on: "aws_dynamodb_table.table_full",
            statements: r#"
client("dynamodb").update_table(TableName=id, DeletionProtectionEnabled=False)
client("dynamodb").update_continuous_backups(TableName=id,
    PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
client("dynamodb").update_time_to_live(TableName=id,
    TimeToLiveSpecification={"Enabled": False, "AttributeName": "ends"})"#,
            drift: &[
                "deletion_protection_enabled",
                "point_in_time_recovery[0].enabled",
                "point_in_time_recovery[0].recovery_period_in_days",
                "ttl[0].attribute_name",
                "ttl[0].enabled",
            ],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_dynamodb_table.table_full",
            statements: r#"
arn = client("dynamodb").describe_table(TableName=id)["Table"]["TableArn"]
tags = [{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}]
client("dynamodb").tag_resource(ResourceArn=arn, Tags=tags)
client("dynamodb").untag_resource(ResourceArn=arn, TagKeys=["cost center"])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "paid for by request",
            on: "aws_dynamodb_table.table_plain",
            statements: r#"
client("dynamodb").update_table(TableName=id, BillingMode="PAY_PER_REQUEST")"#,
            drift: &["billing_mode", "read_capacity", "write_capacity"],
        },
        Change {
            name: "items expire",
            on: "aws_dynamodb_table.table_plain",
            statements: r#"
client("dynamodb").update_time_to_live(TableName=id,
    TimeToLiveSpecification={"Enabled": True, "AttributeName": "ends"})"#,
            drift: &["ttl[0].attribute_name", "ttl[0].enabled"],
        },
        Change {
            name: "an index that nobody declared",
            on: "aws_dynamodb_table.table_plain",
            statements: r#"
create = {"IndexName": "rogue", "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "ALL"},
    "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}
client("dynamodb").update_table(TableName=id, GlobalSecondaryIndexUpdates=[{"Create": create}])"#,
            drift: &["global_secondary_index[rogue]"],
        },
        Change {
            name: "less capacity",
            on: "aws_dynamodb_table.table_indexed",
            statements: r#"
few = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
client("dynamodb").update_table(TableName=id, ProvisionedThroughput=few,
    GlobalSecondaryIndexUpdates=[
        {"Update": {"IndexName": "by-time", "ProvisionedThroughput": few}}])"#,
            drift: &[
                "global_secondary_index[by-time].read_capacity",
                "global_secondary_index[by-time].write_capacity",
                "read_capacity",
                "write_capacity",
            ],
        },
        Change {
            name: "an index deleted",
            on: "aws_dynamodb_table.table_indexed",
            statements: r#"
client("dynamodb").update_table(TableName=id,
    GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-time"}}])"#,
            drift: &["global_secondary_index[by-time]"],
        },
    ],
    by_hand: &[
        "tag-resource",
        "untag-resource",
        "update-continuous-backups",
        "update-table",
        "update-time-to-live",
    ],
    ..NOTHING
};

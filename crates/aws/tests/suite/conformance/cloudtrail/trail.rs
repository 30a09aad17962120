use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_cloudtrail",
    hcl: r#"
resource "aws_s3_bucket" "trail" {
  bucket = "conformance-trail"
}
resource "aws_s3_bucket" "trail_elsewhere" {
  bucket = "conformance-trail-elsewhere"
}
resource "aws_cloudwatch_log_group" "trail" {
  name = "/conformance/trail"
}
resource "aws_iam_role" "trail" {
  name = "conformance-trail"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
resource "aws_kms_key" "trail" {}
resource "aws_sns_topic" "trail" {
  name = "conformance-trail"
}
resource "aws_cloudtrail" "trail_full" {
  name                          = "conformance-trail.full_1"
  s3_bucket_name                = aws_s3_bucket.trail.id
  s3_key_prefix                 = "all/of it"
  include_global_service_events = true
  is_multi_region_trail         = true
  enable_log_file_validation    = true
  kms_key_id                    = aws_kms_key.trail.arn
  sns_topic_name                = aws_sns_topic.trail.name
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.trail.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.trail.arn
  advanced_event_selector {
    name = "Who writes objects"
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
    field_selector {
      field           = "resources.ARN"
      not_starts_with = ["arn:aws:s3:::logs/", "arn:aws:s3:::tmp/"]
    }
  }
  insight_selector {
    insight_type = "ApiCallRateInsight"
  }
  tags = { Env = "prod", "cost center" = "a/b" }
}
"#,
    changes: &[
        Change {
            name: "stopped",
            on: "aws_cloudtrail.trail_full",
            statements: r#"client("cloudtrail").stop_logging(Name=id)"#,
            drift: &["enable_logging"],
        },
        Change {
            name: "to another bucket, in one region, without validation, key, topic and logs",
            on: "aws_cloudtrail.trail_full",
            statements: r#"
client("cloudtrail").update_trail(
    Name=id, S3BucketName="conformance-trail-elsewhere", S3KeyPrefix="", IsMultiRegionTrail=False,
    IncludeGlobalServiceEvents=False, EnableLogFileValidation=False, KmsKeyId="", SnsTopicName="",
    CloudWatchLogsLogGroupArn="", CloudWatchLogsRoleArn="")"#,
            drift: &[
                "cloud_watch_logs_group_arn",
                "cloud_watch_logs_role_arn",
                "enable_log_file_validation",
                "include_global_service_events",
                "is_multi_region_trail",
                "kms_key_id",
                "s3_bucket_name",
                "s3_key_prefix",
                "sns_topic_arn",
            ],
        },
        Change {
            name: "fewer objects",
            on: "aws_cloudtrail.trail_full",
            statements: r#"
client("cloudtrail").put_event_selectors(TrailName=id, AdvancedEventSelectors=[
    {"Name": "Who writes objects", "FieldSelectors": [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        {"Field": "readOnly", "Equals": ["true"]}]}])"#,
            drift: &[
                "advanced_event_selector[0].field_selector[readOnly]",
                "advanced_event_selector[0].field_selector[resources.ARN]",
            ],
        },
        Change {
            name: "selectors of the other kind",
            on: "aws_cloudtrail.trail_full",
            // The emulator keeps both kinds; AWS would drop the first.
            statements: r#"
client("cloudtrail").put_event_selectors(TrailName=id, EventSelectors=[
    {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": False,
     "ExcludeManagementEventSources": ["kms.amazonaws.com"],
     "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}])"#,
            drift: &["event_selector[0]"],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_cloudtrail.trail_full",
            statements: r#"
tags = [{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": "1"}]
client("cloudtrail").add_tags(ResourceId=id, TagsList=tags)
client("cloudtrail").remove_tags(ResourceId=id, TagsList=[{"Key": "cost center"}])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
    ],
    // One trail only: the emulator answers with all of them where the provider asks for one by name.
    unseen: &[
        (
            "cloudtrail:PutInsightSelectors",
            "the emulator only adds selectors: a restore could not be seen to take",
        ),
        (
            "cloudtrail:StopLogging",
            "asks for a second trail, one that is not to record",
        ),
    ],
    by_hand: &[
        "add-tags",
        "put-event-selectors",
        "remove-tags",
        "start-logging",
        "update-trail",
    ],
    ..NOTHING
};

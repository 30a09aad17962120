# METADATA
# title: CloudTrail does not record reads of S3 objects
# description: >-
#   No trail of the plan has an `event_selector` or `advanced_event_selector` for `AWS::S3::Object` that
#   takes reads in. Which buckets it names is not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-cloudtrail-logging-for-s3.html
# custom:
#   severity: low
#   resources:
#     aws_cloudtrail: []
#   why: >-
#     After a leak the first question is which objects were read, and only data events answer it.
#   fix: add an `event_selector` with `read_write_type = "All"` and a `data_resource` for `AWS::S3::Object`
#   bad: |
#     resource "aws_cloudtrail" "main" {
#       name           = "main"
#       s3_bucket_name = aws_s3_bucket.trail.id
#     }
#   good: |
#     resource "aws_cloudtrail" "main" {
#       name           = "main"
#       s3_bucket_name = aws_s3_bucket.trail.id
#       event_selector {
#         read_write_type = "All"
#         data_resource {
#           type   = "AWS::S3::Object"
#           values = ["arn:aws:s3"]
#         }
#       }
#     }
#   themes: [audit-logging]
package driftlock.cloudtrail.cloudtrail_without_object_reads

import data.driftlock.lib.trail as lib

fail contains {"resource": trail.address, "message": "reads of S3 objects are not recorded"} if {
	not "ReadOnly" in lib.recorded
	not lib.undecided
	some trail in input.types.aws_cloudtrail
}

unknown contains {"resource": trail.address, "message": "its event selectors are known only after apply"} if {
	lib.undecided
	not "ReadOnly" in lib.recorded
	some trail in input.types.aws_cloudtrail
}

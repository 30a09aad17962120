# METADATA
# title: Access to the bucket of CloudTrail is not logged
# description: >-
#   A trail writes to the bucket, and no `aws_s3_bucket_logging` belongs to it. Buckets that no trail of
#   the same plan names are left out.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
# custom:
#   severity: low
#   resources:
#     aws_s3_bucket: []
#   why: >-
#     Whoever reads or deletes the audit log should leave a trace of it in another place.
#   fix: add an `aws_s3_bucket_logging` for the bucket, with another bucket as `target_bucket`
#   bad: |
#     resource "aws_cloudtrail" "main" {
#       name           = "main"
#       s3_bucket_name = aws_s3_bucket.trail.id
#     }
#   good: |
#     resource "aws_s3_bucket_logging" "trail" {
#       bucket        = aws_s3_bucket.trail.id
#       target_bucket = aws_s3_bucket.access_logs.id
#       target_prefix = "trail/"
#     }
#   themes: [audit-logging, log-protection]
package driftlock.cloudtrail.cloudtrail_bucket_unlogged

import data.driftlock.lib.resource

setting := "aws_s3_bucket_logging"

fail contains {"resource": bucket.address, "message": message} if {
	some bucket in input.types.aws_s3_bucket
	some trail in bucket.related.aws_cloudtrail
	not logged(bucket)
	not undecided(bucket)
	message := sprintf("%s writes to it, and access to it is not logged", [trail.address])
}

unknown contains {"resource": bucket.address, "message": "its logging is known only after apply"} if {
	some bucket in input.types.aws_s3_bucket
	bucket.related.aws_cloudtrail
	not logged(bucket)
	undecided(bucket)
}

logged(bucket) if count(resource.related(bucket, setting)) > 0

logged(bucket) if count(resource.blocks(bucket, "logging")) > 0

undecided(bucket) if count(resource.possible(bucket, setting)) > 0

undecided(bucket) if resource.open(bucket, "logging")

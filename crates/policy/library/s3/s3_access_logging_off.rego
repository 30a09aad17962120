# METADATA
# title: S3 bucket keeps no access log
# description: >-
#   No `aws_s3_bucket_logging` belongs to the bucket, nor does it have a `logging` block. A bucket that
#   the logs of another are written to needs none. Data events of CloudTrail are not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
# custom:
#   severity: low
#   resources:
#     aws_s3_bucket: [logging]
#   why: >-
#     After a leak nobody can tell which objects were read, by whom and from where.
#   fix: add an `aws_s3_bucket_logging` for this bucket with a `target_bucket` for logs
#   bad: |
#     resource "aws_s3_bucket" "data" {
#       bucket = "acme-data"
#     }
#   good: |
#     resource "aws_s3_bucket_logging" "data" {
#       bucket        = aws_s3_bucket.data.id
#       target_bucket = aws_s3_bucket.logs.id
#       target_prefix = "acme-data/"
#     }
#   themes: [audit-logging]
package driftlock.s3.s3_access_logging_off

import data.driftlock.lib.buckets
import data.driftlock.lib.s3_logs

setting := "aws_s3_bucket_logging"

fail contains {"resource": address, "message": "no access logging is declared"} if {
	some address in ((buckets.all - fine) - buckets.open("logging")) - buckets.maybe_configured(setting)
}

unknown contains {"resource": bucket.address, "message": message} if {
	good := fine
	some bucket in buckets.vague
	not bucket.address in good
	found := bucket.possible[setting][0]
	message := sprintf("whether %s is for it is known only after apply", [found.address])
}

pass := buckets.all & fine

fine := (buckets.configured(setting) | s3_logs.receivers) | {bucket.address |
	some bucket in buckets.outspoken
	count(bucket.values.logging) > 0
}

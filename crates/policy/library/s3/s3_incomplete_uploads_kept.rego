# METADATA
# title: S3 bucket keeps incomplete uploads forever
# description: >-
#   No enabled lifecycle rule of the bucket aborts incomplete multipart uploads. To which objects the
#   rule applies is not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html
# custom:
#   severity: low
#   resources:
#     aws_s3_bucket: [lifecycle_rule]
#   why: >-
#     The parts of an upload that was broken off are stored and paid for, and appear in no listing of
#     the bucket, so that data stays behind where nobody looks for it.
#   fix: add a lifecycle rule with `abort_incomplete_multipart_upload` and `days_after_initiation`
#   bad: |
#     resource "aws_s3_bucket" "data" {
#       bucket = "acme-data"
#     }
#   good: |
#     resource "aws_s3_bucket_lifecycle_configuration" "data" {
#       bucket = aws_s3_bucket.data.id
#       rule {
#         id     = "uploads"
#         status = "Enabled"
#         filter {}
#         abort_incomplete_multipart_upload {
#           days_after_initiation = 7
#         }
#       }
#     }
#   themes: [hardening]
package driftlock.s3.s3_incomplete_uploads_kept

import data.driftlock.lib.buckets
import data.driftlock.lib.resource

setting := "aws_s3_bucket_lifecycle_configuration"

fail contains {"resource": address, "message": "no lifecycle rule aborts incomplete multipart uploads"} if {
	some address in keeping & having_one
}

fail contains {"resource": address, "message": "no lifecycle rules are declared"} if {
	some address in keeping - having_one
}

unknown contains {"resource": address, "message": "its lifecycle is known only after apply"} if {
	some address in undecided - aborting
}

pass := buckets.all & aborting

keeping := ((buckets.all - aborting) - buckets.open("lifecycle_rule")) - undecided

having_one := buckets.configured(setting)

aborting contains bucket.address if {
	some found in input.types[setting]
	some rule in found.values.rule
	rule.status == "Enabled"
	count(rule.abort_incomplete_multipart_upload) > 0
	some bucket in found.related.aws_s3_bucket
}

aborting contains bucket.address if {
	some bucket in buckets.outspoken
	some rule in bucket.values.lifecycle_rule
	rule.enabled == true
	rule.abort_incomplete_multipart_upload_days > 0
}

undecided := buckets.all & (buckets.maybe_configured(setting) | {address |
	some found in input.types[setting]
	some argument in ["status", "abort_incomplete_multipart_upload"]
	resource.undecided(found, ["rule", argument])
	some address in buckets.of(found)
})

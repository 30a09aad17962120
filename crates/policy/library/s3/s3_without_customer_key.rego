# METADATA
# title: S3 bucket is not encrypted with a KMS key
# description: >-
#   The bucket's encryption is not `aws:kms` or `aws:kms:dsse`, or none is declared, so that objects are
#   encrypted with keys that S3 manages. Which KMS key it is is not looked at. A bucket that access logs
#   are written to passes: S3 cannot deliver them to a bucket with a KMS key.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
# custom:
#   severity: low
#   resources:
#     aws_s3_bucket: [server_side_encryption_configuration]
#   why: >-
#     With keys that S3 manages, permission to read an object is enough to decrypt it. A KMS key asks a
#     second time, records each use, and can be disabled to cut off access.
#   fix: set `sse_algorithm = "aws:kms"`, and `kms_master_key_id` for a key of your own
#   bad: |
#     resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
#       bucket = aws_s3_bucket.data.id
#       rule {
#         apply_server_side_encryption_by_default {
#           sse_algorithm = "AES256"
#         }
#       }
#     }
#   good: |
#     resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
#       bucket = aws_s3_bucket.data.id
#       rule {
#         apply_server_side_encryption_by_default {
#           sse_algorithm     = "aws:kms"
#           kms_master_key_id = aws_kms_key.data.arn
#         }
#       }
#     }
#   themes: [customer-managed-keys]
package driftlock.s3.s3_without_customer_key

import data.driftlock.lib.resource
import data.driftlock.lib.s3_logs

setting := "aws_s3_bucket_server_side_encryption_configuration"

fail contains {"resource": bucket.address, "message": message(bucket)} if {
	some bucket in input.types.aws_s3_bucket
	not fine(bucket)
	not resource.open(bucket, "server_side_encryption_configuration")
	not undecided(bucket)
}

unknown contains {"resource": bucket.address, "message": "its encryption is known only after apply"} if {
	some bucket in input.types.aws_s3_bucket
	not fine(bucket)
	undecided(bucket)
}

pass contains bucket.address if {
	some bucket in input.types.aws_s3_bucket
	fine(bucket)
}

fine(bucket) if {
	some algorithm in algorithms(bucket)
	startswith(algorithm, "aws:kms")
}

fine(bucket) if s3_logs.receives(bucket)

algorithms(bucket) := {algorithm |
	some found in resource.related(bucket, setting)
	algorithm := found.values.rule[_].apply_server_side_encryption_by_default[_].sse_algorithm
} | {algorithm |
	some found in bucket.values.server_side_encryption_configuration
	algorithm := found.rule[_].apply_server_side_encryption_by_default[_].sse_algorithm
}

undecided(bucket) if count(resource.possible(bucket, setting)) > 0

undecided(bucket) if {
	some found in resource.related(bucket, setting)
	resource.undecided(found, ["rule", "apply_server_side_encryption_by_default"])
}

message(bucket) := sprintf("it is encrypted with `%s`", [concat("`, `", algorithms(bucket))]) if {
	count(algorithms(bucket)) > 0
} else := "no encryption with a KMS key is declared"

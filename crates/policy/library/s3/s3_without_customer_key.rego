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

import data.driftlock.lib.buckets
import data.driftlock.lib.s3_logs

setting := "aws_s3_bucket_server_side_encryption_configuration"

fail contains {"resource": address, "message": message} if {
	bad := lacking
	some address, names in algorithms
	address in bad
	message := sprintf("it is encrypted with `%s`", [concat("`, `", names)])
}

fail contains {"resource": address, "message": "no encryption with a KMS key is declared"} if {
	some address in lacking - encrypted
}

unknown contains {"resource": address, "message": "its encryption is known only after apply"} if {
	some address in undecided - fine
}

pass := buckets.all & fine

lacking := ((buckets.all - fine) - buckets.open("server_side_encryption_configuration")) - undecided

fine := s3_logs.receivers | {address |
	some address, names in algorithms
	startswith(names[_], "aws:kms")
}

encrypted := {address | some address, _ in algorithms}

# How buckets are encrypted, by address.
algorithms[bucket.address] contains algorithm if {
	some found in input.types[setting]
	algorithm := found.values.rule[_].apply_server_side_encryption_by_default[_].sse_algorithm
	some bucket in found.related.aws_s3_bucket
}

algorithms[bucket.address] contains algorithm if {
	some bucket in buckets.outspoken
	some found in bucket.values.server_side_encryption_configuration
	algorithm := found.rule[_].apply_server_side_encryption_by_default[_].sse_algorithm
}

undecided := buckets.all & (buckets.maybe_configured(setting) | {address |
	some found in input.types[setting]
	open(found.unknown.rule)
	some address in buckets.of(found)
})

open(rules) if {
	rules == true
} else if {
	rules[_].apply_server_side_encryption_by_default
}

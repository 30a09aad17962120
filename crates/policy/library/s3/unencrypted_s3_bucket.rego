# METADATA
# title: S3 bucket has no declared encryption
# description: >-
#   No `aws_s3_bucket_server_side_encryption_configuration` belongs to the bucket. AWS encrypts new
#   objects with keys of its own (SSE-S3) since January 2023; what is asked for here is that the
#   algorithm and key are declared, so that they are reviewed and a change of them is noticed.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
# custom:
#   severity: medium
#   resources:
#     aws_s3_bucket: [server_side_encryption_configuration]
#   why: >-
#     Encryption that nobody declared is encryption that nobody chose: its key cannot be audited,
#     restricted or revoked, and nothing shows when it is changed.
#   fix: add an `aws_s3_bucket_server_side_encryption_configuration` for this bucket
#   bad: |
#     resource "aws_s3_bucket" "data" {
#       bucket = "acme-data"
#     }
#   good: |
#     resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
#       bucket = aws_s3_bucket.data.id
#       rule {
#         apply_server_side_encryption_by_default {
#           sse_algorithm = "aws:kms"
#         }
#       }
#     }
#   themes: [encryption-at-rest]
package driftlock.s3.unencrypted_s3_bucket

import data.driftlock.lib.buckets

setting := "aws_s3_bucket_server_side_encryption_configuration"

fail contains {"resource": address, "message": "no encryption is declared"} if {
	open := buckets.open("server_side_encryption_configuration")
	some address in ((buckets.all - declared) - open) - buckets.maybe_configured(setting)
}

unknown contains {"resource": bucket.address, "message": message} if {
	good := declared
	some bucket in buckets.vague
	not bucket.address in good
	found := bucket.possible[setting][0]
	message := sprintf("whether %s is for it is known only after apply", [found.address])
}

pass := buckets.all & declared

declared := buckets.configured(setting) | {bucket.address |
	some bucket in buckets.outspoken
	count(bucket.values.server_side_encryption_configuration) > 0
}

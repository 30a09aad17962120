# METADATA
# title: S3 bucket has no complete public access block
# description: >-
#   No `aws_s3_bucket_public_access_block` with all four settings true belongs to the bucket, nor
#   does one cover the account.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: high
#   resources:
#     aws_s3_bucket: []
#   why: >-
#     The block is the one setting that keeps a bucket private whatever ACL or policy is added later,
#     by mistake or on purpose.
#   fix: add an `aws_s3_bucket_public_access_block` for this bucket with all four settings true
#   bad: |
#     resource "aws_s3_bucket" "data" {
#       bucket = "acme-data"
#     }
#   good: |
#     resource "aws_s3_bucket_public_access_block" "data" {
#       bucket                  = aws_s3_bucket.data.id
#       block_public_acls       = true
#       block_public_policy     = true
#       ignore_public_acls      = true
#       restrict_public_buckets = true
#     }
#   themes: [public-access]
package driftlock.s3.missing_s3_public_access_block

import data.driftlock.lib.resource
import data.driftlock.lib.s3

fail contains {"resource": bucket.address, "message": message(bucket, lacking)} if {
	some bucket in exposed
	lacking := [setting |
		some setting in s3.settings
		not s3.blocked(bucket, setting)
		not s3.maybe_blocked(bucket, setting)
	]
	count(lacking) > 0
}

unknown contains {"resource": bucket.address, "message": message} if {
	some bucket in exposed
	some setting in s3.settings
	not s3.blocked(bucket, setting)
	s3.maybe_blocked(bucket, setting)
	message := sprintf("whether `%s` covers it is known only after apply", [setting])
}

exposed := [bucket |
	some bucket in input.types.aws_s3_bucket
	not s3.shut(bucket)
]

message(bucket, _) := "nothing keeps it from being made public" if {
	count(resource.related(bucket, s3.block)) == 0
}

message(bucket, lacking) := sprintf("its public access block leaves %s off", [quoted(lacking)]) if {
	count(resource.related(bucket, s3.block)) > 0
}

quoted(names) := concat(", ", [sprintf("`%s`", [name]) | some name in names])

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

import data.driftlock.lib.buckets
import data.driftlock.lib.s3

fail contains {"resource": address, "message": "nothing keeps it from being made public"} if {
	some address in (s3.exposed - having_one) - held_all
}

fail contains {"resource": address, "message": message} if {
	some address in (s3.exposed & having_one) - held_all
	lacking := [sprintf("`%s`", [setting]) |
		some setting, holding in held
		not address in holding
	]
	message := sprintf("its public access block leaves %s off", [concat(", ", lacking)])
}

unknown contains {"resource": address, "message": message} if {
	some setting, maybe in s3.maybe_blocked
	some address in (maybe & s3.exposed) - s3.blocked[setting]
	message := sprintf("whether `%s` covers it is known only after apply", [setting])
}

having_one := buckets.configured(s3.block)

# The buckets for which a setting is on, or may be.
held := {setting: holding |
	some setting in s3.settings
	holding := s3.blocked[setting] | s3.maybe_blocked[setting]
}

held_all := intersection({holding | some holding in held})

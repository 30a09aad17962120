# METADATA
# title: S3 public access is not blocked for the whole account
# description: >-
#   An `aws_s3_account_public_access_block` leaves one of its four settings off. An account without the
#   resource is not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: medium
#   resources:
#     aws_s3_account_public_access_block:
#       [block_public_acls, block_public_policy, ignore_public_acls, restrict_public_buckets]
#   why: >-
#     The block of the account holds for every bucket and access point in it, even those made by hand and
#     those whose own block was forgotten.
#   fix: >-
#     set `block_public_acls`, `block_public_policy`, `ignore_public_acls` and `restrict_public_buckets`
#     to true
#   bad: |
#     resource "aws_s3_account_public_access_block" "account" {
#       block_public_acls   = true
#       block_public_policy = true
#     }
#   good: |
#     resource "aws_s3_account_public_access_block" "account" {
#       block_public_acls       = true
#       block_public_policy     = true
#       ignore_public_acls      = true
#       restrict_public_buckets = true
#     }
#   themes: [public-access]
package driftlock.s3.s3_account_public_access_allowed

import data.driftlock.lib.resource
import data.driftlock.lib.s3

fail contains {"resource": block.address, "message": message, "attribute": setting} if {
	some block in input.types.aws_s3_account_public_access_block
	some setting in s3.settings
	not block.values[setting] == true
	not resource.open(block, setting)
	message := sprintf("`%s` is off", [setting])
}

# METADATA
# title: S3 access point does not block public access
# description: >-
#   The `public_access_block_configuration` of an access point turns one of its four settings off.
#   Without the block all four are on. The access point's policy is not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html
# custom:
#   severity: high
#   resources:
#     aws_s3_access_point: [public_access_block_configuration]
#   why: >-
#     A policy of the access point can then open the bucket to everyone, and the settings cannot be
#     changed any more once the access point is made.
#   fix: remove `public_access_block_configuration`, or set all four of its settings to true
#   bad: |
#     resource "aws_s3_access_point" "reports" {
#       name   = "reports"
#       bucket = aws_s3_bucket.data.id
#       public_access_block_configuration {
#         block_public_policy     = false
#         restrict_public_buckets = false
#       }
#     }
#   good: |
#     resource "aws_s3_access_point" "reports" {
#       name   = "reports"
#       bucket = aws_s3_bucket.data.id
#     }
#   themes: [public-access]
package driftlock.s3.public_s3_access_point

import data.driftlock.lib.s3

attribute := "public_access_block_configuration"

fail contains {"resource": point.address, "message": message, "attribute": attribute} if {
	some point in input.types.aws_s3_access_point
	some block in point.values.public_access_block_configuration
	some setting in s3.settings
	block[setting] == false
	message := sprintf("`%s` is false", [setting])
}

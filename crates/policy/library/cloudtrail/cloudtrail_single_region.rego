# METADATA
# title: CloudTrail trail records a single region
# description: >-
#   `is_multi_region_trail` is not true.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html
# custom:
#   severity: medium
#   resources:
#     aws_cloudtrail: [is_multi_region_trail]
#   why: >-
#     Attackers work in the regions that nobody uses, because there nobody looks.
#   fix: set `is_multi_region_trail = true`
#   bad: |
#     resource "aws_cloudtrail" "main" {
#       name           = "main"
#       s3_bucket_name = aws_s3_bucket.trail.id
#     }
#   good: |
#     resource "aws_cloudtrail" "main" {
#       name                  = "main"
#       s3_bucket_name        = aws_s3_bucket.trail.id
#       is_multi_region_trail = true
#     }
#   themes: [audit-logging]
package driftlock.cloudtrail.cloudtrail_single_region

import data.driftlock.lib.resource

fail contains {"resource": trail.address, "message": message, "attribute": "is_multi_region_trail"} if {
	some trail in input.types.aws_cloudtrail
	not trail.values.is_multi_region_trail == true
	not resource.open(trail, "is_multi_region_trail")
	message := "`is_multi_region_trail` is false"
}

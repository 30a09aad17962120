# METADATA
# title: CloudTrail trail leaves out global services
# description: >-
#   `include_global_service_events` is false.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
# custom:
#   severity: medium
#   resources:
#     aws_cloudtrail: [include_global_service_events]
#   why: >-
#     IAM, STS and CloudFront are global: without their events a trail does not show who signed in, or who
#     gave whom which rights.
#   fix: remove `include_global_service_events = false`
#   bad: |
#     resource "aws_cloudtrail" "main" {
#       name                          = "main"
#       s3_bucket_name                = aws_s3_bucket.trail.id
#       include_global_service_events = false
#     }
#   good: |
#     resource "aws_cloudtrail" "main" {
#       name           = "main"
#       s3_bucket_name = aws_s3_bucket.trail.id
#     }
#   themes: [audit-logging]
package driftlock.cloudtrail.cloudtrail_without_global_events

setting := "include_global_service_events"

fail contains {"resource": trail.address, "message": message, "attribute": setting} if {
	some trail in input.types.aws_cloudtrail
	trail.values.include_global_service_events == false
	message := "`include_global_service_events` is false"
}

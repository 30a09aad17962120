# METADATA
# title: CloudFront distribution has no access log
# description: >-
#   Neither `logging_config` is set, nor does an `aws_cloudwatch_log_delivery_source` deliver the access
#   logs of the distribution. Real-time logs are not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html
# custom:
#   severity: medium
#   resources:
#     aws_cloudfront_distribution: [logging_config]
#   why: >-
#     Without it nobody can tell who asked for what, and an attack cannot be told from a busy day.
#   fix: add `logging_config` with the bucket for the logs
#   bad: |
#     resource "aws_cloudfront_distribution" "shop" {
#       enabled = true
#     }
#   good: |
#     resource "aws_cloudfront_distribution" "shop" {
#       enabled = true
#       logging_config {
#         bucket = aws_s3_bucket.access_logs.bucket_domain_name
#       }
#     }
#   themes: [audit-logging]
package driftlock.cloudfront.cloudfront_access_logs_off

import data.driftlock.lib.resource

source := "aws_cloudwatch_log_delivery_source"

fail contains {"resource": distribution.address, "message": message, "attribute": "logging_config"} if {
	some distribution in input.types.aws_cloudfront_distribution
	not logged(distribution)
	not resource.open(distribution, "logging_config")
	count(resource.possible(distribution, source)) == 0
	message := "`logging_config` is not set"
}

unknown contains {"resource": distribution.address, "message": message} if {
	some distribution in input.types.aws_cloudfront_distribution
	not logged(distribution)
	count(resource.possible(distribution, source)) > 0
	message := "whether its logs are delivered is known only after apply"
}

pass contains distribution.address if {
	some distribution in input.types.aws_cloudfront_distribution
	logged(distribution)
}

logged(distribution) if count(resource.blocks(distribution, "logging_config")) > 0

logged(distribution) if {
	some delivery in resource.related(distribution, source)
	delivery.values.log_type == "ACCESS_LOGS"
}

# METADATA
# title: CloudFront distribution has no firewall
# description: >-
#   `web_acl_id` is not set. What the rules of the web ACL are is not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-awswaf.html
# custom:
#   severity: low
#   resources:
#     aws_cloudfront_distribution: [web_acl_id]
#   why: >-
#     Known attacks, and floods of requests, reach what stands behind the distribution.
#   fix: set `web_acl_id` to the ARN of an `aws_wafv2_web_acl` with the scope `CLOUDFRONT`
#   bad: |
#     resource "aws_cloudfront_distribution" "shop" {
#       enabled = true
#     }
#   good: |
#     resource "aws_cloudfront_distribution" "shop" {
#       enabled    = true
#       web_acl_id = aws_wafv2_web_acl.shop.arn
#     }
#   themes: [hardening, network-exposure]
package driftlock.cloudfront.cloudfront_without_waf

import data.driftlock.lib.resource

fail contains {"resource": distribution.address, "message": message, "attribute": "web_acl_id"} if {
	some distribution in input.types.aws_cloudfront_distribution
	not resource.given(distribution, "web_acl_id")
	not resource.open(distribution, "web_acl_id")
	message := "`web_acl_id` is not set"
}

pass contains distribution.address if {
	some distribution in input.types.aws_cloudfront_distribution
	resource.given(distribution, "web_acl_id")
}

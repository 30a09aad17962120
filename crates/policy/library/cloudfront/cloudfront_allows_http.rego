# METADATA
# title: CloudFront serves plain HTTP
# description: >-
#   `viewer_protocol_policy` of the default or an ordered cache behaviour is `allow-all`.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html
# custom:
#   severity: medium
#   resources:
#     aws_cloudfront_distribution: []
#   why: >-
#     Over plain HTTP anyone on the way reads and changes what is sent, cookies included.
#   fix: set `viewer_protocol_policy` to `redirect-to-https` or `https-only`
#   bad: |
#     default_cache_behavior {
#       viewer_protocol_policy = "allow-all"
#     }
#   good: |
#     default_cache_behavior {
#       viewer_protocol_policy = "redirect-to-https"
#     }
#   themes: [encryption-in-transit]
package driftlock.cloudfront.cloudfront_allows_http

import data.driftlock.lib.resource

behaviours := ["default_cache_behavior", "ordered_cache_behavior"]

fail contains {"resource": distribution.address, "message": message, "attribute": kind} if {
	some distribution in input.types.aws_cloudfront_distribution
	some kind in behaviours
	some behaviour in resource.blocks(distribution, kind)
	behaviour.viewer_protocol_policy == "allow-all"
	message := sprintf("viewers of %s may use plain HTTP", [paths(behaviour)])
}

unknown contains {"resource": distribution.address, "message": message} if {
	some distribution in input.types.aws_cloudfront_distribution
	some kind in behaviours
	resource.undecided(distribution, [kind, "viewer_protocol_policy"])
	message := "`viewer_protocol_policy` is known only after apply"
}

paths(behaviour) := sprintf("`%s`", [behaviour.path_pattern])

paths(behaviour) := "the default behaviour" if not behaviour.path_pattern

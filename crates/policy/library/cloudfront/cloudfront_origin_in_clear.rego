# METADATA
# title: CloudFront asks its origin in clear
# description: >-
#   `origin_protocol_policy` of an origin is `http-only`, or `match-viewer` while viewers may use HTTP, or
#   `origin_ssl_protocols` has one older than TLS 1.2. S3 origins that are no websites are left out.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html
# custom:
#   severity: medium
#   resources:
#     aws_cloudfront_distribution: []
#   why: >-
#     What viewers send over TLS then goes on over the internet for everyone on the way to read.
#   fix: set `origin_protocol_policy = "https-only"` and `origin_ssl_protocols = ["TLSv1.2"]`
#   bad: |
#     custom_origin_config {
#       origin_protocol_policy = "http-only"
#       origin_ssl_protocols   = ["TLSv1", "TLSv1.2"]
#     }
#   good: |
#     custom_origin_config {
#       origin_protocol_policy = "https-only"
#       origin_ssl_protocols   = ["TLSv1.2"]
#     }
#   themes: [encryption-in-transit]
package driftlock.cloudfront.cloudfront_origin_in_clear

import data.driftlock.lib.resource

fail contains {"resource": distribution.address, "message": message, "attribute": "origin"} if {
	some distribution in input.types.aws_cloudfront_distribution
	some origin in resource.blocks(distribution, "origin")
	some config in origin.custom_origin_config
	some fault in faults(distribution, config)
	message := sprintf("the origin `%s` %s", [object.get(origin, "origin_id", "without a name"), fault])
}

unknown contains {"resource": distribution.address, "message": message} if {
	some distribution in input.types.aws_cloudfront_distribution
	undecided(distribution)
	message := "how it asks its origins is known only after apply"
}

faults(_, config) := {"is asked over plain HTTP"} if config.origin_protocol_policy == "http-only"

faults(distribution, config) := {"is asked over HTTP when the viewer used it"} if {
	config.origin_protocol_policy == "match-viewer"
	serves_http(distribution)
}

faults(_, config) := {fault |
	config.origin_protocol_policy == "https-only"
	some protocol in config.origin_ssl_protocols
	protocol in {"SSLv3", "TLSv1", "TLSv1.1"}
	fault := sprintf("is asked over `%s`", [protocol])
} if {
	config.origin_protocol_policy == "https-only"
}

serves_http(distribution) if {
	some kind in ["default_cache_behavior", "ordered_cache_behavior"]
	distribution.values[kind][_].viewer_protocol_policy == "allow-all"
}

undecided(distribution) if distribution.unknown.origin == true

undecided(distribution) if {
	some setting in ["origin_protocol_policy", "origin_ssl_protocols"]
	distribution.unknown.origin[_].custom_origin_config[_][setting] == true
}

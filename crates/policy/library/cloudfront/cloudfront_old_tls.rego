# METADATA
# title: CloudFront accepts old TLS
# description: >-
#   `minimum_protocol_version` of `viewer_certificate` is below TLS 1.2, which it also is when it is not
#   set, or the distribution uses the certificate of `cloudfront.net`, which accepts TLS 1.0.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
# custom:
#   severity: medium
#   resources:
#     aws_cloudfront_distribution: []
#   why: >-
#     TLS 1.0 and 1.1 have known weaknesses, and an attacker on the way can talk clients down to them.
#   fix: use a certificate of your own, and set `minimum_protocol_version = "TLSv1.2_2021"`
#   bad: |
#     viewer_certificate {
#       cloudfront_default_certificate = true
#     }
#   good: |
#     viewer_certificate {
#       acm_certificate_arn      = aws_acm_certificate.shop.arn
#       ssl_support_method       = "sni-only"
#       minimum_protocol_version = "TLSv1.2_2021"
#     }
#   themes: [encryption-in-transit]
package driftlock.cloudfront.cloudfront_old_tls

import data.driftlock.lib.resource

setting := ["viewer_certificate", "minimum_protocol_version"]

fail contains {"resource": distribution.address, "message": reason(certificate), "attribute": setting[0]} if {
	some distribution in input.types.aws_cloudfront_distribution
	some certificate in resource.blocks(distribution, "viewer_certificate")
	not resource.undecided(distribution, setting)
}

unknown contains {"resource": distribution.address, "message": message} if {
	some distribution in input.types.aws_cloudfront_distribution
	resource.undecided(distribution, setting)
	message := "`minimum_protocol_version` is known only after apply"
}

reason(certificate) := "the certificate of `cloudfront.net` accepts TLS 1.0" if {
	certificate.cloudfront_default_certificate == true
} else := sprintf("`minimum_protocol_version` is `%s`", [version]) if {
	version := object.get(certificate, "minimum_protocol_version", "TLSv1")
	version in {"SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016"}
}

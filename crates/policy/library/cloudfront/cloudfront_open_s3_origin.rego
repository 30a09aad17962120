# METADATA
# title: CloudFront reads a bucket without signing in
# description: >-
#   An S3 origin has neither an `origin_access_control_id` nor an `origin_access_identity`. Websites on S3,
#   which are custom origins, are left out.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
# custom:
#   severity: medium
#   resources:
#     aws_cloudfront_distribution: []
#   why: >-
#     The bucket has to be public for it to work, so that everyone can go around the distribution, its
#     firewall and its log.
#   fix: set `origin_access_control_id` to an `aws_cloudfront_origin_access_control` for S3
#   bad: |
#     origin {
#       origin_id   = "site"
#       domain_name = aws_s3_bucket.site.bucket_regional_domain_name
#     }
#   good: |
#     origin {
#       origin_id                = "site"
#       domain_name              = aws_s3_bucket.site.bucket_regional_domain_name
#       origin_access_control_id = aws_cloudfront_origin_access_control.site.id
#     }
#   themes: [least-privilege, public-access]
package driftlock.cloudfront.cloudfront_open_s3_origin

import data.driftlock.lib.resource

fail contains {"resource": distribution.address, "message": message, "attribute": "origin"} if {
	some distribution in input.types.aws_cloudfront_distribution
	some number, origin in resource.blocks(distribution, "origin")
	on_s3(origin)
	not signs(origin)
	not signs_later(distribution, number)
	name := object.get(origin, "origin_id", "without a name")
	message := sprintf("the origin `%s` is read without signing in", [name])
}

unknown contains {"resource": distribution.address, "message": "`origin` is known only after apply"} if {
	some distribution in input.types.aws_cloudfront_distribution
	distribution.unknown.origin == true
}

# What is not said to be something else is a bucket.
on_s3(origin) if {
	count(object.get(origin, "custom_origin_config", [])) == 0
	count(object.get(origin, "vpc_origin_config", [])) == 0
	not other_service(origin)
}

# Function URLs and media stores have access controls of their own.
other_service(origin) if {
	domain := origin.domain_name
	not contains(domain, ".s3")
}

signs(origin) if origin.origin_access_control_id != ""

signs(origin) if origin.s3_origin_config[_].origin_access_identity != ""

signs_later(distribution, number) if distribution.unknown.origin[number].origin_access_control_id == true

signs_later(distribution, number) if {
	distribution.unknown.origin[number].s3_origin_config[_].origin_access_identity == true
}

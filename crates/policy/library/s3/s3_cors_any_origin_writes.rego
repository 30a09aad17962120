# METADATA
# title: S3 bucket lets scripts of any site write to it
# description: >-
#   A CORS rule allows `PUT`, `POST` or `DELETE` from the origin `*`, or from any site over HTTP or HTTPS.
#   Reading from any origin is left alone.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
# custom:
#   severity: medium
#   resources:
#     aws_s3_bucket: [cors_rule]
#     aws_s3_bucket_cors_configuration: [cors_rule]
#   why: >-
#     A page of any site can then have its visitors' browsers change the bucket with whatever access they
#     have, such as a signed link or a network that is trusted.
#   fix: list the origins of your own sites in `allowed_origins`
#   bad: |
#     resource "aws_s3_bucket_cors_configuration" "uploads" {
#       bucket = aws_s3_bucket.uploads.id
#       cors_rule {
#         allowed_methods = ["PUT"]
#         allowed_origins = ["*"]
#       }
#     }
#   good: |
#     resource "aws_s3_bucket_cors_configuration" "uploads" {
#       bucket = aws_s3_bucket.uploads.id
#       cors_rule {
#         allowed_methods = ["PUT"]
#         allowed_origins = ["https://www.example.com"]
#       }
#     }
#   themes: [public-access]
package driftlock.s3.s3_cors_any_origin_writes

import data.driftlock.lib.buckets

setting := "aws_s3_bucket_cors_configuration"

fail contains {"resource": holder.address, "message": message, "attribute": "cors_rule"} if {
	some holder in holders
	some rule in holder.values.cors_rule
	some origin in rule.allowed_origins
	origin in {"*", "http://*", "https://*", "http*"}
	writes := {method | some method in rule.allowed_methods} & {"DELETE", "POST", "PUT"}
	count(writes) > 0
	message := sprintf("a rule allows %s from the origin `%s`", [concat(" and ", writes), origin])
}

holders contains found if some found in input.types[setting]

# What is deployed shows in the bucket too, and need not be told twice.
holders contains bucket if {
	some bucket in buckets.outspoken
	not bucket.related[setting]
}

# METADATA
# title: S3 bucket can be reached over plain HTTP
# description: >-
#   No bucket policy denies everyone every action of S3 while `aws:SecureTransport` is false. The denial
#   must cover the objects too: its `Resource` must end in `*`.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-ssl-requests-only.html
# custom:
#   severity: medium
#   resources:
#     aws_s3_bucket: [policy]
#   why: >-
#     S3 answers over HTTP as well as HTTPS, so that objects and signed requests can be read and changed
#     on the way by whoever is in between.
#   fix: add a statement to the bucket policy that denies `s3:*` while `aws:SecureTransport` is false
#   bad: |
#     resource "aws_s3_bucket" "data" {
#       bucket = "acme-data"
#     }
#   good: |
#     resource "aws_s3_bucket_policy" "data" {
#       bucket = aws_s3_bucket.data.id
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Deny"
#           Principal = "*"
#           Action    = "s3:*"
#           Resource  = ["arn:aws:s3:::acme-data", "arn:aws:s3:::acme-data/*"]
#           Condition = { Bool = { "aws:SecureTransport" = "false" } }
#         }]
#       })
#     }
#   themes: [encryption-in-transit]
package driftlock.s3.s3_bucket_allows_http

import data.driftlock.lib.bucket_policies
import data.driftlock.lib.buckets
import data.driftlock.lib.iam
import data.driftlock.lib.resource

setting := "aws_s3_bucket_policy"

fail contains {"resource": address, "message": "its bucket policy does not deny plain HTTP"} if {
	some address in allowing & having_one
}

fail contains {"resource": address, "message": "no bucket policy denies plain HTTP"} if {
	some address in allowing - having_one
}

unknown contains {"resource": address, "message": "its bucket policy is known only after apply"} if {
	some address in undecided - refusing
}

pass := buckets.all & refusing

allowing := ((buckets.all - refusing) - buckets.open("policy")) - undecided

having_one := buckets.configured(setting)

refusing contains address if {
	some document in bucket_policies.documents
	some statement in document.statements
	statement.Effect == "Deny"
	denies_http(statement)
	some address in bucket_policies.buckets(document.holder)
}

denies_http(statement) if {
	unencrypted(statement)
	iam.everyone(statement)
	not statement.NotPrincipal
	some action in resource.list(statement.Action)
	lower(action) in {"*", "s3:*"}
	some covered in resource.list(statement.Resource)
	endswith(covered, "*")
}

unencrypted(statement) if {
	some operator, keys in statement.Condition
	operator in {"Bool", "BoolIfExists"}
	some key, values in keys
	lower(key) == "aws:securetransport"
	some value in resource.list(values)
	lower(sprintf("%v", [value])) == "false"
}

undecided := buckets.all & (buckets.maybe_configured(setting) | {address |
	some found in input.types[setting]
	found.unknown.policy
	some address in buckets.of(found)
})

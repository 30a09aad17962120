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

import data.driftlock.lib.iam
import data.driftlock.lib.resource

setting := "aws_s3_bucket_policy"

fail contains {"resource": bucket.address, "message": message(bucket)} if {
	some bucket in input.types.aws_s3_bucket
	not refuses(bucket)
	not resource.open(bucket, "policy")
	not undecided(bucket)
}

unknown contains {"resource": bucket.address, "message": "its bucket policy is known only after apply"} if {
	some bucket in input.types.aws_s3_bucket
	not refuses(bucket)
	undecided(bucket)
}

pass contains bucket.address if {
	some bucket in input.types.aws_s3_bucket
	refuses(bucket)
}

refuses(bucket) if {
	some holder in array.concat([bucket], resource.related(bucket, setting))
	document := holder.values.policy
	json.is_valid(document)
	some statement in resource.list(json.unmarshal(document).Statement)
	statement.Effect == "Deny"
	denies_http(statement)
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

undecided(bucket) if count(resource.possible(bucket, setting)) > 0

undecided(bucket) if {
	some found in resource.related(bucket, setting)
	resource.open(found, "policy")
}

message(bucket) := "its bucket policy does not deny plain HTTP" if {
	count(resource.related(bucket, setting)) > 0
} else := "no bucket policy denies plain HTTP"

# METADATA
# title: S3 bucket policy allows everyone
# description: >-
#   A statement of a bucket policy allows something to the principal `*`, without a condition that
#   ties it to an account, an organisation, a network or an access point.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-bucket-user-policy-specifying-principal-intro.html
# custom:
#   severity: critical
#   resources:
#     aws_s3_bucket: [policy]
#     aws_s3_bucket_policy: [policy]
#   why: >-
#     Such a statement needs no credentials at all. A public access block may hide it today, but the
#     day somebody lifts the block, the bucket is open.
#   fix: name the accounts or roles as `Principal`, or add a condition such as `aws:PrincipalOrgID`
#   bad: |
#     { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*" }
#   good: |
#     { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::123456789012:role/reader" },
#       "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*" }
#   themes: [least-privilege, public-access]
package driftlock.s3.open_s3_bucket_policy

import data.driftlock.lib.bucket_policies

fail contains {"resource": found.holder.address, "message": message, "attribute": "policy"} if {
	some found in bucket_policies.open
	name := object.get(found.statement, "Sid", sprintf("number %d", [found.number + 1]))
	message := sprintf("the allowing statement %s applies to everyone", [name])
}

unknown contains {"resource": address, "message": "`policy` is no readable policy document"} if {
	some address in bucket_policies.unreadable
}

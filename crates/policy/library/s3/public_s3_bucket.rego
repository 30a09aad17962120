# METADATA
# title: S3 bucket is public
# description: >-
#   A canned or granted ACL, or a bucket policy, lets everyone in, and no public access block of the
#   bucket or the account stands in the way.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: critical
#   resources:
#     aws_s3_bucket: [acl, grant, policy]
#   why: >-
#     Anyone on the internet can list, read or even write the objects. Public buckets are the most
#     common way in which data leaks from AWS.
#   fix: >-
#     remove the public ACL or policy statement, and add an `aws_s3_bucket_public_access_block` with
#     all four settings true
#   bad: |
#     resource "aws_s3_bucket_acl" "site" {
#       bucket = aws_s3_bucket.site.id
#       acl    = "public-read"
#     }
#   good: |
#     resource "aws_s3_bucket_public_access_block" "site" {
#       bucket                  = aws_s3_bucket.site.id
#       block_public_acls       = true
#       block_public_policy     = true
#       ignore_public_acls      = true
#       restrict_public_buckets = true
#     }
#   themes: [public-access]
package driftlock.s3.public_s3_bucket

import data.driftlock.lib.buckets
import data.driftlock.lib.s3
import data.driftlock.lib.s3_ways

fail contains {"resource": way.bucket, "message": way.message} if {
	some way in open_ways
	not way.bucket in s3.maybe_blocked[way.prevented_by]
}

unknown contains {"resource": way.bucket, "message": message} if {
	some way in open_ways
	way.bucket in s3.maybe_blocked[way.prevented_by]
	message := sprintf("%s, unless a public access block covers it", [way.message])
}

unknown contains {"resource": address, "message": message} if {
	some type, setting in deciding
	some child in input.types[type]
	child.unknown[["acl", "access_control_policy", "policy"][_]]
	some address in (buckets.of(child) & s3.exposed) - s3.blocked[setting.prevented_by]
	message := sprintf("%s of %s is known only after apply", [setting.attribute, child.address])
}

unknown contains {"resource": bucket.address, "message": message} if {
	some type, setting in deciding
	exposed := s3.exposed - s3.blocked[setting.prevented_by]
	some bucket in buckets.vague
	bucket.address in exposed
	child := bucket.possible[type][0]
	message := sprintf("%s of %s is known only after apply", [setting.attribute, child.address])
}

pass := buckets.all & s3.shut

open_ways := [way |
	exposed := s3.exposed
	blocked := s3.blocked
	some way in s3_ways.all
	way.bucket in exposed
	not way.bucket in blocked[way.prevented_by]
]

deciding := {
	"aws_s3_bucket_acl": {"attribute": "`acl`", "prevented_by": "ignore_public_acls"},
	"aws_s3_bucket_policy": {"attribute": "`policy`", "prevented_by": "restrict_public_buckets"},
}

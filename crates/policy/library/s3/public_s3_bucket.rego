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

import data.driftlock.lib.resource
import data.driftlock.lib.s3

fail contains {"resource": way.bucket, "message": way.message} if {
	some way in open_ways
	not way.maybe_blocked
}

unknown contains {"resource": way.bucket, "message": message} if {
	some way in open_ways
	way.maybe_blocked
	message := sprintf("%s, unless a public access block covers it", [way.message])
}

unknown contains {"resource": bucket.address, "message": message} if {
	some bucket in exposed
	some type, setting in deciding
	some child in array.concat(resource.related(bucket, type), resource.possible(bucket, type))
	undecided(bucket, child, type)
	not s3.blocked(bucket, setting.prevented_by)
	message := sprintf("%s of %s is known only after apply", [setting.attribute, child.address])
}

pass contains bucket.address if {
	some bucket in input.types.aws_s3_bucket
	s3.shut(bucket)
}

exposed := [bucket |
	some bucket in input.types.aws_s3_bucket
	not s3.shut(bucket)
]

open_ways contains way if {
	some bucket in exposed
	some found in s3.ways(bucket)
	not s3.blocked(bucket, found.prevented_by)
	way := {
		"bucket": bucket.address,
		"message": found.message,
		"maybe_blocked": maybe_blocked(bucket, found.prevented_by),
	}
}

default maybe_blocked(_, _) := false

maybe_blocked(bucket, setting) if s3.maybe_blocked(bucket, setting)

deciding := {
	"aws_s3_bucket_acl": {"attribute": "`acl`", "prevented_by": "ignore_public_acls"},
	"aws_s3_bucket_policy": {"attribute": "`policy`", "prevented_by": "restrict_public_buckets"},
}

undecided(_, child, _) if resource.open(child, ["acl", "access_control_policy", "policy"][_])

undecided(bucket, child, type) if child in resource.possible(bucket, type)

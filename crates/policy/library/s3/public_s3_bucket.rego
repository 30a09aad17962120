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
#   controls: ["cis-aws-1.4:2.1.5", "cis-aws-1.5:2.1.5", "cis-aws-3.0:2.1.4"]
package driftlock.s3.public_s3_bucket

import data.driftlock.lib.iam
import data.driftlock.lib.resource
import data.driftlock.lib.s3

fail contains finding if {
	some bucket in input.types.aws_s3_bucket
	some way in ways(bucket)
	not s3.blocked(bucket, way.prevented_by)
	not s3.maybe_blocked(bucket, way.prevented_by)
	finding := {"resource": bucket.address, "message": way.message}
}

unknown contains {"resource": bucket.address, "message": "a public access block may or may not cover it"} if {
	some bucket in input.types.aws_s3_bucket
	some way in ways(bucket)
	not s3.blocked(bucket, way.prevented_by)
	s3.maybe_blocked(bucket, way.prevented_by)
}

unknown contains {"resource": bucket.address, "message": message} if {
	some bucket in input.types.aws_s3_bucket
	some type, setting in deciding
	some child in array.concat(resource.related(bucket, type), resource.possible(bucket, type))
	undecided(bucket, child, type)
	not s3.blocked(bucket, setting.prevented_by)
	message := sprintf("%s of %s is known only after apply", [setting.attribute, child.address])
}

pass contains bucket.address if {
	some bucket in input.types.aws_s3_bucket
	s3.blocked(bucket, "ignore_public_acls")
	s3.blocked(bucket, "restrict_public_buckets")
}

deciding := {
	"aws_s3_bucket_acl": {"attribute": "`acl`", "prevented_by": "ignore_public_acls"},
	"aws_s3_bucket_policy": {"attribute": "`policy`", "prevented_by": "restrict_public_buckets"},
}

undecided(_, child, _) if resource.open(child, "acl")

undecided(_, child, _) if resource.open(child, "access_control_policy")

undecided(_, child, _) if resource.open(child, "policy")

undecided(bucket, child, type) if child in resource.possible(bucket, type)

# Each way in which a bucket is open, and the setting that would prevent it.
ways(bucket) := {way |
	some holder in array.concat([bucket], resource.related(bucket, "aws_s3_bucket_acl"))
	some acl in public_acls(holder.values)
	message := sprintf("the ACL of %s lets %s in", [holder.address, acl])
	way := {"message": message, "prevented_by": "ignore_public_acls"}
} | {way |
	some holder in array.concat([bucket], resource.related(bucket, "aws_s3_bucket_policy"))
	some statement in iam.allowing(holder.values.policy)
	iam.everyone(statement)
	not iam.narrowed(statement)
	message := sprintf("the policy of %s lets everyone in", [holder.address])
	way := {"message": message, "prevented_by": "restrict_public_buckets"}
}

public_acls(values) := {group |
	canned := {
		"public-read": "everyone",
		"public-read-write": "everyone",
		"authenticated-read": "every AWS account",
	}
	group := canned[values.acl]
} | {group |
	some grant in values.grant
	group := groups[grant.uri]
} | {group |
	some policy in values.access_control_policy
	some grant in policy.grant
	some grantee in grant.grantee
	group := groups[grantee.uri]
}

groups := {
	"http://acs.amazonaws.com/groups/global/AllUsers": "everyone",
	"http://acs.amazonaws.com/groups/global/AuthenticatedUsers": "every AWS account",
}

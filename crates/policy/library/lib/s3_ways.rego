# How ACLs and policies open buckets to everyone.
package driftlock.lib.s3_ways

import data.driftlock.lib.bucket_policies
import data.driftlock.lib.buckets

# Each way in which a bucket is open, and the setting that would prevent it.
all contains way if {
	some holder in object.get(input.types, "aws_s3_bucket_acl", [])
	some group in public_groups(holder.values)
	some bucket in holder.related.aws_s3_bucket
	message := sprintf("the ACL of %s lets %s in", [holder.address, group])
	way := {"bucket": bucket.address, "message": message, "prevented_by": "ignore_public_acls"}
}

all contains way if {
	some bucket in buckets.outspoken
	some group in public_groups(bucket.values)
	message := sprintf("the ACL of %s lets %s in", [bucket.address, group])
	way := {"bucket": bucket.address, "message": message, "prevented_by": "ignore_public_acls"}
}

all contains way if {
	some found in bucket_policies.open
	some address in bucket_policies.buckets(found.holder)
	message := sprintf("the policy of %s lets everyone in", [found.holder.address])
	way := {"bucket": address, "message": message, "prevented_by": "restrict_public_buckets"}
}

# Whom an ACL lets in that should not be.
public_groups(values) := {group | group := canned[values.acl]} | {group |
	some grant in values.grant
	group := groups[grant.uri]
} | {group |
	some policy in values.access_control_policy
	some grant in policy.grant
	some grantee in grant.grantee
	group := groups[grantee.uri]
}

canned := {
	"authenticated-read": "every AWS account",
	"public-read": "everyone",
	"public-read-write": "everyone",
}

groups := {
	"http://acs.amazonaws.com/groups/global/AllUsers": "everyone",
	"http://acs.amazonaws.com/groups/global/AuthenticatedUsers": "every AWS account",
}

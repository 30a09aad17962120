# What decides whether a bucket can be public.
package driftlock.lib.s3

import data.driftlock.lib.iam
import data.driftlock.lib.resource

block := "aws_s3_bucket_public_access_block"

settings := ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]

# Holds when everything is blocked, which is soon seen of most buckets.
shut(bucket) if {
	some found in bucket.related[block]
	found.values.block_public_acls == true
	found.values.block_public_policy == true
	found.values.ignore_public_acls == true
	found.values.restrict_public_buckets == true
}

# Holds when a setting of a public access block is on for a bucket or its whole account.
blocked(bucket, setting) if {
	some found in bucket.related[block]
	found.values[setting] == true
}

blocked(_, setting) if account_wide[setting]

account_wide contains setting if {
	some found in input.types.aws_s3_account_public_access_block
	some setting, value in found.values
	value == true
}

# Holds when a setting may turn out to be on.
maybe_blocked(bucket, setting) if {
	some found in bucket.related[block]
	resource.open(found, setting)
}

maybe_blocked(bucket, setting) if {
	some found in bucket.possible[block]
	may_hold(found, setting)
}

may_hold(found, setting) if found.values[setting] == true

may_hold(found, setting) if resource.open(found, setting)

# Each way in which ACLs and policies open a bucket, and the setting that would prevent it.
ways(bucket) := {way |
	some holder in array.concat([bucket], resource.related(bucket, "aws_s3_bucket_acl"))
	some group in public_groups(holder.values)
	message := sprintf("the ACL of %s lets %s in", [holder.address, group])
	way := {"message": message, "prevented_by": "ignore_public_acls"}
} | {way |
	some holder in array.concat([bucket], resource.related(bucket, "aws_s3_bucket_policy"))
	some statement in iam.allowing(holder.values.policy)
	iam.everyone(statement)
	not iam.narrowed(statement)
	message := sprintf("the policy of %s lets everyone in", [holder.address])
	way := {"message": message, "prevented_by": "restrict_public_buckets"}
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

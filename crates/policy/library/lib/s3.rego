# What decides whether a bucket can be public.
package driftlock.lib.s3

import data.driftlock.lib.bucket_policies
import data.driftlock.lib.buckets

block := "aws_s3_bucket_public_access_block"

settings := ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]

# Buckets of which everything is blocked, which are most.
shut contains bucket.address if {
	some found in input.types[block]
	found.values.block_public_acls == true
	found.values.block_public_policy == true
	found.values.ignore_public_acls == true
	found.values.restrict_public_buckets == true
	some bucket in found.related.aws_s3_bucket
}

# The others.
exposed := buckets.all - shut

# Public access blocks that leave something open, or may do so.
partial := [found |
	everything := {setting: true | some setting in settings}
	some found in input.types[block]
	object.filter(found.values, settings) != everything
]

# The buckets for which a setting is on, or is on for their whole account, by setting.
blocked := {setting: addresses |
	some setting in settings
	addresses := {address | account_wide[setting]; some address in buckets.all} | shut | {bucket.address |
		some found in partial
		found.values[setting] == true
		some bucket in found.related.aws_s3_bucket
	}
}

account_wide contains setting if {
	some found in input.types.aws_s3_account_public_access_block
	some setting, value in found.values
	value == true
}

# The buckets for which a setting may turn out to be on, by setting.
maybe_blocked := {setting: addresses |
	some setting in settings
	addresses := {bucket.address |
		some found in partial
		found.unknown[setting]
		some bucket in found.related.aws_s3_bucket
	} | {candidate.bucket |
		some candidate in candidates
		may_hold(candidate.block, setting)
	} | {address |
		setting in anywhere
		some address in buckets.maybe_configured(block)
	}
}

# The settings that may be on for any bucket: such blocks are looked at once, and not for each bucket.
anywhere contains setting if {
	some found in for_any
	some setting in settings
	may_hold(found, setting)
}

for_any := object.get(input.vague, ["aws_s3_bucket", block], [])

# Blocks that may be for some buckets, which come first in a bucket's list.
candidates := [{"bucket": bucket.address, "block": found} |
	some bucket in buckets.vague
	own := count(bucket.possible[block]) - count(for_any)
	own > 0
	some found in array.slice(bucket.possible[block], 0, own)
]

may_hold(found, setting) if {
	found.values[setting] == true
} else if {
	found.unknown[setting]
}

# Each way in which ACLs and policies open a bucket, and the setting that would prevent it.
ways contains way if {
	some holder in object.get(input.types, "aws_s3_bucket_acl", [])
	some group in public_groups(holder.values)
	some bucket in holder.related.aws_s3_bucket
	message := sprintf("the ACL of %s lets %s in", [holder.address, group])
	way := {"bucket": bucket.address, "message": message, "prevented_by": "ignore_public_acls"}
}

ways contains way if {
	some bucket in buckets.outspoken
	some group in public_groups(bucket.values)
	message := sprintf("the ACL of %s lets %s in", [bucket.address, group])
	way := {"bucket": bucket.address, "message": message, "prevented_by": "ignore_public_acls"}
}

ways contains way if {
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

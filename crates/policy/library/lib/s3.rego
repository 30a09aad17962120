# What keeps buckets from being public: public access blocks, of a bucket or of its account.
package driftlock.lib.s3

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

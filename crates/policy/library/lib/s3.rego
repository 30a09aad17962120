# What decides whether a bucket can be public.
package driftlock.lib.s3

import data.driftlock.lib.resource

block := "aws_s3_bucket_public_access_block"

# Holds when a setting of a public access block is on for a bucket or its whole account.
blocked(bucket, setting) if {
	some found in resource.related(bucket, block)
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
	some found in resource.related(bucket, block)
	resource.open(found, setting)
}

maybe_blocked(bucket, setting) if {
	some found in resource.possible(bucket, block)
	may_hold(found, setting)
}

may_hold(found, setting) if found.values[setting] == true

may_hold(found, setting) if resource.open(found, setting)

# Which buckets the access logs of other buckets are written to.
package driftlock.lib.s3_logs

import data.driftlock.lib.buckets

# Buckets that receive access logs, as far as the configuration shows it.
receivers := (buckets.all & targets) | {bucket.address |
	some name in targets
	some bucket in named[name]
}

named[name] contains bucket if {
	count(targets) > 0
	some bucket in input.types.aws_s3_bucket
	name := bucket.values.bucket
}

# Names where they are known, else addresses.
targets contains name if {
	some logging in input.types.aws_s3_bucket_logging
	name := logging.values.target_bucket
}

targets contains address if {
	some logging in input.types.aws_s3_bucket_logging
	some address in logging.refers.target_bucket
}

targets contains name if {
	some bucket in buckets.outspoken
	some logging in bucket.values.logging
	name := logging.target_bucket
}

targets contains address if {
	some bucket in buckets.undecided
	some address in bucket.refers.logging
}

# Which buckets the access logs of other buckets are written to.
package driftlock.lib.s3_logs

# Holds when a bucket receives access logs, as far as the configuration shows it.
receives(bucket) if bucket.address in targets

receives(bucket) if bucket.values.bucket in targets

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
	some bucket in input.types.aws_s3_bucket
	some logging in bucket.values.logging
	name := logging.target_bucket
}

targets contains address if {
	some bucket in input.types.aws_s3_bucket
	some address in bucket.refers.logging
}

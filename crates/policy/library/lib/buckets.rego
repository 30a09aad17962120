# Sets of S3 buckets, by address. Most buckets leave their settings to other resources, so policies
# start from those resources, and from the few buckets that say something themselves.
package driftlock.lib.buckets

# All of them.
all := {bucket.address | some bucket in input.types.aws_s3_bucket}

# Those that a resource certainly configures.
of(found) := {bucket.address | some bucket in found.related.aws_s3_bucket}

# Those that some resource of a type certainly configures.
configured(type) := {bucket.address |
	some found in input.types[type]
	some bucket in found.related.aws_s3_bucket
}

# Those that some resource of a type may configure, which cannot be told before apply.
maybe_configured(type) := {bucket.address |
	some bucket in vague
	count(bucket.possible[type]) > 0
}

# Those of which an argument is known only after apply.
open(argument) := {bucket.address |
	some bucket in undecided
	bucket.unknown[argument]
}

vague := [bucket |
	some bucket in input.types.aws_s3_bucket
	bucket.possible
]

undecided := [bucket |
	some bucket in input.types.aws_s3_bucket
	bucket.unknown != {}
]

# Buckets that hold settings themselves: in arguments of older providers, or because they are deployed.
outspoken := [bucket |
	arguments := settings
	some bucket in input.types.aws_s3_bucket
	count(arguments & object.keys(bucket.values)) > 0
]

settings := {
	"acl", "cors_rule", "grant", "lifecycle_rule", "logging", "policy", "server_side_encryption_configuration",
	"versioning",
}

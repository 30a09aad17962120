# METADATA
# title: S3 bucket is not versioned
# description: >-
#   No `aws_s3_bucket_versioning` with the status `Enabled` belongs to the bucket.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
# custom:
#   severity: medium
#   resources:
#     aws_s3_bucket: [versioning]
#   why: >-
#     Without versions an overwritten or deleted object is gone, whether by mistake or by ransomware,
#     and neither replication nor MFA delete can be used.
#   fix: add an `aws_s3_bucket_versioning` for this bucket with `status = "Enabled"`
#   bad: |
#     resource "aws_s3_bucket_versioning" "data" {
#       bucket = aws_s3_bucket.data.id
#       versioning_configuration {
#         status = "Suspended"
#       }
#     }
#   good: |
#     resource "aws_s3_bucket_versioning" "data" {
#       bucket = aws_s3_bucket.data.id
#       versioning_configuration {
#         status = "Enabled"
#       }
#     }
#   themes: [backup]
package driftlock.s3.unversioned_s3_bucket

import data.driftlock.lib.buckets

setting := "aws_s3_bucket_versioning"

fail contains {"resource": address, "message": "no versioning is declared"} if {
	some address in unversioned - having_one
}

fail contains {"resource": address, "message": message} if {
	some address in unversioned & having_one
	statuses := [configuration.status |
		some found in input.resources[address].related[setting]
		some configuration in found.values.versioning_configuration
	]
	message := sprintf("its versioning is `%s`", [concat("`, `", statuses)])
}

unknown contains {"resource": address, "message": "its versioning is known only after apply"} if {
	some address in undecided - versioned
}

pass := buckets.all & versioned

unversioned := ((buckets.all - versioned) - buckets.open("versioning")) - undecided

having_one := buckets.configured(setting)

versioned contains bucket.address if {
	some found in input.types[setting]
	found.values.versioning_configuration[_].status == "Enabled"
	some bucket in found.related.aws_s3_bucket
}

versioned contains bucket.address if {
	some bucket in buckets.outspoken
	bucket.values.versioning[_].enabled == true
}

undecided := buckets.all & (buckets.maybe_configured(setting) | {address |
	some found in input.types[setting]
	open(found.unknown.versioning_configuration)
	some address in buckets.of(found)
})

open(configurations) if {
	configurations == true
} else if {
	configurations[_].status
}

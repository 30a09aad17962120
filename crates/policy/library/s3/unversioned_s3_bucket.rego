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

import data.driftlock.lib.resource

setting := "aws_s3_bucket_versioning"

fail contains {"resource": bucket.address, "message": message(bucket)} if {
	some bucket in input.types.aws_s3_bucket
	not resource.open(bucket, "versioning")
	not versioned(bucket)
	not undecided(bucket)
}

unknown contains {"resource": bucket.address, "message": "its versioning is known only after apply"} if {
	some bucket in input.types.aws_s3_bucket
	not versioned(bucket)
	undecided(bucket)
}

pass contains bucket.address if {
	some bucket in input.types.aws_s3_bucket
	versioned(bucket)
}

versioned(bucket) if {
	some found in resource.related(bucket, setting)
	some configuration in found.values.versioning_configuration
	configuration.status == "Enabled"
}

versioned(bucket) if {
	some configuration in bucket.values.versioning
	configuration.enabled == true
}

undecided(bucket) if {
	some found in resource.related(bucket, setting)
	found.unknown.versioning_configuration == true
}

undecided(bucket) if {
	some found in resource.related(bucket, setting)
	found.unknown.versioning_configuration[_].status
}

undecided(bucket) if count(resource.possible(bucket, setting)) > 0

message(bucket) := "no versioning is declared" if count(resource.related(bucket, setting)) == 0

message(bucket) := sprintf("its versioning is `%s`", [status]) if {
	statuses := [configuration.status |
		some found in resource.related(bucket, setting)
		some configuration in found.values.versioning_configuration
	]
	status := concat("`, `", statuses)
	count(resource.related(bucket, setting)) > 0
}

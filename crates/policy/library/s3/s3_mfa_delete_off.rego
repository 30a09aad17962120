# METADATA
# title: S3 object versions can be deleted without MFA
# description: >-
#   Versioning is enabled for the bucket, but `mfa_delete` is not `Enabled`. Buckets without versioning
#   are left to `unversioned_s3_bucket`. AWS lets only the root user change the setting.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html
# custom:
#   severity: low
#   resources:
#     aws_s3_bucket: [versioning]
#   why: >-
#     Whoever holds one stolen credential can delete every version of every object for good, or suspend
#     versioning first and then overwrite them.
#   fix: >-
#     set `mfa_delete = "Enabled"` in `versioning_configuration`, and `mfa` to the root user's device and code
#   bad: |
#     resource "aws_s3_bucket_versioning" "data" {
#       bucket = aws_s3_bucket.data.id
#       versioning_configuration {
#         status = "Enabled"
#       }
#     }
#   good: |
#     resource "aws_s3_bucket_versioning" "data" {
#       bucket = aws_s3_bucket.data.id
#       mfa    = "arn:aws:iam::123456789012:mfa/root-account-mfa-device 123456"
#       versioning_configuration {
#         status     = "Enabled"
#         mfa_delete = "Enabled"
#       }
#     }
#   themes: [deletion-protection]
package driftlock.s3.s3_mfa_delete_off

import data.driftlock.lib.resource

setting := "aws_s3_bucket_versioning"

fail contains {"resource": bucket.address, "message": "versioning is enabled without `mfa_delete`"} if {
	some bucket in input.types.aws_s3_bucket
	versioned(bucket)
	not protected(bucket)
	not resource.open(bucket, "versioning")
	not undecided(bucket)
}

unknown contains {"resource": bucket.address, "message": "its versioning is known only after apply"} if {
	some bucket in input.types.aws_s3_bucket
	not protected(bucket)
	undecided(bucket)
}

pass contains bucket.address if {
	some bucket in input.types.aws_s3_bucket
	protected(bucket)
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

protected(bucket) if {
	some found in resource.related(bucket, setting)
	some configuration in found.values.versioning_configuration
	configuration.mfa_delete == "Enabled"
}

protected(bucket) if {
	some configuration in bucket.values.versioning
	configuration.mfa_delete == true
}

undecided(bucket) if count(resource.possible(bucket, setting)) > 0

undecided(bucket) if {
	some found in resource.related(bucket, setting)
	resource.undecided(found, ["versioning_configuration", "status"])
}

# The provider decides `mfa_delete` where it is not set, so that it is unknown even then.
undecided(bucket) if {
	some found in resource.related(bucket, setting)
	resource.undecided(found, ["versioning_configuration", "mfa_delete"])
	resource.refers(found, "versioning_configuration")
}

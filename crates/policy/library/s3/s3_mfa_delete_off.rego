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

import data.driftlock.lib.buckets
import data.driftlock.lib.resource

setting := "aws_s3_bucket_versioning"

fail contains {"resource": address, "message": "versioning is enabled without `mfa_delete`"} if {
	some address in (((buckets.all & versioned) - protected) - buckets.open("versioning")) - undecided
}

unknown contains {"resource": address, "message": "its versioning is known only after apply"} if {
	some address in undecided - protected
}

pass := buckets.all & protected

versioned contains bucket.address if {
	some found in input.types[setting]
	found.values.versioning_configuration[_].status == "Enabled"
	some bucket in found.related.aws_s3_bucket
}

versioned contains bucket.address if {
	some bucket in buckets.outspoken
	bucket.values.versioning[_].enabled == true
}

protected contains bucket.address if {
	some found in input.types[setting]
	found.values.versioning_configuration[_].mfa_delete == "Enabled"
	some bucket in found.related.aws_s3_bucket
}

protected contains bucket.address if {
	some bucket in buckets.outspoken
	bucket.values.versioning[_].mfa_delete == true
}

undecided := buckets.all & (buckets.maybe_configured(setting) | {address |
	some found in input.types[setting]
	found.unknown.versioning_configuration
	open(found)
	some address in buckets.of(found)
})

open(found) if resource.undecided(found, ["versioning_configuration", "status"])

# The provider decides `mfa_delete` where it is not set, so that it is unknown even then.
open(found) if {
	resource.undecided(found, ["versioning_configuration", "mfa_delete"])
	resource.refers(found, "versioning_configuration")
}

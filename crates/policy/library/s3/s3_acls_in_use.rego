# METADATA
# title: S3 bucket still uses ACLs
# description: >-
#   The bucket's ownership controls are not `BucketOwnerEnforced`, or it has an ACL and none are
#   declared. Where neither is declared ACLs are off, as AWS decided for new buckets in April 2023.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
# custom:
#   severity: low
#   resources:
#     aws_s3_bucket: []
#   why: >-
#     An ACL on a single object can open it to others, and no bucket policy shows it. With ACLs off,
#     policies alone say who has access.
#   fix: >-
#     set `object_ownership = "BucketOwnerEnforced"` in an `aws_s3_bucket_ownership_controls` and remove
#     the ACL
#   bad: |
#     resource "aws_s3_bucket_ownership_controls" "data" {
#       bucket = aws_s3_bucket.data.id
#       rule {
#         object_ownership = "ObjectWriter"
#       }
#     }
#   good: |
#     resource "aws_s3_bucket_ownership_controls" "data" {
#       bucket = aws_s3_bucket.data.id
#       rule {
#         object_ownership = "BucketOwnerEnforced"
#       }
#     }
#   themes: [least-privilege]
package driftlock.s3.s3_acls_in_use

import data.driftlock.lib.buckets
import data.driftlock.lib.resource

controls := "aws_s3_bucket_ownership_controls"

acl := "aws_s3_bucket_acl"

fail contains {"resource": address, "message": message} if {
	some found in input.types[controls]
	some rule in found.values.rule
	rule.object_ownership != "BucketOwnerEnforced"
	message := sprintf("`object_ownership` is `%s`", [rule.object_ownership])
	some address in buckets.all & buckets.of(found)
}

fail contains {"resource": address, "message": message} if {
	uncontrolled := without_controls - buckets.maybe_configured(controls)
	some found in input.types[acl]
	some address in uncontrolled & buckets.of(found)
	message := sprintf("%s sets an ACL, and no ownership controls turn ACLs off", [found.address])
}

unknown contains {"resource": address, "message": message} if {
	some found in input.types[controls]
	resource.undecided(found, ["rule", "object_ownership"])
	message := sprintf("`object_ownership` of %s is known only after apply", [found.address])
	some address in buckets.all & buckets.of(found)
}

unknown contains {"resource": bucket.address, "message": message} if {
	uncontrolled := without_controls
	some bucket in buckets.vague
	bucket.address in uncontrolled
	some type in [acl, controls]
	found := bucket.possible[type][0]
	message := sprintf("whether %s is for it is known only after apply", [found.address])
}

without_controls := buckets.all - buckets.configured(controls)

# METADATA
# title: S3 bucket has no owner
# description: A bucket without the tag `owner`.
# custom:
#   severity: low
#   resources:
#     aws_s3_bucket: [tags]
#   why: Nobody can be asked what is in it, or whether it may be deleted.
#   fix: add the tag `owner`
package acme.untagged_s3_bucket

fail contains {"resource": bucket.address, "message": "the tag `owner` is missing", "attribute": "tags"} if {
	some bucket in input.types.aws_s3_bucket
	not bucket.values.tags.owner
	not bucket.unknown.tags
}

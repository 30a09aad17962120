# METADATA
# title: S3 bucket is deleted together with its objects
# description: >-
#   `force_destroy` is true, so that Terraform empties the bucket before it deletes it.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html
# custom:
#   severity: low
#   resources:
#     aws_s3_bucket: [force_destroy]
#   why: >-
#     AWS refuses to delete a bucket that holds objects. With this argument a changed name or a removed
#     block of configuration deletes all data, with every version of it.
#   fix: remove `force_destroy`, or set it to false
#   bad: |
#     resource "aws_s3_bucket" "data" {
#       bucket        = "acme-data"
#       force_destroy = true
#     }
#   good: |
#     resource "aws_s3_bucket" "data" {
#       bucket = "acme-data"
#     }
#   themes: [deletion-protection]
package driftlock.s3.s3_bucket_force_destroyed

fail contains {"resource": bucket.address, "message": "`force_destroy` is true", "attribute": "force_destroy"} if {
	some bucket in input.types.aws_s3_bucket
	bucket.values.force_destroy == true
}

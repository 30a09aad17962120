# METADATA
# title: Kinesis stream is not encrypted
# description: >-
#   `encryption_type` is not `KMS`. Which key is used is not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html
# custom:
#   severity: medium
#   resources:
#     aws_kinesis_stream: [encryption_type]
#   why: >-
#     A stream keeps what passes through it for a day or longer, personal data included.
#   fix: set `encryption_type = "KMS"` and `kms_key_id`
#   bad: |
#     resource "aws_kinesis_stream" "orders" {
#       name        = "orders"
#       shard_count = 1
#     }
#   good: |
#     resource "aws_kinesis_stream" "orders" {
#       name            = "orders"
#       shard_count     = 1
#       encryption_type = "KMS"
#       kms_key_id      = "alias/aws/kinesis"
#     }
#   themes: [encryption-at-rest]
package driftlock.kinesis.unencrypted_kinesis_stream

import data.driftlock.lib.resource

fail contains {"resource": stream.address, "message": message, "attribute": "encryption_type"} if {
	some stream in input.types.aws_kinesis_stream
	type := object.get(stream.values, "encryption_type", "NONE")
	type != "KMS"
	not resource.open(stream, "encryption_type")
	message := sprintf("`encryption_type` is `%s`", [type])
}

# METADATA
# title: DynamoDB table is not encrypted with a KMS key
# description: >-
#   `server_side_encryption` with `enabled = true` is missing. AWS always encrypts tables, but without
#   this block with a key that AWS owns and that you neither see nor control. A key of your own
#   (`kms_key_arn`) is better still, and is not demanded here.
# related_resources:
#   - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/dynamodb-table-encrypted-kms.html
# custom:
#   severity: medium
#   resources:
#     aws_dynamodb_table: [server_side_encryption]
#   why: >-
#     With a key that AWS owns there is no key policy, no record in CloudTrail of who decrypted what,
#     and no way to cut off access to the data by disabling the key.
#   fix: add `server_side_encryption` with `enabled = true`, and `kms_key_arn` for a key of your own
#   bad: |
#     resource "aws_dynamodb_table" "orders" {
#       name         = "orders"
#       billing_mode = "PAY_PER_REQUEST"
#       hash_key     = "id"
#     }
#   good: |
#     resource "aws_dynamodb_table" "orders" {
#       name         = "orders"
#       billing_mode = "PAY_PER_REQUEST"
#       hash_key     = "id"
#       server_side_encryption {
#         enabled = true
#       }
#     }
#   themes: [customer-managed-keys, encryption-at-rest]
package driftlock.dynamodb.unencrypted_dynamodb_table

fail contains {"resource": table.address, "message": reason(table), "attribute": "server_side_encryption"} if {
	some table in input.types.aws_dynamodb_table
	not encrypted(table)
	not undecided(table)
}

pass contains table.address if {
	some table in input.types.aws_dynamodb_table
	encrypted(table)
}

encrypted(table) if {
	some encryption in table.values.server_side_encryption
	encryption.enabled == true
}

undecided(table) if table.unknown.server_side_encryption == true

undecided(table) if table.unknown.server_side_encryption[_].enabled

reason(table) := "`server_side_encryption` is turned off" if {
	count(table.values.server_side_encryption) > 0
}

reason(table) := "`server_side_encryption` is not set" if not table.values.server_side_encryption

reason(table) := "`server_side_encryption` is not set" if count(table.values.server_side_encryption) == 0

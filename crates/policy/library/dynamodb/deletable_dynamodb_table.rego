# METADATA
# title: DynamoDB table can be deleted by mistake
# description: >-
#   `deletion_protection_enabled` is not true.
# related_resources:
#   - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/dynamodb-table-deletion-protection-enabled.html
# custom:
#   severity: low
#   resources:
#     aws_dynamodb_table: [deletion_protection_enabled]
#   why: >-
#     One wrong plan or one call deletes the table with all its items; with protection on it takes
#     two steps.
#   fix: set `deletion_protection_enabled = true`
#   bad: |
#     resource "aws_dynamodb_table" "orders" {
#       name         = "orders"
#       billing_mode = "PAY_PER_REQUEST"
#       hash_key     = "id"
#     }
#   good: |
#     resource "aws_dynamodb_table" "orders" {
#       name                        = "orders"
#       billing_mode                = "PAY_PER_REQUEST"
#       hash_key                    = "id"
#       deletion_protection_enabled = true
#     }
#   themes: [deletion-protection]
package driftlock.dynamodb.deletable_dynamodb_table

import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": "deletion_protection_enabled"} if {
	some r in input.types.aws_dynamodb_table
	not r.values.deletion_protection_enabled == true
	not resource.open(r, "deletion_protection_enabled")
	message := said.of(r.values, "deletion_protection_enabled")
}

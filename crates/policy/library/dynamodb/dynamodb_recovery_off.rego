# METADATA
# title: DynamoDB table cannot be restored to a point in time
# description: >-
#   `point_in_time_recovery` with `enabled = true` is missing.
# related_resources:
#   - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/dynamodb-pitr-enabled.html
# custom:
#   severity: medium
#   resources:
#     aws_dynamodb_table: [point_in_time_recovery]
#   why: >-
#     An item that a faulty program overwrote or deleted is gone; with recovery on, the table can be
#     restored to any second of the last 35 days.
#   fix: add `point_in_time_recovery` with `enabled = true`
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
#       point_in_time_recovery {
#         enabled = true
#       }
#     }
#   themes: [backup]
package driftlock.dynamodb.dynamodb_recovery_off

import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": "point_in_time_recovery"} if {
	some r in input.types.aws_dynamodb_table
	not on(r)
	not resource.undecided(r, ["point_in_time_recovery", "enabled"])
	message := said.within(r, "point_in_time_recovery", "enabled")
}

pass contains r.address if {
	some r in input.types.aws_dynamodb_table
	on(r)
}

on(r) if {
	some block in resource.blocks(r, "point_in_time_recovery")
	block.enabled == true
}

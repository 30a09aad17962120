# METADATA
# title: Secret is deleted without a way back
# description: >-
#   `recovery_window_in_days` is 0. Unset it is 30 days.
# related_resources:
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
# custom:
#   severity: low
#   resources:
#     aws_secretsmanager_secret: [recovery_window_in_days]
#   why: >-
#     A secret that is deleted by mistake is gone at once, and with it perhaps the only copy of a password
#     or key.
#   fix: remove `recovery_window_in_days`, or set it to 7 or more
#   bad: |
#     resource "aws_secretsmanager_secret" "database" {
#       name                    = "database"
#       recovery_window_in_days = 0
#     }
#   good: |
#     resource "aws_secretsmanager_secret" "database" {
#       name                    = "database"
#       recovery_window_in_days = 30
#     }
#   themes: [deletion-protection]
package driftlock.secretsmanager.secret_deleted_at_once

attribute := "recovery_window_in_days"

fail contains {"resource": secret.address, "message": message, "attribute": attribute} if {
	some secret in input.types.aws_secretsmanager_secret
	secret.values.recovery_window_in_days == 0
	message := "`recovery_window_in_days` is 0"
}

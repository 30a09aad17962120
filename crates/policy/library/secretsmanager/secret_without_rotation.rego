# METADATA
# title: Secret is not rotated
# description: >-
#   No `aws_secretsmanager_secret_rotation` belongs to the secret. How often it is rotated is not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/secretsmanager-rotation-enabled-check.html
# custom:
#   severity: medium
#   resources:
#     aws_secretsmanager_secret: []
#   looks_for: [aws_secretsmanager_secret_rotation]
#   why: >-
#     A secret that never changes stays of use to whoever once got hold of it, such as a former colleague
#     or the reader of an old log.
#   fix: add an `aws_secretsmanager_secret_rotation` for this secret
#   bad: |
#     resource "aws_secretsmanager_secret" "database" {
#       name = "database"
#     }
#   good: |
#     resource "aws_secretsmanager_secret_rotation" "database" {
#       secret_id           = aws_secretsmanager_secret.database.id
#       rotation_lambda_arn = aws_lambda_function.rotate.arn
#       rotation_rules {
#         automatically_after_days = 30
#       }
#     }
#   themes: [credentials, secrets]
package driftlock.secretsmanager.secret_without_rotation

import data.driftlock.lib.resource

setting := "aws_secretsmanager_secret_rotation"

fail contains {"resource": secret.address, "message": "no rotation is declared"} if {
	some secret in input.types.aws_secretsmanager_secret
	not rotated(secret)
	count(resource.possible(secret, setting)) == 0
}

unknown contains {"resource": secret.address, "message": message} if {
	some secret in input.types.aws_secretsmanager_secret
	not rotated(secret)
	found := resource.possible(secret, setting)[0]
	message := sprintf("whether %s is for it is known only after apply", [found.address])
}

rotated(secret) if {
	some found in resource.related(secret, setting)
	not found.values.rotation_enabled == false
}

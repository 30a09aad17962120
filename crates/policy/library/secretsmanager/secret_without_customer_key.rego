# METADATA
# title: Secret is not encrypted with a key of your own
# description: >-
#   `kms_key_id` is not set, or is `alias/aws/secretsmanager`, so that AWS's own key of the account
#   encrypts the secret. Replicas in other regions are not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/secretsmanager-using-cmk.html
# custom:
#   severity: low
#   resources:
#     aws_secretsmanager_secret: [kms_key_id]
#   why: >-
#     The policy of AWS's key cannot be changed: permission to read the secret is enough to decrypt it,
#     and no other account can be given access.
#   fix: set `kms_key_id` to a KMS key of your own
#   bad: |
#     resource "aws_secretsmanager_secret" "database" {
#       name = "database"
#     }
#   good: |
#     resource "aws_secretsmanager_secret" "database" {
#       name       = "database"
#       kms_key_id = aws_kms_key.secrets.arn
#     }
#   themes: [customer-managed-keys]
package driftlock.secretsmanager.secret_without_customer_key

import data.driftlock.lib.resource

attribute := "kms_key_id"

fail contains {"resource": secret.address, "message": message(secret), "attribute": attribute} if {
	some secret in input.types.aws_secretsmanager_secret
	not own_key(secret)
	not resource.open(secret, attribute)
}

pass contains secret.address if {
	some secret in input.types.aws_secretsmanager_secret
	own_key(secret)
}

own_key(secret) if {
	resource.given(secret, attribute)
	not aws_key(secret)
}

aws_key(secret) if endswith(secret.values.kms_key_id, "alias/aws/secretsmanager")

message(secret) := "`kms_key_id` is AWS's own key" if {
	aws_key(secret)
} else := "`kms_key_id` is not set"

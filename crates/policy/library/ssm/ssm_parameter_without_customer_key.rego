# METADATA
# title: Secure SSM parameter is not encrypted with a key of your own
# description: >-
#   A parameter of the type `SecureString` has no `key_id`, or `alias/aws/ssm`, so that AWS's own key of
#   the account encrypts it. Other types are not encrypted and not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
# custom:
#   severity: low
#   resources:
#     aws_ssm_parameter: [key_id, type]
#   why: >-
#     The policy of AWS's key cannot be changed: permission to read the parameter is enough to decrypt it.
#   fix: set `key_id` to a KMS key of your own
#   bad: |
#     resource "aws_ssm_parameter" "password" {
#       name  = "/shop/database/password"
#       type  = "SecureString"
#       value = var.password
#     }
#   good: |
#     resource "aws_ssm_parameter" "password" {
#       name   = "/shop/database/password"
#       type   = "SecureString"
#       key_id = aws_kms_key.parameters.arn
#       value  = var.password
#     }
#   themes: [customer-managed-keys]
package driftlock.ssm.ssm_parameter_without_customer_key

import data.driftlock.lib.resource

attribute := "key_id"

fail contains {"resource": parameter.address, "message": message(parameter), "attribute": attribute} if {
	some parameter in input.types.aws_ssm_parameter
	parameter.values.type == "SecureString"
	not own_key(parameter)
	not resource.open(parameter, attribute)
}

pass contains parameter.address if {
	some parameter in input.types.aws_ssm_parameter
	own_key(parameter)
}

pass contains parameter.address if {
	some parameter in input.types.aws_ssm_parameter
	parameter.values.type != "SecureString"
}

own_key(parameter) if {
	resource.given(parameter, attribute)
	not aws_key(parameter)
}

aws_key(parameter) if endswith(parameter.values.key_id, "alias/aws/ssm")

message(parameter) := "`key_id` is AWS's own key" if {
	aws_key(parameter)
} else := "`key_id` is not set"

# METADATA
# title: Environment of a Lambda function is not encrypted with a key of your own
# description: >-
#   The function has environment variables, and `kms_key_arn` is not set. AWS encrypts them all the same,
#   with a key that it manages. Functions without variables pass.
# related_resources:
#   - https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
# custom:
#   severity: low
#   resources:
#     aws_lambda_function: [kms_key_arn]
#   why: >-
#     With the key that AWS manages, everyone who may look at the function reads its variables; a key of
#     your own says in its policy who may decrypt them, and records who did.
#   fix: set `kms_key_arn` to a key of your own
#   bad: |
#     resource "aws_lambda_function" "orders" {
#       function_name = "orders"
#       environment {
#         variables = { TABLE = "orders" }
#       }
#     }
#   good: |
#     resource "aws_lambda_function" "orders" {
#       function_name = "orders"
#       kms_key_arn   = aws_kms_key.functions.arn
#       environment {
#         variables = { TABLE = "orders" }
#       }
#     }
#   themes: [customer-managed-keys, encryption-at-rest]
package driftlock.lambda.lambda_without_customer_key

import data.driftlock.lib.resource

fail contains {"resource": function.address, "message": message, "attribute": "kms_key_arn"} if {
	some function in input.types.aws_lambda_function
	not resource.given(function, "kms_key_arn")
	not resource.open(function, "kms_key_arn")
	has_variables(function)
	message := "there are environment variables, and `kms_key_arn` is not set"
}

pass contains function.address if {
	some function in input.types.aws_lambda_function
	resource.given(function, "kms_key_arn")
}

has_variables(function) if count(function.values.environment[_].variables) > 0

has_variables(function) if function.unknown.environment[_].variables

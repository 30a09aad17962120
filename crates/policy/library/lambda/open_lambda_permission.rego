# METADATA
# title: Lambda function can be called by anyone
# description: >-
#   A permission names the principal `*`, or an AWS service, without `source_arn`, `source_account` or
#   `principal_org_id`. Permissions for Alexa skills are bound by `event_source_token` instead.
# related_resources:
#   - https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
# custom:
#   severity: high
#   resources:
#     aws_lambda_permission: [event_source_token, principal, principal_org_id, source_account, source_arn]
#   why: >-
#     Without a source, anyone can make the service call the function from an account of their own, with
#     input of their own; with `*` they need not even the service.
#   fix: set `source_arn` to the resource that calls the function, or `source_account` or `principal_org_id`
#   bad: |
#     resource "aws_lambda_permission" "uploads" {
#       action        = "lambda:InvokeFunction"
#       function_name = aws_lambda_function.thumbnails.function_name
#       principal     = "s3.amazonaws.com"
#     }
#   good: |
#     resource "aws_lambda_permission" "uploads" {
#       action        = "lambda:InvokeFunction"
#       function_name = aws_lambda_function.thumbnails.function_name
#       principal     = "s3.amazonaws.com"
#       source_arn    = aws_s3_bucket.uploads.arn
#     }
#   themes: [least-privilege, public-access]
package driftlock.lambda.open_lambda_permission

import data.driftlock.lib.resource

bounds := ["event_source_token", "principal_org_id", "source_account", "source_arn"]

fail contains {"resource": permission.address, "message": message, "attribute": "principal"} if {
	some permission in input.types.aws_lambda_permission
	message := whom(permission.values.principal)
	not bound(permission)
	every attribute in bounds {
		not resource.open(permission, attribute)
	}
}

pass contains permission.address if {
	some permission in input.types.aws_lambda_permission
	bound(permission)
}

whom("*") := "`principal` is everyone, and nothing narrows it"

whom(principal) := sprintf("`%s` may call the function for any account", [principal]) if {
	endswith(principal, ".amazonaws.com")
}

bound(permission) if {
	some attribute in bounds
	resource.given(permission, attribute)
	not permission.values[attribute] == "*"
}

# METADATA
# title: Lambda function URL asks for no credentials
# description: >-
#   `authorization_type` of a function URL is `NONE`.
# related_resources:
#   - https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
# custom:
#   severity: high
#   resources:
#     aws_lambda_function_url: [authorization_type]
#   why: >-
#     The address is on the internet, and anyone who finds it runs the function, at your cost and with the
#     rights of its role.
#   fix: set `authorization_type = "AWS_IAM"`, or put the function behind an API that authenticates callers
#   bad: |
#     resource "aws_lambda_function_url" "orders" {
#       function_name      = aws_lambda_function.orders.function_name
#       authorization_type = "NONE"
#     }
#   good: |
#     resource "aws_lambda_function_url" "orders" {
#       function_name      = aws_lambda_function.orders.function_name
#       authorization_type = "AWS_IAM"
#     }
#   themes: [network-exposure, public-access]
package driftlock.lambda.lambda_url_without_auth

fail contains {"resource": url.address, "message": message, "attribute": "authorization_type"} if {
	some url in input.types.aws_lambda_function_url
	url.values.authorization_type == "NONE"
	message := "`authorization_type` is `NONE`"
}

# METADATA
# title: Lambda function runs on a deprecated runtime
# description: >-
#   `runtime` is one that AWS has deprecated. Functions from container images bring a runtime of their
#   own, which is not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
# custom:
#   severity: medium
#   resources:
#     aws_lambda_function: [runtime]
#   why: >-
#     A deprecated runtime gets no more security patches, and before long AWS refuses to create or update
#     functions on it, so that an urgent fix cannot be deployed.
#   fix: set `runtime` to a supported version of the language
#   bad: |
#     resource "aws_lambda_function" "orders" {
#       function_name = "orders"
#       runtime       = "python3.8"
#     }
#   good: |
#     resource "aws_lambda_function" "orders" {
#       function_name = "orders"
#       runtime       = "python3.13"
#     }
#   themes: [patching]
package driftlock.lambda.lambda_runtime_deprecated

fail contains {"resource": function.address, "message": message, "attribute": "runtime"} if {
	some function in input.types.aws_lambda_function
	function.values.runtime in deprecated
	message := sprintf("AWS has deprecated the runtime `%s`", [function.values.runtime])
}

# "Deprecated runtimes", and those of "Supported runtimes" whose date has come by the end of April 2026:
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-deprecated
deprecated := {
	"dotnet5.0", "dotnet6", "dotnet7", "dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1",
	"go1.x", "java8",
	"nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x",
	"nodejs16.x", "nodejs18.x", "nodejs20.x",
	"provided",
	"python2.7", "python3.6", "python3.7", "python3.8", "python3.9",
	"ruby2.5", "ruby2.7", "ruby3.2",
}

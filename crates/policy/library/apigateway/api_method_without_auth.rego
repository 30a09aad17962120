# METADATA
# title: API method asks for no credentials
# description: >-
#   `authorization` of a method is `NONE`, and no API key is required. `OPTIONS` is left out, since browsers
#   send it without credentials; the resource policy of the API and what stands behind it are not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
# custom:
#   severity: medium
#   resources:
#     aws_api_gateway_method: [api_key_required, authorization, http_method]
#   why: >-
#     Everybody who knows the address can call the method, and what it does is at their service.
#   fix: set `authorization` to `AWS_IAM`, `COGNITO_USER_POOLS` or `CUSTOM`
#   bad: |
#     resource "aws_api_gateway_method" "orders" {
#       rest_api_id   = aws_api_gateway_rest_api.shop.id
#       resource_id   = aws_api_gateway_resource.orders.id
#       http_method   = "GET"
#       authorization = "NONE"
#     }
#   good: |
#     resource "aws_api_gateway_method" "orders" {
#       rest_api_id   = aws_api_gateway_rest_api.shop.id
#       resource_id   = aws_api_gateway_resource.orders.id
#       http_method   = "GET"
#       authorization = "AWS_IAM"
#     }
#   themes: [network-exposure, public-access]
package driftlock.apigateway.api_method_without_auth

import data.driftlock.lib.resource

fail contains {"resource": method.address, "message": message, "attribute": "authorization"} if {
	some method in input.types.aws_api_gateway_method
	method.values.authorization == "NONE"
	not method.values.api_key_required == true
	not method.values.http_method == "OPTIONS"
	not resource.open(method, "api_key_required")
	not resource.open(method, "http_method")
	message := "`authorization` is `NONE`, and no API key is required"
}

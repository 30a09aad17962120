# METADATA
# title: API route asks for no credentials
# description: >-
#   `authorization_type` of a route is not set or `NONE`. `OPTIONS` is left out, since browsers send it
#   without credentials; of a WebSocket API only `$connect` is judged, where all connections begin.
# related_resources:
#   - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
#   - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html
# custom:
#   severity: medium
#   resources:
#     aws_apigatewayv2_route: [authorization_type, route_key]
#   why: >-
#     Everybody who knows the address can call the route, and what it does is at their service.
#   fix: set `authorization_type` to `JWT`, `AWS_IAM` or `CUSTOM`
#   bad: |
#     resource "aws_apigatewayv2_route" "orders" {
#       api_id    = aws_apigatewayv2_api.shop.id
#       route_key = "GET /orders"
#     }
#   good: |
#     resource "aws_apigatewayv2_route" "orders" {
#       api_id             = aws_apigatewayv2_api.shop.id
#       route_key          = "GET /orders"
#       authorization_type = "JWT"
#       authorizer_id      = aws_apigatewayv2_authorizer.users.id
#     }
#   themes: [network-exposure, public-access]
package driftlock.apigateway.api_route_without_auth

import data.driftlock.lib.resource

fail contains {"resource": route.address, "message": message, "attribute": "authorization_type"} if {
	some route in input.types.aws_apigatewayv2_route
	open(route)
	front_door(route)
	message := "`authorization_type` is `NONE`"
}

unknown contains {"resource": route.address, "message": message} if {
	some route in input.types.aws_apigatewayv2_route
	route.values.route_key == "$default"
	open(route)
	count(protocols(route)) == 0
	message := "whether it belongs to an HTTP or a WebSocket API cannot be told"
}

open(route) if {
	object.get(route.values, "authorization_type", "NONE") in {"", "NONE"}
	not resource.open(route, "authorization_type")
}

# HTTP routes name a method and a path.
front_door(route) if {
	contains(route.values.route_key, " /")
	not startswith(route.values.route_key, "OPTIONS ")
}

front_door(route) if route.values.route_key == "$connect"

front_door(route) if {
	route.values.route_key == "$default"
	"HTTP" in protocols(route)
}

protocols(route) := {protocol |
	some api in resource.related(route, "aws_apigatewayv2_api")
	protocol := api.values.protocol_type
}

# METADATA
# title: Load balancer passes on invalid HTTP headers
# description: >-
#   `drop_invalid_header_fields` of an application load balancer is not true.
# related_resources:
#   - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/alb-http-drop-invalid-header-enabled.html
# custom:
#   severity: medium
#   resources:
#     aws_alb: [drop_invalid_header_fields, load_balancer_type]
#     aws_lb: [drop_invalid_header_fields, load_balancer_type]
#   why: >-
#     Headers with forbidden characters are how requests are smuggled past a load balancer, which
#     reads them in one way while the server behind it reads them in another.
#   fix: set `drop_invalid_header_fields = true`
#   bad: |
#     resource "aws_lb" "web" {
#       name    = "web"
#       subnets = ["subnet-0abc1234", "subnet-0def5678"]
#     }
#   good: |
#     resource "aws_lb" "web" {
#       name                       = "web"
#       subnets                    = ["subnet-0abc1234", "subnet-0def5678"]
#       drop_invalid_header_fields = true
#     }
#   themes: [hardening]
package driftlock.elb.lb_keeps_invalid_headers

import data.driftlock.lib.elb
import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": "drop_invalid_header_fields"} if {
	some type in elb.balancers
	some r in input.types[type]
	elb.kind(r) == "application"
	not r.values.drop_invalid_header_fields == true
	not resource.open(r, "drop_invalid_header_fields")
	not resource.open(r, "load_balancer_type")
	message := said.of(r.values, "drop_invalid_header_fields")
}

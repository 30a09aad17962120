# METADATA
# title: Load balancer speaks plain HTTP to its targets
# description: >-
#   The protocol of a target group is `HTTP`. Target groups of functions, and those of network load
#   balancers, are left out.
# related_resources:
#   - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
# custom:
#   severity: low
#   resources:
#     aws_alb_target_group: [protocol]
#     aws_lb_target_group: [protocol]
#   why: >-
#     Behind the load balancer requests travel in clear through the network, readable for everything
#     there that was broken into.
#   fix: set `protocol = "HTTPS"`, and let the targets serve a certificate, which may be their own
#   bad: |
#     resource "aws_lb_target_group" "web" {
#       port     = 80
#       protocol = "HTTP"
#       vpc_id   = aws_vpc.main.id
#     }
#   good: |
#     resource "aws_lb_target_group" "web" {
#       port     = 443
#       protocol = "HTTPS"
#       vpc_id   = aws_vpc.main.id
#     }
#   themes: [encryption-in-transit]
package driftlock.elb.lb_target_over_http

fail contains {"resource": r.address, "message": "`protocol` is `HTTP`", "attribute": "protocol"} if {
	some type in ["aws_alb_target_group", "aws_lb_target_group"]
	some r in input.types[type]
	r.values.protocol == "HTTP"
	not r.values.target_type == "lambda"
}

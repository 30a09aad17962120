# METADATA
# title: Load balancer only watches for request smuggling
# description: >-
#   `desync_mitigation_mode` of an application or classic load balancer is `monitor`. Where nothing
#   is set, AWS defends.
# related_resources:
#   - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/alb-desync-mode-check.html
# custom:
#   severity: medium
#   resources:
#     aws_alb: [desync_mitigation_mode]
#     aws_elb: [desync_mitigation_mode]
#     aws_lb: [desync_mitigation_mode]
#   why: >-
#     In this mode the load balancer passes on requests that it knows to be ambiguous, by which one
#     user's request can be made part of another's.
#   fix: set `desync_mitigation_mode` to `defensive` or `strictest`
#   bad: |
#     resource "aws_lb" "web" {
#       name                   = "web"
#       subnets                = ["subnet-0abc1234", "subnet-0def5678"]
#       desync_mitigation_mode = "monitor"
#     }
#   good: |
#     resource "aws_lb" "web" {
#       name                   = "web"
#       subnets                = ["subnet-0abc1234", "subnet-0def5678"]
#       desync_mitigation_mode = "defensive"
#     }
#   themes: [hardening]
package driftlock.elb.lb_desync_mitigation_off

import data.driftlock.lib.elb

fail contains {"resource": r.address, "message": message, "attribute": "desync_mitigation_mode"} if {
	some type in ["aws_alb", "aws_elb", "aws_lb"]
	some r in input.types[type]
	r.values.desync_mitigation_mode == "monitor"
	elb.kind(r) == "application"
	message := "`desync_mitigation_mode` is `monitor`"
}

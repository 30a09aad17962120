# METADATA
# title: Load balancer writes no access logs
# description: >-
#   `access_logs` with `enabled = true` is missing from an application or network load balancer.
# related_resources:
#   - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/elb-logging-enabled.html
# custom:
#   severity: medium
#   resources:
#     aws_alb: [access_logs, load_balancer_type]
#     aws_lb: [access_logs, load_balancer_type]
#   why: >-
#     Without access logs nobody can tell afterwards who asked for what, which is the first question
#     after every incident.
#   fix: add `access_logs` with a `bucket` and `enabled = true`
#   bad: |
#     resource "aws_lb" "web" {
#       name    = "web"
#       subnets = ["subnet-0abc1234", "subnet-0def5678"]
#     }
#   good: |
#     resource "aws_lb" "web" {
#       name    = "web"
#       subnets = ["subnet-0abc1234", "subnet-0def5678"]
#       access_logs {
#         bucket  = aws_s3_bucket.logs.id
#         enabled = true
#       }
#     }
#   themes: [audit-logging]
package driftlock.elb.lb_access_logs_off

import data.driftlock.lib.elb
import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": "access_logs"} if {
	some type in elb.balancers
	some r in input.types[type]
	elb.kind(r) in {"application", "network"}
	not on(r)
	not resource.undecided(r, ["access_logs", "enabled"])
	not resource.open(r, "load_balancer_type")
	message := said.within(r, "access_logs", "enabled")
}

pass contains r.address if {
	some type in elb.balancers
	some r in input.types[type]
	on(r)
}

on(r) if r.values.access_logs[_].enabled == true

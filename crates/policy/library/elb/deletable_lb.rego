# METADATA
# title: Load balancer can be deleted by mistake
# description: >-
#   `enable_deletion_protection` is not true.
# related_resources:
#   - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/elb-deletion-protection-enabled.html
# custom:
#   severity: low
#   resources:
#     aws_alb: [enable_deletion_protection]
#     aws_lb: [enable_deletion_protection]
#   why: >-
#     A load balancer that is deleted takes its address with it, and everything behind it is
#     unreachable until all that points there has been changed.
#   fix: set `enable_deletion_protection = true`
#   bad: |
#     resource "aws_lb" "web" {
#       name    = "web"
#       subnets = ["subnet-0abc1234", "subnet-0def5678"]
#     }
#   good: |
#     resource "aws_lb" "web" {
#       name                       = "web"
#       subnets                    = ["subnet-0abc1234", "subnet-0def5678"]
#       enable_deletion_protection = true
#     }
#   themes: [deletion-protection]
package driftlock.elb.deletable_lb

import data.driftlock.lib.elb
import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": "enable_deletion_protection"} if {
	some type in elb.balancers
	some r in input.types[type]
	not r.values.enable_deletion_protection == true
	not resource.open(r, "enable_deletion_protection")
	message := said.of(r.values, "enable_deletion_protection")
}

# METADATA
# title: EC2 instance has no detailed monitoring
# description: >-
#   `monitoring` is not true for an instance, or its block is off in a launch template. An instance
#   that is made from a launch template may leave it to that.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/ec2-instance-detailed-monitoring-enabled.html
# custom:
#   severity: low
#   resources:
#     aws_instance: [monitoring]
#     aws_launch_template: [monitoring]
#   why: >-
#     Without it metrics come every five minutes, too late and too coarse to notice a short overload
#     or to scale in time.
#   fix: set `monitoring = true`, or `enabled = true` in the `monitoring` block of a launch template
#   bad: |
#     resource "aws_instance" "web" {
#       ami           = "ami-0abc1234"
#       instance_type = "t3.micro"
#     }
#   good: |
#     resource "aws_instance" "web" {
#       ami           = "ami-0abc1234"
#       instance_type = "t3.micro"
#       monitoring    = true
#     }
#   themes: [monitoring]
package driftlock.ec2.instance_monitoring_off

import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": "monitoring"} if {
	some r in input.types.aws_instance
	not r.values.monitoring == true
	not resource.open(r, "monitoring")
	not resource.open(r, "launch_template")
	count(resource.blocks(r, "launch_template")) == 0
	message := said.of(r.values, "monitoring")
}

fail contains {"resource": r.address, "message": message, "attribute": "monitoring"} if {
	some r in input.types.aws_launch_template
	not on(r)
	not resource.undecided(r, ["monitoring", "enabled"])
	message := said.within(r, "monitoring", "enabled")
}

on(r) if r.values.monitoring[_].enabled == true

# METADATA
# title: EC2 instance gets a public IP address
# description: >-
#   `associate_public_ip_address` is true, in an instance or in a network interface of a launch
#   template. Whether a subnet hands out public addresses by itself is checked by
#   `public_ip_by_default`.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/ec2-instance-no-public-ip.html
# custom:
#   severity: medium
#   resources:
#     aws_instance: [associate_public_ip_address]
#     aws_launch_template: []
#   why: >-
#     A machine with a public address is one wrong security group rule away from the whole internet.
#   fix: >-
#     set `associate_public_ip_address = false` and reach the machine through a load balancer or
#     Session Manager
#   bad: |
#     resource "aws_instance" "web" {
#       ami                         = "ami-0abc1234"
#       instance_type               = "t3.micro"
#       associate_public_ip_address = true
#     }
#   good: |
#     resource "aws_instance" "web" {
#       ami                         = "ami-0abc1234"
#       instance_type               = "t3.micro"
#       associate_public_ip_address = false
#     }
#   themes: [network-exposure]
package driftlock.ec2.public_ip_on_instance

import data.driftlock.lib.resource

message := "`associate_public_ip_address` is true"

fail contains {"resource": r.address, "message": message, "attribute": "associate_public_ip_address"} if {
	some r in input.types.aws_instance
	r.values.associate_public_ip_address == true
}

fail contains {"resource": r.address, "message": message, "attribute": "network_interfaces"} if {
	some r in input.types.aws_launch_template
	some interface in r.values.network_interfaces
	interface.associate_public_ip_address in {"true", "1"}
}

unknown contains {"resource": r.address, "message": "whether it gets one is known only after apply"} if {
	some r in input.types.aws_launch_template
	resource.undecided(r, ["network_interfaces", "associate_public_ip_address"])
}

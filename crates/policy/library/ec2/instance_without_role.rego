# METADATA
# title: EC2 instance has no role
# description: >-
#   `iam_instance_profile` is not set. An instance that is made from a launch template may get its
#   profile from there and is left out.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/ec2-instance-profile-attached.html
# custom:
#   severity: low
#   resources:
#     aws_instance: [iam_instance_profile]
#   why: >-
#     Programs on a machine without a role that need AWS are given access keys instead, which are
#     copied about and never expire; nor can Session Manager or patching reach the machine.
#   fix: set `iam_instance_profile` to an instance profile whose role grants what the programs need
#   bad: |
#     resource "aws_instance" "web" {
#       ami           = "ami-0abc1234"
#       instance_type = "t3.micro"
#     }
#   good: |
#     resource "aws_instance" "web" {
#       ami                  = "ami-0abc1234"
#       instance_type        = "t3.micro"
#       iam_instance_profile = aws_iam_instance_profile.web.name
#     }
#   themes: [credentials]
package driftlock.ec2.instance_without_role

import data.driftlock.lib.resource

fail contains {"resource": r.address, "message": message, "attribute": "iam_instance_profile"} if {
	some r in input.types.aws_instance
	not resource.given(r, "iam_instance_profile")
	not resource.open(r, "iam_instance_profile")
	not resource.open(r, "launch_template")
	count(resource.blocks(r, "launch_template")) == 0
	message := "`iam_instance_profile` is not set"
}

pass contains r.address if {
	some r in input.types.aws_instance
	resource.given(r, "iam_instance_profile")
}

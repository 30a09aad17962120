# METADATA
# title: AMI is public
# description: >-
#   An `aws_ami_launch_permission` is for the group `all`, that is for every AWS account.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html
# custom:
#   severity: high
#   resources:
#     aws_ami_launch_permission: [group]
#   why: >-
#     Everybody can start a machine from the image and read all that is on its disks, such as source
#     code, configuration and keys that were left behind.
#   fix: share the image by `account_id` or `organization_arn`, and remove the permission for `group`
#   bad: |
#     resource "aws_ami_launch_permission" "base" {
#       image_id = "ami-0abc1234"
#       group    = "all"
#     }
#   good: |
#     resource "aws_ami_launch_permission" "base" {
#       image_id   = "ami-0abc1234"
#       account_id = "123456789012"
#     }
#   themes: [public-access]
package driftlock.ec2.public_ami

fail contains {"resource": r.address, "message": "every AWS account may launch it", "attribute": "group"} if {
	some r in input.types.aws_ami_launch_permission
	r.values.group == "all"
}

# METADATA
# title: Security group has no description
# description: >-
#   `description` of a security group is empty, or is what Terraform writes where nothing is said,
#   `Managed by Terraform`.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/creating-security-groups.html
# custom:
#   severity: low
#   resources:
#     aws_security_group: [description]
#   why: >-
#     Nobody dares to close or remove a group of which it is not known what it is for, and a
#     description cannot be changed later without making the group anew.
#   fix: set `description` to what the group is for
#   bad: |
#     resource "aws_security_group" "web" {
#       name = "web"
#     }
#   good: |
#     resource "aws_security_group" "web" {
#       name        = "web"
#       description = "HTTPS from the load balancer"
#     }
#   themes: [hardening]
package driftlock.vpc.security_group_without_description

fail contains {"resource": r.address, "message": "`description` is not set", "attribute": "description"} if {
	some r in input.types.aws_security_group
	not r.unknown.description
	object.get(r.values, "description", "") in {"", "Managed by Terraform"}
}

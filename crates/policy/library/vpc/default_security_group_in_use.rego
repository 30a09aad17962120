# METADATA
# title: Default security group lets traffic through
# description: >-
#   An `aws_default_security_group` has ingress or egress rules. A VPC whose default group is not
#   declared at all is not seen.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/vpc-default-security-group-closed.html
# custom:
#   severity: medium
#   resources:
#     aws_default_security_group: [egress, ingress]
#   why: >-
#     Whatever is started without a security group lands in the default one, so that its rules apply
#     where nobody chose them.
#   fix: remove all `ingress` and `egress` rules, and give each resource a group of its own
#   bad: |
#     resource "aws_default_security_group" "this" {
#       vpc_id = aws_vpc.main.id
#       ingress {
#         protocol  = "-1"
#         from_port = 0
#         to_port   = 0
#         self      = true
#       }
#     }
#   good: |
#     resource "aws_default_security_group" "this" {
#       vpc_id = aws_vpc.main.id
#     }
#   themes: [hardening, network-exposure]
package driftlock.vpc.default_security_group_in_use

fail contains {"resource": group.address, "message": message, "attribute": direction} if {
	some group in input.types.aws_default_security_group
	some direction in ["egress", "ingress"]
	some rule in group.values[direction]
	rule.protocol
	message := sprintf("it has %s rules", [direction])
}

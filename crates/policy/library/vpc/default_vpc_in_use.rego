# METADATA
# title: Default VPC is in use
# description: >-
#   An `aws_default_vpc` is declared, which takes the VPC that AWS made for the account into use
#   instead of one of your own. VPCs of your own pass; whether the default VPC of a region still
#   exists is not seen.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html
# custom:
#   severity: low
#   resources:
#     aws_default_vpc: []
#     aws_vpc: []
#   why: >-
#     All subnets of the default VPC are public and hand out public addresses, and its addresses are
#     the same in every account, so that networks cannot be connected later.
#   fix: declare an `aws_vpc` with subnets of your own, and delete the default VPC
#   bad: |
#     resource "aws_default_vpc" "this" {}
#   good: |
#     resource "aws_vpc" "main" {
#       cidr_block = "10.0.0.0/16"
#     }
#   themes: [hardening, network-exposure]
package driftlock.vpc.default_vpc_in_use

fail contains {"resource": r.address, "message": "the default VPC is taken into use"} if {
	some r in input.types.aws_default_vpc
}

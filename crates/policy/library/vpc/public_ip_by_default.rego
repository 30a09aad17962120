# METADATA
# title: Subnet gives public IP addresses to everything started in it
# description: >-
#   `map_public_ip_on_launch` of a subnet is true.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/subnet-auto-assign-public-ip-disabled.html
# custom:
#   severity: medium
#   resources:
#     aws_subnet: [map_public_ip_on_launch]
#   why: >-
#     Every machine started there gets a public address without anybody having asked for one, and is
#     then guarded by its security group alone.
#   fix: set `map_public_ip_on_launch = false`, and give a public address to what needs one
#   bad: |
#     resource "aws_subnet" "a" {
#       vpc_id                  = aws_vpc.main.id
#       cidr_block              = "10.0.1.0/24"
#       map_public_ip_on_launch = true
#     }
#   good: |
#     resource "aws_subnet" "a" {
#       vpc_id     = aws_vpc.main.id
#       cidr_block = "10.0.1.0/24"
#     }
#   themes: [network-exposure]
package driftlock.vpc.public_ip_by_default

fail contains {"resource": r.address, "message": message, "attribute": "map_public_ip_on_launch"} if {
	some r in input.types.aws_subnet
	r.values.map_public_ip_on_launch == true
	message := "`map_public_ip_on_launch` is true"
}

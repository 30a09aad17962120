# METADATA
# title: Route to a peered network is too wide
# description: >-
#   A route to a VPC peering connection has the destination 0.0.0.0/0 or ::/0, or a prefix shorter
#   than /16. Routes in an `aws_route_table` and `aws_route` are checked alike, routes by a prefix
#   list are not.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/peering/peering-configurations-partial-access.html
# custom:
#   severity: medium
#   resources:
#     aws_route: []
#     aws_route_table: []
#   why: >-
#     The wider the route, the more of the own network can be reached from a machine in the other
#     that was broken into, and traffic meant for elsewhere is sent there.
#   fix: route only the addresses of the peered network, or of the subnets in it that are needed
#   bad: |
#     resource "aws_route" "peer" {
#       route_table_id            = aws_route_table.main.id
#       destination_cidr_block    = "10.0.0.0/8"
#       vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
#     }
#   good: |
#     resource "aws_route" "peer" {
#       route_table_id            = aws_route_table.main.id
#       destination_cidr_block    = "10.1.4.0/24"
#       vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
#     }
#   themes: [network-exposure]
package driftlock.vpc.peering_route_too_wide

import data.driftlock.lib.resource

fail contains {"resource": route.address, "message": message, "attribute": attribute} if {
	some route in input.types.aws_route
	resource.given(route, "vpc_peering_connection_id")
	some attribute in ["destination_cidr_block", "destination_ipv6_cidr_block"]
	message := offence(route.values[attribute])
}

unknown contains {"resource": route.address, "message": "its destination is known only after apply"} if {
	some route in input.types.aws_route
	resource.given(route, "vpc_peering_connection_id")
	some attribute in ["destination_cidr_block", "destination_ipv6_cidr_block"]
	resource.open(route, attribute)
}

fail contains {"resource": table.address, "message": message, "attribute": place} if {
	some table in input.types.aws_route_table
	some number, route in table.values.route
	peered(table, number, route)
	some attribute in ["cidr_block", "ipv6_cidr_block"]
	message := offence(route[attribute])
	place := sprintf("route[%d]", [number])
}

unknown contains {"resource": table.address, "message": "its routes are known only after apply"} if {
	some table in input.types.aws_route_table
	table.unknown.route == true
}

unknown contains {"resource": table.address, "message": "its routes are known only after apply"} if {
	some table in input.types.aws_route_table
	some number, route in table.values.route
	maybe_peered(table, number, route)
	maybe_wide(table, number, route)
}

maybe_peered(_, _, route) if route.vpc_peering_connection_id != ""

maybe_peered(table, number, _) if table.unknown.route[number].vpc_peering_connection_id

maybe_wide(table, number, route) if {
	some attribute in ["cidr_block", "ipv6_cidr_block"]
	table.unknown.route[number][attribute]
}

maybe_wide(_, _, route) if {
	some attribute in ["cidr_block", "ipv6_cidr_block"]
	offence(route[attribute])
}

peered(_, _, route) if route.vpc_peering_connection_id != ""

# The connection is not there yet.
peered(table, number, _) if {
	table.unknown.route[number].vpc_peering_connection_id
	some address in table.refers.route
	contains(address, "aws_vpc_peering_connection")
}

offence(destination) := sprintf("it routes all of %s to a peered network", [destination]) if {
	parts := split(destination, "/")
	count(parts) == 2
	to_number(parts[1]) < 16
}

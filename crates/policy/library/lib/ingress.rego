# Rules that let everybody in, or may do so, in whichever of Terraform's forms they are written.
# They are found by their ports: a plan repeats a few of these in many rules.
package driftlock.lib.ingress

groups := ["aws_security_group", "aws_default_security_group"]

# Rules that certainly let everybody in, by what they say of protocol and ports.
open[ports] contains {"resource": group.address, "number": number, "values": block} if {
	some type in groups
	some group in input.types[type]
	some number, block in group.values.ingress
	endswith(block[["cidr_blocks", "ipv6_cidr_blocks"][_]][_], "/0")
	ports := object.filter(block, ["protocol", "from_port", "to_port"])
}

open[ports] contains {"resource": found.address, "names": names, "values": found.values} if {
	some type, names in forms
	some found in input.types[type]
	not found.values.type == "egress"
	world(found.values)
	ports := object.filter(found.values, ["protocol", "ip_protocol", "from_port", "to_port"])
}

# The attributes to point at: the first, where only it is set, else the second.
forms := {
	"aws_security_group_rule": ["ipv6_cidr_blocks", "cidr_blocks"],
	"aws_vpc_security_group_ingress_rule": ["cidr_ipv6", "cidr_ipv4"],
}

# Rules of which it is known only after apply whom they let in, or to what; and what that is.
undecided contains {"rule": rule, "ports": rule.values, "unknown": marks} if {
	some type in groups
	some group in input.types[type]
	marks := parts(group.unknown.ingress[number])
	rule := {"resource": group.address, "number": number, "values": group.values.ingress[number]}
	relevant(rule.values, marks)
}

undecided contains {"rule": rule, "ports": rule.values, "unknown": marks} if {
	some type, names in forms
	some found in input.types[type]
	not found.values.type == "egress"
	marks := parts(found.unknown)
	rule := {"resource": found.address, "names": names, "values": found.values}
	relevant(rule.values, marks)
}

# Groups whose rules are unknown altogether.
unseen contains group.address if {
	some type in groups
	some group in input.types[type]
	group.unknown.ingress == true
}

relevant(_, marks) if "sources" in marks

relevant(values, marks) if {
	"ports" in marks
	world(values)
}

world(values) if count(sources(values)) > 0

# The sources of a rule that are everybody, in IPv4 or IPv6.
sources(values) := {source |
	some source in values[["cidr_blocks", "ipv6_cidr_blocks"][_]]
	endswith(source, "/0")
} | {source |
	source := values[["cidr_ipv4", "cidr_ipv6"][_]]
	endswith(source, "/0")
}

# Which parts of a rule are known only after apply.
parts(open) := {part |
	some name, _ in open
	part := part_of[name]
}

part_of := {
	"cidr_blocks": "sources", "cidr_ipv4": "sources", "cidr_ipv6": "sources", "ipv6_cidr_blocks": "sources",
	"from_port": "ports", "ip_protocol": "ports", "protocol": "ports", "to_port": "ports",
}

# The attribute to point at.
attribute(rule) := sprintf("ingress[%d]", [rule.number]) if {
	is_number(rule.number)
} else := rule.names[0] if {
	rule.values[rule.names[0]]
	not rule.values[rule.names[1]]
} else := rule.names[1]

# Rules that let everybody in, or may do so, in whichever of Terraform's forms they are written.
package driftlock.lib.ingress

# Every such rule. Whom it lets in is looked at first: most rules end there.
rules contains rule if {
	some type in ["aws_security_group", "aws_default_security_group"]
	some group in input.types[type]
	some number, block in group.values.ingress
	open := object.get(group, ["unknown", "ingress", number], {})
	relevant(block, open)
	attribute := sprintf("ingress[%d]", [number])
	rule := describe(group.address, attribute, block, open)
}

rules contains rule if {
	some found in input.types.aws_security_group_rule
	not found.values.type == "egress"
	relevant(found.values, found.unknown)
	rule := describe(found.address, named(found, "ipv6_cidr_blocks", "cidr_blocks"), found.values, found.unknown)
}

rules contains rule if {
	some found in input.types.aws_vpc_security_group_ingress_rule
	relevant(found.values, found.unknown)
	rule := describe(found.address, named(found, "cidr_ipv6", "cidr_ipv4"), found.values, found.unknown)
}

# Groups whose rules are unknown altogether.
unseen contains group.address if {
	some type in ["aws_security_group", "aws_default_security_group"]
	some group in input.types[type]
	group.unknown.ingress == true
}

# The attribute to point at: the first, where only it is set.
named(found, first, second) := first if {
	found.values[first]
	not found.values[second]
} else := second

lists := ["cidr_blocks", "ipv6_cidr_blocks"]

singles := ["cidr_ipv4", "cidr_ipv6"]

relevant(values, _) if endswith(values.cidr_blocks[_], "/0")

relevant(values, _) if endswith(values.ipv6_cidr_blocks[_], "/0")

relevant(values, _) if endswith(values.cidr_ipv4, "/0")

relevant(values, _) if endswith(values.cidr_ipv6, "/0")

relevant(_, open) if "sources" in marks(open)

describe(address, attribute, values, open) := {
	"resource": address,
	"attribute": attribute,
	"protocol": lower(sprintf("%v", [object.get(values, "protocol", object.get(values, "ip_protocol", ""))])),
	"from": object.get(values, "from_port", null),
	"to": object.get(values, "to_port", null),
	"world": world(values),
	"open": marks(open),
}

# The sources that are everybody, in IPv4 or IPv6.
world(values) := {source |
	some attribute in lists
	some source in values[attribute]
	endswith(source, "/0")
} | {source |
	some attribute in singles
	source := values[attribute]
	endswith(source, "/0")
}

# Which parts of a rule are known only after apply.
marks(open) := {part |
	some attribute, _ in open
	part := parts[attribute]
}

parts := {
	"cidr_blocks": "sources",
	"cidr_ipv4": "sources",
	"cidr_ipv6": "sources",
	"from_port": "ports",
	"ip_protocol": "ports",
	"ipv6_cidr_blocks": "sources",
	"protocol": "ports",
	"to_port": "ports",
}

# Holds when a rule certainly lets everybody in.
from_world(rule) if count(rule.world) > 0

# Holds when a rule is for every protocol.
any_protocol(rule) if rule.protocol in {"-1", "all"}

# Holds when a rule is for TCP or UDP.
transport(rule) if rule.protocol in {"tcp", "udp", "6", "17"}

# Holds when a rule lets traffic to a port in.
covers(rule, _) if any_protocol(rule)

covers(rule, port) if {
	transport(rule)
	rule.from <= port
	port <= rule.to
}

# Holds when a rule lets traffic to a port in, or may do so.
maybe_covers(rule, port) if covers(rule, port)

maybe_covers(rule, _) if "ports" in rule.open

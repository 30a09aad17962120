# Every rule that lets traffic in, in whichever of Terraform's forms it is written.
package driftlock.lib.ingress

# The resource types of those forms.
rules contains rule if {
	some type in ["aws_security_group", "aws_default_security_group"]
	some group in input.types[type]
	some number, block in group.values.ingress
	open := object.get(group, ["unknown", "ingress", number], {})
	rule := {
		"resource": group.address,
		"attribute": sprintf("ingress[%d]", [number]),
		"protocol": object.get(block, "protocol", null),
		"from": object.get(block, "from_port", null),
		"to": object.get(block, "to_port", null),
		"sources": sources(block, ["cidr_blocks", "ipv6_cidr_blocks"]),
		"open": marks(open),
	}
}

rules contains rule if {
	some found in input.types.aws_security_group_rule
	found.values.type == "ingress"
	rule := {
		"resource": found.address,
		"attribute": "cidr_blocks",
		"protocol": object.get(found.values, "protocol", null),
		"from": object.get(found.values, "from_port", null),
		"to": object.get(found.values, "to_port", null),
		"sources": sources(found.values, ["cidr_blocks", "ipv6_cidr_blocks"]),
		"open": marks(found.unknown),
	}
}

rules contains rule if {
	some found in input.types.aws_vpc_security_group_ingress_rule
	rule := {
		"resource": found.address,
		"attribute": "cidr_ipv4",
		"protocol": object.get(found.values, "ip_protocol", null),
		"from": object.get(found.values, "from_port", null),
		"to": object.get(found.values, "to_port", null),
		"sources": sources(found.values, ["cidr_ipv4", "cidr_ipv6"]),
		"open": marks(found.unknown),
	}
}

# Groups whose rules are unknown altogether.
unseen contains group.address if {
	some type in ["aws_security_group", "aws_default_security_group"]
	some group in input.types[type]
	group.unknown.ingress == true
}

sources(holder, attributes) := {source |
	some attribute in attributes
	some source in as_list(holder[attribute])
	is_string(source)
}

as_list(value) := value if is_array(value)

as_list(value) := [value] if is_string(value)

# Which parts of a rule are known only after apply.
marks(open) := {part |
	some attribute, part in parts
	open[attribute]
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

# The sources of a rule that are everybody, in IPv4 or IPv6.
world(rule) := {source |
	some source in rule.sources
	endswith(source, "/0")
}

# Holds when a rule lets everybody in.
from_world(rule) if count(world(rule)) > 0

# Holds when a rule lets everybody in, or may do so.
maybe_from_world(rule) if from_world(rule)

maybe_from_world(rule) if "sources" in rule.open

# Holds when a rule is for every protocol.
any_protocol(rule) if rule.protocol in {"-1", "all"}

# Holds when a rule is for TCP or UDP.
transport(rule) if lower(rule.protocol) in {"tcp", "udp", "6", "17"}

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

# METADATA
# title: Security group lets everything out to everywhere
# description: >-
#   An egress rule admits all ports and protocols to 0.0.0.0/0 or ::/0. Inline rules,
#   `aws_security_group_rule` and `aws_vpc_security_group_egress_rule` are checked alike.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
# custom:
#   severity: low
#   resources:
#     aws_security_group: []
#     aws_security_group_rule: [cidr_blocks, ipv6_cidr_blocks, protocol]
#     aws_vpc_security_group_egress_rule: [cidr_ipv4, cidr_ipv6, ip_protocol]
#   why: >-
#     A machine that was broken into can then load further tools from anywhere and send data to
#     anywhere; with few rules for what goes out, it is stopped there and noticed.
#   fix: >-
#     allow only the ports and destinations that are needed, such as 443 and the networks of your
#     own
#   bad: |
#     egress {
#       from_port   = 0
#       to_port     = 0
#       protocol    = "-1"
#       cidr_blocks = ["0.0.0.0/0"]
#     }
#   good: |
#     egress {
#       from_port   = 443
#       to_port     = 443
#       protocol    = "tcp"
#       cidr_blocks = ["0.0.0.0/0"]
#     }
#   themes: [network-exposure]
package driftlock.vpc.egress_open_to_world

import data.driftlock.lib.resource

message := "lets everything out to everywhere"

fail contains {"resource": group.address, "message": message, "attribute": attribute} if {
	some group in input.types.aws_security_group
	some number, rule in group.values.egress
	endswith(rule[["cidr_blocks", "ipv6_cidr_blocks"][_]][_], "/0")
	everything(rule.protocol)
	attribute := sprintf("egress[%d]", [number])
}

fail contains {"resource": rule.address, "message": message, "attribute": "cidr_blocks"} if {
	some rule in input.types.aws_security_group_rule
	rule.values.type == "egress"
	everything(rule.values.protocol)
	world(rule.values)
}

fail contains {"resource": rule.address, "message": message, "attribute": "ip_protocol"} if {
	some rule in input.types.aws_vpc_security_group_egress_rule
	everything(rule.values.ip_protocol)
	world(rule.values)
}

pass contains rule.address if {
	some rule in input.types.aws_security_group_rule
	rule.values.type != "egress"
}

pass contains rule.address if {
	some rule in input.types.aws_security_group_rule
	not everything(rule.values.protocol)
	not resource.open(rule, "protocol")
}

pass contains rule.address if {
	some rule in input.types.aws_vpc_security_group_egress_rule
	not everything(rule.values.ip_protocol)
	not resource.open(rule, "ip_protocol")
}

unknown contains {"resource": group.address, "message": "what it lets out is known only after apply"} if {
	some group in input.types.aws_security_group
	group.unknown.egress
	maybe(group)
}

maybe(group) if group.unknown.egress == true

maybe(group) if {
	group.unknown.egress[number][["cidr_blocks", "ipv6_cidr_blocks"][_]]
	everything(group.values.egress[number].protocol)
}

everything(protocol) if {
	protocol == "-1"
} else if {
	lower(sprintf("%v", [protocol])) in {"-1", "all"}
}

world(rule) if {
	some attribute in ["cidr_blocks", "ipv6_cidr_blocks"]
	some block in rule[attribute]
	endswith(block, "/0")
}

world(rule) if endswith(rule.cidr_ipv4, "/0")

world(rule) if endswith(rule.cidr_ipv6, "/0")

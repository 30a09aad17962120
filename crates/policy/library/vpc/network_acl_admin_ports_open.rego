# METADATA
# title: Network ACL lets the world in to SSH or RDP
# description: >-
#   A rule of a network ACL allows traffic from 0.0.0.0/0 or ::/0 to port 22 or 3389, alone, in a
#   range or with all ports. Each rule is looked at by itself, so that a rule before it that denies
#   the same does not count.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/nacl-no-unrestricted-ssh-rdp.html
# custom:
#   severity: high
#   resources:
#     aws_default_network_acl: [ingress]
#     aws_network_acl: [ingress]
#     aws_network_acl_rule: [cidr_block, from_port, ipv6_cidr_block, protocol, to_port]
#   why: >-
#     A network ACL is the second barrier, which holds when a security group is opened by mistake;
#     one that lets everybody in to administration ports is none.
#   fix: >-
#     allow ports 22 and 3389 only from addresses that need them, and list the ports that everybody
#     may reach
#   bad: |
#     ingress {
#       rule_no    = 100
#       action     = "allow"
#       protocol   = "tcp"
#       from_port  = 22
#       to_port    = 22
#       cidr_block = "0.0.0.0/0"
#     }
#   good: |
#     ingress {
#       rule_no    = 100
#       action     = "allow"
#       protocol   = "tcp"
#       from_port  = 443
#       to_port    = 443
#       cidr_block = "0.0.0.0/0"
#     }
#   themes: [network-exposure]
package driftlock.vpc.network_acl_admin_ports_open

import data.driftlock.lib.resource

services := {"SSH (port 22)": 22, "RDP (port 3389)": 3389}

fail contains {"resource": acl.address, "message": message, "attribute": attribute} if {
	some type in ["aws_default_network_acl", "aws_network_acl"]
	some acl in input.types[type]
	some number, entry in acl.values.ingress
	lower(entry.action) == "allow"
	message := offence(entry)
	attribute := sprintf("ingress[%d]", [number])
}

fail contains {"resource": rule.address, "message": message, "attribute": "protocol"} if {
	some rule in input.types.aws_network_acl_rule
	lower(rule.values.rule_action) == "allow"
	not rule.values.egress == true
	not resource.open(rule, "egress")
	message := offence(rule.values)
}

pass contains rule.address if {
	some rule in input.types.aws_network_acl_rule
	harmless(rule.values)
}

harmless(values) if values.egress == true

harmless(values) if lower(values.rule_action) == "deny"

offence(entry) := message if {
	world(entry)
	open := [service |
		some service, port in services
		covers(entry, port)
	]
	count(open) > 0
	message := sprintf("lets everyone in to %s", [concat(" and ", open)])
}

world(entry) if endswith(entry.cidr_block, "/0")

world(entry) if endswith(entry.ipv6_cidr_block, "/0")

covers(entry, _) if lower(sprintf("%v", [entry.protocol])) in {"-1", "all"}

covers(entry, port) if {
	lower(sprintf("%v", [entry.protocol])) in {"tcp", "udp", "6", "17"}
	entry.from_port <= port
	port <= entry.to_port
}

# METADATA
# title: SSH or RDP is open to the world
# description: >-
#   An ingress rule admits 0.0.0.0/0 or ::/0 to port 22 or 3389, alone, in a range, or with all
#   ports. Inline rules, `aws_security_group_rule` and `aws_vpc_security_group_ingress_rule` are
#   checked alike.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
# custom:
#   severity: critical
#   resources:
#     aws_default_security_group: []
#     aws_security_group: []
#     aws_security_group_rule: []
#     aws_vpc_security_group_ingress_rule: []
#   why: >-
#     Administration ports on the open internet are scanned within minutes; one weak password or one
#     unpatched flaw is enough to take the machine.
#   fix: >-
#     admit only the addresses that need it, or use Session Manager or a bastion and remove the rule
#   bad: |
#     ingress {
#       from_port   = 22
#       to_port     = 22
#       protocol    = "tcp"
#       cidr_blocks = ["0.0.0.0/0"]
#     }
#   good: |
#     ingress {
#       from_port   = 22
#       to_port     = 22
#       protocol    = "tcp"
#       cidr_blocks = ["203.0.113.0/24"]
#     }
#   themes: [network-exposure]
package driftlock.ec2.ssh_rdp_open_to_world

import data.driftlock.lib.ingress
import data.driftlock.lib.ports

services := {"SSH (port 22)": 22, "RDP (port 3389)": 3389}

fail contains {"resource": rule.resource, "message": message, "attribute": ingress.attribute(rule)} if {
	some range, rules in ingress.open
	open := [service |
		some service, port in services
		ports.covers(range, port)
	]
	count(open) > 0
	some rule in rules
	world := concat(" and ", ingress.sources(rule.values))
	message := sprintf("lets %s in to %s", [world, concat(" and ", open)])
}

unknown contains {"resource": found.rule.resource, "message": message, "attribute": attribute} if {
	some found in ingress.undecided
	maybe(found)
	message := "whom or what the rule lets in is known only after apply"
	attribute := ingress.attribute(found.rule)
}

unknown contains {"resource": address, "message": "its rules are known only after apply"} if {
	some address in ingress.unseen
}

maybe(found) if "ports" in found.unknown

maybe(found) if {
	some port in services
	ports.covers(found.ports, port)
}

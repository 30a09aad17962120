# METADATA
# title: All ports are open to the world
# description: >-
#   An ingress rule admits 0.0.0.0/0 or ::/0 to every protocol, or to every TCP or UDP port.
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
#     Every service that ever listens on the machine, wanted or not, is reachable by everyone: the
#     group protects nothing.
#   fix: open only the ports of the services that are meant to be public
#   bad: |
#     ingress {
#       from_port   = 0
#       to_port     = 0
#       protocol    = "-1"
#       cidr_blocks = ["0.0.0.0/0"]
#     }
#   good: |
#     ingress {
#       from_port   = 443
#       to_port     = 443
#       protocol    = "tcp"
#       cidr_blocks = ["0.0.0.0/0"]
#     }
#   themes: [network-exposure]
package driftlock.ec2.all_ports_open_to_world

import data.driftlock.lib.ingress
import data.driftlock.lib.ports

fail contains {"resource": rule.resource, "message": message, "attribute": ingress.attribute(rule)} if {
	some range, rules in ingress.open
	everything(range)
	some rule in rules
	message := sprintf("lets %s in to every port", [concat(" and ", ingress.sources(rule.values))])
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

maybe(found) if everything(found.ports)

everything(range) if ports.any_protocol(range)

everything(range) if {
	ports.transport(range)
	object.get(range, "from_port", null) <= 1
	range.to_port == 65535
}

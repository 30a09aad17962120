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

fail contains finding if {
	some rule in ingress.rules
	ingress.from_world(rule)
	everything(rule)
	message := sprintf("lets %s in to every port", [concat(" and ", rule.world)])
	finding := {"resource": rule.resource, "message": message, "attribute": rule.attribute}
}

unknown contains {"resource": rule.resource, "message": message, "attribute": rule.attribute} if {
	some rule in ingress.rules
	maybe_everything(rule)
	message := "whom or what the rule lets in is known only after apply"
}

unknown contains {"resource": address, "message": "its rules are known only after apply"} if {
	some address in ingress.unseen
}

everything(rule) if ingress.any_protocol(rule)

everything(rule) if {
	ingress.transport(rule)
	rule.from <= 1
	rule.to == 65535
}

maybe_everything(rule) if everything(rule)

maybe_everything(rule) if "ports" in rule.open

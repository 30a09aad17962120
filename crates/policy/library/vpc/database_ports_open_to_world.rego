# METADATA
# title: Database port is open to the world
# description: >-
#   An ingress rule admits 0.0.0.0/0 or ::/0 to a port on which databases and caches listen: 1433,
#   1521, 3306, 5432, 5439, 6379, 9200, 11211 or 27017, alone, in a range, or with all ports. Inline
#   rules, `aws_security_group_rule` and `aws_vpc_security_group_ingress_rule` are checked alike.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/vpc-sg-open-only-to-authorized-ports.html
# custom:
#   severity: critical
#   resources:
#     aws_default_security_group: []
#     aws_security_group: []
#     aws_security_group_rule: []
#     aws_vpc_security_group_ingress_rule: []
#   why: >-
#     Databases on the open internet are found within hours, and are emptied or held to ransom over
#     one weak password or one unpatched flaw.
#   fix: admit only the security groups or addresses of the programs that use the database
#   bad: |
#     ingress {
#       from_port   = 5432
#       to_port     = 5432
#       protocol    = "tcp"
#       cidr_blocks = ["0.0.0.0/0"]
#     }
#   good: |
#     ingress {
#       from_port       = 5432
#       to_port         = 5432
#       protocol        = "tcp"
#       security_groups = [aws_security_group.web.id]
#     }
#   themes: [network-exposure]
package driftlock.vpc.database_ports_open_to_world

import data.driftlock.lib.ingress
import data.driftlock.lib.ports

services := {
	"Elasticsearch (port 9200)": 9200,
	"Memcached (port 11211)": 11211,
	"MongoDB (port 27017)": 27017,
	"MySQL (port 3306)": 3306,
	"Oracle (port 1521)": 1521,
	"PostgreSQL (port 5432)": 5432,
	"Redis (port 6379)": 6379,
	"Redshift (port 5439)": 5439,
	"SQL Server (port 1433)": 1433,
}

fail contains {"resource": rule.resource, "message": message, "attribute": ingress.attribute(rule)} if {
	some range, rules in ingress.open
	open := [service |
		some service, port in services
		ports.covers(range, port)
	]
	count(open) > 0
	some rule in rules
	message := sprintf("lets %s in to %s", [concat(" and ", ingress.sources(rule.values)), said_of(open)])
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

said_of(open) := "all databases" if count(open) == count(services)

said_of(open) := concat(" and ", open) if count(open) < count(services)

# METADATA
# title: Database cannot be used with IAM credentials
# description: >-
#   `iam_database_authentication_enabled` of a database instance or cluster of MySQL, MariaDB,
#   PostgreSQL or Aurora is not true. Other engines cannot do it.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/rds-instance-iam-authentication-enabled.html
# custom:
#   severity: low
#   resources:
#     aws_db_instance: [engine, iam_database_authentication_enabled]
#     aws_rds_cluster: [engine, iam_database_authentication_enabled]
#   why: >-
#     With IAM a program signs in with its role and a token that lives for 15 minutes, instead of a
#     password that somebody has to store, hand on and change.
#   fix: set `iam_database_authentication_enabled = true`
#   bad: |
#     resource "aws_db_instance" "orders" {
#       engine         = "postgres"
#       instance_class = "db.t4g.micro"
#     }
#   good: |
#     resource "aws_db_instance" "orders" {
#       engine                              = "postgres"
#       instance_class                      = "db.t4g.micro"
#       iam_database_authentication_enabled = true
#     }
#   themes: [credentials]
package driftlock.rds.rds_iam_authentication_off

import data.driftlock.lib.resource
import data.driftlock.lib.said

engines := {"aurora", "aurora-mysql", "aurora-postgresql", "mariadb", "mysql", "postgres"}

fail contains {"resource": r.address, "message": message, "attribute": attribute} if {
	some type in ["aws_db_instance", "aws_rds_cluster"]
	some r in input.types[type]
	r.values.engine in engines
	attribute := "iam_database_authentication_enabled"
	not r.values[attribute] == true
	not resource.open(r, attribute)
	message := said.of(r.values, attribute)
}

pass contains r.address if {
	some type in ["aws_db_instance", "aws_rds_cluster"]
	some r in input.types[type]
	fine(r)
}

fine(r) if r.values.iam_database_authentication_enabled == true

fine(r) if not object.get(r.values, "engine", "mysql") in engines

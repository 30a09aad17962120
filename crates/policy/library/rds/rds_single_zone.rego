# METADATA
# title: Database runs in one zone only
# description: >-
#   `multi_az` of a database instance is not true. Replicas are left out, and so are clusters, which
#   spread their instances by themselves.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/rds-multi-az-support.html
# custom:
#   severity: low
#   resources:
#     aws_db_instance: [multi_az, replicate_source_db]
#   why: >-
#     When its zone fails, the database is gone until somebody restores a backup elsewhere, and it
#     stands still during every maintenance.
#   fix: set `multi_az = true`
#   bad: |
#     resource "aws_db_instance" "orders" {
#       engine         = "postgres"
#       instance_class = "db.t4g.micro"
#     }
#   good: |
#     resource "aws_db_instance" "orders" {
#       engine         = "postgres"
#       instance_class = "db.t4g.micro"
#       multi_az       = true
#     }
#   themes: [resilience]
package driftlock.rds.rds_single_zone

import data.driftlock.lib.rds
import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": said.of(r.values, "multi_az"), "attribute": "multi_az"} if {
	some r in input.types.aws_db_instance
	not r.values.multi_az == true
	not resource.open(r, "multi_az")
	not rds.replica(r)
}

pass contains r.address if {
	some r in input.types.aws_db_instance
	fine(r)
}

fine(r) if r.values.multi_az == true

fine(r) if resource.given(r, "replicate_source_db")

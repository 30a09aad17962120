# METADATA
# title: Database logs stay in the database
# description: >-
#   `enabled_cloudwatch_logs_exports` of a database instance or cluster is not set. Which logs are
#   exported is not checked.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/rds-logging-enabled.html
# custom:
#   severity: low
#   resources:
#     aws_db_instance: [enabled_cloudwatch_logs_exports]
#     aws_rds_cluster: [enabled_cloudwatch_logs_exports]
#   why: >-
#     On the database logs are kept for a few days and raise no alarm; who failed to sign in, and
#     who ran what, is gone when it is asked for.
#   fix: set `enabled_cloudwatch_logs_exports` to the logs of the engine, such as `["postgresql"]`
#   bad: |
#     resource "aws_db_instance" "orders" {
#       engine         = "postgres"
#       instance_class = "db.t4g.micro"
#     }
#   good: |
#     resource "aws_db_instance" "orders" {
#       engine                          = "postgres"
#       instance_class                  = "db.t4g.micro"
#       enabled_cloudwatch_logs_exports = ["postgresql"]
#     }
#   themes: [audit-logging, monitoring]
package driftlock.rds.rds_logs_not_exported

import data.driftlock.lib.resource

fail contains {"resource": r.address, "message": message, "attribute": attribute} if {
	some type in ["aws_db_instance", "aws_rds_cluster"]
	some r in input.types[type]
	attribute := "enabled_cloudwatch_logs_exports"
	count(object.get(r.values, attribute, [])) == 0
	not resource.open(r, attribute)
	message := "no logs are exported to CloudWatch"
}

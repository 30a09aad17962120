# METADATA
# title: Database does not get minor versions by itself
# description: >-
#   `auto_minor_version_upgrade` of a database instance, or of an instance of a cluster, is false.
#   Where nothing is set, AWS upgrades.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/rds-automatic-minor-version-upgrade-enabled.html
# custom:
#   severity: medium
#   resources:
#     aws_db_instance: [auto_minor_version_upgrade]
#     aws_rds_cluster_instance: [auto_minor_version_upgrade]
#   why: >-
#     Minor versions close security holes; a database that waits for somebody to install them is
#     open to what has long been fixed.
#   fix: set `auto_minor_version_upgrade = true`, or leave it out
#   bad: |
#     resource "aws_db_instance" "orders" {
#       engine                     = "postgres"
#       instance_class             = "db.t4g.micro"
#       auto_minor_version_upgrade = false
#     }
#   good: |
#     resource "aws_db_instance" "orders" {
#       engine         = "postgres"
#       instance_class = "db.t4g.micro"
#     }
#   themes: [patching]
package driftlock.rds.rds_minor_upgrades_off

fail contains {"resource": r.address, "message": message, "attribute": "auto_minor_version_upgrade"} if {
	some type in ["aws_db_instance", "aws_rds_cluster_instance"]
	some r in input.types[type]
	r.values.auto_minor_version_upgrade == false
	message := "`auto_minor_version_upgrade` is false"
}

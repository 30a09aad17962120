# METADATA
# title: Master password of a database is set by Terraform
# description: >-
#   `password` of a database instance, or `master_password` of a cluster, is set, whether to a text
#   or to what another resource or a variable holds. The write-only arguments `password_wo` and
#   `master_password_wo` are fine. A password cannot be read from a deployed database, so that only
#   plans are judged.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
# custom:
#   severity: medium
#   resources:
#     aws_db_instance: [manage_master_user_password, password]
#     aws_rds_cluster: [manage_master_user_password, master_password]
#   why: >-
#     The password ends up in Terraform's state in clear, where everybody who may plan can read it,
#     and nobody ever changes it.
#   fix: >-
#     set `manage_master_user_password = true` instead, so that Secrets Manager makes the password
#     and changes it
#   bad: |
#     resource "aws_db_instance" "orders" {
#       engine         = "postgres"
#       instance_class = "db.t4g.micro"
#       username       = "app"
#       password       = var.password
#     }
#   good: |
#     resource "aws_db_instance" "orders" {
#       engine                      = "postgres"
#       instance_class              = "db.t4g.micro"
#       username                    = "app"
#       manage_master_user_password = true
#     }
#   themes: [credentials, secrets]
package driftlock.rds.rds_password_in_configuration

import data.driftlock.lib.resource

fail contains {"resource": r.address, "message": message, "attribute": attribute} if {
	some type, attribute in {"aws_db_instance": "password", "aws_rds_cluster": "master_password"}
	some r in input.types[type]
	resource.given(r, attribute)
	not r.values.manage_master_user_password == true
	not resource.open(r, "manage_master_user_password")
	message := sprintf("`%s` is set, and is stored in the state", [attribute])
}

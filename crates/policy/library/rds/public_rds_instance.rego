# METADATA
# title: Database has a public address
# description: >-
#   `publicly_accessible` of a database instance, or of an instance of a cluster, is true.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/rds-instance-public-access-check.html
# custom:
#   severity: high
#   resources:
#     aws_db_instance: [publicly_accessible]
#     aws_rds_cluster_instance: [publicly_accessible]
#   why: >-
#     A database with a public address is one wrong security group rule away from everybody who
#     guesses passwords.
#   fix: >-
#     set `publicly_accessible = false`, and reach the database from within the VPC or through a
#     bastion
#   bad: |
#     resource "aws_db_instance" "orders" {
#       engine              = "postgres"
#       instance_class      = "db.t4g.micro"
#       publicly_accessible = true
#     }
#   good: |
#     resource "aws_db_instance" "orders" {
#       engine              = "postgres"
#       instance_class      = "db.t4g.micro"
#       publicly_accessible = false
#     }
#   themes: [network-exposure, public-access]
package driftlock.rds.public_rds_instance

fail contains {"resource": r.address, "message": message, "attribute": "publicly_accessible"} if {
	some type in ["aws_db_instance", "aws_rds_cluster_instance"]
	some r in input.types[type]
	r.values.publicly_accessible == true
	message := "`publicly_accessible` is true"
}

# METADATA
# title: Database snapshot is public
# description: >-
#   `shared_accounts` of a snapshot of a database instance or cluster, or of a copy of one, holds
#   `all`.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/rds-snapshots-public-prohibited.html
# custom:
#   severity: critical
#   resources:
#     aws_db_cluster_snapshot: [shared_accounts]
#     aws_db_snapshot: [shared_accounts]
#     aws_db_snapshot_copy: [shared_accounts]
#     aws_rds_cluster_snapshot_copy: [shared_accounts]
#   why: >-
#     Everybody with an AWS account can restore the whole database and read all that is in it.
#   fix: list the ids of the accounts that need the snapshot in `shared_accounts`
#   bad: |
#     resource "aws_db_snapshot" "orders" {
#       db_instance_identifier = "orders"
#       db_snapshot_identifier = "orders"
#       shared_accounts        = ["all"]
#     }
#   good: |
#     resource "aws_db_snapshot" "orders" {
#       db_instance_identifier = "orders"
#       db_snapshot_identifier = "orders"
#       shared_accounts        = ["123456789012"]
#     }
#   themes: [public-access]
package driftlock.rds.public_rds_snapshot

types := [
	"aws_db_cluster_snapshot", "aws_db_snapshot", "aws_db_snapshot_copy", "aws_rds_cluster_snapshot_copy",
]

fail contains {"resource": r.address, "message": message, "attribute": "shared_accounts"} if {
	some type in types
	some r in input.types[type]
	"all" in r.values.shared_accounts
	message := "every AWS account may restore it"
}

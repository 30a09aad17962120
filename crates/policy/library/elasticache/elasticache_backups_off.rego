# METADATA
# title: ElastiCache keeps no backups
# description: >-
#   `snapshot_retention_limit` of a replication group, or of a single cluster of Redis or Valkey, is
#   0 or is left out. Memcached has no backups.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/elasticache-redis-cluster-automatic-backup-check.html
# custom:
#   severity: low
#   resources:
#     aws_elasticache_cluster: [replication_group_id, snapshot_retention_limit]
#     aws_elasticache_replication_group: [snapshot_retention_limit]
#   why: >-
#     What is lost when the cache fails or is emptied by mistake has to be made again, if it can be.
#   fix: set `snapshot_retention_limit` to the number of days for which snapshots are kept
#   bad: |
#     resource "aws_elasticache_replication_group" "sessions" {
#       replication_group_id = "sessions"
#       description          = "sessions"
#     }
#   good: |
#     resource "aws_elasticache_replication_group" "sessions" {
#       replication_group_id     = "sessions"
#       description              = "sessions"
#       snapshot_retention_limit = 7
#     }
#   themes: [backup]
package driftlock.elasticache.elasticache_backups_off

import data.driftlock.lib.resource
import data.driftlock.lib.said

attribute := "snapshot_retention_limit"

fail contains {"resource": r.address, "message": said.of(r.values, attribute), "attribute": attribute} if {
	some type in ["aws_elasticache_cluster", "aws_elasticache_replication_group"]
	some r in input.types[type]
	object.get(r.values, attribute, 0) == 0
	not resource.open(r, attribute)
	alone(r)
}

pass contains r.address if {
	some r in input.types.aws_elasticache_cluster
	resource.given(r, "replication_group_id")
}

alone(r) if r.type == "aws_elasticache_replication_group"

# Members of a group are backed up with it.
alone(r) if {
	r.values.engine in {"redis", "valkey"}
	not resource.given(r, "replication_group_id")
	not resource.open(r, "replication_group_id")
}

# METADATA
# title: ElastiCache is used in clear
# description: >-
#   `transit_encryption_enabled` of a replication group is not true, or `transit_encryption_mode` is
#   `preferred`, which lets clients connect without TLS as well. Members of a global group take
#   after it and are left out.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/elasticache-repl-grp-encrypted-in-transit.html
# custom:
#   severity: medium
#   resources:
#     aws_elasticache_replication_group:
#       [global_replication_group_id, transit_encryption_enabled, transit_encryption_mode]
#   why: >-
#     Sessions, personal data and the password of the cache itself pass through the network readable
#     for everything there that was broken into.
#   fix: set `transit_encryption_enabled = true`
#   bad: |
#     resource "aws_elasticache_replication_group" "sessions" {
#       replication_group_id = "sessions"
#       description          = "sessions"
#     }
#   good: |
#     resource "aws_elasticache_replication_group" "sessions" {
#       replication_group_id       = "sessions"
#       description                = "sessions"
#       transit_encryption_enabled = true
#     }
#   themes: [encryption-in-transit]
package driftlock.elasticache.elasticache_in_clear

import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": attribute} if {
	some r in input.types.aws_elasticache_replication_group
	attribute := "transit_encryption_enabled"
	not r.values[attribute] == true
	not resource.open(r, attribute)
	not resource.open(r, "global_replication_group_id")
	not resource.given(r, "global_replication_group_id")
	message := said.of(r.values, attribute)
}

fail contains {"resource": r.address, "message": message, "attribute": "transit_encryption_mode"} if {
	some r in input.types.aws_elasticache_replication_group
	r.values.transit_encryption_enabled == true
	r.values.transit_encryption_mode == "preferred"
	message := "`transit_encryption_mode` is `preferred`"
}

pass contains r.address if {
	some r in input.types.aws_elasticache_replication_group
	resource.given(r, "global_replication_group_id")
}

# METADATA
# title: ElastiCache is not encrypted at rest
# description: >-
#   `at_rest_encryption_enabled` of a replication group is not true. Where nothing is set, Valkey is
#   encrypted and Redis is not. Members of a global group take after it and are left out.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/elasticache-repl-grp-encrypted-at-rest.html
# custom:
#   severity: medium
#   resources:
#     aws_elasticache_replication_group: [at_rest_encryption_enabled, engine, global_replication_group_id]
#   why: >-
#     Backups and swapped memory of the cache can be read by whoever gets hold of them, and
#     encryption cannot be turned on later without making the group anew.
#   fix: set `at_rest_encryption_enabled = true`
#   bad: |
#     resource "aws_elasticache_replication_group" "sessions" {
#       replication_group_id = "sessions"
#       description          = "sessions"
#     }
#   good: |
#     resource "aws_elasticache_replication_group" "sessions" {
#       replication_group_id       = "sessions"
#       description                = "sessions"
#       at_rest_encryption_enabled = true
#     }
#   themes: [encryption-at-rest]
package driftlock.elasticache.unencrypted_elasticache

import data.driftlock.lib.resource
import data.driftlock.lib.said

attribute := "at_rest_encryption_enabled"

fail contains {"resource": r.address, "message": said.of(r.values, attribute), "attribute": attribute} if {
	some r in input.types.aws_elasticache_replication_group
	not encrypted(r)
	not resource.open(r, attribute)
	not resource.open(r, "engine")
	not resource.open(r, "global_replication_group_id")
}

pass contains r.address if {
	some r in input.types.aws_elasticache_replication_group
	encrypted(r)
}

# The provider holds it as a text.
encrypted(r) if r.values[attribute] in {true, "true", "1"}

encrypted(r) if resource.given(r, "global_replication_group_id")

encrypted(r) if {
	r.values.engine == "valkey"
	object.get(r.values, attribute, "") == ""
	not resource.open(r, attribute)
}

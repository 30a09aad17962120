# METADATA
# title: ElastiCache asks for no password
# description: >-
#   A replication group has neither `auth_token` nor `user_group_ids`. A token cannot be read from a
#   deployed group, so that one with encryption in transit, which a token needs, is left open there.
#   Members of a global group are left out.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/elasticache-repl-grp-redis-auth-enabled.html
# custom:
#   severity: medium
#   resources:
#     aws_elasticache_replication_group: [auth_token, global_replication_group_id, user_group_ids]
#   why: >-
#     Everything that reaches the cache through the network may then read and change all of it.
#   fix: set `user_group_ids`, or `auth_token`, together with `transit_encryption_enabled = true`
#   bad: |
#     resource "aws_elasticache_replication_group" "sessions" {
#       replication_group_id       = "sessions"
#       description                = "sessions"
#       transit_encryption_enabled = true
#     }
#   good: |
#     resource "aws_elasticache_replication_group" "sessions" {
#       replication_group_id       = "sessions"
#       description                = "sessions"
#       transit_encryption_enabled = true
#       user_group_ids             = [aws_elasticache_user_group.sessions.user_group_id]
#     }
#   themes: [credentials]
package driftlock.elasticache.elasticache_without_auth

import data.driftlock.lib.resource

fail contains {"resource": r.address, "message": message, "attribute": "user_group_ids"} if {
	some r in input.types.aws_elasticache_replication_group
	not guarded(r)
	not open(r)
	not unseen(r)
	message := "neither `auth_token` nor `user_group_ids` is set"
}

unknown contains {"resource": r.address, "message": message} if {
	some r in input.types.aws_elasticache_replication_group
	unseen(r)
	message := "whether it has an `auth_token` cannot be read from AWS"
}

pass contains r.address if {
	some r in input.types.aws_elasticache_replication_group
	guarded(r)
}

guarded(r) if resource.given(r, "auth_token")

guarded(r) if resource.refers(r, "user_group_ids")

guarded(r) if count(r.values.user_group_ids) > 0

guarded(r) if resource.given(r, "global_replication_group_id")

open(r) if {
	some attribute in ["auth_token", "global_replication_group_id", "user_group_ids"]
	resource.open(r, attribute)
}

# Only a plan shows a token.
unseen(r) if {
	not input.plan.terraform_version
	r.values.transit_encryption_enabled == true
}

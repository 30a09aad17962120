resource "aws_elasticache_user_group" "sessions" {
  engine        = "redis"
  user_group_id = "sessions"
  user_ids      = ["default"]
}

resource "aws_elasticache_replication_group" "group" {
  replication_group_id       = "group"
  description                = "sessions"
  node_type                  = "cache.t4g.micro"
  transit_encryption_enabled = true
  user_group_ids             = [aws_elasticache_user_group.sessions.id]
}

resource "aws_elasticache_replication_group" "token" {
  replication_group_id       = "token"
  description                = "sessions"
  node_type                  = "cache.t4g.micro"
  transit_encryption_enabled = true
  auth_token                 = "not-a-real-password"
}

resource "aws_kms_key" "cache" {}

resource "aws_elasticache_replication_group" "encrypted" {
  replication_group_id       = "encrypted"
  description                = "sessions"
  node_type                  = "cache.t4g.micro"
  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.cache.arn
}

resource "aws_elasticache_replication_group" "valkey" {
  replication_group_id = "valkey"
  description          = "sessions"
  node_type            = "cache.t4g.micro"
  engine               = "valkey"
}

resource "aws_elasticache_global_replication_group" "world" {
  global_replication_group_id_suffix = "world"
  primary_replication_group_id       = aws_elasticache_replication_group.encrypted.id
}

resource "aws_elasticache_replication_group" "member" {
  replication_group_id        = "member"
  description                 = "sessions"
  global_replication_group_id = aws_elasticache_global_replication_group.world.global_replication_group_id
}

# fails: aws_elasticache_replication_group.unset
# fails: aws_elasticache_replication_group.encrypted

resource "aws_elasticache_replication_group" "unset" {
  replication_group_id = "unset"
  description          = "sessions"
  node_type            = "cache.t4g.micro"
}

resource "aws_elasticache_replication_group" "encrypted" {
  replication_group_id       = "encrypted"
  description                = "sessions"
  node_type                  = "cache.t4g.micro"
  transit_encryption_enabled = true
}

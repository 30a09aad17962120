resource "aws_elasticache_replication_group" "encrypted" {
  replication_group_id       = "encrypted"
  description                = "sessions"
  node_type                  = "cache.t4g.micro"
  transit_encryption_enabled = true
}

resource "aws_elasticache_replication_group" "required" {
  replication_group_id       = "required"
  description                = "sessions"
  node_type                  = "cache.t4g.micro"
  engine_version             = "7.1"
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
}

# fails: aws_elasticache_replication_group.unset
# fails: aws_elasticache_replication_group.off
# fails: aws_elasticache_replication_group.preferred
# unknown: aws_elasticache_replication_group.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_elasticache_replication_group" "unset" {
  replication_group_id = "unset"
  description          = "sessions"
  node_type            = "cache.t4g.micro"
}

resource "aws_elasticache_replication_group" "off" {
  replication_group_id       = "off"
  description                = "sessions"
  node_type                  = "cache.t4g.micro"
  transit_encryption_enabled = false
}

resource "aws_elasticache_replication_group" "preferred" {
  replication_group_id       = "preferred"
  description                = "sessions"
  node_type                  = "cache.t4g.micro"
  engine_version             = "7.1"
  transit_encryption_enabled = true
  transit_encryption_mode    = "preferred"
}

resource "aws_elasticache_replication_group" "later" {
  replication_group_id       = "later"
  description                = "sessions"
  node_type                  = "cache.t4g.micro"
  transit_encryption_enabled = terraform_data.later.output
}

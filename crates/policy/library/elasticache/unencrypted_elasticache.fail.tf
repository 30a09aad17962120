# fails: aws_elasticache_replication_group.unset
# fails: aws_elasticache_replication_group.off
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
  at_rest_encryption_enabled = false
}

resource "aws_elasticache_replication_group" "later" {
  replication_group_id       = "later"
  description                = "sessions"
  node_type                  = "cache.t4g.micro"
  at_rest_encryption_enabled = terraform_data.later.output
}

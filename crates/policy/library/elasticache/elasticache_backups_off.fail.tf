# fails: aws_elasticache_replication_group.unset
# fails: aws_elasticache_replication_group.off
# unknown: aws_elasticache_replication_group.later
# fails: aws_elasticache_cluster.single

resource "terraform_data" "later" {
  input = true
}

resource "aws_elasticache_replication_group" "unset" {
  replication_group_id = "unset"
  description          = "sessions"
  node_type            = "cache.t4g.micro"
}

resource "aws_elasticache_replication_group" "off" {
  replication_group_id     = "off"
  description              = "sessions"
  node_type                = "cache.t4g.micro"
  snapshot_retention_limit = 0
}

resource "aws_elasticache_replication_group" "later" {
  replication_group_id     = "later"
  description              = "sessions"
  node_type                = "cache.t4g.micro"
  snapshot_retention_limit = terraform_data.later.output ? 7 : 0
}

resource "aws_elasticache_cluster" "single" {
  cluster_id      = "single"
  engine          = "redis"
  node_type       = "cache.t4g.micro"
  num_cache_nodes = 1
}

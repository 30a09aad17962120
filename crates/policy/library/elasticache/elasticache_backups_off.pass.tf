resource "aws_elasticache_replication_group" "week" {
  replication_group_id     = "week"
  description              = "sessions"
  node_type                = "cache.t4g.micro"
  snapshot_retention_limit = 7
}

resource "aws_elasticache_cluster" "member" {
  cluster_id           = "member"
  replication_group_id = aws_elasticache_replication_group.week.id
}

resource "aws_elasticache_cluster" "memcached" {
  cluster_id      = "memcached"
  engine          = "memcached"
  node_type       = "cache.t4g.micro"
  num_cache_nodes = 1
}

resource "aws_dax_cluster" "on" {
  cluster_name       = "encrypted"
  iam_role_arn       = "arn:aws:iam::123456789012:role/dax"
  node_type          = "dax.t3.small"
  replication_factor = 1
  server_side_encryption {
    enabled = true
  }
}

# fails: aws_dax_cluster.unset
# fails: aws_dax_cluster.off
# unknown: aws_dax_cluster.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_dax_cluster" "unset" {
  cluster_name       = "unset"
  iam_role_arn       = "arn:aws:iam::123456789012:role/dax"
  node_type          = "dax.t3.small"
  replication_factor = 1
}

resource "aws_dax_cluster" "off" {
  cluster_name       = "off"
  iam_role_arn       = "arn:aws:iam::123456789012:role/dax"
  node_type          = "dax.t3.small"
  replication_factor = 1
  server_side_encryption {
    enabled = false
  }
}

resource "aws_dax_cluster" "later" {
  cluster_name       = "later"
  iam_role_arn       = "arn:aws:iam::123456789012:role/dax"
  node_type          = "dax.t3.small"
  replication_factor = 1
  server_side_encryption {
    enabled = terraform_data.later.output
  }
}

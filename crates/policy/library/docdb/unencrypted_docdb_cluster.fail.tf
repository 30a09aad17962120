# fails: aws_docdb_cluster.unset
# fails: aws_docdb_cluster.off
# unknown: aws_docdb_cluster.later

resource "aws_docdb_cluster" "unset" {
  cluster_identifier  = "unset"
  skip_final_snapshot = true
}

resource "aws_docdb_cluster" "off" {
  cluster_identifier  = "off"
  storage_encrypted   = false
  skip_final_snapshot = true
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_docdb_cluster" "later" {
  cluster_identifier  = "later"
  storage_encrypted   = terraform_data.later.output
  skip_final_snapshot = true
}

resource "aws_docdb_cluster" "encrypted" {
  cluster_identifier  = "encrypted"
  storage_encrypted   = true
  skip_final_snapshot = true
}

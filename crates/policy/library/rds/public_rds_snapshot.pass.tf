resource "aws_db_snapshot" "own" {
  db_instance_identifier = "orders"
  db_snapshot_identifier = "own"
}

resource "aws_db_cluster_snapshot" "shared" {
  db_cluster_identifier          = "orders"
  db_cluster_snapshot_identifier = "shared"
  shared_accounts                = ["123456789012"]
}

resource "aws_db_snapshot_copy" "own" {
  source_db_snapshot_identifier = "arn:aws:rds:eu-west-1:123456789012:snapshot:own"
  target_db_snapshot_identifier = "copy"
}

resource "aws_kms_key" "facts" {}

resource "aws_redshift_cluster" "encrypted" {
  cluster_identifier     = "encrypted"
  node_type              = "ra3.xlplus"
  master_username        = "app"
  manage_master_password = true
  skip_final_snapshot    = true
  publicly_accessible    = false
  encrypted              = true
  kms_key_id             = aws_kms_key.facts.arn
}

resource "aws_redshift_cluster" "private" {
  cluster_identifier     = "private"
  node_type              = "ra3.xlplus"
  master_username        = "app"
  manage_master_password = true
  skip_final_snapshot    = true
  publicly_accessible    = false
}

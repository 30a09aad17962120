resource "aws_redshift_cluster" "apart" {
  cluster_identifier     = "apart"
  node_type              = "ra3.xlplus"
  master_username        = "app"
  manage_master_password = true
  skip_final_snapshot    = true
  publicly_accessible    = false
}

resource "aws_redshift_cluster" "inline" {
  cluster_identifier     = "inline"
  node_type              = "ra3.xlplus"
  master_username        = "app"
  manage_master_password = true
  skip_final_snapshot    = true
  publicly_accessible    = false
  logging {
    enable      = true
    bucket_name = "acme-logs"
  }
}

resource "aws_redshift_logging" "apart" {
  cluster_identifier   = aws_redshift_cluster.apart.id
  log_destination_type = "cloudwatch"
  log_exports          = ["connectionlog", "userlog"]
}

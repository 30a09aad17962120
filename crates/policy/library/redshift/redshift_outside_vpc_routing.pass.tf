resource "aws_redshift_cluster" "inside" {
  cluster_identifier     = "inside"
  node_type              = "ra3.xlplus"
  master_username        = "app"
  manage_master_password = true
  skip_final_snapshot    = true
  publicly_accessible    = false
  enhanced_vpc_routing   = true
}

# fails: aws_redshift_cluster.unset
# fails: aws_redshift_cluster.off
# unknown: aws_redshift_cluster.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_redshift_cluster" "unset" {
  cluster_identifier     = "unset"
  node_type              = "ra3.xlplus"
  master_username        = "app"
  manage_master_password = true
  skip_final_snapshot    = true
  publicly_accessible    = false
}

resource "aws_redshift_cluster" "off" {
  cluster_identifier     = "off"
  node_type              = "ra3.xlplus"
  master_username        = "app"
  manage_master_password = true
  skip_final_snapshot    = true
  publicly_accessible    = false
  enhanced_vpc_routing   = false
}

resource "aws_redshift_cluster" "later" {
  cluster_identifier     = "later"
  node_type              = "ra3.xlplus"
  master_username        = "app"
  manage_master_password = true
  skip_final_snapshot    = true
  publicly_accessible    = false
  enhanced_vpc_routing   = terraform_data.later.output
}

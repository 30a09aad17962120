# fails: aws_redshift_cluster.unset
# fails: aws_redshift_cluster.public
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
}

resource "aws_redshift_cluster" "public" {
  cluster_identifier     = "public"
  node_type              = "ra3.xlplus"
  master_username        = "app"
  manage_master_password = true
  skip_final_snapshot    = true
  publicly_accessible    = true
}

resource "aws_redshift_cluster" "later" {
  cluster_identifier     = "later"
  node_type              = "ra3.xlplus"
  master_username        = "app"
  manage_master_password = true
  skip_final_snapshot    = true
  publicly_accessible    = terraform_data.later.output
}

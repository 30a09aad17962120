# fails: aws_db_instance.off
# fails: aws_rds_cluster_instance.off
# unknown: aws_db_instance.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_db_instance" "off" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "app"
  manage_master_user_password = true
  skip_final_snapshot         = true
  auto_minor_version_upgrade  = false
}

resource "aws_rds_cluster_instance" "off" {
  cluster_identifier         = "orders"
  engine                     = "aurora-postgresql"
  instance_class             = "db.r6g.large"
  auto_minor_version_upgrade = false
}

resource "aws_db_instance" "later" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "app"
  manage_master_user_password = true
  skip_final_snapshot         = true
  auto_minor_version_upgrade  = terraform_data.later.output
}

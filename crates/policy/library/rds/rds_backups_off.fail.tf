# fails: aws_db_instance.unset
# fails: aws_db_instance.off
# fails: aws_db_instance.brief
# fails: aws_rds_cluster.unset
# unknown: aws_db_instance.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_db_instance" "unset" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "app"
  manage_master_user_password = true
  skip_final_snapshot         = true
}

resource "aws_db_instance" "off" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "app"
  manage_master_user_password = true
  skip_final_snapshot         = true
  backup_retention_period     = 0
}

resource "aws_db_instance" "brief" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "app"
  manage_master_user_password = true
  skip_final_snapshot         = true
  backup_retention_period     = 3
}

resource "aws_rds_cluster" "unset" {
  engine                      = "aurora-postgresql"
  master_username             = "app"
  manage_master_user_password = true
  skip_final_snapshot         = true
}

resource "aws_db_instance" "later" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "app"
  manage_master_user_password = true
  skip_final_snapshot         = true
  backup_retention_period     = terraform_data.later.output ? 7 : 0
}

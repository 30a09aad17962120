# fails: aws_db_instance.public
# fails: aws_rds_cluster_instance.public
# unknown: aws_db_instance.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_db_instance" "public" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "app"
  manage_master_user_password = true
  skip_final_snapshot         = true
  publicly_accessible         = true
}

resource "aws_rds_cluster_instance" "public" {
  cluster_identifier  = "orders"
  engine              = "aurora-postgresql"
  instance_class      = "db.r6g.large"
  publicly_accessible = true
}

resource "aws_db_instance" "later" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "app"
  manage_master_user_password = true
  skip_final_snapshot         = true
  publicly_accessible         = terraform_data.later.output
}

resource "aws_db_instance" "on" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  username                            = "app"
  manage_master_user_password         = true
  skip_final_snapshot                 = true
  iam_database_authentication_enabled = true
}

resource "aws_rds_cluster" "on" {
  engine                              = "aurora-postgresql"
  master_username                     = "app"
  manage_master_user_password         = true
  skip_final_snapshot                 = true
  iam_database_authentication_enabled = true
}

# Oracle cannot.
resource "aws_db_instance" "oracle" {
  engine                      = "oracle-se2"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "app"
  skip_final_snapshot         = true
  manage_master_user_password = true
}

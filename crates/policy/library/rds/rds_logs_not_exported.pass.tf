resource "aws_db_instance" "exported" {
  engine                          = "postgres"
  instance_class                  = "db.t4g.micro"
  allocated_storage               = 20
  username                        = "app"
  manage_master_user_password     = true
  skip_final_snapshot             = true
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
}

resource "aws_rds_cluster" "exported" {
  engine                          = "aurora-postgresql"
  master_username                 = "app"
  manage_master_user_password     = true
  skip_final_snapshot             = true
  enabled_cloudwatch_logs_exports = ["postgresql"]
}

# fails: aws_db_instance.unset
# fails: aws_rds_cluster.none
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

resource "aws_rds_cluster" "none" {
  engine                          = "aurora-postgresql"
  master_username                 = "app"
  manage_master_user_password     = true
  skip_final_snapshot             = true
  enabled_cloudwatch_logs_exports = []
}

resource "aws_db_instance" "later" {
  engine                          = "postgres"
  instance_class                  = "db.t4g.micro"
  allocated_storage               = 20
  username                        = "app"
  manage_master_user_password     = true
  skip_final_snapshot             = true
  enabled_cloudwatch_logs_exports = [for on in [terraform_data.later.output] : "postgresql" if on]
}

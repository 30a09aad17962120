resource "aws_kms_key" "orders" {}

resource "aws_db_instance" "encrypted" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "app"
  manage_master_user_password = true
  skip_final_snapshot         = true
  storage_encrypted           = true
  kms_key_id                  = aws_kms_key.orders.arn
}

# Replicas are encrypted as their source is.
resource "aws_db_instance" "replica" {
  instance_class      = "db.t4g.micro"
  replicate_source_db = aws_db_instance.encrypted.identifier
  skip_final_snapshot = true
}

resource "aws_rds_cluster" "encrypted" {
  engine                      = "aurora-postgresql"
  master_username             = "app"
  manage_master_user_password = true
  skip_final_snapshot         = true
  storage_encrypted           = true
}

resource "aws_rds_cluster" "serverless" {
  engine                      = "aurora-postgresql"
  master_username             = "app"
  manage_master_user_password = true
  skip_final_snapshot         = true
  engine_mode                 = "serverless"
}

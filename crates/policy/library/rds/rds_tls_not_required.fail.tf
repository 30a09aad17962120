# fails: aws_db_parameter_group.postgres
# fails: aws_db_parameter_group.mysql
# fails: aws_rds_cluster_parameter_group.aurora
# unknown: aws_db_parameter_group.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_db_parameter_group" "postgres" {
  family = "postgres16"
  parameter {
    name  = "rds.force_ssl"
    value = "0"
  }
}

resource "aws_db_parameter_group" "mysql" {
  family = "mysql8.0"
  parameter {
    name  = "require_secure_transport"
    value = "OFF"
  }
}

resource "aws_rds_cluster_parameter_group" "aurora" {
  family = "aurora-mysql8.0"
  parameter {
    name  = "require_secure_transport"
    value = "0"
  }
}

resource "aws_db_parameter_group" "later" {
  family = "postgres16"
  parameter {
    name  = "rds.force_ssl"
    value = terraform_data.later.output ? "1" : "0"
  }
}

resource "aws_db_parameter_group" "unset" {
  family = "postgres16"
}

resource "aws_db_parameter_group" "postgres" {
  family = "postgres14"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_rds_cluster_parameter_group" "aurora" {
  family = "aurora-mysql8.0"
  parameter {
    name  = "require_secure_transport"
    value = "ON"
  }
  parameter {
    name  = "slow_query_log"
    value = "0"
  }
}

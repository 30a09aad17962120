resource "aws_redshift_parameter_group" "on" {
  name   = "on"
  family = "redshift-1.0"
  parameter {
    name  = "require_ssl"
    value = "true"
  }
  parameter {
    name  = "enable_user_activity_logging"
    value = "false"
  }
}

# The newer family requires it by itself.
resource "aws_redshift_parameter_group" "newer" {
  name   = "newer"
  family = "redshift-2.0"
}

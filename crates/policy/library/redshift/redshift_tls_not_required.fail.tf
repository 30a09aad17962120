# fails: aws_redshift_parameter_group.unset
# fails: aws_redshift_parameter_group.off
# unknown: aws_redshift_parameter_group.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_redshift_parameter_group" "unset" {
  name   = "unset"
  family = "redshift-1.0"
}

resource "aws_redshift_parameter_group" "off" {
  name   = "off"
  family = "redshift-2.0"
  parameter {
    name  = "require_ssl"
    value = "false"
  }
}

resource "aws_redshift_parameter_group" "later" {
  name   = "later"
  family = "redshift-1.0"
  parameter {
    name  = "require_ssl"
    value = terraform_data.later.output ? "true" : "false"
  }
}

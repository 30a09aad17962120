# fails: aws_db_instance.unset
# fails: aws_db_instance.off
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
  multi_az                    = false
}

resource "aws_db_instance" "later" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "app"
  manage_master_user_password = true
  skip_final_snapshot         = true
  multi_az                    = terraform_data.later.output
}

# fails: aws_db_instance.text
# fails: aws_rds_cluster.text
# fails: aws_db_instance.made

resource "terraform_data" "later" {
  input = true
}

resource "aws_db_instance" "text" {
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  allocated_storage   = 20
  username            = "app"
  skip_final_snapshot = true
  password            = "not-a-real-password"
}

resource "aws_rds_cluster" "text" {
  engine              = "aurora-postgresql"
  master_username     = "app"
  master_password     = "not-a-real-password"
  skip_final_snapshot = true
}

# Where it comes from makes no difference.
resource "aws_db_instance" "made" {
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  allocated_storage   = 20
  username            = "app"
  skip_final_snapshot = true
  password            = terraform_data.later.output ? "one" : "other"
}

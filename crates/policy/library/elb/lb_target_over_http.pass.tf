resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 443
  protocol = "HTTPS"
  vpc_id   = "vpc-0abc1234"
}

resource "aws_lb_target_group" "database" {
  name     = "database"
  port     = 5432
  protocol = "TCP"
  vpc_id   = "vpc-0abc1234"
}

resource "aws_lb_target_group" "function" {
  name        = "function"
  target_type = "lambda"
}

# fails: aws_lb_target_group.web
# fails: aws_alb_target_group.web
# unknown: aws_lb_target_group.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 80
  protocol = "HTTP"
  vpc_id   = "vpc-0abc1234"
}

resource "aws_alb_target_group" "web" {
  name     = "old"
  port     = 80
  protocol = "HTTP"
  vpc_id   = "vpc-0abc1234"
}

resource "aws_lb_target_group" "later" {
  name     = "later"
  port     = 80
  protocol = terraform_data.later.output ? "HTTPS" : "HTTP"
  vpc_id   = "vpc-0abc1234"
}

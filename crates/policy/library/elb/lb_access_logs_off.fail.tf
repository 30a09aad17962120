# fails: aws_lb.unset
# fails: aws_lb.network
# fails: aws_alb.off
# unknown: aws_lb.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_lb" "unset" {
  subnets = ["subnet-0abc1234", "subnet-0def5678"]
}

resource "aws_lb" "network" {
  subnets            = ["subnet-0abc1234", "subnet-0def5678"]
  load_balancer_type = "network"
}

resource "aws_alb" "off" {
  subnets = ["subnet-0abc1234", "subnet-0def5678"]
  access_logs {
    bucket  = "acme-logs"
    enabled = false
  }
}

resource "aws_lb" "later" {
  subnets = ["subnet-0abc1234", "subnet-0def5678"]
  access_logs {
    bucket  = "acme-logs"
    enabled = terraform_data.later.output
  }
}

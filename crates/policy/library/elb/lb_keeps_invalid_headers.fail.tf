# fails: aws_lb.unset
# fails: aws_alb.off
# unknown: aws_lb.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_lb" "unset" {
  subnets = ["subnet-0abc1234", "subnet-0def5678"]
}

resource "aws_alb" "off" {
  subnets                    = ["subnet-0abc1234", "subnet-0def5678"]
  drop_invalid_header_fields = false
}

resource "aws_lb" "later" {
  subnets                    = ["subnet-0abc1234", "subnet-0def5678"]
  drop_invalid_header_fields = terraform_data.later.output
}

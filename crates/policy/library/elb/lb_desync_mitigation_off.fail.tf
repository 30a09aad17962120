# fails: aws_lb.watching
# fails: aws_elb.watching
# unknown: aws_lb.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_lb" "watching" {
  subnets                = ["subnet-0abc1234", "subnet-0def5678"]
  desync_mitigation_mode = "monitor"
}

resource "aws_elb" "watching" {
  subnets                = ["subnet-0abc1234"]
  desync_mitigation_mode = "monitor"
  listener {
    lb_port           = 80
    lb_protocol       = "http"
    instance_port     = 80
    instance_protocol = "http"
  }
}

resource "aws_lb" "later" {
  subnets                = ["subnet-0abc1234", "subnet-0def5678"]
  desync_mitigation_mode = terraform_data.later.output ? "monitor" : "defensive"
}

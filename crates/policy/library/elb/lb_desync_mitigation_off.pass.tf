resource "aws_lb" "unset" {
  subnets = ["subnet-0abc1234", "subnet-0def5678"]
}

resource "aws_alb" "strictest" {
  subnets                = ["subnet-0abc1234", "subnet-0def5678"]
  desync_mitigation_mode = "strictest"
}

resource "aws_elb" "unset" {
  subnets = ["subnet-0abc1234"]
  listener {
    lb_port           = 80
    lb_protocol       = "http"
    instance_port     = 80
    instance_protocol = "http"
  }
}

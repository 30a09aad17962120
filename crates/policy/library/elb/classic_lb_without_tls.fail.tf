# fails: aws_elb.http
# unknown: aws_elb.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_elb" "http" {
  subnets = ["subnet-0abc1234"]
  listener {
    lb_port           = 80
    lb_protocol       = "HTTP"
    instance_port     = 80
    instance_protocol = "http"
  }
  listener {
    lb_port           = 8080
    lb_protocol       = "tcp"
    instance_port     = 8080
    instance_protocol = "tcp"
  }
}

resource "aws_elb" "later" {
  subnets = ["subnet-0abc1234"]
  listener {
    lb_port            = 443
    lb_protocol        = terraform_data.later.output ? "https" : "http"
    instance_port      = 80
    instance_protocol  = "http"
    ssl_certificate_id = "arn:aws:acm:eu-west-1:123456789012:certificate/0abc1234-12ab-34cd-56ef-1234567890ab"
  }
}

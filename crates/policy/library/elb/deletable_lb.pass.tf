resource "aws_lb" "on" {
  subnets                    = ["subnet-0abc1234", "subnet-0def5678"]
  enable_deletion_protection = true
}

resource "aws_lb" "network" {
  subnets                    = ["subnet-0abc1234", "subnet-0def5678"]
  load_balancer_type         = "network"
  enable_deletion_protection = true
}

resource "aws_lb" "on" {
  subnets                    = ["subnet-0abc1234", "subnet-0def5678"]
  drop_invalid_header_fields = true
}

# Network load balancers do not look at headers.
resource "aws_lb" "network" {
  subnets            = ["subnet-0abc1234", "subnet-0def5678"]
  load_balancer_type = "network"
}

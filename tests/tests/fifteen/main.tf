resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "web" {
  count       = 10
  name        = "web-${count.index}"
  description = "web servers"
  vpc_id      = aws_vpc.main.id

  ingress {
    description = "from within"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
  tags = { app = "web" }
}

module "store" {
  source   = "./store"
  for_each = toset([for n in range(10) : "data-${n}"])
  name     = each.key
}

variable "ports" {
  type = list(number)
}

locals {
  tags = { app = "web" }
}

resource "aws_vpc" "web" {
  cidr_block = "10.40.0.0/16"
  tags       = local.tags
}

resource "aws_security_group" "web" {
  name        = "driftlock-deployment-web"
  description = "Web servers"
  vpc_id      = aws_vpc.web.id
  tags        = local.tags

  dynamic "ingress" {
    for_each = var.ports
    content {
      description = "web ${ingress.value}"
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}

resource "aws_s3_bucket" "assets" {
  bucket = "driftlock-deployment-assets"
  tags   = local.tags
}

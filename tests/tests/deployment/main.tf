variable "release" {
  type = string
}

variable "ports" {
  type = list(number)
}

# A command that an agent elsewhere might run while the release is on its way.
variable "meanwhile" {
  type    = string
  default = ""
}

provider "driftlock" {
  region = "us-east-1"
}

resource "driftlock_pause" "deploy" {
  baseline = "web"
  ttl      = "30m"
  reason   = "release ${var.release}"
  triggers = { release = var.release }
}

resource "aws_vpc" "main" {
  cidr_block = "10.60.0.0/16"
}

resource "aws_security_group" "web" {
  name        = "deployment-web"
  description = "Web servers"
  vpc_id      = aws_vpc.main.id
  tags        = { app = "web" }

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
  depends_on = [driftlock_pause.deploy]
}

resource "terraform_data" "meanwhile" {
  count            = var.meanwhile == "" ? 0 : 1
  triggers_replace = aws_security_group.web.ingress

  provisioner "local-exec" {
    command = var.meanwhile
  }
}

resource "driftlock_baseline" "web" {
  name = "web"
  scope {
    resource_types = ["aws_security_group"]
    tags           = { app = "web" }
  }
  triggers   = { release = var.release }
  depends_on = [aws_security_group.web, terraform_data.meanwhile]
}

resource "driftlock_enforcement" "web" {
  baseline = driftlock_baseline.web.name
  revision = driftlock_baseline.web.revision
  mode     = "enforce"
}

output "revision" {
  value = driftlock_baseline.web.revision
}

variable "release" {
  type    = string
  default = "2026.11"
}

resource "driftlock_baseline" "web" {
  name   = "web"
  reason = "release ${var.release}"

  # Everything that carries the tag ...
  scope {
    resource_types = ["aws_security_group", "aws_s3_bucket*"]
    tags           = { app = "web" }
  }
  # ... and one bucket that does not.
  scope {
    resource_types = ["aws_s3_bucket*"]
    ids            = ["web-logs-*"]
  }
  exclude {
    ids = ["sg-0abc"]
  }

  # A new release captures a new revision.
  triggers = { release = var.release }
}

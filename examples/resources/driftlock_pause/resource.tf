variable "release" {
  type    = string
  default = "2026.11"
}

# Opens before anything of the release changes ...
resource "driftlock_pause" "deploy" {
  baseline = "web"
  ttl      = "30m"
  reason   = "release ${var.release}"
  triggers = { release = var.release }
}

# ... the resources of the release go here, with `depends_on = [driftlock_pause.deploy]` ...

resource "driftlock_baseline" "web" {
  name       = "web"
  triggers   = { release = var.release }
  depends_on = [driftlock_pause.deploy]
  scope {
    resource_types = ["aws_s3_bucket*"]
  }
}

# ... the new revision approves what happened under the pause, and its enforcement ends the pause.
resource "driftlock_enforcement" "web" {
  baseline = driftlock_baseline.web.name
  revision = driftlock_baseline.web.revision
  mode     = "enforce"
}

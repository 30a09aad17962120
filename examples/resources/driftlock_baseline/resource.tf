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

  # What may change freely: no drift, and a restore leaves it as it is.
  ignore {
    path   = "aws_s3_bucket.web-logs-*.tags.LastScan"
    reason = "written by the nightly scan"
  }
  ignore {
    path    = "aws_security_group.*.ingress[*].description"
    reason  = "being reworded"
    expires = "2030-01-01T00:00:00Z"
  }

  # Known good, or no revision: what CIS asks for, and one's own policies that name its controls.
  # Without `framework`, all policies of `driftlock-gate`.
  require {
    framework    = "cis-aws-3.0"
    min_severity = "high"
    policies     = ["policies"]
    waivers      = "waivers.yaml"
  }

  # A new release captures a new revision. Drift that no `driftlock_pause` explains is then refused,
  # unless `accept_drift = true` approves it.
  triggers = { release = var.release }
}

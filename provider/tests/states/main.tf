resource "driftlock_baseline" "web" {
  name         = "web"
  reason       = "release 7"
  accept_drift = false
  triggers     = { release = "7" }
  scope {
    resource_types = ["aws_s3_bucket*"]
    tags           = {}
    ids            = ["assets"]
    regions        = ["us-east-1"]
  }
  scope {
    resource_types = ["aws_security_group"]
    accounts       = ["123456789012"]
  }
  exclude {
    ids = ["sg-nothing"]
  }
  require {
    min_severity = "critical"
  }
}
resource "driftlock_enforcement" "web" {
  baseline = driftlock_baseline.web.name
  revision = driftlock_baseline.web.revision
  mode     = "approve"
  rule {
    resource_types = ["aws_s3_bucket_policy"]
    min_risk       = "exposure_widened"
    mode           = "enforce"
  }
  rule {
    mode = "approve"
  }
  guardrails {
    max_changes   = 7
    max_percent   = 50
    flap_limit    = 2
    flap_window   = "90m"
    allow_delete  = true
    allow_replace = false
  }
}
resource "driftlock_pause" "web" {
  baseline = driftlock_baseline.web.name
  ttl      = "30m"
  reason   = "incident 7"
  triggers = { incident = "7" }
}

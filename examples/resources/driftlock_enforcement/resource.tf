resource "driftlock_baseline" "web" {
  name = "web"
  scope {
    resource_types = ["aws_security_group", "aws_s3_bucket*"]
  }
}

resource "driftlock_enforcement" "web" {
  baseline = driftlock_baseline.web.name
  revision = driftlock_baseline.web.revision
  mode     = "enforce"

  # The first rule that matches decides.
  rule {
    resource_types = ["aws_s3_bucket_policy"]
    mode           = "observe"
  }
  guardrails {
    max_changes = 20
    max_percent = 25
  }
}

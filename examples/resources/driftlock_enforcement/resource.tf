resource "driftlock_baseline" "web" {
  name = "web"
  scope {
    resource_types = ["aws_security_group", "aws_s3_bucket*"]
  }
}

resource "driftlock_enforcement" "web" {
  baseline = driftlock_baseline.web.name
  revision = driftlock_baseline.web.revision
  mode     = "approve"

  # The first rule that matches decides. What lets more people in is reverted at once ...
  rule {
    min_risk = "exposure_widened"
    mode     = "enforce"
  }
  # ... and one setting is only watched. Anything else waits for `driftlock approve`.
  rule {
    resource_types = ["aws_s3_bucket_versioning"]
    mode           = "observe"
  }

  guardrails {
    max_changes   = 20
    max_percent   = 25
    flap_limit    = 3 # reverts of one attribute ...
    flap_window   = "1h"
    allow_delete  = false
    allow_replace = false
  }

  # People are told of what needs them: drift, what awaits approval, what could not be restored.
  notify {
    webhook = var.webhook
    on      = ["drift", "proposed", "refused"]
  }
}

variable "webhook" {
  description = "Address of an incoming webhook, of Slack for example."
  type        = string
  sensitive   = true
  default     = "https://hooks.example.com/services/T0/B0/x"
}

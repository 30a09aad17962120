# The demo's baseline and enforcement alone, for a machine without the hashicorp/aws provider.

terraform {
  required_providers {
    driftlock = { source = "driftlock/driftlock" }
  }
}

provider "driftlock" {
  region = "us-east-1"
}

resource "driftlock_baseline" "web" {
  name = "web"
  scope {
    resource_types = ["aws_security_group", "aws_s3_bucket*"]
    tags           = { app = "web" }
  }
}

resource "driftlock_enforcement" "web" {
  baseline = driftlock_baseline.web.name
  revision = driftlock_baseline.web.revision
  mode     = "enforce"
}

provider "driftlock" {
  region = "us-east-1"
}

# Nothing but the bucket is declared, so Terraform's own plan does not see what is added to it.
resource "aws_s3_bucket" "site" {
  bucket = "provider-site"
  tags   = { app = "site" }
}

resource "driftlock_baseline" "site" {
  name = "site"
  scope {
    resource_types = ["aws_s3_bucket*"]
    tags           = { app = "site" }
  }
  depends_on = [aws_s3_bucket.site]
}

resource "driftlock_enforcement" "site" {
  baseline = driftlock_baseline.site.name
  revision = driftlock_baseline.site.revision
  mode     = "enforce"
}

data "driftlock_drift" "site" {
  baseline   = driftlock_baseline.site.name
  depends_on = [driftlock_enforcement.site]
}

output "in_sync" {
  value = data.driftlock_drift.site.in_sync
}

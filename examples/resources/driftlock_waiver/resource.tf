# The website is public on purpose: neither the gate, nor a scan, nor `require` counts that as an offence.
resource "driftlock_waiver" "website" {
  policy   = "public_s3_bucket"
  resource = "module.site.aws_s3_bucket.web" # all instances of it
  reason   = "serves the public website"
  owner    = "web-team@example.com"
  expires  = "2027-03-31" # the last day on which it holds
  ticket   = "SEC-123"
}

# A waiver of a policy of your own. A baseline that is captured in the same apply waits for both.
resource "driftlock_waiver" "tags" {
  for_each = toset(["aws_s3_bucket.logs", "aws_s3_bucket.scratch-*"])

  policy     = "untagged_s3_bucket"
  own_policy = true
  resource   = each.value
  reason     = "made by a service that sets no tags"
  owner      = "platform@example.com"
}

resource "driftlock_baseline" "site" {
  name       = "site"
  depends_on = [driftlock_waiver.website, driftlock_waiver.tags]

  scope {
    resource_types = ["aws_s3_bucket*"]
  }
  require {
    framework = "cis-aws-3.0"
    policies  = ["policies"]
  }
}

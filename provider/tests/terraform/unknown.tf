# Every attribute that can be set, with a value that becomes known during the apply.
resource "terraform_data" "told" {
  input = {
    name     = "web"
    text     = "release 7"
    no       = false
    yes      = true
    types    = "aws_s3_bucket*"
    id       = "assets"
    other    = "sg-nothing"
    region   = "us-east-1"
    account  = "123456789012"
    path     = "aws_s3_bucket.assets.tags.Seen"
    time     = "2099-12-31T00:00:00Z"
    day      = "2099-12-31"
    severity = "critical"
    mode     = "enforce"
    risk     = "cosmetic"
    number   = 10
    length   = "1h"
    policy   = "public_s3_bucket"
    kind     = "baseline_captured"
    nonce    = "NONCE"
  }
}

locals {
  told = terraform_data.told.output
}

resource "driftlock_baseline" "web" {
  name         = local.told.name
  reason       = local.told.text
  accept_drift = local.told.no
  triggers     = { t = local.told.text }
  scope {
    resource_types = [local.told.types]
    ids            = [local.told.id]
    regions        = [local.told.region]
    accounts       = [local.told.account]
  }
  exclude {
    ids = [local.told.other]
  }
  ignore {
    path    = local.told.path
    reason  = local.told.text
    expires = local.told.time
  }
  require {
    min_severity = local.told.severity
  }
}

resource "driftlock_enforcement" "web" {
  baseline          = driftlock_baseline.web.name
  revision          = driftlock_baseline.web.revision
  mode              = local.told.mode
  detect_on_refresh = local.told.yes
  rule {
    resource_types = [local.told.types]
    min_risk       = local.told.risk
    mode           = local.told.mode
  }
  guardrails {
    max_changes   = local.told.number
    max_percent   = local.told.number
    flap_limit    = local.told.number
    flap_window   = local.told.length
    allow_delete  = local.told.no
    allow_replace = local.told.no
  }
}

resource "driftlock_pause" "web" {
  baseline = driftlock_baseline.web.name
  ttl      = local.told.length
  reason   = local.told.text
  triggers = { t = local.told.text }
}

resource "driftlock_waiver" "web" {
  policy     = local.told.policy
  own_policy = local.told.no
  resource   = local.told.path
  reason     = local.told.text
  owner      = local.told.text
  expires    = local.told.day
  ticket     = local.told.text
}

data "driftlock_drift" "web" {
  baseline = driftlock_enforcement.web.baseline
}

data "driftlock_iam_policy" "web" {
  baseline = driftlock_enforcement.web.baseline
  mode     = local.told.mode
  account  = local.told.account
}

data "driftlock_history" "web" {
  baseline = driftlock_enforcement.web.baseline
  since    = local.told.length
  kinds    = [local.told.kind]
  limit    = local.told.number
}

data "driftlock_compliance" "web" {
  baseline     = driftlock_enforcement.web.baseline
  min_severity = local.told.severity
}

data "driftlock_resources" "web" {
  scope {
    resource_types = [local.told.types]
    ids            = [local.told.id]
    regions        = [local.told.region]
    accounts       = [local.told.account]
  }
}

# A small web platform, its baseline and its enforcement. `cargo xtask demo` applies this to an
# emulator; with credentials of your own it applies to AWS as it is.

terraform {
  required_providers {
    aws       = { source = "hashicorp/aws", version = "~> 5.0" }
    driftlock = { source = "driftlock/driftlock" }
  }
}

variable "release" {
  description = "The release being deployed. A new one pauses enforcement and captures a new revision."
  type        = string
  default     = "2026.1"
}

variable "ports" {
  description = "The ports that the web servers answer on."
  type        = list(number)
  default     = [80, 443]
}

provider "aws" {
  region = "us-east-1"
}

provider "driftlock" {
  region = "us-east-1"
}

# While a release is on its way, its own changes are not drift.
resource "driftlock_pause" "deploy" {
  baseline = "web"
  ttl      = "30m"
  reason   = "release ${var.release}"
  triggers = { release = var.release }
}

module "web" {
  source     = "./web"
  ports      = var.ports
  depends_on = [driftlock_pause.deploy]
}

# What was deployed is what is approved.
resource "driftlock_baseline" "web" {
  name = "web"
  scope {
    resource_types = ["aws_security_group", "aws_s3_bucket*"]
    tags           = { app = "web" }
  }
  triggers   = { release = var.release }
  depends_on = [module.web]
}

# Whatever leaves the baseline is brought back. This also ends the pause.
resource "driftlock_enforcement" "web" {
  baseline = driftlock_baseline.web.name
  revision = driftlock_baseline.web.revision
  mode     = "enforce"
}

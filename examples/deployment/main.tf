# A deployment in one apply: enforcement pauses, the platform changes, what was deployed is captured,
# and enforcement resumes. There is no release number to raise: whatever is about to change in
# `module.web` is the trigger. For Terraform from 1.10 on; `examples/demo` does the same for older ones.

terraform {
  required_version = ">= 1.10"
  required_providers {
    aws       = { source = "hashicorp/aws", version = "~> 5.0" }
    driftlock = { source = "driftlock/driftlock" }
  }
}

variable "ports" {
  description = "The ports that the web servers answer on."
  type        = list(number)
  default     = [443]
}

provider "aws" {
  region = "us-east-1"
}

provider "driftlock" {
  region = "us-east-1"
}

# Opens before anything of the module changes and ends after the last of it. Where the apply fails or
# is killed, it ends by silence two minutes later.
ephemeral "driftlock_pause" "deploy" {
  baseline = "web"
  reason   = "deployment of the web platform"
  enabled  = terraform.applying
}

module "web" {
  source     = "./web"
  ports      = var.ports
  depends_on = [ephemeral.driftlock_pause.deploy]
}

# Becomes known during apply where the module is about to change, and is what it was where it is not.
data "driftlock_deployment" "web" {
  baseline   = "web"
  depends_on = [module.web]
}

# What was deployed is what is approved, if the policies agree. If not, the apply fails and the revision
# before stays in force.
resource "driftlock_baseline" "web" {
  name = "web"
  scope {
    resource_types = ["aws_security_group", "aws_s3_bucket*"]
    tags           = { app = "web" }
  }
  require { min_severity = "critical" }
  triggers = { deployment = data.driftlock_deployment.web.id }
}

# Whatever leaves the baseline from now on is brought back.
resource "driftlock_enforcement" "web" {
  baseline = driftlock_baseline.web.name
  revision = driftlock_baseline.web.revision
  mode     = "enforce"
}

output "revision" {
  description = "The revision in force."
  value       = driftlock_baseline.web.revision
}

ephemeral "driftlock_pause" "deploy" {
  baseline = "web"
  reason   = "deployment of the web platform"
  enabled  = terraform.applying
}

# What is deployed: resources like this one, or whole modules.
resource "terraform_data" "web" {
  input      = "what is deployed"
  depends_on = [ephemeral.driftlock_pause.deploy]
}

data "driftlock_deployment" "web" {
  baseline   = "web"
  depends_on = [terraform_data.web]
}

# Captured whenever what is deployed has changed, and only then.
resource "driftlock_baseline" "web" {
  name     = "web"
  triggers = { deployment = data.driftlock_deployment.web.id }
  scope {
    resource_types = ["aws_s3_bucket*"]
  }
}

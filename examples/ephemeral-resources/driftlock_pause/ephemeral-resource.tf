# Opens when an apply begins, and ends when it has ended.
ephemeral "driftlock_pause" "deploy" {
  baseline = "web"
  reason   = "deployment of the web platform"
  enabled  = terraform.applying
}

# What is deployed under the pause depends on it: resources like this one, or whole modules.
resource "terraform_data" "web" {
  input      = "what is deployed"
  depends_on = [ephemeral.driftlock_pause.deploy]
}

# A deployment that somebody wants to look at when it failed, before it is taken back.
ephemeral "driftlock_pause" "delicate" {
  baseline   = "database"
  reason     = "migration"
  enabled    = terraform.applying
  on_failure = "hold"
  ttl        = "4h"
}

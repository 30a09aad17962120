data "driftlock_drift" "web" {
  baseline = "web"
}

check "web_is_in_sync" {
  assert {
    condition     = data.driftlock_drift.web.in_sync
    error_message = "Drifted: ${join(", ", data.driftlock_drift.web.resources[*].id)}"
  }
}

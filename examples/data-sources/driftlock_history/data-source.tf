data "driftlock_history" "web" {
  baseline = "web"
  since    = "7d"
  kinds    = ["drift_detected", "restore_finished", "restore_refused"]
}

output "last_week" {
  value = [
    for event in data.driftlock_history.web.events :
    "${event.at} ${event.actor}: ${event.summary}"
  ]
}

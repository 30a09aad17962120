import {
  to = driftlock_enforcement.web
  id = "web" # the name of its baseline
}

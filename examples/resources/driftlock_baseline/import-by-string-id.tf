import {
  to = driftlock_baseline.web
  id = "web" # its name
}

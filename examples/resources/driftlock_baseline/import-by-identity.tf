import {
  to       = driftlock_baseline.web
  identity = { name = "web" }
}

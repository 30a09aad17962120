import {
  to       = driftlock_enforcement.web
  identity = { baseline = "web" }
}

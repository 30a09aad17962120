import {
  to = driftlock_waiver.website
  id = "01JD9W7Z6Q4M2X8V5T3R1P0N9K" # `driftlock waiver list` shows it
}

# `driftlock waiver list` shows the ids.
terraform import driftlock_waiver.website 01JD9W7Z6Q4M2X8V5T3R1P0N9K

terraform import driftlock_baseline.web web

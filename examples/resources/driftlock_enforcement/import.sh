terraform import driftlock_enforcement.web web

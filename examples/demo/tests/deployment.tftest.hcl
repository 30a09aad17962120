# `terraform test`: applies to the account of the credentials, and destroys what it made. The baseline stays in
# the store.

run "the_first_release" {
  assert {
    condition     = driftlock_baseline.web.revision == 1
    error_message = "The first apply captures revision 1, not ${driftlock_baseline.web.revision}."
  }
  assert {
    condition     = driftlock_enforcement.web.in_sync
    error_message = "What was just deployed has drifted already."
  }
  assert {
    condition     = driftlock_pause.deploy.id == "none"
    error_message = "There was a baseline to pause before the first one."
  }
}

run "an_apply_without_a_release" {
  variables {
    ports = [80, 443]
  }

  assert {
    condition     = driftlock_baseline.web.revision == 1
    error_message = "A revision was captured though nothing was released."
  }
}

run "the_second_release" {
  variables {
    release = "2026.2"
    ports   = [80, 443, 8443]
  }

  assert {
    condition     = driftlock_baseline.web.revision == 2
    error_message = "A release captures a revision."
  }
  assert {
    condition     = length(driftlock_baseline.web.accepted) == 1
    error_message = "What changed under the pause is the group and nothing else."
  }
  assert {
    condition     = driftlock_pause.deploy.id != "none"
    error_message = "The second release opens a pause."
  }
  assert {
    condition     = driftlock_enforcement.web.in_sync && driftlock_enforcement.web.revision == 2
    error_message = "Enforcement follows the new revision."
  }
}

run "a_plan_afterwards" {
  command = plan

  variables {
    release = "2026.2"
    ports   = [80, 443, 8443]
  }

  assert {
    condition     = !driftlock_enforcement.web.paused
    error_message = "The new revision did not end the pause."
  }
}

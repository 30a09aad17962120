# `terraform test`: applies to the account of the credentials, and destroys what it made. The baseline stays in
# the store.

run "the_first_deployment" {
  assert {
    condition     = output.revision == 1 && driftlock_enforcement.web.in_sync
    error_message = "The first apply captures revision 1, and nothing has drifted from it."
  }
}

run "nothing_to_deploy" {
  assert {
    condition     = output.revision == 1
    error_message = "A revision was captured though nothing was deployed."
  }
}

run "another_port" {
  variables {
    ports = [443, 8443]
  }

  assert {
    condition     = output.revision == 2 && driftlock_enforcement.web.revision == 2
    error_message = "What was deployed is captured, and enforced from then on."
  }
  assert {
    condition     = length(driftlock_baseline.web.accepted) == 1
    error_message = "What changed under the pause is the group and nothing else."
  }
}

run "a_plan_afterwards" {
  command = plan

  variables {
    ports = [443, 8443]
  }

  assert {
    condition     = driftlock_baseline.web.revision == 2
    error_message = "A second plan wants another revision."
  }
  assert {
    condition     = driftlock_enforcement.web.in_sync && !driftlock_enforcement.web.paused
    error_message = "The pause did not end with the apply, or something drifted."
  }
}

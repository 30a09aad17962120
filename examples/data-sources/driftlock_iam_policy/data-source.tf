data "driftlock_iam_policy" "web" {
  baseline = "web"
  mode     = "enforce"
}

# For whoever runs `terraform plan`, the agent or the command line: capture and drift.
output "read_policy" {
  value = data.driftlock_iam_policy.web.read_json
}

# For the role that `restore_role` of the provider names.
output "restore_policy" {
  value = data.driftlock_iam_policy.web.restore_json
}

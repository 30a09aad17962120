data "driftlock_resources" "groups" {
  scope {
    resource_types = ["aws_security_group"]
    regions        = ["eu-west-1", "eu-central-1"]
  }
  exclude {
    tags = { "aws:autoscaling:groupName" = "*" }
  }
}

# Somebody made a group that no baseline holds.
check "every_group_is_held" {
  assert {
    condition     = length(data.driftlock_resources.groups.unheld_ids) == 0
    error_message = "Not in any baseline: ${join(", ", data.driftlock_resources.groups.unheld_ids)}"
  }
}

# The attributes are those of `aws_security_group`.
output "open_to_the_world" {
  value = [
    for group in data.driftlock_resources.groups.resources : group.id
    if anytrue([for rule in jsondecode(group.json).ingress : contains(rule.cidr_blocks, "0.0.0.0/0")])
  ]
}

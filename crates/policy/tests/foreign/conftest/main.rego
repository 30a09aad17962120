package main

import data.acme.allowed_types

deny[msg] {
  change := input.resource_changes[_]
  not allowed_types[change.type]
  msg := sprintf("%s: the type %s is not allowed", [change.address, change.type])
}

deny_large[res] {
  change := input.resource_changes[_]
  change.change.after.size > 100
  res := {"msg": "too large", "address": change.address}
}

warn[msg] {
  input.resource_changes[_].change.after.size == 8
  msg := "a volume is small"
}

violation_unused[{"msg": "never"}] {
  input.resource_changes[_].type == "aws_instance"
}

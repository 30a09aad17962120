package rules.volumes_small

resource_type := "aws_ebs_volume"

controls := {"ACME": {"ACME_7.1"}}

deny[msg] {
  input.size > 100
  msg = sprintf("%s has %d GiB", [input.id, input.size])
}

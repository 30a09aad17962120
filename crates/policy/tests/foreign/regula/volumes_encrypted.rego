# A simple rule, in the form of before Rego 1.0.
package rules.volumes_encrypted

__rego__metadoc__ := {
  "id": "ACME_0001",
  "title": "Volumes are encrypted",
  "description": "Every volume has encryption turned on.",
  "custom": {
    "controls": {"CIS-AWS_v1.4.0": ["CIS-AWS_v1.4.0_2.2.1"]},
    "severity": "High"
  }
}

resource_type = "aws_ebs_volume"

default allow = false

allow {
  input.encrypted == true
}

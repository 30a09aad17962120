package rules.volumes_tagged

import data.fugue

input_type := "tf"

resource_type := "aws_ebs_volume"

deny[info] {
  not input.tags.owner
  info := {"message": "no owner", "attribute": ["tags", "owner"]}
}

# `terraform test`: plans alone, so that nothing is made.

provider "aws" {
  region = "us-east-1"
}

run "one_rule_for_each_port" {
  command = plan

  variables {
    ports = [80, 443, 8443]
  }

  assert {
    condition     = toset(aws_security_group.web.ingress[*].from_port) == toset([80, 443, 8443])
    error_message = "Each port has one rule."
  }
}

run "everything_carries_the_tag" {
  command = plan

  variables {
    ports = [443]
  }

  # The baseline covers what carries it.
  assert {
    condition = alltrue([
      for tags in [aws_security_group.web.tags, aws_s3_bucket.data.tags, aws_s3_bucket.assets.tags] :
      tags["app"] == "web"
    ])
    error_message = "Something has no tag `app = web`."
  }
}

run "data_is_private_and_kept" {
  command = plan

  variables {
    ports = [443]
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.data.restrict_public_buckets
    error_message = "Customers' data must not be public."
  }
  assert {
    condition     = aws_s3_bucket_versioning.data.versioning_configuration[0].status == "Enabled"
    error_message = "Customers' data must be versioned."
  }
}

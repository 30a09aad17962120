provider "driftlock" {
  region = "us-east-1"
}

# A scaler sets the timeout and a scanner its tag; both declarations say that they may.
resource "aws_sqs_queue" "worker" {
  name                       = "jobs"
  delay_seconds              = 5
  visibility_timeout_seconds = 30
  tags                       = { Owner = "web", LastScan = "monday" }

  lifecycle {
    ignore_changes = [visibility_timeout_seconds, tags["LastScan"]]
  }
}

resource "driftlock_baseline" "jobs" {
  name = "jobs"
  scope {
    resource_types = ["aws_sqs_queue"]
  }
  ignore {
    path   = "aws_sqs_queue.jobs.visibility_timeout_seconds"
    reason = "set by the scaler"
  }
  ignore {
    path   = "aws_sqs_queue.*.tags.LastScan"
    reason = "written by the scanner"
  }
  depends_on = [aws_sqs_queue.worker]
}

resource "driftlock_enforcement" "jobs" {
  baseline = driftlock_baseline.jobs.name
  revision = driftlock_baseline.jobs.revision
  mode     = "enforce"
}

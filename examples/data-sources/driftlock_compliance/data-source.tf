data "driftlock_compliance" "web" {
  baseline  = "web"
  framework = "cis-aws-3.0"
  live      = true # what is there now; else what was approved
}

check "web_meets_cis" {
  assert {
    condition     = data.driftlock_compliance.web.compliant
    error_message = "Against CIS: ${join(", ", [for c in data.driftlock_compliance.web.controls : c.control if c.status == "fail"])}"
  }
}

output "offences" {
  value = [
    for finding in data.driftlock_compliance.web.findings :
    "${finding.resource}: ${finding.message}" if finding.verdict == "fail"
  ]
}

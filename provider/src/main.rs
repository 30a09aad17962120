//! Terraform and OpenTofu provider: baselines and their enforcement.

fn main() {}

//! Checks Terraform plans against policies before they are applied.

fn main() {}

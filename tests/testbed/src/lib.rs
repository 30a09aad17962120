//! Test equipment: the AWS emulator, Terraform, and where to find them.

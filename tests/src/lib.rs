//! Whole stories through real Terraform, and the shape of the workspace.

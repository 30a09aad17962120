//! Real Terraform runs the provider against the emulator.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod accounts;
mod approve;
mod attach;
mod baseline;
mod compliance;
mod enforcement;
mod history;
mod iam_policy;
mod ignores;
mod imports;
mod mistakes;
mod pause;
mod require;
mod resources;
mod restore_role;
mod story;
mod waiver;
